"""Everybody who shares a room with this device's person, with their presence."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from backend.wire.types import Contact, UserId
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
        self._by_id = {person.id: person for person in people}

    def put(self, people: Iterable[Contact]) -> None:
        """Add people, or newer facts about them."""
        for person in people:
            if self._by_id.get(person.id) != person:
                self._by_id[person.id] = person
                self._emit(PersonChanged(person.id))

    def set_presence(self, user_id: UserId, *, is_online: bool, last_seen: datetime | None) -> None:
        """Somebody came or went; of strangers nothing is kept."""
        person = self._by_id.get(user_id)
        if person is not None:
            self.put([msgspec.structs.replace(person, is_online=is_online, last_seen=last_seen)])
