"""The moment when a window has drawn itself: before it nothing may stand in its way. For `app`."""

import asyncio
import gc
import logging

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

_log = logging.getLogger(__name__)


class FirstPaint(QObject):
    """Knows when a window has drawn itself for the first time."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._happened = asyncio.Event()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks at the window's events and leaves them to it."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._happened.set()
        return False

    async def wait(self, seconds: float) -> None:
        """Until it has, or until it is clear that it won't."""
        try:
            async with asyncio.timeout(seconds):
                await self._happened.wait()
        except TimeoutError:
            _log.info("the window was not painted within %s s", seconds)


def collect_garbage() -> None:
    """Let Python do so again, if the start forbade it; what the start made is there for good and left out."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
