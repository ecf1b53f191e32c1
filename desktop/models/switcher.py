"""Where the quick switcher leads: chats by their last words, then people with whom there is no chat yet."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from backend.wire.types import Contact, RoomId
from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.cards import Card, person_card, room_card
from desktop.models.names import NO_FIT, fit_letters
from desktop.models.room_list import card_data

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_MOST_ROWS = 50


class SwitcherModel(QAbstractListModel):
    """Made for one opening. Without a query unread chats stand first, the open one last."""

    def __init__(self, store: Store, open_room: RoomId | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._open_room = open_room
        self._cards: list[Card] = []
        self.set_query("")

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The card, its title, its spoken line."""
        if not index.isValid() or not 0 <= index.row() < len(self._cards):
            return None
        return card_data(self._cards[index.row()], "", role)

    def set_query(self, query: str) -> None:
        """Narrow down to what fits; the best first."""
        self.beginResetModel()
        rooms = self._store.rooms.ordered()
        if not query.strip():
            rooms.sort(key=lambda room: (room.room_id == self._open_room, room.unread_count == 0))
            self._cards = [room_card(self._store, room) for room in rooms[:_MOST_ROWS]]
        else:
            self._cards = self._fitting(query, rooms)
        self.endResetModel()

    def _fitting(self, query: str, rooms: list[RoomState]) -> list[Card]:
        found: list[tuple[int, RoomState | Contact]] = [
            (fit_letters(query, self._names_of(room)), room) for room in rooms
        ]
        met = {room.other_user_id for room in rooms}
        me = self._store.me.id if self._store.me is not None else None
        found += [
            (fit_letters(query, (person.full_name, person.username)), person)
            for person in self._store.people.all()
            if person.id != me and person.id not in met
        ]
        best_first = sorted(found, key=lambda pair: pair[0])
        return [self._card_of(who) for fits, who in best_first[:_MOST_ROWS] if fits != NO_FIT]

    def _card_of(self, who: RoomState | Contact) -> Card:
        return room_card(self._store, who) if isinstance(who, RoomState) else person_card(who, None)

    def _names_of(self, room: RoomState) -> Iterable[str]:
        person = self._store.people.get(room.other_user_id) if room.other_user_id is not None else None
        return (room.title,) if person is None else (room.title, person.username)
