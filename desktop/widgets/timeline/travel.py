"""Jumps through a talk: to a message wherever it is, marked for a moment, and back to where one was."""

from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from backend.wire.types import Seq
from desktop.models.row_mark import RowMark
from desktop.models.timeline import TimelineModel
from desktop.models.wishes import ShowAround
from desktop.widgets.timeline.rows import TimelineRows

MARKED_MS = 1500
PATIENCE_MS = 10_000
"""A page that comes later than this carries nobody off any more."""
_MOST_STEPS = 20
_FIRST = Seq(1)


class Station(NamedTuple):
    """A message to come to, and where its row shall begin; without `top` a third of the screen down.

    Without `seq` it is the end of the talk, wherever that will be.
    """

    seq: Seq | None
    top: int | None
    is_marked: bool


_END = Station(None, None, is_marked=False)


class Travel(QObject):
    """What isn't loaded is wished for; `arrive` is asked after every change of the rows."""

    wished = Signal(object)
    mark_changed = Signal()
    end_wanted = Signal()

    def __init__(self, rows: TimelineRows, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows
        self._target: Station | None = None
        self._stations: list[Station] = []
        self._mark: RowMark | None = None
        self._timer = QTimer(self, singleShot=True, interval=MARKED_MS)
        self._timer.timeout.connect(self._unmark)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self.give_up)

    @property
    def has_way_back(self) -> bool:
        """There is a place to go back to."""
        return bool(self._stations)

    @property
    def leads_to_end(self) -> bool:
        """To go back is to go to the end of the talk."""
        return self._stations[-1:] == [_END]

    @property
    def is_under_way(self) -> bool:
        """The message to come to is being loaded."""
        return self._target is not None

    @property
    def marked_row(self) -> int | None:
        """The row that was jumped to just now."""
        return self._mark.row if self._mark is not None else None

    def go_to(self, seq: Seq) -> bool:
        """Jump to a message, from where one is; False while it must be loaded."""
        self._leave_for(seq)
        return self._go(Station(seq, None, is_marked=True))

    def go_to_start(self) -> None:
        """Jump to the first message of all; while it must be loaded, to the first that is."""
        self._leave_for(_FIRST)
        if not self._go(Station(_FIRST, self._rows.strip.screen, is_marked=False)):
            self._rows.strip.scroll_to(0)

    def go_back(self) -> bool:
        """Go back one jump; False if there is none to go back from."""
        if not self._stations:
            return False
        if self.leads_to_end:
            self.end_wanted.emit()
        else:
            self._go(self._stations.pop())
        return True

    def arrive(self) -> bool:
        """Show the target if it is loaded by now; answers whether it was."""
        model, target = self._rows.model, self._target
        row = _row_of(target.seq, model) if model is not None and target is not None else None
        if model is None or target is None or row is None:
            return False
        self.give_up()
        self._show(row, target)
        if self._is_at_end():
            self._stations.clear()
        if target.is_marked:
            self._mark = RowMark(model, row)
            self._timer.start()
            self.mark_changed.emit()
        return True

    def give_up(self) -> None:
        """What is being loaded is no target any more: the person goes elsewhere, or it doesn't come."""
        self._target = None
        self._patience.stop()

    def start_over(self) -> None:
        """The end of the talk, or another one: there is no way back."""
        self.give_up()
        self._stations.clear()

    def leave_room(self) -> None:
        """The rows are another room's: where the mark stood is no more."""
        self.start_over()
        self._mark = None
        self._timer.stop()

    def _go(self, target: Station) -> bool:
        self._target = target
        if self.arrive():
            return True
        if self._rows.model is not None and target.seq is not None:
            self._patience.start()
            self.wished.emit(ShowAround(self._rows.model.room_id, target.seq))
        return False

    def _leave_for(self, seq: Seq) -> None:
        here = self._here()
        if here is not None and here.seq != seq:
            self._stations = [*self._stations[1 - _MOST_STEPS :], here]

    def _is_at_end(self) -> bool:
        model = self._rows.model
        return self._rows.strip.is_at_bottom and model is not None and not model.has_newer

    def _here(self) -> Station | None:
        """The uppermost message of the log on screen, or the end of the talk."""
        if self._is_at_end():
            return _END
        for shown in self._rows.strip.shown():
            seq = self._rows.entry(shown.row).seq
            if seq is not None:
                return Station(seq, shown.top, is_marked=False)
        return None

    def _show(self, row: int, target: Station) -> None:
        if target.top is not None:
            self._rows.strip.show_row(row, target.top)
        else:
            self._rows.show_message(row)

    def _unmark(self) -> None:
        self._mark = None
        self.mark_changed.emit()


def _row_of(seq: Seq | None, model: TimelineModel) -> int | None:
    """The row of a message; the first place of the log may be another's, or nobody's any more."""
    row = model.row_of_seq(seq) if seq is not None else None
    if row is None and seq == _FIRST and not model.has_older and model.rowCount():
        return 0
    return row
