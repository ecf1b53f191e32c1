"""`/ws/chat/{room_id}/`: the seed's socket of one room."""

import asyncio
from functools import partial

from aiohttp import web

from backend.actions.guards import require_member
from backend.actions.marks import mark_read
from backend.actions.messages import announce_typing, send_message
from backend.actions.presence import announce_status
from backend.context import Context, bearer_of, context_of, language_of
from backend.live.connection import Connection
from backend.live.endpoint import closing, open_socket, require_place, shake_hands, text_of
from backend.live.frames import text_frame
from backend.store.sessions import Session
from backend.transaction import Transaction
from backend.wire.answers import SentMessage
from backend.wire.bodies import SendMessage
from backend.wire.codec import decode_object, encode
from backend.wire.errors import MEANINGS, ErrorCode, FieldProblem, Invalid, Language, Refusal, invalid
from backend.wire.live import Event, MessageCreated, MessageDeleted, MessageEdited, Typing
from backend.wire.room_socket import (
    ChatMessage,
    ChatMessageDeleted,
    ChatMessageEdited,
    ErrorFrame,
    Frame,
    MessageSent,
    MessagesMarkedRead,
    SendChatMessage,
    SetRoomTyping,
    TypingIndicator,
)
from backend.wire.texts import text
from backend.wire.types import RoomId
from backend.wire.validation import check_uuid, validate

IN_FLIGHT = 64
"""Sends of one socket that may wait for their commit; past it the socket isn't read."""


def room_dialect(event: Event | Frame) -> bytes | None:
    """The seed's frames; our own events about messages and typing have other names in it."""
    match event:
        case MessageCreated(message=message):
            frame: Frame = ChatMessage(
                message_id=message.id,
                message=message.content,
                user_id=message.user.id,
                username=message.user_username,
                timestamp=message.timestamp,
                is_read=message.is_read,
                room=message.room,
                seq=message.seq,
                client_id=message.client_id,
                reply_to=message.reply_to,
                mentions=message.mentions,
            )
        case MessageEdited(message=message):
            frame = ChatMessageEdited(
                message_id=message.id,
                message=message.content,
                edited_at=message.edited_at,
                room=message.room,
                seq=message.seq,
                mentions=message.mentions,
            )
        case MessageDeleted(message=message):
            frame = ChatMessageDeleted(message_id=message.id, room=message.room, seq=message.seq)
        case Typing():
            frame = TypingIndicator(user_id=event.user, username=event.username, is_typing=event.is_typing)
        case Frame():
            frame = event
        case _:
            return None
    return text_frame(encode(frame))


async def serve_room(request: web.Request) -> web.WebSocketResponse:
    """One socket, from its handshake to its end."""
    context = context_of(request)
    token = bearer_of(request) or request.query.get("token")
    if not token:
        raise Refusal(ErrorCode.NOT_AUTHENTICATED)
    session = await context.authenticate(token)
    room_id = _room_id(request.match_info["room_id"])
    require_place(context, session)
    await context.write(_require_room, session, room_id)
    require_place(context, session)  # others may have taken the last one meanwhile
    ws = open_socket(context)
    await shake_hands(ws, request)
    transport = request.transport
    if transport is None:
        return ws
    connection = Connection(ws, transport, session, room_dialect, context.limits, context.leave, room_id)
    with closing(connection):
        await context.join(connection)
        await context.write(_enter, session, room_id)
        await RoomConversation(connection, context, session, room_id, language_of(request)).run()
    return ws


def _room_id(segment: str) -> RoomId:
    if not (segment.isascii() and segment.isdecimal() and 0 < len(segment) <= 15):
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    return RoomId(int(segment))


def _require_room(tx: Transaction, session: Session, room_id: RoomId) -> None:
    require_member(tx, room_id, session.user.id)


def _enter(tx: Transaction, session: Session, room_id: RoomId) -> None:
    mark_read(tx, session.user.id, room_id, None)
    announce_status(tx, session.user.id, room_id, is_online=True)


class RoomConversation:
    """What one socket says, obeyed in order; sends wait for their commits side by side."""

    def __init__(
        self, connection: Connection, context: Context, session: Session, room_id: RoomId, language: Language
    ) -> None:
        self._connection = connection
        self._context = context
        self._user_id = session.user.id
        self._room_id = room_id
        self._language = language
        self._slots = asyncio.Semaphore(IN_FLIGHT)

    async def run(self) -> None:
        """Until the socket ends."""
        async for message in self._connection.ws:
            if self._connection.is_closing:
                break
            try:
                await self._obey(text_of(message))
            except Refusal as refusal:
                self._say(self._error_of(refusal))

    async def _obey(self, raw: bytes) -> None:
        context = self._context
        data = decode_object(raw, max_depth=context.limits.json_depth)
        match data.get("type", "chat_message"):
            case "chat_message":
                await self._send(data)
            case "typing":
                context.rates.typing.take(self._user_id)
                is_typing = validate(SetRoomTyping, data, context.limits).is_typing
                context.write_later(announce_typing, self._user_id, self._room_id, is_typing)
            case "mark_read":
                await context.write(mark_read, self._user_id, self._room_id, None)
                self._say(MessagesMarkedRead(room_id=self._room_id))
            case _:
                raise invalid("type", FieldProblem.NOT_A_CHOICE)

    async def _send(self, data: dict[str, object]) -> None:
        """Queue the message; what comes of it is told when its batch is stored."""
        try:
            command = validate(SendChatMessage, data, self._context.limits)
        except Invalid as problems:
            self._say(self._error_of(problems, check_uuid(str(data.get("client_id"))) or ""))
            return
        send = SendMessage(
            room=self._room_id,
            content=command.message,
            client_id=command.client_id,
            reply_to=command.reply_to,
        )
        await self._slots.acquire()
        try:
            self._context.rates.messages.take(self._user_id)
            self._context.writer.submit(
                partial(send_message, sender=self._user_id, command=send), partial(self._sent, send)
            )
        except Refusal as refusal:
            self._sent(send, None, refusal)

    def _sent(self, send: SendMessage, answer: object, error: Exception | None) -> None:
        self._slots.release()
        if isinstance(answer, SentMessage):
            self._say(
                MessageSent(
                    message_id=answer.id,
                    message=answer.content,
                    timestamp=answer.timestamp,
                    room=answer.room,
                    seq=answer.seq,
                    client_id=answer.client_id,
                    duplicate=answer.duplicate,
                )
            )
        else:
            refusal = error if isinstance(error, Refusal) else Refusal(ErrorCode.SERVER_ERROR)
            self._say(self._error_of(refusal, send.client_id))

    def _error_of(self, refusal: Refusal, client_id: str = "") -> ErrorFrame:
        words = text(refusal.code, self._language)
        if isinstance(refusal, Invalid):
            problems = [problem for found in refusal.problems.values() for problem in found]
            kind, bound = problems[0] if problems else (FieldProblem.WRONG_TYPE, None)
            words = text(kind, self._language, bound)
        return ErrorFrame(
            message=words,
            code=refusal.code,
            client_id=client_id,
            retryable=MEANINGS[refusal.code].is_retryable,
            retry_after=refusal.retry_after,
        )

    def _say(self, frame: Frame) -> None:
        self._connection.offer(text_frame(encode(frame)), frame)
