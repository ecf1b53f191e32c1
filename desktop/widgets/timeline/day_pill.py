"""The day of what is on screen, on a pill over its upper edge while one scrolls; and midnight."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message import paint_pill

SHOWN_MS = 1000


class DayPill(QWidget):
    """Shown for a moment after each scrolling; a hand reaches through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("day_pill")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self.text = ""
        self._look: Look | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.hide)

    def show_day(self, text: str, look: Look) -> None:
        """Say this day for the next moment; an empty text hides the pill."""
        if not text:
            self.hide()
            return
        if text != self.text or look is not self._look:
            self.text, self._look = text, look
            self.resize(self._size(text, look))
            self.update()
        self.show()
        self._timer.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pill, like those between the messages."""
        if self._look is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_pill(painter, QRectF(self.rect()), self.text, self._look)

    @staticmethod
    def _size(text: str, look: Look) -> QSize:
        return QSize(round(look.small.horizontalAdvance(text)) + 24, round(look.small.height()) + 6)


class Midnight(QObject):
    """Tells that a day has passed; one timer a day, and only while somebody can see the difference."""

    passed = Signal()

    def __init__(self, parent: QObject, now: Callable[[], datetime] = datetime.now) -> None:
        super().__init__(parent)
        self._now = now
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self._tell)

    def watch(self) -> None:
        """Tell of the next midnight."""
        now = self._now()
        next_day = datetime.combine(now.date() + timedelta(days=1), datetime.min.time())
        self._timer.start(round((next_day - now).total_seconds() * 1000) + 1000)

    def rest(self) -> None:
        """Nobody sees it."""
        self._timer.stop()

    def _tell(self) -> None:
        self.passed.emit()
        self.watch()
