"""What of a talk is selected: a piece of one message, or several whole ones. Knows no geometry."""

from typing import NamedTuple

from desktop.client.state.entries import Entry
from desktop.models.row_mark import RowMark
from desktop.models.timeline import TimelineModel

WHOLE = 2**31
"""The end of a piece that reaches to the end of its message."""


class Piece(NamedTuple):
    """Characters of one message; none of them when it ends where it starts."""

    row: int
    start: int
    end: int


class Span(NamedTuple):
    """What is selected, row by row; `start` and `end` count only where it is one row."""

    first: int
    last: int
    start: int
    end: int

    def within(self, row: int, length: int) -> tuple[int, int] | None:
        """The characters of a message of this length that are selected."""
        if not self.first <= row <= self.last:
            return None
        if self.first < self.last:
            return 0, length
        start, end = min(self.start, length), min(self.end, length)
        return (start, end) if start < end else None


class TimelineSelection:
    """From where the hand began to where it is; both follow their messages."""

    def __init__(self) -> None:
        self._from: tuple[RowMark, Piece] | None = None
        self._to: tuple[RowMark, Piece] | None = None

    def begin(self, model: TimelineModel, piece: Piece) -> None:
        """Select a piece; with no characters in it nothing, yet."""
        self._from = self._to = (RowMark(model, piece.row), piece)

    def extend(self, model: TimelineModel, piece: Piece) -> None:
        """Select from where it began up to this piece."""
        if self._from is None:
            self.begin(model, piece)
        else:
            self._to = (RowMark(model, piece.row), piece)

    def take_all(self, model: TimelineModel) -> None:
        """Select every message that is there."""
        if model.rowCount():
            self.begin(model, Piece(0, 0, WHOLE))
            self.extend(model, Piece(model.rowCount() - 1, 0, WHOLE))

    def clear(self) -> bool:
        """Select nothing; answers whether something was."""
        was_something = self.span() is not None
        self._from = self._to = None
        return was_something

    @property
    def head_row(self) -> int | None:
        """The row to which it was extended last."""
        return self._to[0].row if self._to is not None else None

    def span(self) -> Span | None:
        """What is selected now; None for nothing."""
        if self._from is None or self._to is None:
            return None
        (from_mark, begun), (to_mark, reached) = self._from, self._to
        from_row, to_row = from_mark.row, to_mark.row
        if from_row is None or to_row is None:
            return None
        if from_row != to_row:
            return Span(min(from_row, to_row), max(from_row, to_row), 0, WHOLE)
        start, end = min(begun.start, reached.start), max(begun.end, reached.end)
        return Span(from_row, from_row, start, end) if start < end else None


def piece_text(entry: Entry, span: Span, plain: str) -> str:
    """The words of a piece of one message, as they are displayed; of a whole one as they were written."""
    is_whole = span.start <= 0 and span.end >= len(plain)
    return entry.content if is_whole else plain[span.start : span.end]
