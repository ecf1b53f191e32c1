"""The REST contract: one record per endpoint, with the body it takes and the answer it gives."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import msgspec

from backend.wire.answers import (
    Authenticated,
    DataCopy,
    DirectChat,
    EditedProfile,
    EventPage,
    Health,
    History,
    Invite,
    InviteInfo,
    InviteList,
    Nothing,
    Notice,
    OnlineUser,
    ParticipantList,
    Profile,
    PublicRoomList,
    ReadState,
    ResetCode,
    SearchResults,
    SentMessage,
    ServerInfo,
    ServerStatus,
    SessionList,
    Tokens,
    UserList,
)
from backend.wire.bodies import (
    AddParticipant,
    ChangePassword,
    ChangeRole,
    CheckInvite,
    CreateDirectChat,
    CreateInvite,
    CreateRoom,
    DeleteAccount,
    EditMessage,
    EditPreferences,
    EditProfile,
    EditRoom,
    LogIn,
    LogOut,
    MarkRead,
    MarkUnread,
    RefreshToken,
    Register,
    ReplaceRoom,
    ResetPassword,
    SendMessage,
)
from backend.wire.errors import ErrorCode
from backend.wire.types import Member, Message, Preferences, Room, User

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
