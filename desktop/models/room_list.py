"""The person's chats as an item model; each change of the state touches only its own row.

Pinned chats stand first, the others in one list or by kind; by their last words or by name.
"""

from datetime import datetime
from enum import IntEnum
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from backend.wire.types import RoomId, UserId
from desktop.client.state.changes import (
    Change,
    EntriesRemoved,
    EntryChanged,
    PersonChanged,
    RoomAdded,
    RoomChanged,
    RoomRemoved,
    RoomsReset,
    TicksMoved,
    TypingChanged,
)
from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.cards import CARD_ROLE, HEADING_ROLE, Card, Sent, room_card, spoken_card
from desktop.models.mute_ends import MuteEnds
from desktop.models.words import translate

Index = QModelIndex | QPersistentModelIndex
Order = Literal["recent", "name"]
_NOWHERE = QModelIndex()


class Section(IntEnum):
    """Parts of the list, from the top."""

    PINNED = 0
    ALL = 1
    GROUPS = 2
    DIRECT = 3


class RoomListModel(QAbstractListModel):
    """One card a row; the first row of a section also has its heading."""

    headings_moved = Signal()
    """Another row is the first of a section: rows have other heights."""

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._order: Order = "recent"
        self._has_sections = False
        self.only_unread = False
        self._kept: RoomId | None = None
        self._cards: list[Card] = []
        self._headings: list[str] = []
        self._fill()
        self._unsubscribe = store.changes.subscribe(self._on_change)
        self._mutes = MuteEnds(store, self)
        self._mutes.passed.connect(self._tell_of_unmuted)

    def close(self) -> None:
        """Follow no longer."""
        self._unsubscribe()
        self._mutes.close()

    # --- what is shown -------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The card; its title and its spoken line for the roles that Qt knows."""
        if not index.isValid() or not 0 <= index.row() < len(self._cards):
            return None
        return card_data(self._cards[index.row()], self._headings[index.row()], role)

    def row_of(self, room_id: RoomId | None) -> int | None:
        """Where a room stands."""
        return next((row for row, card in enumerate(self._cards) if card.room_id == room_id), None)

    def room_at(self, row: int) -> RoomId | None:
        """The room of a row; None beyond the ends."""
        return self._cards[row].room_id if 0 <= row < len(self._cards) else None

    @property
    def has_headings(self) -> bool:
        """Whether some rows are higher than others."""
        return any(self._headings)

    # --- how it is shown -----------------------------------------------------------------------------------

    def arrange(self, order: Order, *, has_sections: bool) -> None:
        """Sort and part the chats otherwise."""
        if (order, has_sections) != (self._order, self._has_sections):
            self._order, self._has_sections = order, has_sections
            self.start_anew()

    def show_only_unread(self, only_unread: bool) -> None:
        """Leave out what was read, but not the open room."""
        if only_unread != self.only_unread:
            self.only_unread = only_unread
            self.start_anew()

    def keep(self, room_id: RoomId | None) -> None:
        """The open room stays in the list whatever is left out."""
        old, self._kept = self._kept, room_id
        for changed in (old, room_id):
            if changed is not None and old != room_id:
                self._refresh(changed)

    # --- following -----------------------------------------------------------------------------------------

    def _on_change(self, change: Change) -> None:
        match change:
            case RoomsReset():
                self.start_anew()
            case (
                RoomAdded(room_id=room_id)
                | RoomChanged(room_id=room_id)
                | TypingChanged(room_id=room_id)
                | TicksMoved(room_id=room_id)
            ):
                self._refresh(room_id)
            case EntryChanged(room_id=room_id) | EntriesRemoved(room_id=room_id):
                self._refresh_sending(room_id)
            case RoomRemoved(room_id=room_id):
                self._remove(room_id)
                self._renew_headings()
            case PersonChanged(user_id=user_id):
                for room_id in self._rooms_with(user_id):
                    self._refresh(room_id)
            case _:
                pass

    def _tell_of_unmuted(self) -> None:
        """Cards know until when they are silent: they are the same, but not what is seen of them."""
        if self._cards:
            self.dataChanged.emit(self.index(0), self.index(len(self._cards) - 1))

    def start_anew(self) -> None:
        """Build all rows again."""
        self.beginResetModel()
        self._fill()
        self.endResetModel()

    def _fill(self) -> None:
        self._cards = [room_card(self._store, room) for room in self._shown_rooms()]
        self._headings = self._make_headings()

    def _rooms_with(self, user_id: UserId) -> list[RoomId]:
        return [card.room_id for card in self._cards if card.user_id == user_id and card.room_id is not None]

    def _remove(self, room_id: RoomId) -> None:
        row = self.row_of(room_id)
        if row is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._cards[row], self._headings[row]
            self.endRemoveRows()

    def _refresh(self, room_id: RoomId) -> None:
        """Bring one room's card to where and what it should be."""
        room = self._store.rooms.get(room_id)
        if room is None or not self._is_shown(room):
            self._remove(room_id)
        else:
            self._place(room)
        self._renew_headings()

    def _refresh_sending(self, room_id: RoomId) -> None:
        """A message on its way may have failed below newer words, or was given up."""
        row = self.row_of(room_id)
        has_failed = row is not None and self._cards[row].sent is Sent.FAILED
        if has_failed or self._store.timelines.of(room_id).pending:
            self._refresh(room_id)

    def _place(self, room: RoomState) -> None:
        order = [other.room_id for other in self._shown_rooms()]
        card = room_card(self._store, room)
        old = self.row_of(room.room_id)
        shown = {shown_card.room_id for shown_card in self._cards}
        new = sum(1 for other in order[: order.index(room.room_id)] if other in shown)
        if old is None:
            self.beginInsertRows(QModelIndex(), new, new)
            self._cards.insert(new, card)
            self._headings.insert(new, "")
            self.endInsertRows()
            return
        if new != old:
            self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), new + 1 if new > old else new)
            self._cards.insert(new, self._cards.pop(old))
            self._headings.insert(new, self._headings.pop(old))
            self.endMoveRows()
        if self._cards[new] != card:
            self._cards[new] = card
            self.dataChanged.emit(self.index(new), self.index(new))

    # --- order and sections --------------------------------------------------------------------------------

    def _shown_rooms(self) -> list[RoomState]:
        shown = [room for room in self._store.rooms.ordered() if self._is_shown(room)]
        if self._order == "name":
            return sorted(shown, key=lambda room: (self._section(room), room.title.casefold(), room.room_id))
        return sorted(shown, key=self._section)

    def _is_shown(self, room: RoomState) -> bool:
        if room.room_id == self._kept:
            return True
        return not room.preferences.hidden and (not self.only_unread or room.unread_count > 0)

    def _section(self, room: RoomState) -> Section:
        if room.preferences.pinned:
            return Section.PINNED
        if not self._has_sections:
            return Section.ALL
        return Section.GROUPS if room.chat_type == "group" else Section.DIRECT

    def _make_headings(self) -> list[str]:
        """One for each row. A list that has only one kind of chats needs none."""
        rooms = [self._store.rooms.get(card.room_id) for card in self._cards if card.room_id is not None]
        sections = [self._section(room) if room is not None else Section.ALL for room in rooms]
        if len(set(sections)) < 2:
            return [""] * len(sections)
        before = [None, *sections]
        return [
            heading_text(section) if section != above else ""
            for above, section in zip(before, sections, strict=False)
        ]

    def _renew_headings(self) -> None:
        old, self._headings = self._headings, self._make_headings()
        moved = [row for row, heading in enumerate(self._headings) if heading != old[row]]
        for row in moved:
            self.dataChanged.emit(self.index(row), self.index(row))
        if moved:
            self.headings_moved.emit()


def heading_text(section: Section) -> str:
    """What stands above a section of the chats."""
    match section:
        case Section.PINNED:
            return translate("Sidebar", "Pinned")
        case Section.GROUPS:
            return translate("Sidebar", "Groups")
        case Section.DIRECT:
            return translate("Sidebar", "Direct messages")
        case Section.ALL:
            return translate("Sidebar", "Chats")


def card_data(card: Card, heading: str, role: int) -> Any:
    """What a model of cards answers for a role."""
    if role == CARD_ROLE:
        return card
    if role == HEADING_ROLE:
        return heading
    if role == Qt.ItemDataRole.DisplayRole:
        return card.title
    if role == Qt.ItemDataRole.AccessibleTextRole:
        spoken = spoken_card(card, datetime.now().astimezone())
        return f"{heading}: {spoken}" if heading else spoken
    return None
