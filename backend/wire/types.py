"""The nouns of the contract, as both sides and the seed's clients see them."""

from datetime import datetime
from typing import Literal, NewType

import msgspec

UserId = NewType("UserId", int)
RoomId = NewType("RoomId", int)
MessageId = NewType("MessageId", int)
SessionId = NewType("SessionId", int)
InviteId = NewType("InviteId", int)
Seq = NewType("Seq", int)
"""A place in a room's log: from 1, without holes."""

ChatType = Literal["direct", "group"]
Role = Literal["owner", "admin", "member"]
NotificationLevel = Literal["all", "mentions", "nothing"]
Registration = Literal["open", "invite", "closed"]


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


class Member(Contact, frozen=True, kw_only=True):
    """A person in a room."""

    role: Role


QUOTE_LENGTH = 200
"""So many characters of a message stand in a quote of it."""


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """The message that another one answers, as it is now; `content` is its beginning."""

    id: MessageId
    seq: Seq
    user: UserId
    user_username: str
    content: str
    deleted: bool


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a room's log. `is_read`: every other member's mark has passed it.

    A deleted one keeps its place, without content. `mentions` are members named as `@username`.
    """

    id: MessageId
    room: RoomId
    user: User
    user_username: str
    content: str
    timestamp: datetime
    is_read: bool
    seq: Seq
    client_id: str
    edited_at: datetime | None = None
    deleted: bool = False
    reply_to: MessageId | None = None
    quote: Quote | None = None
    mentions: list[UserId] = []


class ReadMark(msgspec.Struct, frozen=True, kw_only=True):
    """How far one member has read."""

    user: UserId
    read_seq: Seq


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """What one member wants of a room, on all devices. A hidden room shows again with its next message."""

    pinned: bool = False
    muted_until: datetime | None = None
    notifications: NotificationLevel = "all"
    hidden: bool = False


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A room as one member sees it.

    The caller's own are `unread_count`, `unread_mentions`, `read_seq`, `unread_from`, `other_participant`,
    `role` and `preferences`. `avatar` may be relative to the server's address. Participants who are neither
    `owner` nor among `admins` are plain members.
    """

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
    unread_mentions: int = 0
    unread_from: Seq | None = None
    is_public: bool = False
    avatar: str = ""
    role: Role = "member"
    owner: UserId | None = None
    admins: list[UserId] = []
    preferences: Preferences = Preferences()
