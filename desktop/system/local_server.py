"""The server that this computer runs for itself: a child process that lives as long as the window. For `app`.

Two windows on one data folder share one server: the first to take the folder's lock is the host, the
others read its address from the file that the server keeps beside the lock.
"""

import asyncio
import logging
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from PySide6.QtCore import QCoreApplication, QProcess

import backend

_log = logging.getLogger(__name__)

_ADDRESS = re.compile(r"https?://[^\s/]+:\d+")
_LOG_BYTES = 1024 * 1024
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0


class LocalServerError(Exception):
    """The server of this computer can't be had; the text is one sentence for the person."""


class ServerFile(msgspec.Struct, frozen=True):
    """What a running server writes into its data folder."""

    address: str
    pid: int


def server_command(folder: Path) -> list[str]:
    """How to start the server: with this Python, or as the second program of a frozen folder."""
    if getattr(sys, "frozen", False):
        program = Path(sys.executable)
        start = [str(program.with_name("minichat-server" + program.suffix))]
    else:
        start = [sys.executable, "-m", "backend"]
    options = ["--host", "127.0.0.1", "--port", "0", "--data", str(folder), "--exit-with-parent"]
    return [*start, "serve", *options]


class LocalServer:
    """Starts the server, knows its address, sees it die, ends it."""

    def __init__(
        self,
        folder: Path,
        log: Path,
        *,
        command: Sequence[str] | None = None,
        ready_seconds: float = 30.0,
        stop_seconds: float = 10.0,
    ) -> None:
        self._folder = folder
        self._log_file = log
        self._command = list(command or server_command(folder))
        self._ready_seconds = ready_seconds
        self._stop_seconds = stop_seconds
        self._child: _Child | None = None
        self._address: str | None = None
        self._starting = asyncio.Lock()
        self._gone = asyncio.Event()

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none, and while another window is the host."""
        return self._child.pid if self._child is not None else None

    async def address(self) -> str:
        """Where the server listens; starts it when it isn't running. May be asked by many at once."""
        async with self._starting:
            if self._address is not None:
                return self._address
            self._gone.clear()
            address = await self._start()
            if not self._gone.is_set():
                self._address = address
            return address

    async def keep_running(self, moved: Callable[[str], None], troubled: Callable[[str], None]) -> None:
        """Until it is cancelled: tells the address, and after a death starts again and tells the new one."""
        pause = _FIRST_PAUSE_SECONDS
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            try:
                moved(await self.address())
            except LocalServerError as failure:
                troubled(str(failure))
            else:
                await self._gone.wait()
            was_stable = clock() - began > _LONGEST_PAUSE_SECONDS
            pause = _FIRST_PAUSE_SECONDS if was_stable else min(pause * 2, _LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(pause)

    def doubt(self) -> bool:
        """The address didn't answer. If another window was the host, it may have closed: look again.

        True: whoever asks for the address now gets one that was looked for anew.
        """
        is_of_another = self._child is None and self._address is not None
        if is_of_another:
            self._lose()
        return is_of_another

    async def stop(self) -> None:
        """Ends the child, by force if it doesn't go. Nobody may be keeping it running then."""
        self._address = None
        self._gone.set()
        if self._child is not None:
            await self._child.end(self._stop_seconds)

    async def _start(self) -> str:
        child = _Child(self._command, _fresh_log(self._log_file), self._on_end)
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
            return address
        self._child = None
        if (address := await self._host_address()) is not None:
            _log.info("another window's server listens at %s", address)
            return address
        sentence = QCoreApplication.translate(
            "LocalServer", "The chat server of this computer could not start; the reason is in {log}."
        )
        raise LocalServerError(sentence.format(log=self._log_file))

    async def _host_address(self) -> str | None:
        """Where the process listens that holds the data folder; None when nobody answers there."""
        try:
            address = msgspec.json.decode(
                (self._folder / "server.json").read_bytes(), type=ServerFile
            ).address
            where = urlsplit(address)
            async with asyncio.timeout(2):
                _, writer = await asyncio.open_connection(where.hostname, where.port)
        except (OSError, ValueError, TimeoutError):
            return None
        writer.close()
        return address

    def _on_end(self, child: "_Child") -> None:
        if child is self._child:
            self._child = None
            if child.was_ready:
                self._lose()

    def _lose(self) -> None:
        self._address = None
        self._gone.set()


class _Child:
    """One run of the server program. Its end of our pipe closes when this process dies, however it dies."""

    def __init__(self, command: Sequence[str], log: Path, on_end: Callable[["_Child"], None]) -> None:
        self.ready: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._on_end = on_end
        self._ended = asyncio.Event()
        self._output = bytearray()
        self._process = process = QProcess()
        process.setProgram(command[0])
        process.setArguments(list(command[1:]))
        process.setWorkingDirectory(str(Path(backend.__file__).parent.parent))  # where `-m backend` finds it
        process.setStandardErrorFile(str(log), QProcess.OpenModeFlag.Append)
        if sys.platform != "win32":
            parameters = QProcess.UnixProcessParameters()
            # Ctrl+C in a terminal ends the window, and the window ends its server.
            parameters.flags = QProcess.UnixProcessFlag.CreateNewSession
            process.setUnixProcessParameters(parameters)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._fail)
        process.start()

    @property
    def was_ready(self) -> bool:
        """Whether it had said its address."""
        return self.ready.done() and not self.ready.cancelled() and self.ready.result() is not None

    @property
    def pid(self) -> int:
        """The process id; 0 when it never ran."""
        return self._process.processId()

    async def end(self, seconds: float) -> None:
        """Asks it to end, waits, kills it when it stays."""
        if self._ended.is_set():
            return
        self._process.closeWriteChannel()
        self._process.terminate()
        try:
            async with asyncio.timeout(seconds):
                await self._ended.wait()
        except TimeoutError:
            _log.warning("the server of this computer did not end by itself within %s s", seconds)
            self._process.kill()
            await self._ended.wait()

    def _read(self) -> None:
        output = self._process.readAllStandardOutput().data()
        if self.ready.done():
            return
        self._output += output
        for line in self._output.splitlines(keepends=True):
            found = _ADDRESS.search(line.decode(errors="replace"))
            if found is not None and line.endswith(b"\n"):
                self.ready.set_result(found[0])
                return

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            _log.error("the server program did not start: %s", self._process.errorString())
            self._finish()

    def _finish(self) -> None:
        if self._ended.is_set():
            return
        _log.info("the server of this computer ended with code %s", self._process.exitCode())
        self._ended.set()
        # Later, and holding this object until then: Qt is still inside the QProcess that would die with it.
        asyncio.get_running_loop().call_soon(self._on_end, self)
        if not self.ready.done():
            self.ready.set_result(None)


def _fresh_log(path: Path) -> Path:
    """The file for what the server says; a long one is put aside, so that there are never more than two."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LOG_BYTES:
        path.replace(path.with_suffix(".old.log"))
    return path
