"""The rows of a talk as its view sees them: messages, their layouts, and where they are on screen."""

from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF

from desktop.client.state.entries import Entry
from desktop.models.row_mark import RowMark
from desktop.models.timeline import TimelineModel
from desktop.models.words import local_day
from desktop.widgets.paint.layout_cache import LayoutCache
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message_layout import MessageLayout
from desktop.widgets.timeline.row_strip import RowStrip, ShownRow

_TOP_SPACE, _BOTTOM_SPACE = 4, 12
_DIVIDER_TOP = 8


class TimelineRows:
    """Answers what lies where; knows no widget."""

    def __init__(self, look: Look) -> None:
        self.model: TimelineModel | None = None
        self.layouts = LayoutCache(look)
        self.strip = RowStrip(
            lambda row: self.layout_of(row).height, top_space=_TOP_SPACE, bottom_space=_BOTTOM_SPACE
        )
        self._current: RowMark | None = None
        self.is_current_marked = False
        """The keyboard was used to get there: a ring shows where."""

    def show(self, model: TimelineModel | None) -> None:
        """Other messages altogether."""
        self.model = model
        self._current = None
        self.layouts.start_over(is_group=model is not None and model.is_group)
        self.land()

    def land(self) -> None:
        """Begin where reading should begin: at the unread line, or at the end."""
        self.strip.reset(self.model.rowCount() if self.model is not None else 0)
        self.go_to_divider()

    def go_to_divider(self) -> None:
        """Put the unread line near the upper edge, if there is one."""
        row = self.model.divider_row if self.model is not None else None
        if row is not None:
            self.strip.show_row(row, _DIVIDER_TOP)

    def show_message(self, row: int) -> None:
        """Bring a message to where the eye looks for it; one that is all on screen stays."""
        screen = self.strip.screen
        shown = next((each for each in self.strip.shown() if each.row == row), None)
        if shown is None or shown.top < 0 or shown.top + shown.height > screen - _BOTTOM_SPACE:
            self.strip.show_row(row, max(_DIVIDER_TOP, (screen - self.layout_of(row).height) // 3))

    def hold_at_divider(self) -> None:
        """While nobody looks, news push the unread line up to the upper edge, and not beyond it."""
        row = self.model.divider_row if self.model is not None else None
        if row is None or not self.strip.is_at_bottom:
            return
        top = self.strip.top_of(row)
        if top is None or top < _DIVIDER_TOP:
            self.strip.show_row(row, _DIVIDER_TOP)

    def resize(self, width: int, height: int) -> None:
        """Another width means other lines; what is read stays in place."""
        if width != self.layouts.width:
            self.layouts.start_over(width=width)
            self.strip.change_all()
        self.strip.resize(height)

    def change_look(self, look: Look) -> None:
        """Other colours or fonts."""
        self.layouts.start_over(look=look)
        self.strip.change_all()

    def note_new_day(self) -> bool:
        """After midnight Today is another day; False when it is the same still."""
        is_new = self.layouts.is_new_day()
        if is_new:
            self.strip.change_all()
        return is_new

    # --- what lies where -----------------------------------------------------------------------------------

    def entry(self, row: int) -> Entry:
        """The message of a row."""
        return self._shown_model().entry(row)

    def layout_of(self, row: int) -> MessageLayout:
        """The geometry of a row."""
        return self.layouts.layout_of(self._shown_model().item(row))

    def row_at(self, at: QPointF) -> int | None:
        """The row whose bubble covers a point of the screen."""
        return next((shown.row for shown in self.strip.shown() if self._bubble(shown).contains(at)), None)

    def nearest_row(self, at: QPointF) -> int | None:
        """The row beside which a point of the screen lies; above and below them all the nearest."""
        shown = self.strip.shown()
        below = next((each.row for each in shown if at.y() < each.top + each.height), None)
        return below if below is not None or not shown else shown[-1].row

    def link_at(self, at: QPointF) -> str | None:
        """The address under a point of the screen."""
        row = self.row_at(at)
        return self.layout_of(row).text.link_at(self._in_text(row, at)) if row is not None else None

    def cursor_at(self, row: int, at: QPointF) -> int:
        """The place in a message's words that is nearest to a point of the screen."""
        text, point = self.layout_of(row).text, self._in_text(row, at)
        if point.y() < 0:
            return 0
        return text.cursor_at(point) if point.y() < text.height else len(text.plain)

    def word_at(self, row: int, at: QPointF) -> tuple[int, int]:
        """The word of a message that is nearest to a point of the screen."""
        return self.layout_of(row).text.word_at(self._in_text(row, at))

    def plain_of(self, row: int) -> str:
        """The words of a message as they are displayed."""
        return self.layout_of(row).text.plain

    def is_text_at(self, row: int, at: QPointF) -> bool:
        """A point of the screen lies on a message's words."""
        text = self.layout_of(row).text
        return QRectF(0, 0, text.width, text.height).contains(self._in_text(row, at))

    def is_quote_at(self, row: int, at: QPointF) -> bool:
        """A point of the screen lies on what a message answers."""
        quote = self.layout_of(row).quote
        return quote is not None and quote.rect.contains(self._in_row(row, at))

    def is_stamp_at(self, row: int, at: QPointF) -> bool:
        """A point of the screen lies on a message's time."""
        return self.layout_of(row).stamp.contains(self._in_row(row, at))

    def day_at_top(self, covered: int) -> date | None:
        """The day of the uppermost message; None while its own day line shows within so many pixels."""
        shown = self.strip.shown()
        if not shown or self.model is None:
            return None
        for each in shown:
            day = self.layout_of(each.row).day if each.top < covered else None
            if day is not None and each.top + day.bottom() > 0 and each.top + day.top() < covered:
                return None
        return local_day(self.entry(shown[0].row).at)

    def bubble_rect(self, row: int) -> QRect | None:
        """Where the bubble of a row is; None when it isn't on screen."""
        shown = next((shown for shown in self.strip.shown() if shown.row == row), None)
        return self._bubble(shown).toAlignedRect() if shown is not None else None

    def newest_seen(self, screen: int) -> int:
        """The newest unread message of others of which half is on a screen so high; 0 for none."""
        if self.model is None:
            return 0
        for shown in reversed(self.strip.shown()):
            entry = self.model.entry(shown.row)
            if entry.seq is None or entry.is_own or entry.seq <= self.model.read_seq:
                continue
            bubble = self._bubble(shown)
            visible = min(bubble.bottom(), screen) - max(bubble.top(), 0)
            if visible >= min(bubble.height(), screen) / 2:
                return entry.seq
        return 0

    # --- places --------------------------------------------------------------------------------------------

    def place(self) -> tuple[str, int] | None:
        """The uppermost message and where it is, to come back to; None at the bottom."""
        if self.strip.is_at_bottom:
            return None
        row, top = self.strip.anchor
        return self.entry(row).key, top

    def go_to_place(self, place: tuple[str, int]) -> None:
        """Come back to what `place()` said, if that message is still there."""
        key, top = place
        row = self._shown_model().row_of_key(key)
        if row is not None:
            self.strip.show_row(row, top)

    def current_row(self) -> int | None:
        """The row on which the keyboard stands."""
        return self._current.row if self._current is not None else None

    def current_place(self) -> int | None:
        """How many rows on screen stand above the one on which the keyboard stands."""
        row = self.current_row()
        return next((place for place, shown in enumerate(self.strip.shown()) if shown.row == row), None)

    def set_current(self, row: int | None, *, is_marked: bool = True) -> None:
        """Put the keyboard on a row, and the row on screen."""
        self._current = None if row is None else RowMark(self._shown_model(), row)
        self.is_current_marked = is_marked and row is not None
        if row is not None:
            self.strip.reveal(row)

    def step_current(self, step: int) -> None:
        """Go to the next message; the first step begins at the lowest one on screen."""
        rows = self.strip.shown()
        if rows:
            row = self.current_row()
            last = self.strip.count - 1
            self.set_current(rows[-1].row if row is None else max(0, min(last, row + step)))

    def stand_on_screen(self) -> None:
        """The keyboard has come: it stands where it was, or on the lowest message on screen."""
        rows = self.strip.shown()
        if self.current_place() is not None:
            self.is_current_marked = True
        elif rows:
            self.set_current(rows[-1].row)

    def _in_row(self, row: int, at: QPointF) -> QPointF:
        return at - QPointF(0, self.strip.top_of(row) or 0)

    def _in_text(self, row: int, at: QPointF) -> QPointF:
        return self._in_row(row, at) - self.layout_of(row).text_at

    def _bubble(self, shown: ShownRow) -> QRectF:
        return self.layout_of(shown.row).bubble.translated(0, shown.top)

    def _shown_model(self) -> TimelineModel:
        if self.model is None:
            raise RuntimeError("no room is shown")
        return self.model
