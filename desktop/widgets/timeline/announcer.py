"""Says news to a screen reader without haste: at most one sentence a second, and none when nobody listens."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QWidget

from desktop.models.words import unread_text

PAUSE_MS = 1000
_MOST_SINGLY = 3


class Announcer(QObject):
    """What comes while it pauses is said together; of very much only how much it is."""

    def __init__(self, widget: QWidget, speak: Callable[[QWidget, str], None] | None = None) -> None:
        super().__init__(widget)
        self._widget = widget
        self._speak = speak or _announce
        self._waiting: list[str] = []
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._say_rest)

    def say(self, find_texts: Callable[[], list[str]]) -> None:
        """Say these, now or after the pause; they are asked for only if somebody listens."""
        if not QAccessible.isActive():
            return
        self._waiting += find_texts()
        if not self._timer.isActive():
            self._say_rest()

    def tell_focus(self, place: int | None) -> None:
        """The keyboard went on to this child of the widget."""
        if place is not None and QAccessible.isActive():
            event = QAccessibleEvent(self._widget, QAccessible.Event.Focus)
            event.setChild(place)
            QAccessible.updateAccessibility(event)

    def _say_rest(self) -> None:
        if not self._waiting:
            return
        count = len(self._waiting)
        words = "\n".join(self._waiting) if count <= _MOST_SINGLY else unread_text(count)
        self._waiting.clear()
        self._speak(self._widget, words)
        self._timer.start()


def _announce(widget: QWidget, words: str) -> None:
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
