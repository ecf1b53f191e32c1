"""One run of the server program as a child of this one, and the log that it writes. For `local_server`."""

import asyncio
import logging
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QProcess

import backend

_log = logging.getLogger(__name__)

_ADDRESS = re.compile(r"https?://[^\s/]+:\d+")
_PROGRAM = "minichat-server: "
_RECORD = re.compile(r'\d{4}-\d\d-\d\d \S+ ([A-Z]+) |\{"time": "[^"]*", "level": "([A-Z]+)"')
_TROUBLES = {"ERROR", "CRITICAL"}
_TAIL_BYTES = 256 * 1024
_ASKED_SECONDS = 3.0
"""So long a server that was asked by words has to end before it is asked by a signal."""


class ServerChild:
    """One run of the server program. Its end of our pipe closes when this process dies, however it dies."""

    def __init__(self, command: Sequence[str], log: Path, on_end: Callable[["ServerChild"], None]) -> None:
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

    @property
    def exit_code(self) -> int:
        """What it ended with."""
        return self._process.exitCode()

    async def end(self, seconds: float, *, for_good: bool = True) -> None:
        """Asks it to end, waits, kills it when it stays; it tells its members whether it is for good."""
        if self._ended.is_set():
            return
        if for_good:
            self._process.write(b"stop\n")
        self._process.closeWriteChannel()
        if self.was_ready and await self._has_ended(min(_ASKED_SECONDS, seconds)):
            return
        self._process.terminate()
        if not await self._has_ended(seconds):
            _log.warning("the server of this computer did not end by itself within %s s", seconds)
            self._process.kill()
            await self._ended.wait()

    async def _has_ended(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ended.wait()
        return self._ended.is_set()

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


def read_tail(path: Path, lines: int) -> list[str]:
    """The last lines of a log, however long it is; none when it can't be read."""
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            start = max(0, file.tell() - _TAIL_BYTES)
            file.seek(start)
            text = file.read(_TAIL_BYTES).decode(errors="replace")
    except OSError:
        return []
    found = text.splitlines()
    return (found[1:] if start else found)[-lines:] if lines > 0 else []


def last_line(path: Path) -> str:
    """What the server said last of what is wrong with it, without its own name; all in order is no reason."""
    said = [line.strip() for line in read_tail(path, 20) if line.strip() and _is_trouble(line)]
    return said[-1].removeprefix(_PROGRAM)[:300] if said else ""


def _is_trouble(line: str) -> bool:
    record = _RECORD.match(line)
    return record is None or (record[1] or record[2]) in _TROUBLES
