"""What ends the server: a signal, the end of its parent, or its host's word. For `app`."""

import asyncio
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

from backend.wire.live import CloseCode

STOP = b"stop"
"""The line on standard input by which a parent says that its server isn't about to come back."""
STOPPED_MARK = "stopped-by-host"
"""The file in the data folder by which a host says the same before the system is told to end the server."""


class Ending:
    """Whether the server is to end, and with what code its sockets are closed then."""

    def __init__(self, folder: Path) -> None:
        self.code: int = CloseCode.RESTART
        self._mark = folder / STOPPED_MARK
        self._marked_before = self._marked_at()
        self._asked = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    async def wait(self) -> None:
        """Until the server is to end."""
        await self._asked.wait()

    def watch_signals(self) -> None:
        """SIGINT and SIGTERM end it; whoever manages services sends them before a start as well."""
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                self._loop.add_signal_handler(number, self._end_by_signal)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: self._ask_from_thread(self._meant()))

    def watch_parent(self) -> None:
        """The end of standard input ends it, and the line `stop` says that its host wants it so."""
        threading.Thread(target=self._listen, args=(sys.stdin.fileno(),), name="parent", daemon=True).start()

    def _listen(self, entry: int) -> None:
        # Not through sys.stdin: Python aborts at exit when a thread still holds the lock of its buffer.
        said = b""
        while piece := os.read(entry, 4096):
            *lines, said = (said + piece).split(b"\n")
            if any(line.strip() == STOP for line in lines):
                self._ask_from_thread(CloseCode.STOPPED)
                return
            said = said[-len(STOP) - 2 :]
        self._ask_from_thread(CloseCode.RESTART)

    def _end_by_signal(self) -> None:
        self._ask(self._meant())

    def _meant(self) -> int:
        """What a signal means: a mark of this server's time says that its host won't let it come back."""
        marked = self._marked_at()
        return CloseCode.RESTART if marked in {None, self._marked_before} else CloseCode.STOPPED

    def _marked_at(self) -> int | None:
        try:
            return self._mark.stat().st_mtime_ns
        except OSError:
            return None

    def _ask_from_thread(self, code: int) -> None:
        with suppress(RuntimeError):  # the loop has ended before
            self._loop.call_soon_threadsafe(self._ask, code)

    def _ask(self, code: int) -> None:
        if not self._asked.is_set():
            self.code = code
            self._asked.set()
