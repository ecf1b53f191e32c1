"""When our own code fails and nobody catches it: the log gets all, the person one sentence. For `app`."""

import asyncio
import faulthandler
import logging
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")

_LOG_BYTES = 1024 * 1024
_QUIET_SECONDS = 10.0
"""Telling repaints the window: a painter that fails must not be told about without end."""

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_to(path: Path) -> None:
    """Everything that this process logs goes to one file, a crash of Qt too; a long one is put aside."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LOG_BYTES:
        path.replace(path.with_suffix(".old.log"))
    file = path.open("a", encoding="utf-8", buffering=1)
    handler = logging.StreamHandler(file)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    faulthandler.enable(file)


class LastResort:
    """Takes what nobody caught: from slots, from the loop, from tasks, from threads and from Qt itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.tell: Callable[[], None] = lambda: None
        """Says the sentence; there is nobody to say it before the window is built."""
        self._clock = clock
        self._told_at = -_QUIET_SECONDS

    def install(self) -> None:
        """From here on nothing of ours reaches a terminal."""
        sys.excepthook = self.take_exception
        threading.excepthook = self._take_thread
        qInstallMessageHandler(_take_qt_message)

    def take_exception(
        self, kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """What Python has left after a slot or a callback failed."""
        if error is not None and not issubclass(kind, KeyboardInterrupt):
            self._take("nobody caught this", error)

    def take_task(self, name: str, error: Exception) -> None:
        """What a task of a scope didn't expect."""
        self._take(f"task {name} failed", error)

    def take_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What the event loop reports about a callback or a forgotten future."""
        self._take(str(context["message"]), context.get("exception"))

    def _take_thread(self, failure: threading.ExceptHookArgs) -> None:
        self.take_exception(failure.exc_type, failure.exc_value, failure.exc_traceback)

    def _take(self, what: str, error: BaseException | None) -> None:
        _log.critical("%s", what, exc_info=error)
        if threading.current_thread() is threading.main_thread() and self._may_tell():
            self.tell()

    def _may_tell(self) -> bool:
        now = self._clock()
        if now - self._told_at < _QUIET_SECONDS:
            return False
        self._told_at = now
        return True


def _take_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category, text)
