"""A `systemctl` for machines without a person's own systemd: it really starts and ends what a unit runs.

`install(folder)` puts it where PATH finds it first. It reads units with its own eyes, not with ours.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from configparser import RawConfigParser
from contextlib import suppress
from pathlib import Path

REFUSE = "refuse"
"""Words in this file, beside the program, are what it answers to a start, with a failure."""


def install(folder: Path) -> Path:
    """The folder to be put first on PATH."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "systemctl"
    root = Path(__file__).resolve().parents[2]
    program.write_text(
        f"#!/bin/sh\nPYTHONPATH={shlex.quote(str(root))} FAKE_SYSTEMD={shlex.quote(str(folder))} "
        f'exec {shlex.quote(sys.executable)} -m tests.helpers.fake_systemd "$@"\n'
    )
    program.chmod(0o755)
    return folder


def pid_of(folder: Path) -> int | None:
    """The process of the unit; None: none runs."""
    try:
        pid = int((folder / "pid").read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def main(words: list[str]) -> int:
    """What `systemctl --user …` does, as far as we ask it."""
    folder = Path(os.environ["FAKE_SYSTEMD"])
    with (folder / "calls").open("a") as calls:
        calls.write(" ".join(words) + "\n")
    match words:
        case ["--user", "show-environment" | "daemon-reload"]:
            return 0
        case ["--user", "enable", name]:
            (folder / "enabled").write_text(name)
        case ["--user", "restart", name]:
            _end(folder)
            if (folder / REFUSE).exists():
                sys.stderr.write((folder / REFUSE).read_text())
                return 1
            _begin(folder, name)
        case ["--user", "disable", "--now", _name]:
            (folder / "enabled").unlink(missing_ok=True)
            _end(folder)
        case _:
            sys.stderr.write(f"Unknown command: {words}\n")
            return 1
    return 0


def _begin(folder: Path, name: str) -> None:
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    unit = RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(config / "systemd" / "user" / name, encoding="utf-8")
    service = unit["Service"]
    words = [word.replace("$$", "$").replace("%%", "%") for word in shlex.split(service["ExecStart"])]
    log = service["StandardError"].removeprefix("append:").replace("%%", "%")
    with Path(log).open("ab") as errors:
        process = subprocess.Popen(
            words,
            cwd=service["WorkingDirectory"].replace("%%", "%"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
    (folder / "pid").write_text(str(process.pid))


def _end(folder: Path) -> None:
    deadline = time.monotonic() + 20
    while (pid := pid_of(folder)) is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM if time.monotonic() < deadline else signal.SIGKILL)
        time.sleep(0.05)
    (folder / "pid").unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
