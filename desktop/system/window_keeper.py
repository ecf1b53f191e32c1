"""Brings the window to the front and puts it away; closing differs between systems. For `outside`."""

import sys
import time
from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

_JUST_NOW_SECONDS = 0.3


class Away(Enum):
    """Where a closed window went."""

    HIDDEN = auto()
    MINIMISED = auto()


class WindowKeeper(QObject):
    """Knows whether the window was active just now: a click on the tray has taken that from it already."""

    def __init__(
        self, window: QWidget, platform: str = sys.platform, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(window)
        self._window = window
        self._platform = platform
        self._clock = clock
        self._left_at = -_JUST_NOW_SECONDS
        window.installEventFilter(self)

    def bring(self) -> None:
        """Show it in front, as large as it was."""
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def toggle(self) -> None:
        """Away with it where the person works in it, else to the front."""
        was_active = self._window.isActiveWindow() or self._clock() - self._left_at < _JUST_NOW_SECONDS
        if self._window.isVisible() and not self._window.isMinimized() and was_active:
            self._window.hide()
        else:
            self.bring()

    def put_away(self, *, has_tray: bool) -> Away:
        """Close it without an end: only where something is left to bring it back by, it hides."""
        if has_tray or self._platform == "darwin":
            self._window.hide()
            return Away.HIDDEN
        self._window.showMinimized()
        return Away.MINIMISED

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notices when the window loses the keyboard."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self._left_at = self._clock()
        return super().eventFilter(watched, event)
