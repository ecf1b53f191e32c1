"""The person's chats as an item model, newest first; each change of the state touches only its own row."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from backend.wire.types import RoomId, UserId
from desktop.client.state.changes import (
    Change,
    PersonChanged,
    RoomAdded,
    RoomChanged,
    RoomRemoved,
    RoomsReset,
    TypingChanged,
)
from desktop.client.state.store import Store
from desktop.models.cards import CARD_ROLE, Card, room_card, spoken_card

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RoomListModel(QAbstractListModel):
    """One card a row."""

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._cards: list[Card] = self._all_cards()
        self._unsubscribe = store.changes.subscribe(self._on_change)

    def close(self) -> None:
        """Follow no longer."""
        self._unsubscribe()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The card; its title and its spoken line for the roles that Qt knows."""
        if not index.isValid() or not 0 <= index.row() < len(self._cards):
            return None
        return card_data(self._cards[index.row()], role)

    def row_of(self, room_id: RoomId | None) -> int | None:
        """Where a room stands."""
        return next((row for row, card in enumerate(self._cards) if card.room_id == room_id), None)

    def room_at(self, row: int) -> RoomId | None:
        """The room of a row; None beyond the ends."""
        return self._cards[row].room_id if 0 <= row < len(self._cards) else None

    def _all_cards(self) -> list[Card]:
        return [room_card(self._store, room) for room in self._store.rooms.ordered()]

    def _on_change(self, change: Change) -> None:
        match change:
            case RoomsReset():
                self.beginResetModel()
                self._cards = self._all_cards()
                self.endResetModel()
            case RoomAdded(room_id=room_id) | RoomChanged(room_id=room_id) | TypingChanged(room_id=room_id):
                self._refresh(room_id)
            case RoomRemoved(room_id=room_id):
                self._remove(room_id)
            case PersonChanged(user_id=user_id):
                for room_id in self._rooms_with(user_id):
                    self._refresh(room_id)
            case _:
                pass

    def _rooms_with(self, user_id: UserId) -> list[RoomId]:
        return [card.room_id for card in self._cards if card.user_id == user_id and card.room_id is not None]

    def _remove(self, room_id: RoomId) -> None:
        row = self.row_of(room_id)
        if row is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._cards[row]
            self.endRemoveRows()

    def _refresh(self, room_id: RoomId) -> None:
        """Bring one room's card to where and what it should be."""
        room = self._store.rooms.get(room_id)
        old = self.row_of(room_id)
        if room is None:
            return
        order = [other.room_id for other in self._store.rooms.ordered()]
        card = room_card(self._store, room)
        shown = {shown_card.room_id for shown_card in self._cards}
        new = sum(1 for other in order[: order.index(room_id)] if other in shown)
        if old is None:
            self.beginInsertRows(QModelIndex(), new, new)
            self._cards.insert(new, card)
            self.endInsertRows()
            return
        if new != old:
            self.beginMoveRows(QModelIndex(), old, old, QModelIndex(), new + 1 if new > old else new)
            self._cards.insert(new, self._cards.pop(old))
            self.endMoveRows()
        if self._cards[new] != card:
            self._cards[new] = card
            self.dataChanged.emit(self.index(new), self.index(new))


def card_data(card: Card, role: int) -> Any:
    """What a model of cards answers for a role."""
    if role == CARD_ROLE:
        return card
    if role == Qt.ItemDataRole.DisplayRole:
        return card.title
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return spoken_card(card, datetime.now().astimezone())
    return None
