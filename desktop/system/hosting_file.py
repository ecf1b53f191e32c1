"""`server.toml` of this computer's server: what makes it a hosted one. For `local_server` and `hosting`.

Whoever administrates a server may edit the file: a change keeps each line that it isn't about, and a file
that can't be changed so is left as it is.
"""

import errno
import os
import re
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from desktop.system.server_trouble import BadHostingFile

NAME = "server.toml"
USUAL_PORT = 8001
"""Where a server listens that says no port."""
FIRST_PORT = USUAL_PORT
_PORTS = 100
_STOPPED = "stopped-by-host"
_BY_SYSTEM = "service"
_TABLE = re.compile(r"^\s*\[", re.MULTILINE)
_VALUE = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s"'\[{#]+)"""
"""A value of one line; where there is another kind, the change is refused."""

Value = str | int | bool
HOSTED: Mapping[str, Value] = {
    "host": "0.0.0.0",  # noqa: S104 - others are to reach it, that is the point
    "tls": "self-signed",
    "registration": "invite",
    "announce": True,
}


class HostingFile:
    """The file in the data folder of the server, and beside it whether the host has stopped the server."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._stopped = folder / _STOPPED

    @property
    def exists(self) -> bool:
        """Whether the server of this folder is hosted."""
        return self.path.is_file()

    @property
    def is_stopped(self) -> bool:
        """Whether the host has ended the server until it is resumed, whatever starts meanwhile."""
        return self.exists and self._stopped.exists()

    @property
    def was_of_system(self) -> bool:
        """Whether the system ran it until it was stopped."""
        try:
            return self._stopped.read_text(encoding="utf-8") == _BY_SYSTEM
        except (OSError, UnicodeDecodeError):
            return False

    def set_stopped(self, is_stopped: bool, *, is_of_system: bool = False) -> None:
        """Keep that the host has stopped the server, or wants it to run again."""
        try:
            if is_stopped:
                self._stopped.write_text(_BY_SYSTEM if is_of_system else "", encoding="utf-8")
            else:
                self._stopped.unlink(missing_ok=True)
        except OSError as error:
            raise BadHostingFile(_cannot_write(error)) from error

    def read(self) -> dict[str, object]:
        """All settings of the file; none when there is no file."""
        return self._parse(self._text())

    def write(self, changes: Mapping[str, Value]) -> None:
        """Set some values and keep all else. After a crash there is the old file or the new one, whole."""
        text = self._text()
        wanted = {**self._parse(text), **changes}
        for name, value in changes.items():
            text = _with_value(text, name, value)
        if not _is(text, wanted):
            sentence = QCoreApplication.translate(
                "HostingFile", "{file} was written by hand in a way that can't be changed from here."
            )
            raise BadHostingFile(sentence.format(file=self.path))
        self.restore(text.encode())

    def restore(self, content: bytes) -> None:
        """Have the file be this, all of it."""
        try:
            _replace(self.path, content)
        except OSError as error:
            raise BadHostingFile(_cannot_write(error)) from error

    def remove(self) -> None:
        """The server is this computer's own again."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise BadHostingFile(_cannot_write(error)) from error

    def _text(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8-sig")  # editors of Windows begin with a mark
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise BadHostingFile(self._cannot_read(error)) from error

    def _parse(self, text: str) -> dict[str, object]:
        try:
            return _parse(text)
        except ValueError as error:
            raise BadHostingFile(self._cannot_read(error)) from error

    def _cannot_read(self, error: Exception) -> str:
        sentence = QCoreApplication.translate("HostingFile", "{file} can't be read: {reason}")
        return sentence.format(file=self.path, reason=getattr(error, "strerror", None) or error)


def find_free_port(first: int | None = None) -> int:
    """The first port from there on (or FIRST_PORT) where nobody listens; that one if all are taken."""
    first = FIRST_PORT if first is None else first
    return next((port for port in range(first, first + _PORTS) if is_port_free(port)), first)


def is_port_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        if os.name == "posix":  # what was closed a moment ago is free; on Windows this would take others'
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("0.0.0.0", port))  # noqa: S104 - bound for a moment, never listened on
        except OSError:
            return False
    return True


def lan_address() -> str:
    """This machine's address in its network; empty where there is no network. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # for documentation only: nobody's, but the route to all others
            return str(probe.getsockname()[0])
        except OSError:
            return ""


def reach(settings: Mapping[str, object]) -> str:
    """The address by which others reach a server of these settings, as its invites say it."""
    if public := str(settings.get("public_url", "")).rstrip("/"):
        return public
    host = str(settings.get("host", ""))
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared, not bound
        host = lan_address() or "127.0.0.1"
    scheme = "http" if settings.get("tls", "off") == "off" and "certificate" not in settings else "https"
    shown = f"[{host}]" if ":" in host else host
    port = settings.get("port", USUAL_PORT)
    return urlsplit(f"{scheme}://{shown}:{port}").geturl()


def _with_value(text: str, name: str, value: Value) -> str:
    """The text with one top-level value set: in its own line, or in a new one before the first table."""
    line = f"{name} = {_toml(value)}"
    table = _TABLE.search(text)
    end = table.start() if table is not None else len(text)
    top, rest = text[:end], text[end:]
    key = rf"""(?:{name}|"{name}"|'{name}')"""
    own = re.compile(rf"^[ \t]*{key}[ \t]*=[ \t]*{_VALUE}([ \t]*(?:#.*)?)$", re.MULTILINE)
    if own.search(top):
        return own.sub(lambda found: line + found[1], top, count=1) + rest
    return top + ("\n" if top and not top.endswith("\n") else "") + line + "\n" + rest


def _toml(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = "".join(_escape(sign) for sign in value)
    return f'"{escaped}"'


def _escape(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x20 or ord(sign) == 0x7F else sign


def _parse(text: str) -> dict[str, object]:
    import tomllib  # noqa: PLC0415 - where there is no file the first picture doesn't wait for it

    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("its values lie too deep in one another") from error


def _is(text: str, wanted: Mapping[str, object]) -> bool:
    try:
        return _parse(text) == wanted
    except ValueError:
        return False


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _cannot_write(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return QCoreApplication.translate("HostingFile", "The disk is full: the server can't be set up.")
    sentence = QCoreApplication.translate("HostingFile", "The server's folder can't be written: {reason}.")
    return sentence.format(reason=error.strerror or error)
