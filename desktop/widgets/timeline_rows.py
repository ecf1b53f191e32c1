"""The rows of a talk as its view sees them: messages, their layouts, and where they are on screen."""

from PySide6.QtCore import QPointF, QRect, QRectF

from desktop.client.state.entries import Entry
from desktop.models.timeline import TimelineModel
from desktop.widgets.paint.layout_cache import LayoutCache
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.message_layout import MessageLayout
from desktop.widgets.row_strip import RowStrip, ShownRow

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
        self._current: str | None = None

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

    def link_at(self, at: QPointF) -> str | None:
        """The address under a point of the screen."""
        row = self.row_at(at)
        top = self.strip.top_of(row) if row is not None else None
        if row is None or top is None:
            return None
        layout = self.layout_of(row)
        return layout.text.link_at(at - layout.text_at - QPointF(0, top))

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
        if self._current is None or self.model is None:
            return None
        return self.model.row_of_key(self._current)

    def set_current(self, row: int | None) -> None:
        """Put the keyboard on a row, and the row on screen."""
        self._current = None if row is None else self.entry(row).key
        if row is not None:
            self.strip.reveal(row)

    def step_current(self, step: int) -> None:
        """Go to the next message; the first step begins at the lowest one on screen."""
        rows = self.strip.shown()
        if rows:
            row = self.current_row()
            last = self.strip.count - 1
            self.set_current(rows[-1].row if row is None else max(0, min(last, row + step)))

    def _bubble(self, shown: ShownRow) -> QRectF:
        return self.layout_of(shown.row).bubble.translated(0, shown.top)

    def _shown_model(self) -> TimelineModel:
        if self.model is None:
            raise RuntimeError("no room is shown")
        return self.model
