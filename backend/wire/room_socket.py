"""The seed's per-room socket, `/ws/chat/{room_id}/`: its frames, field for field."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from backend.wire.bodies import Text
from backend.wire.types import MessageId, RoomId, Seq, UserId


class Frame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """What the server sends; more fields than the seed's may follow."""


class ChatMessage(Frame, frozen=True, kw_only=True, tag="chat_message"):
    """To all sockets of the room's members, the sender's too."""

    message_id: MessageId
    message: str
    user_id: UserId
    username: str
    timestamp: datetime
    is_read: bool
    room: RoomId
    seq: Seq
    client_id: str
    reply_to: MessageId | None
    mentions: list[UserId]


class ChatMessageEdited(Frame, frozen=True, kw_only=True, tag="message_edited"):
    """To all sockets of the room's members: the message says something else now."""

    message_id: MessageId
    message: str
    edited_at: datetime | None
    room: RoomId
    seq: Seq
    mentions: list[UserId]


class ChatMessageDeleted(Frame, frozen=True, kw_only=True, tag="message_deleted"):
    """To all sockets of the room's members: the message keeps its place, without content."""

    message_id: MessageId
    room: RoomId
    seq: Seq


class MessageSent(Frame, frozen=True, kw_only=True, tag="message_sent"):
    """The ack, to the sending socket: the message is stored."""

    message_id: MessageId
    message: str
    timestamp: datetime
    room: RoomId
    seq: Seq
    client_id: str
    duplicate: bool


class TypingIndicator(Frame, frozen=True, kw_only=True, tag="typing_indicator"):
    """To the others."""

    user_id: UserId
    username: str
    is_typing: bool


class UserStatus(Frame, frozen=True, kw_only=True, tag="user_status"):
    """To the others: true at each connect to the room's socket, false when the user goes offline."""

    user_id: UserId
    username: str
    is_online: bool
    room: RoomId


class MessagesMarkedRead(Frame, frozen=True, kw_only=True, tag="messages_marked_read"):
    """The answer to `mark_read`."""

    room_id: RoomId


class ErrorFrame(Frame, frozen=True, kw_only=True, tag="error"):
    """A frame was refused; the socket stays open. `client_id` is the refused send's, where it had one."""

    message: str
    code: str
    client_id: str = ""
    retryable: bool = False
    retry_after: float | None = None


class RoomCommand(msgspec.Struct, frozen=True, kw_only=True):
    """What a client sends; `type` may be left out, unknown fields are ignored."""

    type: Literal["chat_message", "typing", "mark_read"] = "chat_message"


class SendChatMessage(RoomCommand, frozen=True, kw_only=True):
    """A message; `client_id` makes its retries harmless. `reply_to` is a message of this room."""

    message: Annotated[str, Text("message_length", allow_blank=False)]
    client_id: Annotated[str, Text("token_length", strip=True, kind="uuid")] = ""
    reply_to: MessageId | None = None


class SetRoomTyping(RoomCommand, frozen=True, kw_only=True):
    """The typing indicator."""

    is_typing: bool = True
