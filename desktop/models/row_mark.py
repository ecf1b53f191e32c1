"""A message that is remembered: its row is found whatever comes before it, goes, or is loaded anew."""

from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from desktop.client.state.entries import Entry


class Keyed(Protocol):
    """Rows that have keys: the timeline."""

    def rowCount(self) -> int:
        """How many rows there are."""

    def entry(self, row: int) -> Entry:
        """The entry of a row."""

    def row_of_key(self, key: str) -> int | None:
        """Where a message stands."""

    def index(self, row: int) -> QModelIndex:
        """Qt's place of a row."""


class RowMark:
    """Costs nothing while rows come and go; only after the list was replaced the key is looked for."""

    def __init__(self, rows: Keyed, row: int) -> None:
        self._rows = rows
        self.key = rows.entry(row).key
        self._index = QPersistentModelIndex(rows.index(row))
        self._is_lost = False

    @property
    def row(self) -> int | None:
        """Where the message stands now; None, for good, once it was missed."""
        if self._is_lost:
            return None
        row = self._index.row()
        # While the list is being replaced Qt's place may lie beyond its new end.
        if 0 <= row < self._rows.rowCount() and self._rows.entry(row).key == self.key:
            return row
        found = self._rows.row_of_key(self.key)
        if found is None:
            self._is_lost = True
        else:
            self._index = QPersistentModelIndex(self._rows.index(found))
        return found
