"""Brings what a timeline view shows after its model: rows that come, go and change, marks that move.

For the view. It owns what has a part in that; whatever moved, it says so by `moved`.
"""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from backend.wire.types import Seq
from desktop.models.presence import Presence
from desktop.models.timeline import TimelineModel
from desktop.models.wishes import ShowNewest
from desktop.theme import Theme
from desktop.widgets.timeline.announcer import Announcer
from desktop.widgets.timeline.floats import TimelineFloats
from desktop.widgets.timeline.landing import Landing
from desktop.widgets.timeline.paging import TimelinePaging
from desktop.widgets.timeline.reading import ReadWatch
from desktop.widgets.timeline.rows import TimelineRows
from desktop.widgets.timeline.travel import Travel


class TimelineFollower(QObject):
    """From the opening of a room on: landing, paging, jumps, the read rule, what hovers above."""

    wished = Signal(object)
    moved = Signal()
    repaint_wanted = Signal()

    def __init__(self, view: QWidget, rows: TimelineRows, theme: Theme, presence: Presence) -> None:
        super().__init__(view)
        self._rows = rows
        self._view = view
        self._presence = presence
        self._unread_from: Seq | None = None
        self._is_end_wanted = False
        self._lands_at_end = False
        """Another view holds the past on show, where this one has only just begun."""
        self.announcer = Announcer(view)
        self.landing = Landing()
        self.travel = Travel(rows, self)
        self.travel.end_wanted.connect(self.go_to_end)
        self.paging = TimelinePaging(rows, self.landing, self)
        self.floats = TimelineFloats(theme, rows, view)
        self.reading = ReadWatch(self._newest_seen, self)
        for teller in (self.travel, self.paging):
            teller.wished.connect(self.wished)
        self.travel.mark_changed.connect(self.repaint_wanted)
        presence.changed.connect(self.reading.look)

    def show(self, model: TimelineModel | None) -> None:
        """Show another room, at its first unread message or its end."""
        if self._rows.model is not None:
            for signal, slot in self._news_of(self._rows.model):
                signal.disconnect(slot)
        self._rows.show(model)
        self._unread_from = model.unread_from if model is not None else None
        self._is_end_wanted = False
        self._lands_at_end = model is not None and model.has_newer
        self.landing.begin(model)
        self.reading.start_over()
        self.travel.leave_room()
        self.floats.start_over()
        self.paging.start_over()
        if model is not None:
            for signal, slot in self._news_of(model):
                signal.connect(slot)
        self.moved.emit()

    def go_to_end(self) -> None:
        """Show the newest message; it may have to be loaded first."""
        model = self._rows.model
        self.landing.end()
        self.travel.start_over()
        self.reading.release()
        self._is_end_wanted = model is not None and model.has_newer
        if model is not None and model.has_newer:
            self.wished.emit(ShowNewest(model.room_id))
        self._rows.strip.show_bottom()
        self.moved.emit()

    @property
    def is_at_end(self) -> bool:
        """The newest message is on screen."""
        model = self._rows.model
        return self._rows.strip.is_at_bottom and not (model is not None and model.has_newer)

    @property
    def is_looked_at(self) -> bool:
        """Somebody may be before the window."""
        return self._view.window().isActiveWindow() and not self._presence.is_locked

    def begin_to_move(self) -> bool:
        """The hand moves the rows; answers whether they were at their end."""
        self.landing.end()
        self.travel.give_up()
        self.stay()
        return self.is_at_end

    def stay(self) -> None:
        """Somebody chose this place: the end of the talk doesn't call from it when it comes."""
        self._is_end_wanted = self._lands_at_end = False

    def end_to_move(self, *, was_at_end: bool) -> None:
        """Whoever has seen where the unread began, and comes back to the end of all, needs no line."""
        layouts, model = self._rows.layouts, self._rows.model
        self.floats.note_scrolling(layouts.look, layouts.today)
        if model is not None and self.is_at_end and not was_at_end:
            self.travel.start_over()
            if self.floats.is_divider_seen and not model.unread_count():
                model.clear_divider()
            self.follow_floats()

    def follow_floats(self) -> None:
        """What hovers above shows what is so now."""
        has_way_back = self.travel.has_way_back and not self.travel.leads_to_end
        self.floats.follow(has_way_back=has_way_back)

    # --- what the model tells ------------------------------------------------------------------------------

    def _news_of(self, model: TimelineModel) -> list[tuple[SignalInstance, Callable[..., None]]]:
        return [
            (model.rowsInserted, self._insert),
            (model.rowsRemoved, self._remove),
            (model.dataChanged, self._change),
            (model.modelReset, self._land),
            (model.ticks_moved, self.repaint_wanted.emit),
            (model.room_changed, self._note_room),
            (model.people.changed, self._note_people),
            (model.history_changed, self._note_history),
            (model.divider_settled, self._land_at_divider),
        ]

    def _land(self) -> None:
        self._rows.land()
        self.paging.start_over()
        self.landing.begin(self._rows.model)
        if self.travel.arrive():
            self.landing.end()
        elif self._is_end_wanted:
            self.landing.end()
            self._rows.strip.show_bottom()
        self.stay()
        self.moved.emit()

    def _land_at_divider(self) -> None:
        self.floats.start_over()
        if self.landing.end():
            self._rows.go_to_divider()
            self.moved.emit()

    def _insert(self, _parent: QModelIndex, first: int, last: int) -> None:
        model = self._rows.model
        is_page = model is not None and model.has_newer
        self._rows.strip.insert(first, last - first + 1, is_followed=not is_page)
        self.paging.note_rows(first)
        if model is not None and not is_page and first > 0 and last == model.rowCount() - 1:
            self.announcer.say(lambda: model.spoken_news(first, last))
        self.travel.arrive()
        self._hold_unread()
        self.moved.emit()

    def _remove(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._rows.strip.remove(first, last - first + 1)
        self.moved.emit()

    def _change(self, first: QModelIndex, last: QModelIndex) -> None:
        self._rows.strip.change(first.row(), last.row())
        self._hold_unread()
        self.moved.emit()

    def _hold_unread(self) -> None:
        if not self.is_looked_at:
            self._rows.hold_at_divider()

    def _note_history(self) -> None:
        model = self._rows.model
        if model is not None and not model.has_newer and (self._lands_at_end or self._is_end_wanted):
            self._land()
        self.paging.note_history()
        self.repaint_wanted.emit()

    def _note_people(self) -> None:
        """Who is mentioned, quoted or pictured is called otherwise, and lines may break elsewhere."""
        self._rows.strip.change_all()
        self.moved.emit()

    def _note_room(self) -> None:
        """Marked unread, here or elsewhere, it stays so until it is opened anew, or one goes to its end."""
        model = self._rows.model
        if model is not None and model.unread_from != self._unread_from:
            self._unread_from = model.unread_from
            if model.unread_from is None:
                self.reading.release()
            else:
                self.reading.hold()
                model.place_divider(model.read_seq)
        self.follow_floats()

    def _newest_seen(self) -> int:
        """Nothing is seen in a window at which nobody looks, nor where reading doesn't begin yet."""
        if self.landing.is_under_way or not self._view.isVisible() or not self.is_looked_at:
            return 0
        return self._rows.newest_seen(self._rows.strip.screen)
