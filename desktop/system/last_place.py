"""Where the window stood and which room was open, kept as it runs: a crash takes neither. Made by `app`."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from backend.wire.types import RoomId
from desktop.models.choices import Choices

PAUSE_MS = 3_000
_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange}


class LastPlace(QObject):
    """Written at most once in a few seconds, and only when something is another."""

    def __init__(self, window: QWidget, room: Callable[[], RoomId | None], choices: Choices) -> None:
        super().__init__(window)
        self._window = window
        self._room = room
        self._choices = choices
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The window moves; its widgets' events don't come by here."""
        if event.type() in _MOVES:
            self.note()
        return False

    def note(self) -> None:
        """Something may be another."""
        if not self._pause.isActive():
            self._pause.start()

    def keep(self) -> None:
        """Write it down now."""
        self._pause.stop()
        window = self._window.saveGeometry().toBase64().toStdString()
        room, settings = self._room() or 0, self._choices.settings
        if (window, room) != (settings.window, settings.last_room):
            self._choices.update(window=window, last_room=room)
