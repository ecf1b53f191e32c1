"""What a search finds: own chats and known people at once, then strangers, open groups and messages.

The answers come one by one, from the device and from the server; none moves what stands above it.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import islice
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from backend.wire.answers import PublicRoom
from backend.wire.folding import spans
from backend.wire.types import Contact, Message, RoomId, Seq, UserId
from desktop.client.state.store import Store
from desktop.models.cards import Card, author_text, person_card, room_card
from desktop.models.names import NO_FIT, fit
from desktop.models.room_list import card_data
from desktop.models.words import members_text, translate

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_BEFORE_HIT = 24
_SNIPPET = 200
_MOST_CHATS = 50


class Found(IntEnum):
    """Parts of the list, from the top."""

    CHATS = 0
    PEOPLE = 1
    GROUPS = 2
    MESSAGES = 3


class SearchResultsModel(QAbstractListModel):
    """Cards by kind; nobody and nothing stands there twice."""

    headings_moved = Signal()
    """Another row is the first of its kind."""

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._parts: dict[Found, list[Card]] = {part: [] for part in Found}
        self._cards: list[Card] = []
        self.query = ""

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The card, its title, its spoken line."""
        if not index.isValid() or not 0 <= index.row() < len(self._cards):
            return None
        return card_data(self._cards[index.row()], self._heading_at(index.row()), role)

    def set_query(self, query: str, *, only_messages: bool = False) -> None:
        """Show what this device knows by itself."""
        self.query = query
        self.beginResetModel()
        self._parts = {part: [] for part in Found}
        if query and not only_messages:
            self._parts[Found.CHATS] = self._known_chats(query)
            self._parts[Found.PEOPLE] = self._known_people(query)
        self._cards = [card for part in Found for card in self._parts[part]]
        self.endResetModel()

    def add_people(self, query: str, people: Sequence[Contact]) -> None:
        """Add the server's people, unless the person has typed on since."""
        if query == self.query and query:
            shown = {card.user_id for part in (Found.CHATS, Found.PEOPLE) for card in self._parts[part]}
            self._append(Found.PEOPLE, [self._person(person) for person in people if person.id not in shown])

    def add_groups(self, query: str, groups: Sequence[PublicRoom]) -> None:
        """Add groups that may be joined."""
        if query == self.query and query:
            strange = [group for group in groups if not group.is_member]
            shown = {card.room_id for card in self._parts[Found.GROUPS]}
            self._append(Found.GROUPS, [_group_card(group) for group in strange if group.id not in shown])

    def add_messages(self, query: str, messages: Iterable[Message]) -> None:
        """Add messages, each where it belongs: the newest first."""
        if query != self.query or not query:
            return
        cards = self._parts[Found.MESSAGES]
        shown = {(card.room_id, card.place) for card in cards}
        for message in messages:
            card = self._message_card(query, message)
            if card is not None and (card.room_id, card.place) not in shown:
                newer = sum(1 for other in cards if other.at is not None and other.at >= message.timestamp)
                self._insert(Found.MESSAGES, newer, [card])

    # --- rows ----------------------------------------------------------------------------------------------

    def _append(self, part: Found, cards: list[Card]) -> None:
        self._insert(part, len(self._parts[part]), cards)

    def _insert(self, part: Found, place: int, cards: list[Card]) -> None:
        if not cards:
            return
        first = self._first_row(part) + place
        self.beginInsertRows(QModelIndex(), first, first + len(cards) - 1)
        self._parts[part][place:place] = cards
        self._cards[first:first] = cards
        self.endInsertRows()
        if place == 0:
            self.headings_moved.emit()

    def _first_row(self, part: Found) -> int:
        return sum(len(self._parts[above]) for above in Found if above < part)

    def _heading_at(self, row: int) -> str:
        for part in Found:
            if self._parts[part] and row == self._first_row(part):
                return heading_text(part)
        return ""

    # --- cards ---------------------------------------------------------------------------------------------

    def _known_chats(self, query: str) -> list[Card]:
        rooms = self._store.rooms.ordered()
        fits = [(fit(query, self._names_of_room(room.title, room.other_user_id)), room) for room in rooms]
        best_first = sorted(fits, key=lambda pair: pair[0])[:_MOST_CHATS]
        return [room_card(self._store, room) for how_well, room in best_first if how_well != NO_FIT]

    def _known_people(self, query: str) -> list[Card]:
        """Those with whom there is no chat: the others' chats have the same names."""
        met = {room.other_user_id for room in self._store.rooms.ordered()}
        fitting = (
            person
            for person in self._store.people.all()
            if person.id not in met
            and not self._is_me(person.id)
            and fit(query, (person.full_name, person.username)) != NO_FIT
        )
        return [person_card(person, None) for person in islice(fitting, _MOST_CHATS)]

    def _names_of_room(self, title: str, other: UserId | None) -> Iterable[str]:
        person = self._store.people.get(other) if other is not None else None
        return (title,) if person is None else (title, person.full_name, person.username)

    def _person(self, person: Contact) -> Card:
        room = self._store.rooms.find_direct(person.id)
        return person_card(person, room.room_id if room is not None else None)

    def _is_me(self, user_id: UserId | None) -> bool:
        return self._store.me is not None and self._store.me.id == user_id

    def _message_card(self, query: str, message: Message) -> Card | None:
        """None: the person isn't in its room any more."""
        room = self._store.rooms.get(message.room)
        if room is None or message.deleted:
            return None
        snippet = snippet_of(message.content, query)
        return Card(
            room_id=RoomId(message.room),
            user_id=room.other_user_id,
            title=room.title,
            preview=snippet,
            preview_author=author_text(self._store, room, message.user.id),
            picture=room.avatar,
            at=message.timestamp,
            place=Seq(message.seq),
            spans=tuple(spans(snippet, query)),
        )


def snippet_of(text: str, query: str) -> str:
    """One line of a message around the first of the words."""
    line = " ".join(text.split())
    hits = spans(line, query)
    start = max(0, hits[0][0] - _BEFORE_HIT) if hits else 0
    if start == 0:
        return line[:_SNIPPET]
    start = line.find(" ", start, hits[0][0]) + 1 or start
    return f"…{line[start : start + _SNIPPET]}"


def heading_text(part: Found) -> str:
    """What stands above a kind of what was found."""
    match part:
        case Found.CHATS:
            return translate("Sidebar", "Chats")
        case Found.PEOPLE:
            return translate("Sidebar", "People")
        case Found.GROUPS:
            return translate("Sidebar", "Groups to join")
        case Found.MESSAGES:
            return translate("Sidebar", "Messages")


def _group_card(group: PublicRoom) -> Card:
    return Card(
        room_id=group.id,
        user_id=None,
        title=group.name,
        preview=" ".join(group.description.split()) or members_text(group.participants_count),
        picture=group.avatar,
        is_joinable=True,
    )
