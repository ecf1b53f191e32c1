"""What the writer remembers, so that almost no write begins with a question to the database.

It belongs to the writer's thread alone. What a failed commit had changed here is forgotten and read anew.
"""

import sqlalchemy as sa

from backend.store.marks import Marks
from backend.store.messages import load_next_message_id
from backend.store.rooms import MemberRow, RoomRow, find_room_row, load_member_rows
from backend.store.users import find_user
from backend.wire.folding import username_key
from backend.wire.types import ChatType, Role, RoomId, User, UserId

ROOMS_KEPT = 20_000
USERS_KEPT = 100_000


class RoomMemory:
    """A room: how long its log is, who is in it, how far each has read."""

    __slots__ = ("audience", "by_name", "chat_type", "id", "last_seq", "marks", "roles", "unread_from")

    def __init__(self, row: RoomRow, members: list[MemberRow]) -> None:
        self.id = row.id
        self.chat_type: ChatType = row.chat_type
        self.last_seq = row.last_seq
        self.roles: dict[UserId, Role] = {member.user.id: member.role for member in members}
        """The longest-standing member first."""
        self.marks = Marks({member.user.id: member.read_seq for member in members}, row.read_floor)
        self.unread_from = {
            member.user.id: member.unread_from for member in members if member.unread_from is not None
        }
        self.audience: tuple[UserId, ...] = tuple(self.roles)
        self.by_name: dict[str, UserId] | None = None
        """Whom `@username` means here; None: nobody has asked yet."""

    def add(self, user_id: UserId, role: Role, read_seq: int) -> None:
        """Somebody came."""
        self.roles[user_id] = role
        self.marks = Marks({**self.marks.by_user, user_id: read_seq}, self.marks.floor)
        self._audience_changed()

    def remove(self, user_id: UserId) -> None:
        """Somebody went; what the last two had read of each other's stays read."""
        del self.roles[user_id]
        self.marks = self.marks.without(user_id)
        self.unread_from.pop(user_id, None)
        self._audience_changed()

    def unread_floor(self, user_id: UserId) -> int:
        """What lies above it is unread."""
        mark = self.marks.by_user[user_id]
        return min(mark, self.unread_from.get(user_id, mark + 1) - 1)

    def _audience_changed(self) -> None:
        self.audience = tuple(self.roles)
        self.by_name = None


class Memory:
    """The rooms that were lately written to with their people, and the id of the next message."""

    def __init__(self) -> None:
        self._rooms: dict[RoomId, RoomMemory] = {}
        self._users: dict[UserId, User] = {}
        self._next_message_id: int | None = None

    def find_room(self, connection: sa.Connection, room_id: RoomId) -> RoomMemory | None:
        """The room; None where there is none."""
        room = self._rooms.get(room_id)
        if room is None:
            row = find_room_row(connection, room_id)
            if row is None:
                return None
            members = load_member_rows(connection, room_id)
            room = self._rooms[room_id] = RoomMemory(row, members)
            self._users.update((member.user.id, member.user) for member in members)
        return room

    def find_user(self, connection: sa.Connection, user_id: UserId) -> User | None:
        """The account of that id."""
        user = self._users.get(user_id) or find_user(connection, user_id)
        if user is not None:
            self._users[user_id] = user
        return user

    def find_mentioned(
        self, connection: sa.Connection, room: RoomMemory, names: list[list[str]]
    ) -> list[UserId]:
        """Members by name, each once: of several readings of a name the first that is one."""
        if room.by_name is None:
            members = (self.find_user(connection, user_id) for user_id in room.roles)
            room.by_name = {username_key(user.username): user.id for user in members if user is not None}
        by_name = room.by_name
        found = (next((by_name[name] for name in readings if name in by_name), None) for readings in names)
        return sorted({user_id for user_id in found if user_id is not None})

    def keep_user(self, user: User) -> None:
        """The account changed; it may have another name."""
        self._users[user.id] = user
        for room in self._rooms.values():
            if user.id in room.roles:
                room.by_name = None

    def take_message_id(self, connection: sa.Connection) -> int:
        """The id of the next message, which is then taken."""
        if self._next_message_id is None:
            self._next_message_id = load_next_message_id(connection)
        taken = self._next_message_id
        self._next_message_id = taken + 1
        return taken

    def forget_room(self, room_id: RoomId) -> None:
        """The room is closed."""
        self._rooms.pop(room_id, None)

    def trim(self) -> None:
        """Keep to the bounds; only between batches, while nothing here is ahead of the database."""
        for room_id in list(self._rooms)[: max(0, len(self._rooms) - ROOMS_KEPT)]:
            del self._rooms[room_id]
        if len(self._users) > USERS_KEPT:
            self._users.clear()

    def forget(self) -> None:
        """Read everything anew: a commit failed, and what was changed here since isn't true."""
        self._rooms.clear()
        self._users.clear()
        self._next_message_id = None
