"""The open room's messages as an item model: follows the client's timeline with targeted changes."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)

from backend.wire.types import RoomId, Seq
from desktop.client.state.changes import (
    Change,
    EntriesInserted,
    EntriesRemoved,
    EntryChanged,
    HistoryStateChanged,
    RoomChanged,
    TicksMoved,
    TimelineReset,
)
from desktop.client.state.entries import Entry
from desktop.client.state.store import Store
from desktop.models.message_words import spoken_text
from desktop.models.row_mark import RowMark
from desktop.models.timeline_items import (
    TimelineItem,
    first_unread,
    item_at,
    shown_entries,
)
from desktop.models.timeline_people import TimelinePeople

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class TimelineModel(QAbstractListModel):
    """Entries of one room. `dataChanged` also tells of messages whose neighbours changed."""

    ticks_moved = Signal()
    room_changed = Signal()
    history_changed = Signal()
    divider_settled = Signal()

    def __init__(self, store: Store, room_id: RoomId, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.room_id = room_id
        self._store = store
        self._timeline = store.timelines.of(room_id)
        self._stop_watching = self._timeline.watch()
        self._entries = shown_entries(self._timeline)
        self._divider_after: int | None = None
        self._divider: RowMark | None = None
        self._divider_count = 0
        self.people = TimelinePeople(store, room_id, self)
        self._unsubscribe = store.changes.subscribe(self._on_change)
        self.place_divider(self.read_seq)

    def close(self) -> None:
        """Follow no longer."""
        self._unsubscribe()
        self._stop_watching()
        self.people.close()

    # --- what is shown -------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words for role Display, and the whole line for a screen reader."""
        if not index.isValid() or not 0 <= index.row() < len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.content
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index.row())
        return None

    def entry(self, row: int) -> Entry:
        """The entry of a row."""
        return self._entries[row]

    def row_of_key(self, key: str) -> int | None:
        """Where a message stands; what is asked for is mostly near the end."""
        rows = reversed(range(len(self._entries)))
        return next((row for row in rows if self._entries[row].key == key), None)

    def item(self, row: int) -> TimelineItem:
        """The entry of a row with its place among its neighbours."""
        divider_key = self._divider.key if self._divider is not None else None
        return item_at(self._entries, row, divider_key, self.people.names)

    def spoken(self, row: int) -> str:
        """Author, text, time and state in one line, and why it failed."""
        entry = self._entries[row]
        return spoken_text(entry, self.people.names, is_read=self.is_read(entry))

    def spoken_news(self, first: int, last: int) -> list[str]:
        """What others said in these rows, for a screen reader."""
        return [self.spoken(row) for row in range(first, last + 1) if not self._entries[row].is_own]

    def is_read(self, entry: Entry) -> bool:
        """All others have read it."""
        room = self._store.rooms.get(self.room_id)
        return entry.seq is not None and room is not None and entry.seq <= room.others_read_seq

    def row_of_seq(self, seq: Seq) -> int | None:
        """Where the message with this place in the log stands, or the next one; None if not loaded."""
        first = self._timeline.first_seq
        if first is None or seq < first:
            return None
        row = self._timeline.index_of_seq(seq)
        return row if row < self._timeline.confirmed_count else None

    def may_delete(self, entry: Entry) -> bool:
        """This person may take the message away: it is their own, or they lead the group."""
        room = self._store.rooms.get(self.room_id)
        if room is None or entry.message_id is None or entry.deleted:
            return False
        return entry.is_own or (room.chat_type == "group" and room.role != "member")

    def readers(self, entry: Entry) -> list[str] | None:
        """Who has read an own message of a group, by name; None where that isn't told."""
        if not (entry.is_own and self.is_group) or entry.seq is None or entry.deleted:
            return None
        return [user.full_name for user in self._store.rooms.readers(self.room_id, entry.seq)]

    def picture_of(self, entry: Entry) -> str:
        """The address of its author's picture, if anybody knows them."""
        return self.people.picture_of(entry.author_id)

    @property
    def is_group(self) -> bool:
        """Several people: names and pictures stand beside their messages."""
        room = self._store.rooms.get(self.room_id)
        return room is not None and room.chat_type == "group"

    @property
    def has_older(self) -> bool:
        """There is history beyond the first row."""
        return self._timeline.has_older

    @property
    def is_loading_older(self) -> bool:
        """A page of it is on its way."""
        return self._timeline.is_loading_older

    @property
    def has_newer(self) -> bool:
        """There are messages beyond the last row, which don't come by themselves."""
        return self._timeline.has_newer

    @property
    def is_loading_newer(self) -> bool:
        """A page of them is on its way."""
        return self._timeline.is_loading_newer

    @property
    def read_seq(self) -> int:
        """How far this person has read, and not marked unread again."""
        room = self._store.rooms.get(self.room_id)
        return room.unread_after if room is not None else 0

    @property
    def unread_from(self) -> Seq | None:
        """From where on this person marked the room unread; None when they did not."""
        room = self._store.rooms.get(self.room_id)
        return room.unread_from if room is not None else None

    def unread_count(self) -> int:
        """How many messages of others this person has not read."""
        room = self._store.rooms.get(self.room_id)
        return room.unread_count if room is not None else 0

    @property
    def is_loaded(self) -> bool:
        """What is shown is what there is, not only what is on its way."""
        return self._timeline.is_loaded

    # --- the unread line -----------------------------------------------------------------------------------

    @property
    def divider_row(self) -> int | None:
        """Where the unread line stands."""
        return self._divider.row if self._divider is not None else None

    @property
    def divider_count(self) -> int:
        """How many messages were unread when the line was put there."""
        return self._divider_count

    @property
    def is_divider_known(self) -> bool:
        """What is loaded tells where the unread line stands, or that there is none."""
        if self._divider_after is None:
            return True
        first_seq = self._timeline.first_seq
        is_above = first_seq is not None and first_seq > self._divider_after + 1
        return self._timeline.is_loaded and not (is_above and self._timeline.has_older)

    def place_divider(self, read_seq: int) -> None:
        """Put the line above the first message of others after `read_seq`; it stays there."""
        self._divider_after = read_seq
        self._settle_divider()

    def renew_divider(self) -> None:
        """News came while nobody looked: put the line above them, unless one is still ahead."""
        row = self.divider_row
        seq = self._entries[row].seq if row is not None else None
        if seq is None or seq <= self.read_seq:
            self.place_divider(self.read_seq)

    def clear_divider(self) -> None:
        """Take the line away."""
        self._divider_after = None
        self._set_divider(None)

    def _settle_divider(self) -> None:
        """Find the line's message, once. While pages above the mark are missing, its place is unknown."""
        if self._divider_after is None or not self.is_divider_known:
            return
        start = self._timeline.index_of_seq(Seq(self._divider_after + 1))
        row = first_unread(self._entries, start, self._divider_after)
        self._divider_after = None
        self._divider_count = self.unread_count()
        self._set_divider(None if row is None else RowMark(self, row))
        self.divider_settled.emit()

    def _set_divider(self, mark: RowMark | None) -> None:
        old_row, self._divider = self.divider_row, mark
        for row in (old_row, self.divider_row):
            if row is not None:
                self._tell_changed(row - 1, row)

    # --- following -----------------------------------------------------------------------------------------

    def _on_change(self, change: Change) -> None:
        if getattr(change, "room_id", None) != self.room_id:
            return
        match change:
            case EntriesInserted(first=first, count=count):
                self._insert(first, count)
            case EntriesRemoved(first=first, count=count):
                self.beginRemoveRows(QModelIndex(), first, first + count - 1)
                del self._entries[first : first + count]
                self.endRemoveRows()
                self._tell_changed(first - 1, first)
            case EntryChanged(index=index):
                [self._entries[index]] = shown_entries([self._timeline[index]])
                self._tell_changed(index - 1, index + 1)
            case TimelineReset():
                self.beginResetModel()
                self._timeline = self._store.timelines.of(self.room_id)
                self._entries = shown_entries(self._timeline)
                if self._divider_after is None and self.divider_row is None:
                    self._divider_after = self.read_seq  # what is shown now may begin after the unread
                with QSignalBlocker(self):  # views still count the old rows; the reset tells them all
                    self._settle_divider()
                self.endResetModel()
            case TicksMoved():
                self.ticks_moved.emit()
            case RoomChanged():
                self.room_changed.emit()
            case HistoryStateChanged():
                self._settle_divider()
                self.history_changed.emit()
            case _:
                pass

    def _insert(self, first: int, count: int) -> None:
        self.beginInsertRows(QModelIndex(), first, first + count - 1)
        self._entries[first:first] = shown_entries(self._timeline[first : first + count])
        self.endInsertRows()
        self._tell_changed(first - 1, first - 1)
        self._tell_changed(first + count, first + count)
        self._settle_divider()

    def _tell_changed(self, first: int, last: int) -> None:
        first, last = max(first, 0), min(last, len(self._entries) - 1)
        if first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))
