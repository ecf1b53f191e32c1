"""What a search finds: own chats and known people at once, strangers when the server has answered."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from backend.wire.types import Contact, RoomId, UserId
from desktop.client.state.store import Store
from desktop.models.cards import Card, person_card, room_card
from desktop.models.room_list import card_data

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class SearchResultsModel(QAbstractListModel):
    """Cards of chats whose title fits, then of people; nobody stands there twice."""

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._cards: list[Card] = []
        self.query = ""
        self.is_answered = False
        """The server's people for this query are in."""

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The card, its title, its spoken line."""
        if not index.isValid() or not 0 <= index.row() < len(self._cards):
            return None
        return card_data(self._cards[index.row()], "", role)

    def set_query(self, query: str) -> None:
        """Show what this device knows by itself."""
        self.query = query
        self.is_answered = False
        self.beginResetModel()
        self._cards = self._known(query) if query else []
        self.endResetModel()

    def add_people(self, query: str, people: Sequence[Contact]) -> None:
        """Add the server's answer, unless the person has typed on since."""
        if query != self.query or not query:
            return
        self.is_answered = True
        shown = {card.user_id for card in self._cards}
        fresh = [self._person(person) for person in people if person.id not in shown]
        if fresh:
            first = len(self._cards)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self._cards += fresh
            self.endInsertRows()

    def _known(self, query: str) -> list[Card]:
        chats = [
            room_card(self._store, room)
            for room in self._store.rooms.ordered()
            if _fits(query, self._names_of_room(room.title, room.other_user_id))
        ]
        shown = {card.user_id for card in chats}
        people = [
            self._person(person)
            for person in self._store.people.all()
            if person.id not in shown and _fits(query, (person.full_name, person.username))
        ]
        return chats + [card for card in people if not self._is_me(card.user_id)]

    def _names_of_room(self, title: str, other: UserId | None) -> Iterable[str]:
        person = self._store.people.get(other) if other is not None else None
        return (title,) if person is None else (title, person.full_name, person.username)

    def _person(self, person: Contact) -> Card:
        rooms = (room for room in self._store.rooms.ordered() if room.other_user_id == person.id)
        room = next(rooms, None)
        room_id: RoomId | None = room.room_id if room is not None else None
        return person_card(person, room_id)

    def _is_me(self, user_id: UserId | None) -> bool:
        return self._store.me is not None and self._store.me.id == user_id


def _fits(query: str, names: Iterable[str]) -> bool:
    """Every word of the query begins some word of the names."""
    words = [word for name in names for word in name.casefold().replace("@", " ").split()]
    return all(any(word.startswith(part) for word in words) for part in query.casefold().lstrip("@").split())
