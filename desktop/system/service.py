"""The server run by the system itself, without the window: a switch for each system. For `local_server`.

Everything here waits for other programs: it is called in a thread.
"""

import getpass
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication

import backend
from desktop.system.server_trouble import ServiceError
from desktop.system.service_files import (
    read_plist,
    read_task,
    read_unit,
    write_plist,
    write_task,
    write_unit,
)

_log = logging.getLogger(__name__)

_WAIT_SECONDS = 30.0
_LABEL = "chat.mini.server"
_TASK = "Mini Chat Server"
_WITHOUT_A_CONSOLE = getattr(subprocess, "CREATE_NO_WINDOW", 0)
ROOT = Path(backend.__file__).resolve().parent.parent
"""Where `python -m backend` finds it."""


class Service(Protocol):
    """The switch. What it says is the system's: the person may turn it off there too."""

    def refusal(self) -> str:
        """Why the system can't run the server, in a sentence; empty when it can."""

    def command(self) -> list[str] | None:
        """What it runs; None: nothing was handed to it."""

    def start(self, command: Sequence[str], log: Path) -> None:
        """Run this command now, and whenever the person logs in."""

    def stop(self) -> None:
        """End it, and start it no more until `start`."""

    def boot_hint(self) -> str:
        """The command that has it run before anybody logs in; empty where none is needed or there is none."""


class SystemdService:
    """Linux: a unit of the person's own systemd."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "minichat-server.service"

    def refusal(self) -> str:
        """Containers and some distributions have no systemd of the person's own."""
        if os.environ.get("APPIMAGE"):
            return QCoreApplication.translate(
                "Service",
                "An AppImage can't be run by the system: install the .deb, the .rpm or the .tar.xz instead.",
            )
        try:
            _run("systemctl", "--user", "show-environment")
        except ServiceError as error:
            _log.info("the system runs nothing for this person: %s", error)
            return QCoreApplication.translate(
                "Service", "This computer can't run a program for you while its window is closed."
            )
        return ""

    def command(self) -> list[str] | None:
        """What the unit runs."""
        return _read(self._path, read_unit)

    def start(self, command: Sequence[str], log: Path) -> None:
        """Write the unit, enable and start it; without success nothing of it stays."""
        _write(self._path, write_unit(command, ROOT, log))
        try:
            _run("systemctl", "--user", "daemon-reload")
            _run("systemctl", "--user", "enable", self._path.name)
            _run("systemctl", "--user", "restart", self._path.name)
        except ServiceError:
            self.stop()
            raise

    def stop(self) -> None:
        """Disable and end it; the unit goes."""
        if not self._path.exists():
            return
        try:
            _run("systemctl", "--user", "disable", "--now", self._path.name)
        finally:
            self._path.unlink(missing_ok=True)
        _run("systemctl", "--user", "daemon-reload")

    def boot_hint(self) -> str:
        """A person's own systemd begins with their first login, unless they linger."""
        user = getpass.getuser()
        return "" if (Path("/var/lib/systemd/linger") / user).exists() else f"loginctl enable-linger {user}"


class LaunchdService:
    """macOS: an agent of the person's own launchd."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"{_LABEL}.plist"

    def refusal(self) -> str:
        """There always is one."""
        return ""

    def command(self) -> list[str] | None:
        """What the agent runs."""
        return _read(self._path, read_plist)

    def start(self, command: Sequence[str], log: Path) -> None:
        """Write the agent and load it; without success nothing of it stays."""
        self.stop()
        _write(self._path, write_plist(_LABEL, command, ROOT, log))
        try:
            _run("launchctl", "bootstrap", self._domain, str(self._path))
        except ServiceError:
            self._path.unlink(missing_ok=True)
            raise

    def stop(self) -> None:
        """Unload it; the agent goes."""
        if not self._path.exists():
            return
        try:
            _run("launchctl", "bootout", f"{self._domain}/{_LABEL}")
        finally:
            self._path.unlink(missing_ok=True)

    def boot_hint(self) -> str:
        """An agent runs from the login on; what runs before it needs an administrator."""
        return ""

    @property
    def _domain(self) -> str:
        return f"gui/{os.getuid()}" if sys.platform != "win32" else ""


class ScheduledTask:
    """Windows: a task at the person's log-on; no administrator is needed for one's own."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "service-task.xml"

    def refusal(self) -> str:
        """There always is a scheduler."""
        return ""

    def command(self) -> list[str] | None:
        """What the task runs, as the scheduler has it."""
        try:
            return read_task(_run("schtasks", "/Query", "/TN", _TASK, "/XML").encode("utf-16"))
        except (ServiceError, ValueError):
            return None

    def start(self, command: Sequence[str], log: Path) -> None:  # noqa: ARG002 - the scheduler keeps no output
        """Make the task and run it; without success nothing of it stays."""
        user = "\\".join(filter(None, (os.environ.get("USERDOMAIN"), getpass.getuser())))
        _write(self._path, write_task(user, command, ROOT))
        try:
            _run("schtasks", "/Create", "/F", "/TN", _TASK, "/XML", str(self._path))
            _run("schtasks", "/Run", "/TN", _TASK)
        except ServiceError:
            if self.command() is not None:
                self.stop()
            raise
        finally:
            self._path.unlink(missing_ok=True)

    def stop(self) -> None:
        """End it; the task goes."""
        if self.command() is None:
            return
        try:
            _run("schtasks", "/End", "/TN", _TASK)
        finally:
            _run("schtasks", "/Delete", "/F", "/TN", _TASK)

    def boot_hint(self) -> str:
        """A task runs from the log-on; what runs before it needs an administrator."""
        return ""


def own_service(data: Path) -> Service:
    """That of this system; `data` is where a file may lie for a moment."""
    if sys.platform == "win32":
        return ScheduledTask(data)
    if sys.platform == "darwin":
        return LaunchdService(Path.home() / "Library" / "LaunchAgents")
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return SystemdService(Path(config) / "systemd" / "user")


def _run(name: str, *words: str) -> str:
    """What a program of the system says.

    Raises:
        ServiceError: it isn't there, refuses, or takes too long.
    """
    program = shutil.which(name)
    if program is None:
        sentence = QCoreApplication.translate("Service", "This system has no {program}.")
        raise ServiceError(sentence.format(program=name))
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system and our own words
            [program, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="oem" if sys.platform == "win32" else "utf-8",
            errors="replace",
            timeout=_WAIT_SECONDS,
            check=False,
            creationflags=_WITHOUT_A_CONSOLE,
        )
    except subprocess.TimeoutExpired:
        sentence = QCoreApplication.translate("Service", "{program} does not answer.")
        raise ServiceError(sentence.format(program=name)) from None
    except OSError as error:
        raise ServiceError(f"{name}: {error.strerror or error}") from error
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or str(done.returncode)).splitlines()
        sentence = QCoreApplication.translate("Service", "The system refused: {reason}")
        raise ServiceError(sentence.format(reason=lines[0][:200]))
    return done.stdout


def _read(path: Path, parse: Callable[[bytes], list[str]]) -> list[str] | None:
    try:
        return parse(path.read_bytes())
    except (OSError, ValueError):
        return None


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        sentence = QCoreApplication.translate("Service", "{file} can't be written: {reason}.")
        raise ServiceError(sentence.format(file=path, reason=error.strerror or error)) from error
