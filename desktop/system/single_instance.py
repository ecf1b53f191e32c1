"""A second start raises the window of the first, and ends. For `app`.

The first listens on the loopback and leaves port and key in its profile, where only the same person can read
them. The second needs no Qt for that, nor a loop.
"""

import asyncio
import contextlib
import hmac
import logging
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec

from desktop.settings import LONGEST_LINK

_log = logging.getLogger(__name__)

_FILE = "window.json"
_LOOPBACK = "127.0.0.1"
_ANSWER = b"raised\n"
_LINE_BYTES = 16 * 1024
_READ_SECONDS = 5.0
_RETRY_SECONDS = 0.05


class _Place(msgspec.Struct, frozen=True):
    """How the first one is reached."""

    port: int
    key: str
    pid: int


class Call(msgspec.Struct, frozen=True):
    """What the second start says."""

    key: str
    activation_token: str = ""
    """What lets a Wayland window come to the front."""
    link: Annotated[str, msgspec.Meta(max_length=LONGEST_LINK)] = ""
    """An invite that is to be opened; nobody has looked yet whether it is one."""

    def __repr__(self) -> str:
        return f"Call(link={'…' if self.link else ''!r})"


class FirstInstance:
    """Waits for later starts, and tells of each."""

    def __init__(self, profile: Path, called: Callable[[Call], None]) -> None:
        self._path = profile / _FILE
        self._called = called
        self._key = secrets.token_hex(16)
        self._server: asyncio.Server | None = None

    async def listen(self) -> None:
        """Be reachable; without a loopback the second start opens a window of its own."""
        try:
            self._server = await asyncio.start_server(self._serve, _LOOPBACK, 0, limit=_LINE_BYTES)
            port = self._server.sockets[0].getsockname()[1]
            await asyncio.to_thread(self._write, _Place(port=port, key=self._key, pid=os.getpid()))
        except OSError as error:
            _log.warning("a second start can't reach this window: %s", error)

    async def close(self) -> None:
        """Be reachable no longer."""
        if self._server is not None:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            self._server.close()
            await self._server.wait_closed()

    def _write(self, place: _Place) -> None:
        self._path.unlink(missing_ok=True)
        with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(msgspec.json.encode(place))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_READ_SECONDS):
                call = msgspec.json.decode(await reader.readline(), type=Call)
            if hmac.compare_digest(call.key.encode(), self._key.encode()):
                self._called(call)
                writer.write(_ANSWER)
                await writer.drain()
        except (OSError, ValueError, TimeoutError, RecursionError) as error:  # of brackets without end
            _log.info("somebody else knocked: %r", error)
        finally:
            writer.close()


def call_first(profile: Path, seconds: float = 3.0, *, link: str = "") -> bool:
    """Have the window of the profile raised, and an invite opened in it; False when nobody answers."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError, ValueError):
            if _call(profile, link, max(0.1, deadline - time.monotonic())):
                return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(_RETRY_SECONDS)


def _call(profile: Path, link: str, seconds: float) -> bool:
    place = msgspec.json.decode((profile / _FILE).read_bytes(), type=_Place)
    _let_come_to_front(place.pid)
    token = _as_text(os.environ.get("XDG_ACTIVATION_TOKEN", ""))
    call = Call(key=place.key, activation_token=token, link=_as_text(link[:LONGEST_LINK]))
    with socket.create_connection((_LOOPBACK, place.port), timeout=seconds) as connection:
        connection.sendall(msgspec.json.encode(call) + b"\n")
        return connection.recv(len(_ANSWER)) == _ANSWER


def _as_text(word: str) -> str:
    """Without the bytes that the system gave us and that are no text."""
    return word.encode(errors="replace").decode()


def _let_come_to_front(pid: int) -> None:
    """Windows lets only the program that has the keyboard hand it on."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - there alone

        ctypes.windll.user32.AllowSetForegroundWindow(pid)
