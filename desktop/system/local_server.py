"""The server of this computer: a child process that lives as long as the window, or what the system runs.

Two windows on one data folder share one server: the first to take the folder's lock is the host, the
others read its address from the file that the server keeps beside the lock. For `hosting`.
"""

import asyncio
import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from PySide6.QtCore import QCoreApplication

from desktop.system.hosting_file import HostingFile
from desktop.system.server_child import ServerChild, last_line
from desktop.system.server_trouble import FOLDER_TAKEN, FOLDER_UNUSABLE, LocalServerError, explain_exit

_log = logging.getLogger(__name__)

_LOG_BYTES = 1024 * 1024
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_LOOK_SECONDS = 5.0
MOST_RESTARTS = 3
"""So often in a row a hosted server is started again; one for this computer alone, as long as it takes."""


class ServerFile(msgspec.Struct, frozen=True):
    """What a running server writes into its data folder."""

    address: str
    pid: int
    fingerprint: str = ""


def server_program() -> list[str]:
    """The server: with this Python, or as the second program of a frozen folder."""
    if getattr(sys, "frozen", False):
        program = Path(sys.executable)
        return [str(program.with_name("minichat-server" + program.suffix))]
    return [sys.executable, "-m", "backend"]


def server_command(folder: Path) -> list[str]:
    """How the window starts it: by its own file where it is hosted, else for this computer alone."""
    command = [*server_program(), "serve", "--data", str(folder), "--exit-with-parent"]
    return command if HostingFile(folder).exists else [*command, "--host", "127.0.0.1", "--port", "0"]


def service_command(folder: Path) -> list[str]:
    """How the system starts it."""
    return [*server_program(), "serve", "--data", str(folder)]


class LocalServer:
    """Starts the server, knows where it is, sees it die, ends it."""

    def __init__(
        self,
        folder: Path,
        log: Path,
        *,
        command: Sequence[str] | None = None,
        ready_seconds: float = 30.0,
        stop_seconds: float = 10.0,
        first_pause: float = _FIRST_PAUSE_SECONDS,
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        self._folder = folder
        self._log_file = log
        self._command = command
        self._ready_seconds = ready_seconds
        self._stop_seconds = stop_seconds
        self._first_pause = first_pause
        self._look_seconds = look_seconds
        self._child: ServerChild | None = None
        self._found: ServerFile | None = None
        self._starting = asyncio.Lock()
        self._gone = asyncio.Event()
        self._stirred = asyncio.Event()
        self.is_of_system = False
        """The system runs it: then it is never started here."""
        self.restarts = 0
        """How often in a row it had to be started again."""

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none, and while another one is the host."""
        return self._child.pid if self._child is not None else None

    @property
    def found(self) -> ServerFile | None:
        """Where it was found, or said that it is; None while it doesn't run."""
        return self._found

    async def find(self) -> ServerFile:
        """Where the server listens; starts it when it isn't running. May be asked by many at once."""
        async with self._starting:
            if self._found is not None:
                return self._found
            self._gone.clear()
            found = await (self._wait_for_system() if self.is_of_system else self._start())
            if not self._gone.is_set():
                self._found = found
            return found

    async def keep_running(
        self, moved: Callable[[ServerFile], object], troubled: Callable[[str], object], most: int | None
    ) -> None:
        """Tells where it is, and after a death starts it again and tells anew; until it is cancelled.

        Having died more often than `most` times in a row it is left lying, with the last trouble told.
        """
        pause = self._first_pause
        clock = asyncio.get_running_loop().time
        self.restarts = 0
        while True:
            began = clock()
            trouble = ""
            try:
                moved(await self.find())
                is_own = await self._wait_until_gone()
            except LocalServerError as failure:
                trouble, is_own = str(failure), True
                troubled(trouble)
            if not is_own:
                continue  # another window's or the system's server went: nobody's fault
            if clock() - began > _LONGEST_PAUSE_SECONDS:
                pause, self.restarts = self._first_pause, 0
            if most is not None and self.restarts >= most:
                if not trouble:
                    troubled(self._fell_over())
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            self.restarts += 1

    def doubt(self) -> bool:
        """The address didn't answer. If another process was the host, it may have ended: look again.

        True: whoever asks for the address now gets one that was looked for anew.
        """
        is_of_another = self._child is None and self._found is not None
        if is_of_another:
            self._lose()
        return is_of_another

    def look_again(self) -> None:
        """Somebody lost the connection: is it still there, if another process is the host?"""
        self._stirred.set()

    async def stop(self, *, for_good: bool = True) -> None:
        """Ends the child, by force if it doesn't go. Nobody may be keeping it running then.

        Members are told whether it was ended for good, or is to be there again in a moment.
        """
        self._lose()
        if self._child is not None:
            await self._child.end(self._stop_seconds, for_good=for_good)

    async def wait_for_end(self, seconds: float) -> bool:
        """Whether whoever holds the folder has let it go by then."""
        deadline = asyncio.get_running_loop().time() + seconds
        while await self._look() is not None:
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(0.1)
        return True

    async def _start(self) -> ServerFile:
        try:
            log = _fresh_log(self._log_file)
        except OSError as error:
            raise LocalServerError(
                explain_exit(FOLDER_UNUSABLE, error.strerror or str(error), self._log_file)
            ) from error
        child = ServerChild(self._command or server_command(self._folder), log, self._on_end)
        self._child = child
        try:
            async with asyncio.timeout(self._ready_seconds):
                address = await child.ready
        except TimeoutError:
            await child.end(self._stop_seconds)
            raise LocalServerError(
                QCoreApplication.translate(
                    "LocalServer", "The chat server of this computer did not start in time."
                )
            ) from None
        if address is not None:
            _log.info("the server of this computer listens at %s", address)
            return self._read() or ServerFile(address, child.pid)
        self._child = None
        is_taken = child.exit_code == FOLDER_TAKEN
        if is_taken and (found := await self._look()) is not None:
            _log.info("another process's server listens at %s", found.address)
            return found
        raise LocalServerError(
            explain_exit(child.exit_code, last_line(self._log_file), self._log_file), child.exit_code
        )

    async def _wait_for_system(self) -> ServerFile:
        try:
            async with asyncio.timeout(self._ready_seconds):
                while (found := await self._look()) is None:  # noqa: ASYNC110 - another process writes it
                    await asyncio.sleep(0.1)
        except TimeoutError:
            sentence = QCoreApplication.translate(
                "LocalServer", "This computer's system runs the chat server, but it does not answer."
            )
            raise LocalServerError(sentence) from None
        return found

    async def _wait_until_gone(self) -> bool:
        """Whether it was our own child that ended."""
        while self._child is None and not self._gone.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._look_seconds):
                    await self._stirred.wait()
            self._stirred.clear()
            if not self._gone.is_set() and await self._look() != self._found:
                self._lose()
            if self._gone.is_set():
                return False
        await self._gone.wait()
        return True

    async def _look(self) -> ServerFile | None:
        """What the process says of itself that holds the data folder; None when nobody answers there."""
        found = self._read()
        if found is None:
            return None
        where = urlsplit(found.address)
        try:
            async with asyncio.timeout(2):
                _, writer = await asyncio.open_connection(where.hostname, where.port)
        except (OSError, ValueError, TimeoutError):
            return None
        writer.close()
        return found

    def _read(self) -> ServerFile | None:
        try:
            return msgspec.json.decode((self._folder / "server.json").read_bytes(), type=ServerFile)
        except (OSError, ValueError):
            return None

    def _on_end(self, child: ServerChild) -> None:
        if child is self._child:
            self._child = None
            if child.was_ready:
                self._lose()

    def _lose(self) -> None:
        self._found = None
        self._gone.set()
        self._stirred.set()

    def _fell_over(self) -> str:
        sentence = QCoreApplication.translate(
            "LocalServer",
            "The chat server of this computer ended again and again. Its last words: {reason}",
        )
        return sentence.format(reason=last_line(self._log_file) or "—")


def _fresh_log(path: Path) -> Path:
    """The file for what the server says; a long one is put aside, so that there are never more than two."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LOG_BYTES:
        path.replace(path.with_suffix(".old.log"))
    return path
