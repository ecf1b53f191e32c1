"""What calls are answered with."""

from datetime import datetime
from typing import Literal

import msgspec

from backend.wire.live import LogEvent
from backend.wire.types import (
    Contact,
    InviteId,
    Member,
    Message,
    Registration,
    Room,
    RoomId,
    Seq,
    SessionId,
    User,
    UserId,
)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a call gives back."""


class Tokens(Answer, frozen=True, kw_only=True):
    """A pair; `refresh` rotates at each use."""

    refresh: str
    access: str


class Authenticated(Answer, frozen=True, kw_only=True):
    """An open session."""

    user: User
    tokens: Tokens
    message: str


class Notice(Answer, frozen=True, kw_only=True):
    """Done, in words."""

    message: str


class Presence(Answer, frozen=True, kw_only=True):
    """The part of a profile that isn't the account's."""

    is_online: bool
    last_seen: datetime | None
    avatar: str


class Profile(User, frozen=True, kw_only=True):
    """The caller's account."""

    date_joined: datetime
    profile: Presence
    is_admin: bool = False
    """An administrator of the server."""


class EditedProfile(Answer, frozen=True, kw_only=True):
    """The caller's account as it is now."""

    user: Profile
    message: str


class Invite(Answer, frozen=True, kw_only=True):
    """An invite that can still be used, with its link in both spellings (see `backend.wire.invites`)."""

    id: InviteId
    link: str
    web_link: str
    created_at: datetime
    expires_at: datetime
    uses: int
    used: int
    created_by: User | None
    """None: somebody at the server itself, or whose account is gone."""


class InviteList(Answer, frozen=True, kw_only=True):
    """The invites that can still be used, the newest first."""

    invites: list[Invite]


class InviteInfo(Answer, frozen=True, kw_only=True):
    """What somebody who holds a good invite may know: to which server, by whom (empty: nobody's name)."""

    server: str
    invited_by: str
    inviter_id: UserId | None = None
    expires_at: datetime


class ResetCode(Answer, frozen=True, kw_only=True):
    """What somebody who forgot a password is to be told; it works once."""

    code: str
    expires_at: datetime


class SessionInfo(Answer, frozen=True, kw_only=True):
    """One of the caller's sessions."""

    id: SessionId
    device: str
    created_at: datetime
    last_seen: datetime
    is_current: bool


class SessionList(Answer, frozen=True, kw_only=True):
    """The caller's open sessions, the newest first."""

    sessions: list[SessionInfo]


class UserList(Answer, frozen=True, kw_only=True):
    """People with presence."""

    users: list[Contact]


class DirectChat(Answer, frozen=True, kw_only=True):
    """The direct room, new (201) or found (200)."""

    room: Room
    message: str


class ParticipantList(Answer, frozen=True, kw_only=True):
    """Who is in a room, the longest-standing first."""

    room_id: RoomId
    participants: list[Member]


class PublicRoom(Answer, frozen=True, kw_only=True):
    """A group that everybody may join."""

    id: RoomId
    name: str
    description: str
    avatar: str
    created_at: datetime
    participants_count: int
    is_member: bool


class PublicRoomList(Answer, frozen=True, kw_only=True):
    """Groups by name."""

    rooms: list[PublicRoom]


class History(Answer, frozen=True, kw_only=True):
    """A page of a room, oldest first.

    `has_more`: older ones exist, or newer ones where the page was asked for by `after_seq`.
    """

    room: Room
    messages: list[Message]
    has_more: bool
    has_newer: bool = False


class SearchHit(Answer, frozen=True, kw_only=True):
    """A message and where in its content the words stand: pairs of start and length, in code points."""

    message: Message
    ranges: list[tuple[int, int]]


class SearchResults(Answer, frozen=True, kw_only=True):
    """Messages that have all the words, the newest first; more of them lie before the last one's id."""

    results: list[SearchHit]
    has_more: bool


class EventPage(Answer, frozen=True, kw_only=True):
    """Entries of a room's log above the cursor that was asked for, in order."""

    room: RoomId
    events: list[LogEvent]
    last_seq: Seq
    has_more: bool


class SentMessage(Message, frozen=True, kw_only=True):
    """The ack: the stored message; `duplicate` when an earlier try had stored it (200 instead of 201)."""

    duplicate: bool


class ReadState(Answer, frozen=True, kw_only=True):
    """The caller's mark and what lies above it."""

    room: RoomId
    read_seq: Seq
    unread_count: int
    last_seq: Seq
    unread_mentions: int = 0
    unread_from: Seq | None = None


class OnlineUser(Answer, frozen=True, kw_only=True):
    """Somebody who is here now."""

    user: User
    is_online: bool
    last_seen: datetime | None
    avatar: str


class ServerInfo(Answer, frozen=True, kw_only=True):
    """What a client asks before anything else."""

    name: str
    version: str
    server_id: str
    """Made with the database: a client that meets another one at this address drops what it had cached."""
    protocol_versions: list[int]
    registration_open: bool
    """For programs that know of no invites."""
    registration: Registration = "open"
    """Who may make an account; a server of before invites says `registration_open` alone."""


class ConnectedPerson(Answer, frozen=True, kw_only=True):
    """Somebody with a socket, and on how many devices."""

    user: User
    devices: int


class ServerStatus(Answer, frozen=True, kw_only=True):
    """How the server is doing, for its administrators."""

    name: str
    version: str
    started_at: datetime
    address: str
    """How others reach it."""
    fingerprint: str
    """Of its certificate; empty where there is none, or an authority vouches for it."""
    registration: Registration
    is_announced: bool
    people: list[ConnectedPerson]
    devices: int
    accounts: int
    messages_last_minute: int
    cpu_percent: float
    """Of one processor, since somebody last asked."""
    memory_bytes: int
    """0 where the system doesn't say."""
    database_bytes: int
    free_bytes: int


class DataCopy(Answer, frozen=True, kw_only=True):
    """A copy of everything, in the folder `copies` of the server's data."""

    name: str
    bytes: int
    created_at: datetime


class Nothing(Answer, frozen=True, kw_only=True):
    """204: there is no body."""


class Health(Answer, frozen=True, kw_only=True):
    """All is well: what isn't is a refusal."""

    status: Literal["ok"] = "ok"


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A refusal that is about no single field."""

    error: str
    code: str
    retryable: bool = False
    retry_after: float | None = None
