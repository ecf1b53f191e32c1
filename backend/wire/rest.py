"""The REST contract: one record per endpoint, with the body it takes and the answer it gives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

import msgspec

from backend.wire.errors import ErrorCode
from backend.wire.live import LogEvent
from backend.wire.types import ChatType, Contact, Message, Room, RoomId, Seq, User, UserId

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


# --- bodies: imperatives; unknown fields are ignored, for the seed's clients send some ----------------------


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """What a call carries."""


Username = Annotated[str, Text("username_length", allow_blank=False, strip=True, kind="username")]
Email = Annotated[str, Text("email_length", strip=True, kind="email")]
PersonName = Annotated[str, Text("name_length", strip=True, is_one_line=True)]
NewPassword = Annotated[str, Text("password_max_length", min_limit="password_min_length", allow_blank=False)]
DeviceName = Annotated[str, Text("device_name_length", strip=True, is_one_line=True)]
Token = Annotated[str, Text("token_length", allow_blank=False)]


class Register(Body, frozen=True, kw_only=True):
    """A new account; its profile and first session are made with it."""

    username: Username
    email: Email = ""
    password: NewPassword
    password_confirm: Annotated[str, Text("password_max_length", allow_blank=False, same_as="password")]
    first_name: PersonName = ""
    last_name: PersonName = ""
    device: DeviceName = ""


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


class CreateDirectChat(Body, frozen=True, kw_only=True):
    """The one direct room with somebody."""

    user_id: UserId


class CreateRoom(Body, frozen=True, kw_only=True):
    """A new group, owned by the caller."""

    name: Annotated[str, Text("room_name_length", allow_blank=False, strip=True, is_one_line=True)]
    description: Annotated[str, Text("description_length", strip=True)] = ""
    chat_type: ChatType = "group"


class SendMessage(Body, frozen=True, kw_only=True):
    """A message; `client_id` is the sender's UUID, made once for all retries."""

    room: RoomId
    content: Annotated[str, Text("message_length", allow_blank=False)]
    client_id: Annotated[str, Text("token_length", strip=True, kind="uuid")] = ""


class MarkRead(Body, frozen=True, kw_only=True):
    """Read up to `seq`; left out: all."""

    seq: Seq | None = None


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


class UserList(Answer, frozen=True, kw_only=True):
    """People with presence."""

    users: list[Contact]


class DirectChat(Answer, frozen=True, kw_only=True):
    """The direct room, new (201) or found (200)."""

    room: Room
    message: str


class History(Answer, frozen=True, kw_only=True):
    """A page of a room, oldest first."""

    room: Room
    messages: list[Message]
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


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A refusal that is about no single field."""

    error: str
    code: str
    retryable: bool = False
    retry_after: float | None = None


# --- endpoints ----------------------------------------------------------------------------------------------

GET_SERVER = Endpoint("GET", "/api/", ServerInfo, is_public=True, is_idempotent=True)

REGISTER = Endpoint("POST", "/api/auth/register/", Authenticated, Register, is_public=True)
LOG_IN = Endpoint(
    "POST", "/api/auth/login/", Authenticated, LogIn, is_public=True, body_refusal=ErrorCode.LOGIN_FAILED
)
LOG_OUT = Endpoint("POST", "/api/auth/logout/", Notice, LogOut)
REFRESH_TOKEN = Endpoint(
    "POST", "/api/auth/token/refresh/", Tokens, RefreshToken, is_public=True, is_idempotent=True
)
GET_ME = Endpoint("GET", "/api/auth/me/", User, is_idempotent=True)
LIST_USERS = Endpoint("GET", "/api/auth/users/", UserList, query=("limit", "offset"), is_idempotent=True)
SEARCH_USERS = Endpoint("GET", "/api/auth/search/", UserList, query=("q", "limit"), is_idempotent=True)

LIST_ROOMS = Endpoint("GET", "/api/chat/rooms/", list[Room], is_idempotent=True)
CREATE_ROOM = Endpoint("POST", "/api/chat/rooms/", Room, CreateRoom)
GET_ROOM = Endpoint("GET", "/api/chat/rooms/{room_id}/", Room, is_idempotent=True)
GET_HISTORY = Endpoint(
    "GET", "/api/chat/rooms/{room_id}/history/", History, query=("before_seq", "limit"), is_idempotent=True
)
GET_EVENTS = Endpoint(
    "GET", "/api/chat/rooms/{room_id}/events/", EventPage, query=("after_seq", "limit"), is_idempotent=True
)
MARK_READ = Endpoint("POST", "/api/chat/rooms/{room_id}/read/", ReadState, MarkRead, is_idempotent=True)
CREATE_DIRECT_CHAT = Endpoint(
    "POST",
    "/api/chat/create-direct-chat/",
    DirectChat,
    CreateDirectChat,
    is_idempotent=True,
    body_refusal=ErrorCode.USER_ID_MISSING,
)
LIST_MESSAGES = Endpoint(
    "GET",
    "/api/chat/messages/",
    list[Message],
    query=("room", "before_seq", "before_id", "limit"),
    is_idempotent=True,
)
SEND_MESSAGE = Endpoint("POST", "/api/chat/messages/", SentMessage, SendMessage)
LIST_ONLINE_USERS = Endpoint("GET", "/api/chat/online-users/", list[OnlineUser], is_idempotent=True)

ENDPOINTS: tuple[Endpoint[object], ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Endpoint)
)
"""All of them: the routes are built from this list, and the tests walk it."""

LIVE_PATH = "/ws/"
ROOM_SOCKET_PATH = "/ws/chat/{room_id}/"
HAS_MORE_HEADER = "X-Has-More"
