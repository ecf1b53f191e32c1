"""Jumps through a talk: to a message wherever it is, marked for a moment, and back to where one was."""

from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from backend.wire.types import Seq
from desktop.models.row_mark import RowMark
from desktop.models.wishes import ShowAround
from desktop.widgets.timeline_rows import TimelineRows

MARKED_MS = 1500
PATIENCE_MS = 10_000
"""A page that comes later than this carries nobody off any more."""
_MOST_STEPS = 20


class Station(NamedTuple):
    """A message to come to, and where its row shall begin; without `top` a third of the screen down."""

    seq: Seq
    top: int | None
    is_marked: bool


class Travel(QObject):
    """What isn't loaded is wished for; `arrive` is asked after every change of the rows."""

    wished = Signal(object)
    mark_changed = Signal()

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
    def is_under_way(self) -> bool:
        """The message to come to is being loaded."""
        return self._target is not None

    @property
    def marked_row(self) -> int | None:
        """The row that was jumped to just now."""
        return self._mark.row if self._mark is not None else None

    def go_to(self, seq: Seq) -> bool:
        """Jump to a message, from where one is; False while it must be loaded."""
        here = self._here()
        if here is not None and here.seq != seq:
            self._stations = [*self._stations[1 - _MOST_STEPS :], here]
        return self._go(Station(seq, None, is_marked=True))

    def go_back(self) -> bool:
        """Go back one jump; False if there is none to go back from."""
        if not self._stations:
            return False
        self._go(self._stations.pop())
        return True

    def arrive(self) -> bool:
        """Show the target if it is loaded by now; answers whether it was."""
        model, target = self._rows.model, self._target
        row = model.row_of_seq(target.seq) if model is not None and target is not None else None
        if model is None or target is None or row is None:
            return False
        self.give_up()
        self._show(row, target)
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
        if self._rows.model is not None:
            self._patience.start()
            self.wished.emit(ShowAround(self._rows.model.room_id, target.seq))
        return False

    def _here(self) -> Station | None:
        """The uppermost message of the log on screen; None at the end of the talk."""
        model, strip = self._rows.model, self._rows.strip
        if model is None or (strip.is_at_bottom and not model.has_newer):
            return None
        for shown in strip.shown():
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
