"""`/ws/`: one socket per device of our own clients. Events go down; typing and activity come up."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import WSMessage, WSMsgType, web

from backend.actions.messages import announce_typing
from backend.actions.snapshot import build_welcome, split
from backend.context import Context, address_of, bearer_of, context_of, language_of
from backend.live.connection import Connection
from backend.live.frames import text_frame
from backend.store.engine import Connection as Database
from backend.store.log import ContactOf
from backend.store.sessions import Session
from backend.wire import PROTOCOL_VERSION
from backend.wire.codec import decode_command, encode
from backend.wire.errors import MEANINGS, ErrorCode, Language, Refusal
from backend.wire.limits import Limits
from backend.wire.live import (
    Authenticate,
    CloseCode,
    Event,
    LiveCommand,
    ReportActivity,
    SetTyping,
    Trouble,
)
from backend.wire.room_socket import Frame
from backend.wire.texts import text

log = logging.getLogger(__name__)

CLOSE_TIMEOUT_SECONDS = 1.0


def live_dialect(event: Event | Frame) -> bytes | None:
    """`/ws/` says every event of ours and none of the seed's frames."""
    return text_frame(encode(event)) if isinstance(event, Event) else None


def open_socket(context: Context) -> web.WebSocketResponse:
    """A socket that pings, knows its limits and doesn't compress."""
    return web.WebSocketResponse(
        heartbeat=context.limits.heartbeat_seconds,
        compress=False,
        decode_text=False,
        max_msg_size=context.limits.frame_bytes,
        timeout=CLOSE_TIMEOUT_SECONDS,
    )


async def shake_hands(ws: web.WebSocketResponse, request: web.Request) -> None:
    """Open the socket.

    Raises:
        Refusal: bad_request, also where aiohttp stumbles over bytes in the headers of the handshake.
    """
    try:
        await ws.prepare(request)
    except ValueError:
        raise Refusal(ErrorCode.BAD_REQUEST) from None


def require_place(context: Context, session: Session | None = None) -> None:
    """Refuse a socket past the limits: all sockets count, those of strangers too."""
    limits = context.limits
    is_full = context.hub.size + context.lobby.size >= limits.sockets_total
    if is_full or (session and context.hub.count(session.user.id) >= limits.sockets_per_user):
        raise Refusal(ErrorCode.TOO_MANY_SOCKETS, retry_after=5)


async def serve_live(request: web.Request) -> web.WebSocketResponse:
    """One device, from its handshake to its end."""
    context = context_of(request)
    token = bearer_of(request)
    session = await context.authenticate(token) if token else None
    require_place(context, session)
    ws = open_socket(context)
    if session is None:
        with context.lobby.enter(address_of(request)):
            await shake_hands(ws, request)
            first = await _hear_first(ws, context)
        session = await _find_session(first, ws, context, language_of(request))
        if session is None:
            return ws
    else:
        await shake_hands(ws, request)
    transport = request.transport
    if transport is None:
        return ws
    connection = Connection(ws, transport, session, live_dialect, context.limits, context.leave)
    connection.hold()
    with closing(connection):
        await context.join(connection)
        # First joined, then read: what happens in between is queued, and harmless to hear of twice.
        await connection.release(
            await context.ask(
                _write_welcome, session, context.server_id, context.limits, context.contact_of("")
            )
        )
        await _read_loop(connection, context, session, language_of(request))
    return ws


def _write_welcome(
    database: Database, session: Session, server_id: str, limits: Limits, contact_of: ContactOf
) -> list[bytes]:
    """The frames of the welcome, on a reader's thread: those of a large team take a while to encode."""
    welcome = build_welcome(database, session, server_id, limits, contact_of)
    return [text_frame(encode(page)) for page in split(welcome, limits.welcome_page_bytes)]


@contextmanager
def closing(connection: Connection) -> Iterator[None]:
    """Closes the socket at the end of its conversation; a bug of ours ends this one socket alone."""
    try:
        yield
    except Refusal as refusal:  # it could not begin: the server is too busy for it, or the room is gone
        connection.close(CloseCode.RESTART if MEANINGS[refusal.code].is_retryable else CloseCode.REMOVED)
    except ConnectionError:  # the peer has gone while it was answered
        connection.close(CloseCode.BYE)
    except Exception:
        log.exception("the socket of user %s failed", connection.user_id)
        connection.close(CloseCode.OUR_BUG)
    finally:
        connection.close(CloseCode.BYE)


async def _hear_first(ws: web.WebSocketResponse, context: Context) -> WSMessage | None:
    """The first frame of a stranger; None where it didn't come in time."""
    with context.lobby.deadline() as limit:
        try:
            async with limit:
                return await ws.receive()
        except TimeoutError:
            return None


async def _find_session(
    first: WSMessage | None, ws: web.WebSocketResponse, context: Context, language: Language
) -> Session | None:
    """The session that the first frame names; None where the socket was closed for lack of one."""
    try:
        if first is not None and first.type is WSMsgType.TEXT:
            command = decode_command(text_of(first))
            if isinstance(command, Authenticate):
                if command.protocol != PROTOCOL_VERSION:
                    raise Refusal(ErrorCode.UNSUPPORTED_PROTOCOL)  # noqa: TRY301  answered below like the rest
                session = await context.authenticate(command.token)
                require_place(context, session)
                return session
        refusal = Refusal(ErrorCode.NOT_AUTHENTICATED)
    except Refusal as caught:
        refusal = caught
    if not ws.closed:
        trouble = Trouble(
            code=refusal.code, message=text(refusal.code, language), retry_after=refusal.retry_after
        )
        await ws.send_str(encode(trouble).decode())
        code = CloseCode.RATE if refusal.code is ErrorCode.TOO_MANY_SOCKETS else CloseCode.AUTHENTICATION
        await ws.close(code=context.end_code if context.is_draining else code)
    return None


async def _read_loop(connection: Connection, context: Context, session: Session, language: Language) -> None:
    bad_frames = BadFrames(context.limits.bad_frames_per_minute)
    async for message in connection.ws:
        if connection.is_closing:
            break
        try:
            _obey(decode_command(text_of(message)), context, session)
        except Refusal as refusal:
            trouble = Trouble(
                code=refusal.code, message=text(refusal.code, language), retry_after=refusal.retry_after
            )
            connection.offer(text_frame(encode(trouble)), trouble)
            if refusal.code is not ErrorCode.RATE_LIMITED and bad_frames.add():
                connection.close(CloseCode.BAD_FRAMES)
                break


def text_of(message: WSMessage) -> bytes:
    """The payload of a text frame; there is no other kind in the contract."""
    if message.type is not WSMsgType.TEXT:
        raise Refusal(ErrorCode.BAD_FRAME)
    return bytes(message.data)


class BadFrames:
    """Counts refused frames; `add` is true when there were too many in a minute."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._since = asyncio.get_running_loop().time()
        self._count = 0

    def add(self) -> bool:
        """One more."""
        now = asyncio.get_running_loop().time()
        if now - self._since > 60:
            self._since, self._count = now, 0
        self._count += 1
        return self._count > self._most


def _obey(command: LiveCommand, context: Context, session: Session) -> None:
    match command:
        case SetTyping():
            context.rates.typing.take(session.user.id)
            context.write_later(announce_typing, session.user.id, command.room, command.is_typing)
        case ReportActivity():
            context.presence.renew(session.user.id)
        case Authenticate():
            raise Refusal(ErrorCode.BAD_FRAME)
