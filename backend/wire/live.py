"""What travels on `/ws/`: events down, few commands up. Each frame is one JSON object with its `type`."""

from datetime import datetime

import msgspec

from backend.wire.types import Contact, Member, Message, Preferences, Role, Room, RoomId, Seq, User, UserId


class PublicLimits(msgspec.Struct, frozen=True, kw_only=True):
    """The limits that a client should keep by itself."""

    message_length: int
    page_default: int
    page_max: int
    frame_bytes: int


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """What the server tells; clients ignore types and fields that they don't know."""


class Welcome(Event, frozen=True, kw_only=True, tag="welcome"):
    """The first event of a socket: everything that the device may know, read after it joined the hub.

    Of a large team it is the beginning: `has_more` says that a `WelcomePage` follows before anything else.
    """

    protocol: int
    version: str
    server_id: str
    session: int
    me: User
    my_avatar: str
    rooms: list[Room]
    people: list[Contact]
    limits: PublicLimits
    server_time: datetime
    has_more: bool = False
    is_admin: bool = False
    """The user is an administrator of the server."""


class WelcomePage(Event, frozen=True, kw_only=True, tag="welcome_page"):
    """More of the welcome's rooms and people."""

    rooms: list[Room]
    people: list[Contact]
    has_more: bool


class MessageCreated(Event, frozen=True, kw_only=True, tag="message_created"):
    """An entry of the room's log. `message.is_read` is as of its creation in a live event."""

    room: RoomId
    seq: Seq
    message: Message


class MessageEdited(Event, frozen=True, kw_only=True, tag="message_edited"):
    """An entry of the room's log: `message` says something else now, and may name others than before."""

    room: RoomId
    seq: Seq
    message: Message
    mentioned_before: list[UserId] = []


class MessageDeleted(Event, frozen=True, kw_only=True, tag="message_deleted"):
    """An entry of the room's log: `message` is what remains of it."""

    room: RoomId
    seq: Seq
    message: Message
    by: UserId
    mentioned_before: list[UserId] = []


class RoomChanged(Event, frozen=True, kw_only=True, tag="room_changed"):
    """An entry of the room's log: all that may have changed of the room itself, as it is now."""

    room: RoomId
    seq: Seq
    by: UserId
    name: str
    description: str
    is_public: bool
    avatar: str


class MemberAdded(Event, frozen=True, kw_only=True, tag="member_added"):
    """An entry of the room's log. The member's own read mark starts at it."""

    room: RoomId
    seq: Seq
    by: UserId
    member: Member
    user: User


class MemberRemoved(Event, frozen=True, kw_only=True, tag="member_removed"):
    """An entry of the room's log, and the last one that this member sees. Who leaves is `by` as well."""

    room: RoomId
    seq: Seq
    by: UserId
    user: UserId


class RoleChanged(Event, frozen=True, kw_only=True, tag="role_changed"):
    """An entry of the room's log."""

    room: RoomId
    seq: Seq
    by: UserId
    user: UserId
    role: Role


class ReadMarkMoved(Event, frozen=True, kw_only=True, tag="read_mark_moved"):
    """A member has read up to `read_seq`; the counts are that member's, as of `last_seq` of the room.

    A mark that was set to unread before is gone with it.
    """

    room: RoomId
    user: UserId
    read_seq: Seq
    unread_count: int
    last_seq: Seq
    unread_mentions: int = 0


class UnreadMarked(Event, frozen=True, kw_only=True, tag="unread_marked"):
    """The receiver marked the room unread from a place, or (None) no longer; nobody else hears of it."""

    room: RoomId
    unread_from: Seq | None
    unread_count: int
    unread_mentions: int
    last_seq: Seq


class PreferencesChanged(Event, frozen=True, kw_only=True, tag="preferences_changed"):
    """The receiver wants something else of a room."""

    room: RoomId
    preferences: Preferences


class RoomGone(Event, frozen=True, kw_only=True, tag="room_gone"):
    """The room's owner deleted it."""

    room: RoomId


class ProfileChanged(Event, frozen=True, kw_only=True, tag="profile_changed"):
    """The receiver, or somebody who shares a room with the receiver, has another name or picture."""

    user: User
    avatar: str


class RoomCreated(Event, frozen=True, kw_only=True, tag="room_created"):
    """The receiver is a member now: of a new room, or of one that was there; `people` are the others."""

    room: Room
    people: list[Contact]


class PresenceChanged(Event, frozen=True, kw_only=True, tag="presence_changed"):
    """Somebody who shares a room with the receiver came or went."""

    user: UserId
    is_online: bool
    last_seen: datetime | None


class Typing(Event, frozen=True, kw_only=True, tag="typing"):
    """A member started or stopped typing; it fades by itself after some seconds."""

    room: RoomId
    user: UserId
    username: str
    is_typing: bool


class SessionEnded(Event, frozen=True, kw_only=True, tag="session_ended"):
    """The device was signed out; the socket closes with 4401."""

    reason: str


class Trouble(Event, frozen=True, kw_only=True, tag="error"):
    """A frame was refused; the socket stays open."""

    code: str
    message: str
    retry_after: float | None = None


LogEvent = (
    MessageCreated | MessageEdited | MessageDeleted | RoomChanged | MemberAdded | MemberRemoved | RoleChanged
)
"""What `rooms/{id}/events/` replays: the events that have a place in the room's log."""

LiveEvent = (
    Welcome
    | WelcomePage
    | LogEvent
    | ReadMarkMoved
    | UnreadMarked
    | PreferencesChanged
    | RoomCreated
    | RoomGone
    | ProfileChanged
    | PresenceChanged
    | Typing
    | SessionEnded
    | Trouble
)


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """What a device says on its socket; unknown fields are refused."""


class Authenticate(Command, frozen=True, kw_only=True, tag="authenticate"):
    """The first frame of a socket that sent no Authorization header."""

    token: str
    protocol: int = 1


class SetTyping(Command, frozen=True, kw_only=True, tag="typing"):
    """The user types in a room, or stopped."""

    room: RoomId
    is_typing: bool


class ReportActivity(Command, frozen=True, kw_only=True, tag="activity"):
    """The user touched this device; at most one in ten seconds is of use."""


LiveCommand = Authenticate | SetTyping | ReportActivity


class CloseCode:
    """WebSocket close codes (RFC 6455, and the private range for ours)."""

    BYE = 1000
    TOO_BIG = 1009
    OUR_BUG = 1011
    RESTART = 1012
    BAD_FRAMES = 4400
    AUTHENTICATION = 4401
    REMOVED = 4403
    SLOW = 4408
    STOPPED = 4410
    RATE = 4429
