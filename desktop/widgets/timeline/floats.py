"""What hovers over the messages: the way down, the bar of what is new above, the day. For the view."""

from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.models.timeline import TimelineModel
from desktop.models.words import day_text, recent_text, tr
from desktop.theme import Theme
from desktop.widgets.paint.look import Look
from desktop.widgets.timeline.day_pill import DayPill
from desktop.widgets.timeline.jump_button import JumpButton
from desktop.widgets.timeline.rows import TimelineRows

_EDGE = 12
_DAY_TOP = 8


class TimelineFloats(QWidget):
    """Knows where they stand and when they show; itself it is nothing to see."""

    down_wanted = Signal()
    divider_wanted = Signal()

    def __init__(self, theme: Theme, rows: TimelineRows, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._rows = rows
        self._screen = QSize()
        self._is_divider_seen = False
        self._jump = JumpButton(theme, parent)
        self._jump.clicked.connect(self.down_wanted)
        self._bar = QPushButton(parent)
        self._bar.setObjectName("unread_bar")
        self._bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._bar.setCursor(Qt.CursorShape.PointingHandCursor)
        self._bar.hide()
        self._bar.clicked.connect(self.divider_wanted)
        self._day = DayPill(parent)

    @property
    def is_divider_seen(self) -> bool:
        """The unread line was on screen since it was put there."""
        return self._is_divider_seen

    def start_over(self) -> None:
        """Another room, or another place of the unread line."""
        self._is_divider_seen = False
        self._day.hide()

    def resize_to(self, screen: QSize) -> None:
        """The screen is this large now."""
        self._screen = screen
        hint = self._jump.sizeHint()
        self._jump.move(screen.width() - hint.width() - _EDGE, screen.height() - hint.height() - _EDGE)
        self._place_bar()
        self._place_day()

    def follow(self, *, has_way_back: bool) -> None:
        """The rows moved, or what is unread changed."""
        self._follow_jump(has_way_back=has_way_back)
        self._follow_divider()

    def note_scrolling(self, look: Look, today: date) -> None:
        """Say for a moment what day is on screen."""
        day = self._rows.day_at_top(self._day_top() + round(look.small.height()) + 6)
        self._day.show_day(day_text(day, today) if day is not None else "", look)
        self._place_day()

    def _follow_jump(self, *, has_way_back: bool) -> None:
        model, strip = self._rows.model, self._rows.strip
        if model is None or (strip.is_at_bottom and not model.has_newer and not has_way_back):
            self._jump.hide()
            return
        unread = model.unread_count()
        self._jump.show_state(unread, leads_back=has_way_back)
        is_far = strip.below() > self._screen.height() // 2
        self._jump.setVisible(unread > 0 or is_far or has_way_back or model.has_newer)

    def _follow_divider(self) -> None:
        model, strip = self._rows.model, self._rows.strip
        row = model.divider_row if model is not None else None
        if model is None or row is None:
            self._bar.hide()
            return
        is_above = row < strip.anchor[0]
        if not is_above and strip.top_of(row) is not None:
            self._is_divider_seen = True
        is_wanted = is_above and not self._is_divider_seen
        if is_wanted and not self._bar.isVisible():
            self._bar.setText(_bar_text(model, row, self._rows.layouts.today))
            self._place_bar()
        self._bar.setVisible(is_wanted)

    def _place_bar(self) -> None:
        self._bar.adjustSize()
        self._bar.move((self._screen.width() - self._bar.width()) // 2, _DAY_TOP)

    def _place_day(self) -> None:
        self._day.move((self._screen.width() - self._day.width()) // 2, self._day_top())

    def _day_top(self) -> int:
        return _DAY_TOP + (self._bar.height() + _DAY_TOP if self._bar.isVisible() else 0)


def _bar_text(model: TimelineModel, row: int, today: date) -> str:
    since = recent_text(model.entry(row).at, today)
    return tr("%n new since {time}", "messages", max(1, model.divider_count)).format(time=since)
