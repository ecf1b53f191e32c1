"""The real server as a process of its own, for tests that start it, kill it and start it again."""

import os
import queue
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
_ADDRESS = re.compile(r"(https?)://127\.0\.0\.1:(\d+)")


class ServerProcess:
    """`python -m backend serve` on a data folder; after the first start the port stays the same."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.port = 0
        self._scheme = "http"
        self._options = options
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"{self._scheme}://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    def start(self, *entry: str, seconds: float = 30) -> None:
        """Starts it, or the module `entry` around it, and waits for the line that says where it listens."""
        program = [sys.executable, "-m", *(entry or ("backend",))]
        command = [*program, "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        log = (self.folder.parent / f"{self.folder.name}.log").open("ab")
        self._process = subprocess.Popen(
            [*command, "--data", str(self.folder), "--limits", "off", *self._options],
            cwd=ROOT,
            env=os.environ | {"MINICHAT_BCRYPT_COST": "4"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        log.close()
        self._scheme, port = _first_match(self._process, seconds).groups()
        self.port = int(port)

    def kill(self) -> None:
        """SIGKILL: no goodbye, nothing flushed."""
        assert self._process is not None
        self._process.kill()
        self._reap()

    def wait(self) -> int:
        """Waits for an end that it comes to by itself; answers with its exit code."""
        return self._reap()

    def stop(self) -> int:
        """SIGTERM, if it runs; answers with its exit code."""
        if self._process is None:
            return 0
        self._process.terminate()
        return self._reap()

    def _reap(self) -> int:
        assert self._process is not None
        assert self._process.stdout is not None
        code = self._process.wait(timeout=20)
        self._process.stdout.close()
        self._process = None
        return code


def _first_match(process: "subprocess.Popen[str]", seconds: float) -> re.Match[str]:
    """The address from the process's output; a thread reads, for a pipe has no deadline of its own."""
    lines: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    reader = threading.Thread(target=lambda: lines.put(process.stdout.readline()), daemon=True)
    reader.start()
    try:
        line = lines.get(timeout=seconds)
    except queue.Empty:
        process.kill()
        raise AssertionError(f"the server said nothing within {seconds} s") from None
    found = _ADDRESS.search(line)
    if found is None:
        process.kill()
        process.wait()
        raise AssertionError(f"the server did not start: {line!r}")
    return found
