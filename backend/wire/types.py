"""The nouns of the contract, as both sides and the seed's clients see them."""

from datetime import datetime
from typing import Literal, NewType

import msgspec

UserId = NewType("UserId", int)
RoomId = NewType("RoomId", int)
MessageId = NewType("MessageId", int)
SessionId = NewType("SessionId", int)
Seq = NewType("Seq", int)
"""A place in a room's log: from 1, without holes."""

ChatType = Literal["direct", "group"]


class User(msgspec.Struct, frozen=True, kw_only=True):
    """An account as other members see it."""

    id: UserId
    username: str
    email: str
    first_name: str
    last_name: str

    @property
    def full_name(self) -> str:
        """First and last name, else the username."""
        return f"{self.first_name} {self.last_name}".strip() or self.username


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A person with presence. `avatar` is a URL; on `/ws/` it may be relative to the server's address."""

    id: UserId
    username: str
    first_name: str
    last_name: str
    full_name: str
    is_online: bool
    last_seen: datetime | None
    avatar: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a room's log. `is_read`: every other member's mark has passed it."""

    id: MessageId
    room: RoomId
    user: User
    user_username: str
    content: str
    timestamp: datetime
    is_read: bool
    seq: Seq
    client_id: str


class ReadMark(msgspec.Struct, frozen=True, kw_only=True):
    """How far one member has read."""

    user: UserId
    read_seq: Seq


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A room as one member sees it: `unread_count`, `read_seq` and `other_participant` are the caller's."""

    id: RoomId
    name: str
    description: str
    chat_type: ChatType
    created_at: datetime
    participants: list[User]
    participants_count: int
    other_participant: User | None
    unread_count: int
    last_seq: Seq
    read_seq: Seq
    read_marks: list[ReadMark]
    last_message: Message | None
