"""What calls carry, and how each field of it is checked.

Bodies are imperatives; unknown fields are ignored, for the seed's clients send some.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from backend.wire.types import ChatType, MessageId, NotificationLevel, Role, RoomId, Seq, UserId


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
