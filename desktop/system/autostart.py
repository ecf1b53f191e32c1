"""Start at login, as each system keeps it: a desktop file, a launch agent, a value of the registry."""

import logging
import os
import plistlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from desktop.models.choices import Choices
from desktop.settings import Options

_log = logging.getLogger(__name__)

_NAME = "Mini Chat"
HIDDEN = "--minimized"
_ROOT = Path(__file__).resolve().parents[2]


class Autostart(Protocol):
    """The switch. Its state is the system's: the person may turn it off there too."""

    def is_on(self) -> bool:
        """Whether the program starts at login."""

    def turn_on(self, command: Sequence[str]) -> None:
        """Start it at login by this command."""

    def turn_off(self) -> None:
        """Start it no more."""


class DesktopFile:
    """Linux: a file in the autostart folder; some desktops switch it off in place."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "minichat.desktop"

    def is_on(self) -> bool:
        """Whether the program starts at login."""
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeError):
            return False
        return not {"Hidden=true", "X-GNOME-Autostart-enabled=false"} & set(lines)

    def turn_on(self, command: Sequence[str]) -> None:
        """Start it at login by this command."""
        words = " ".join(_quoted(word) for word in command)
        text = (
            f"[Desktop Entry]\nType=Application\nName={_NAME}\nExec={words}\nIcon=minichat\nTerminal=false\n"
        )
        _replace(self._path, text.encode())

    def turn_off(self) -> None:
        """Start it no more."""
        self._path.unlink(missing_ok=True)


class LaunchAgent:
    """macOS: a property list that launchd reads at login."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "chat.mini.desktop.plist"

    def is_on(self) -> bool:
        """Whether the program starts at login."""
        return self._path.is_file()

    def turn_on(self, command: Sequence[str]) -> None:
        """Start it at login by this command."""
        agent = {"Label": self._path.stem, "ProgramArguments": list(command), "RunAtLoad": True}
        _replace(self._path, plistlib.dumps(agent))

    def turn_off(self) -> None:
        """Start it no more."""
        self._path.unlink(missing_ok=True)


class Registry(Protocol):
    """The values of one key."""

    def read(self, name: str) -> str | None:
        """A value; None: there is none."""

    def write(self, name: str, value: str) -> None:
        """Set it."""

    def remove(self, name: str) -> None:
        """Drop it, if there is one."""


class RunKey:
    """Windows: a value of the key of the programs that start with this person's session."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def is_on(self) -> bool:
        """Whether the program starts at login."""
        return self._registry.read(_NAME) is not None

    def turn_on(self, command: Sequence[str]) -> None:
        """Start it at login by this command."""
        self._registry.write(_NAME, subprocess.list2cmdline(command))

    def turn_off(self) -> None:
        """Start it no more."""
        self._registry.remove(_NAME)


class AutostartChoice:
    """Keeps the system's switch and the two choices in step. What the system says at the start is true."""

    def __init__(self, choices: Choices, switch: Autostart, options: Options | None = None) -> None:
        self._choices = choices
        self._switch = switch
        self._options = options or Options()
        if choices.settings.start_at_login != switch.is_on():
            choices.update(start_at_login=switch.is_on())
        choices.changed.connect(self._follow)

    def _follow(self, names: frozenset[str]) -> None:
        settings = self._choices.settings
        try:
            if names & {"start_at_login", "start_hidden"} and settings.start_at_login:
                self._switch.turn_on(own_command(self._options, is_hidden=settings.start_hidden))
            elif "start_at_login" in names:
                self._switch.turn_off()
        except OSError as error:
            _log.warning("the start at login can't be changed: %s", error)
            if settings.start_at_login != self._switch.is_on():
                self._choices.update(start_at_login=self._switch.is_on())


def own_autostart() -> Autostart:
    """That of this system."""
    if sys.platform == "win32":
        return RunKey(_WindowsRun())
    if sys.platform == "darwin":
        return LaunchAgent(Path.home() / "Library" / "LaunchAgents")
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return DesktopFile(Path(config) / "autostart")


def own_command(options: Options, *, is_hidden: bool) -> list[str]:
    """How this program is started again, on the folder and for the server that were named for it."""
    words = own_program()
    if options.data is not None:
        words += ["--data", str(options.data.expanduser().absolute())]
    if options.server is not None:
        words += ["--server", options.server]
    return [*words, HIDDEN] if is_hidden else words


def own_program(root: Path = _ROOT) -> list[str]:
    """Frozen it is one file, in a checkout what finds Qt's libraries for it, else a module of this Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    start = root / "start.py"
    if start.is_file() and Path(sys.prefix) == root / ".venv":
        return [sys.executable, str(start), "run"]
    return [sys.executable, "-m", "desktop"]


def _quoted(word: str) -> str:
    """A word of the Exec line: what is special within its quotes is escaped, and a percent sign doubled."""
    escaped = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in word).replace("%", "%%")
    # The file's own syntax takes one level of backslashes away before the line is read.
    return '"' + escaped.replace("\\", "\\\\") + '"'


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)


if sys.platform == "win32":
    import winreg

    class _WindowsRun:
        """HKEY_CURRENT_USER, where no administrator is needed."""

        _PATH = r"Software\Microsoft\Windows\CurrentVersion\Run"

        def read(self, name: str) -> str | None:
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, self._PATH) as key:
                    return str(winreg.QueryValueEx(key, name)[0])
            except OSError:
                return None

        def write(self, name: str, value: str) -> None:
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, self._PATH) as key:
                winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)

        def remove(self, name: str) -> None:
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, self._PATH, 0, winreg.KEY_SET_VALUE) as key:
                    winreg.DeleteValue(key, name)
            except FileNotFoundError:
                pass
