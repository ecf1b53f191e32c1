"""What the writer remembers, so that almost no write begins with a question to the database.

It belongs to the writer's thread alone. What a failed commit had changed here is forgotten and read anew.
"""

import sqlalchemy as sa

from backend.store.messages import Marks, load_next_message_id
from backend.store.rooms import find_last_seq, load_members
from backend.wire.types import RoomId, User, UserId

ROOMS_KEPT = 20_000


class RoomMemory:
    """A room: how long its log is, who is in it, how far each has read."""

    __slots__ = ("audience", "id", "last_seq", "marks", "people")

    def __init__(self, room_id: RoomId, last_seq: int, members: list[tuple[User, int]]) -> None:
        self.id = room_id
        self.last_seq = last_seq
        self.people: dict[UserId, User] = {user.id: user for user, _ in members}
        self.marks: Marks = {user.id: read_seq for user, read_seq in members}
        self.audience: tuple[UserId, ...] = tuple(self.people)


class Memory:
    """The rooms that were lately written to, and the id of the next message."""

    def __init__(self) -> None:
        self._rooms: dict[RoomId, RoomMemory] = {}
        self._next_message_id: int | None = None

    def find_room(self, connection: sa.Connection, room_id: RoomId) -> RoomMemory | None:
        """The room; None where there is none."""
        room = self._rooms.get(room_id)
        if room is None:
            last_seq = find_last_seq(connection, room_id)
            if last_seq is None:
                return None
            room = self._rooms[room_id] = RoomMemory(room_id, last_seq, load_members(connection, room_id))
        return room

    def take_message_id(self, connection: sa.Connection) -> int:
        """The id of the next message, which is then taken."""
        if self._next_message_id is None:
            self._next_message_id = load_next_message_id(connection)
        taken = self._next_message_id
        self._next_message_id = taken + 1
        return taken

    def trim(self) -> None:
        """Keep to the bound; only between batches, while nothing here is ahead of the database."""
        for room_id in list(self._rooms)[: max(0, len(self._rooms) - ROOMS_KEPT)]:
            del self._rooms[room_id]

    def forget(self) -> None:
        """Read everything anew: a commit failed, and what was changed here since isn't true."""
        self._rooms.clear()
        self._next_message_id = None
