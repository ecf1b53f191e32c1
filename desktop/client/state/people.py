"""Everybody who shares a room with this device's person, with their presence."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime

import msgspec

from backend.wire.types import Contact, User, UserId
from desktop.client.plain import plain_person
from desktop.client.state.changes import Emit, PersonChanged


class People:
    """Contacts by their id."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._by_id: dict[UserId, Contact] = {}

    def get(self, user_id: UserId) -> Contact | None:
        """A person, if one shares a room with them."""
        return self._by_id.get(user_id)

    def all(self) -> list[Contact]:
        """Everybody, by name."""
        return sorted(self._by_id.values(), key=lambda person: (person.full_name.casefold(), person.id))

    def reset(self, people: Iterable[Contact]) -> None:
        """Replace everybody; the caller tells of it."""
        self._by_id = {person.id: plain_person(person) for person in people}

    def put(self, people: Iterable[Contact]) -> None:
        """Add people, or newer facts about them."""
        for person in map(plain_person, people):
            if self._by_id.get(person.id) != person:
                self._by_id[person.id] = person
                self._emit(PersonChanged(person.id))

    def keep_only(self, user_ids: AbstractSet[UserId]) -> None:
        """Forget everybody else, who shares no room any more."""
        for user_id in self._by_id.keys() - user_ids:
            del self._by_id[user_id]
            self._emit(PersonChanged(user_id))

    def change_profile(self, user: User, avatar: str) -> None:
        """Somebody has another name or picture."""
        person = self._by_id.get(user.id)
        if person is not None:
            changed = msgspec.structs.replace(
                person,
                username=user.username,
                first_name=user.first_name,
                last_name=user.last_name,
                full_name=user.full_name,
                avatar=avatar,
            )
            self.put([changed])

    def take_leave(self) -> None:
        """This device is cut off: of nobody it knows that they are here, until the next welcome tells."""
        here = [person for person in self._by_id.values() if person.is_online]
        self.put(msgspec.structs.replace(person, is_online=False) for person in here)

    def set_presence(self, user_id: UserId, *, is_online: bool, last_seen: datetime | None) -> None:
        """Somebody came or went; of strangers nothing is kept."""
        person = self._by_id.get(user_id)
        if person is not None:
            self.put([msgspec.structs.replace(person, is_online=is_online, last_seen=last_seen)])
