"""The REST contract: one record per endpoint, with the body it takes and the answer it gives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

import msgspec

from backend.wire.errors import ErrorCode
from backend.wire.live import LogEvent
from backend.wire.types import (
    ChatType,
    Contact,
    InviteId,
    Member,
    Message,
    MessageId,
    NotificationLevel,
    Preferences,
    Registration,
    Role,
    Room,
    RoomId,
    Seq,
    SessionId,
    User,
    UserId,
)

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[A]):
    """A call: `path` has `{names}` for its ids; `query` names what the URL may carry."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    answer: type[A]
    body: type[msgspec.Struct] | None = None
    query: tuple[str, ...] = ()
    is_public: bool = False
    is_idempotent: bool = False
    """A client may send it again when the answer was lost."""
    body_refusal: ErrorCode | None = None
    """Where the seed's clients expect one error for an ill-formed body, not one for each field."""
    statuses: tuple[int, ...] = (200,)
    """Of its good answers."""
    takes_picture: bool = False
    """The body is a picture: as it is, or as the form field `avatar` (multipart/form-data)."""


class Text(msgspec.Struct, frozen=True):
    """How a string of a body is checked; lengths are names of limits, which an operator can change."""

    limit: str
    min_limit: str | None = None
    allow_blank: bool = True
    strip: bool = False
    is_one_line: bool = False
    kind: Literal["username", "email", "uuid"] | None = None
    same_as: str | None = None
    """The field that this one repeats."""


class Number(msgspec.Struct, frozen=True):
    """How large a number of a body may be; `limit` is the name of a limit."""

    limit: str
    least: int = 1


# --- bodies: imperatives; unknown fields are ignored, for the seed's clients send some ----------------------


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """What a call carries."""


Username = Annotated[str, Text("username_length", allow_blank=False, strip=True, kind="username")]
Email = Annotated[str, Text("email_length", strip=True, kind="email")]
PersonName = Annotated[str, Text("name_length", strip=True, is_one_line=True)]
NewPassword = Annotated[str, Text("password_max_length", min_limit="password_min_length", allow_blank=False)]
DeviceName = Annotated[str, Text("device_name_length", strip=True, is_one_line=True)]
Token = Annotated[str, Text("token_length", allow_blank=False)]
InviteToken = Annotated[str, Text("token_length", strip=True)]
RoomName = Annotated[str, Text("room_name_length", allow_blank=False, strip=True, is_one_line=True)]
Description = Annotated[str, Text("description_length", strip=True)]
Content = Annotated[str, Text("message_length", allow_blank=False)]


class Register(Body, frozen=True, kw_only=True):
    """A new account; its profile and first session are made with it."""

    username: Username
    email: Email = ""
    password: NewPassword
    password_confirm: Annotated[str, Text("password_max_length", allow_blank=False, same_as="password")]
    first_name: PersonName = ""
    last_name: PersonName = ""
    device: DeviceName = ""
    invite: InviteToken = ""
    """The token of an invite, where the server wants one."""


class CheckInvite(Body, frozen=True, kw_only=True):
    """Asks what an invite is worth, before anything is filled in."""

    invite: Annotated[str, Text("token_length", allow_blank=False, strip=True)]


class CreateInvite(Body, frozen=True, kw_only=True):
    """A new invite: for so many accounts, for so long."""

    uses: Annotated[int, Number("invite_uses")] = 1
    valid_seconds: Annotated[int, Number("invite_seconds", least=60)] = 7 * 24 * 3600


class ResetPassword(Body, frozen=True, kw_only=True):
    """A new password by the code that an administrator made; all of the account's sessions end."""

    username: Annotated[str, Text("username_length", allow_blank=False, strip=True)]
    code: Annotated[str, Text("token_length", allow_blank=False, strip=True)]
    new_password: NewPassword
    new_password_confirm: Annotated[
        str, Text("password_max_length", allow_blank=False, same_as="new_password")
    ]


class LogIn(Body, frozen=True, kw_only=True):
    """A new session of an account. What is wrong or missing is one error, never a field's."""

    username: Annotated[str, Text("username_length", strip=True)] = ""
    password: Annotated[str, Text("password_max_length")] = ""
    device: DeviceName = ""


class LogOut(Body, frozen=True, kw_only=True):
    """Ends the access token's session; a refresh token, when sent, must be the same session's."""

    refresh: Annotated[str, Text("token_length")] = ""


class RefreshToken(Body, frozen=True, kw_only=True):
    """Exchanges a refresh token for a new pair."""

    refresh: Token


class EditProfile(Body, frozen=True, kw_only=True):
    """What is left out stays. `avatar`: the present address, or empty for the generated picture."""

    first_name: PersonName | msgspec.UnsetType = msgspec.UNSET
    last_name: PersonName | msgspec.UnsetType = msgspec.UNSET
    email: Email | msgspec.UnsetType = msgspec.UNSET
    avatar: Annotated[str, Text("token_length", strip=True)] | msgspec.UnsetType = msgspec.UNSET


class ChangePassword(Body, frozen=True, kw_only=True):
    """A new password; the user's other sessions end."""

    old_password: Annotated[str, Text("password_max_length", allow_blank=False)]
    new_password: NewPassword
    new_password_confirm: Annotated[
        str, Text("password_max_length", allow_blank=False, same_as="new_password")
    ]


class DeleteAccount(Body, frozen=True, kw_only=True):
    """The account goes for ever; its messages stay under a neutral name."""

    password: Annotated[str, Text("password_max_length", allow_blank=False)]


class CreateDirectChat(Body, frozen=True, kw_only=True):
    """The one direct room with somebody."""

    user_id: UserId


class CreateRoom(Body, frozen=True, kw_only=True):
    """A new group, owned by the caller."""

    name: RoomName
    description: Description = ""
    chat_type: ChatType = "group"
    is_public: bool = False


class ReplaceRoom(Body, frozen=True, kw_only=True):
    """A group's new name and description; `chat_type` can't change."""

    name: RoomName
    description: Description | msgspec.UnsetType = msgspec.UNSET
    chat_type: ChatType | msgspec.UnsetType = msgspec.UNSET
    is_public: bool | msgspec.UnsetType = msgspec.UNSET


class EditRoom(Body, frozen=True, kw_only=True):
    """The same, where all that is left out stays."""

    name: RoomName | msgspec.UnsetType = msgspec.UNSET
    description: Description | msgspec.UnsetType = msgspec.UNSET
    chat_type: ChatType | msgspec.UnsetType = msgspec.UNSET
    is_public: bool | msgspec.UnsetType = msgspec.UNSET


class AddParticipant(Body, frozen=True, kw_only=True):
    """Somebody comes into the group, by the owner or an admin."""

    user_id: UserId


class ChangeRole(Body, frozen=True, kw_only=True):
    """By the owner. A new owner makes the old one an admin."""

    role: Role


class EditPreferences(Body, frozen=True, kw_only=True):
    """What is left out stays. `muted_until` null: not muted; the year 9999: always."""

    pinned: bool | msgspec.UnsetType = msgspec.UNSET
    muted_until: datetime | msgspec.UnsetType | None = msgspec.UNSET
    notifications: NotificationLevel | msgspec.UnsetType = msgspec.UNSET
    hidden: bool | msgspec.UnsetType = msgspec.UNSET


class SendMessage(Body, frozen=True, kw_only=True):
    """A message; `client_id` is the sender's UUID, made once for all retries.

    `reply_to` is a message of the same room.
    """

    room: RoomId
    content: Content
    client_id: Annotated[str, Text("token_length", strip=True, kind="uuid")] = ""
    reply_to: MessageId | None = None


class EditMessage(Body, frozen=True, kw_only=True):
    """What the message says from now on."""

    content: Content


class MarkRead(Body, frozen=True, kw_only=True):
    """Read up to `seq`; left out: all."""

    seq: Seq | None = None


class MarkUnread(Body, frozen=True, kw_only=True):
    """Unread from `seq` on."""

    seq: Seq


# --- answers ------------------------------------------------------------------------------------------------


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


# --- endpoints ----------------------------------------------------------------------------------------------

PAGE_QUERY = ("before_seq", "after_seq", "around_seq", "at")
"""Where a page of a room's messages lies: below, above or around a place, or around a time (ISO 8601)."""

CHECK_ALIVE = Endpoint("GET", "/health/live", Health, is_public=True, is_idempotent=True)
CHECK_READY = Endpoint("GET", "/health/ready", Health, is_public=True, is_idempotent=True)
GET_SERVER = Endpoint("GET", "/api/", ServerInfo, is_public=True, is_idempotent=True)

REGISTER = Endpoint("POST", "/api/auth/register/", Authenticated, Register, is_public=True, statuses=(201,))
LOG_IN = Endpoint(
    "POST", "/api/auth/login/", Authenticated, LogIn, is_public=True, body_refusal=ErrorCode.LOGIN_FAILED
)
LOG_OUT = Endpoint("POST", "/api/auth/logout/", Notice, LogOut)
REFRESH_TOKEN = Endpoint(
    "POST", "/api/auth/token/refresh/", Tokens, RefreshToken, is_public=True, is_idempotent=True
)
GET_ME = Endpoint("GET", "/api/auth/me/", User, is_idempotent=True)
DELETE_ME = Endpoint("DELETE", "/api/auth/me/", Notice, DeleteAccount)
GET_PROFILE = Endpoint("GET", "/api/auth/profile/", Profile, is_idempotent=True)
PUT_PROFILE = Endpoint("PUT", "/api/auth/profile/", EditedProfile, EditProfile, is_idempotent=True)
PATCH_PROFILE = Endpoint("PATCH", "/api/auth/profile/", EditedProfile, EditProfile, is_idempotent=True)
POST_AVATAR = Endpoint("POST", "/api/auth/profile/avatar/", EditedProfile, takes_picture=True)
DELETE_AVATAR = Endpoint("DELETE", "/api/auth/profile/avatar/", EditedProfile, is_idempotent=True)
CHANGE_PASSWORD = Endpoint("POST", "/api/auth/change-password/", Notice, ChangePassword)
CHECK_INVITE = Endpoint(
    "POST", "/api/auth/invite/", InviteInfo, CheckInvite, is_public=True, is_idempotent=True
)
RESET_PASSWORD = Endpoint("POST", "/api/auth/reset-password/", Notice, ResetPassword, is_public=True)
CREATE_RESET_CODE = Endpoint("POST", "/api/auth/users/{user_id}/reset-code/", ResetCode, statuses=(201,))
CREATE_INVITE = Endpoint("POST", "/api/invites/", Invite, CreateInvite, statuses=(201,))
LIST_INVITES = Endpoint("GET", "/api/invites/", InviteList, is_idempotent=True)
REVOKE_INVITE = Endpoint("DELETE", "/api/invites/{invite_id}/", Nothing, is_idempotent=True, statuses=(204,))
GET_STATUS = Endpoint("GET", "/api/server/status/", ServerStatus, is_idempotent=True)
MAKE_COPY = Endpoint("POST", "/api/server/copies/", DataCopy, statuses=(201,))
LIST_SESSIONS = Endpoint("GET", "/api/auth/sessions/", SessionList, is_idempotent=True)
END_SESSION = Endpoint("DELETE", "/api/auth/sessions/{session_id}/", Nothing, statuses=(204,))
LIST_USERS = Endpoint("GET", "/api/auth/users/", UserList, query=("limit", "offset"), is_idempotent=True)
SEARCH_USERS = Endpoint("GET", "/api/auth/search/", UserList, query=("q", "limit"), is_idempotent=True)

LIST_ROOMS = Endpoint("GET", "/api/chat/rooms/", list[Room], is_idempotent=True)
CREATE_ROOM = Endpoint("POST", "/api/chat/rooms/", Room, CreateRoom, statuses=(201,))
LIST_PUBLIC_ROOMS = Endpoint(
    "GET", "/api/chat/rooms/public/", PublicRoomList, query=("q", "limit", "offset"), is_idempotent=True
)
GET_ROOM = Endpoint("GET", "/api/chat/rooms/{room_id}/", Room, is_idempotent=True)
PUT_ROOM = Endpoint("PUT", "/api/chat/rooms/{room_id}/", Room, ReplaceRoom, is_idempotent=True)
PATCH_ROOM = Endpoint("PATCH", "/api/chat/rooms/{room_id}/", Room, EditRoom, is_idempotent=True)
DELETE_ROOM = Endpoint("DELETE", "/api/chat/rooms/{room_id}/", Nothing, statuses=(204,))
POST_ROOM_AVATAR = Endpoint("POST", "/api/chat/rooms/{room_id}/avatar/", Room, takes_picture=True)
DELETE_ROOM_AVATAR = Endpoint("DELETE", "/api/chat/rooms/{room_id}/avatar/", Room, is_idempotent=True)
JOIN_ROOM = Endpoint("POST", "/api/chat/rooms/{room_id}/join/", Notice)
LEAVE_ROOM = Endpoint("POST", "/api/chat/rooms/{room_id}/leave/", Notice)
LIST_PARTICIPANTS = Endpoint(
    "GET", "/api/chat/rooms/{room_id}/participants/", ParticipantList, is_idempotent=True
)
ADD_PARTICIPANT = Endpoint(
    "POST",
    "/api/chat/rooms/{room_id}/participants/",
    Member,
    AddParticipant,
    is_idempotent=True,
    statuses=(200, 201),
)
REMOVE_PARTICIPANT = Endpoint(
    "DELETE", "/api/chat/rooms/{room_id}/participants/{user_id}/", Nothing, statuses=(204,)
)
CHANGE_ROLE = Endpoint(
    "PATCH", "/api/chat/rooms/{room_id}/participants/{user_id}/", Member, ChangeRole, is_idempotent=True
)
GET_PREFERENCES = Endpoint("GET", "/api/chat/rooms/{room_id}/preferences/", Preferences, is_idempotent=True)
PATCH_PREFERENCES = Endpoint(
    "PATCH", "/api/chat/rooms/{room_id}/preferences/", Preferences, EditPreferences, is_idempotent=True
)
GET_HISTORY = Endpoint(
    "GET", "/api/chat/rooms/{room_id}/history/", History, query=(*PAGE_QUERY, "limit"), is_idempotent=True
)
GET_EVENTS = Endpoint(
    "GET", "/api/chat/rooms/{room_id}/events/", EventPage, query=("after_seq", "limit"), is_idempotent=True
)
MARK_READ = Endpoint("POST", "/api/chat/rooms/{room_id}/read/", ReadState, MarkRead, is_idempotent=True)
MARK_UNREAD = Endpoint("POST", "/api/chat/rooms/{room_id}/unread/", ReadState, MarkUnread, is_idempotent=True)
CREATE_DIRECT_CHAT = Endpoint(
    "POST",
    "/api/chat/create-direct-chat/",
    DirectChat,
    CreateDirectChat,
    is_idempotent=True,
    body_refusal=ErrorCode.USER_ID_MISSING,
    statuses=(200, 201),
)
LIST_MESSAGES = Endpoint(
    "GET",
    "/api/chat/messages/",
    list[Message],
    query=("room", *PAGE_QUERY, "before_id", "limit"),
    is_idempotent=True,
)
SEND_MESSAGE = Endpoint("POST", "/api/chat/messages/", SentMessage, SendMessage, statuses=(200, 201))
SEARCH_MESSAGES = Endpoint(
    "GET",
    "/api/chat/messages/search/",
    SearchResults,
    query=("q", "room", "from", "before", "after", "before_id", "limit"),
    is_idempotent=True,
)
GET_MESSAGE = Endpoint("GET", "/api/chat/messages/{message_id}/", Message, is_idempotent=True)
EDIT_MESSAGE = Endpoint("PATCH", "/api/chat/messages/{message_id}/", Message, EditMessage, is_idempotent=True)
DELETE_MESSAGE = Endpoint(
    "DELETE", "/api/chat/messages/{message_id}/", Nothing, is_idempotent=True, statuses=(204,)
)
LIST_ONLINE_USERS = Endpoint("GET", "/api/chat/online-users/", list[OnlineUser], is_idempotent=True)

ENDPOINTS: tuple[Endpoint[object], ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Endpoint)
)
"""All of them: the routes are built from this list, and the tests walk it."""

LIVE_PATH = "/ws/"
ROOM_SOCKET_PATH = "/ws/chat/{room_id}/"
HAS_MORE_HEADER = "X-Has-More"
