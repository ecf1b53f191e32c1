"""Starts as somebody at the screen sees them: from exec until the window is there. For any program.

A frozen program can't be asked when it has painted, so the screen is asked, by xdotool: for the source alike.
"""

import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.samples import LoadFailed

_PATIENCE_SECONDS = 30.0
_END_SECONDS = 10.0


def measure_mapped(
    commands: Mapping[str, Sequence[str]], rounds: int, environment: dict[str, str]
) -> dict[str, list[float]] | None:
    """Milliseconds of each command's warm starts, in turn; None where nobody can ask the screen."""
    tool = shutil.which("xdotool")
    if tool is None or "DISPLAY" not in environment:
        return None
    found: dict[str, list[float]] = {name: [] for name in commands}
    with TemporaryDirectory() as folder:
        for number in range(rounds + 1):
            for name, command in commands.items():
                data = ["--data", str(Path(folder, name))]
                taken = _start(tool, [*command, *data], environment)
                if number:
                    found[name].append(taken)
    return found


def _start(tool: str, command: Sequence[str], environment: dict[str, str]) -> float:
    search = [tool, "search", "--onlyvisible", "--name", "^Mini Chat"]
    begun = time.monotonic()
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as child:
        try:
            while not subprocess.run(search, env=environment, capture_output=True, check=False).stdout:
                if time.monotonic() - begun > _PATIENCE_SECONDS or child.poll() is not None:
                    raise LoadFailed(f"{command[0]} showed no window")
            return (time.monotonic() - begun) * 1000
        finally:
            child.terminate()
            try:
                child.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
