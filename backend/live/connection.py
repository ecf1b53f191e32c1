"""One socket: its queue, and how frames leave it without anybody waiting for a slow reader."""

import asyncio
import logging
from asyncio import Transport
from collections.abc import Callable, Sequence
from enum import Enum, auto

from aiohttp import web

from backend.hub import Dialect
from backend.live.frames import close_frame
from backend.store.sessions import Session
from backend.wire.limits import Limits
from backend.wire.live import CloseCode, Event, PresenceChanged, SessionEnded, Typing
from backend.wire.room_socket import Frame
from backend.wire.types import RoomId

log = logging.getLogger(__name__)

TRANSPORT_HIGH_BYTES = 64 * 1024
STALL_LOOK_SECONDS = 0.05
CLOSE_SECONDS = 0.8
"""How long a peer may take to answer our close before the line is cut: a revocation has a second."""

_BEST_EFFORT = (Typing, PresenceChanged)


class _State(Enum):
    """What becomes of frames. Only forward: a socket that is closed stays so."""

    HELD = auto()
    """They wait for the welcome, which goes first; without one they are never said."""
    OPEN = auto()
    """They go out, soon and together."""
    CLOSED = auto()
    """The last one has gone out: there are no more."""


class Connection:
    """A device's socket. Frames that wait together go out in one write; `offer` never waits.

    The frames are written beside aiohttp's own writer, which sends pings and their answers: both write whole
    frames to one transport, in one thread.
    """

    def __init__(
        self,
        ws: web.WebSocketResponse,
        transport: Transport,
        session: Session,
        dialect: Dialect,
        limits: Limits,
        leave: Callable[["Connection", int], None],
        room_id: RoomId | None = None,
    ) -> None:
        self.ws = ws
        self.user_id = session.user.id
        self.session_id = session.id
        self.room_id = room_id
        self.dialect = dialect
        self._transport = transport
        self._limits = limits
        self._leave = leave
        self._loop = asyncio.get_running_loop()
        self._frames: list[bytes] = []
        self._bytes = 0
        self._state = _State.OPEN
        self._is_flush_due = False
        self._stalled_since: float | None = None

    @property
    def is_closing(self) -> bool:
        """Whether the last frame has gone out."""
        return self._state is _State.CLOSED

    def hold(self) -> None:
        """Queue, and send nothing: the welcome must go first."""
        self._state = _State.HELD

    async def release(self, first: Sequence[bytes]) -> None:
        """Send `first`, each frame once the reader took the one before; then all that came in meanwhile."""
        for frame in first:
            if not await self._is_taken():
                return
            self._transport.write(frame)
        if self._state is _State.HELD:
            self._state = _State.OPEN
            self._flush()

    async def _is_taken(self) -> bool:
        """Wait while the reader has much to take and goes on taking it; false: it is gone, or too slow."""
        left, since = self._transport.get_write_buffer_size(), self._loop.time()
        while not (self.is_closing or self._transport.is_closing()):
            size = self._transport.get_write_buffer_size()
            if size <= TRANSPORT_HIGH_BYTES:
                return True
            if size < left:
                left, since = size, self._loop.time()
            elif self._loop.time() - since >= self._limits.socket_stall_seconds:
                self._drop_slow_reader()
                break
            await asyncio.sleep(STALL_LOOK_SECONDS)
        return False

    def offer(self, frame: bytes, event: Event | Frame) -> None:
        """Queue a frame; best-effort ones are left out for a slow reader, an overflow ends the socket."""
        if self.is_closing:
            return
        limits = self._limits
        is_behind = (
            len(self._frames) * 2 >= limits.socket_queue_events
            or self._bytes * 2 >= limits.socket_queue_bytes
        )
        if is_behind and isinstance(event, _BEST_EFFORT):
            return
        if (
            len(self._frames) >= limits.socket_queue_events
            or self._bytes + len(frame) > limits.socket_queue_bytes
        ):
            self._drop_slow_reader()
            return
        self._frames.append(frame)
        self._bytes += len(frame)
        if not self._is_flush_due and self._state is _State.OPEN:
            self._is_flush_due = True
            self._loop.call_soon(self._flush)

    def end_session(self, reason: str) -> None:
        """The session is over: say so where the socket knows the word, and close."""
        word = self.dialect(SessionEnded(reason=reason))
        self._end(CloseCode.AUTHENTICATION, [word] if word is not None else [])

    def close(self, code: int) -> None:
        """Leave the hub, send what waits and the close frame; a peer that doesn't answer is cut off.

        Who reads nothing for longer than it may stall finds the line cut, and no code.
        """
        self._end(code)

    def _end(self, code: int, last_words: Sequence[bytes] = ()) -> None:
        if self.is_closing:
            return
        if self._state is _State.HELD:
            self._frames.clear()
        self._state = _State.CLOSED
        self._leave(self, code)
        self._frames += [*last_words, close_frame(code)]
        self._write()
        # A server that ends has no time for stalled readers.
        patience = (
            2 * CLOSE_SECONDS
            if code in {CloseCode.RESTART, CloseCode.STOPPED}
            else self._limits.socket_stall_seconds
        )
        self._loop.call_later(CLOSE_SECONDS, self._transport.close)
        self._loop.call_later(patience, self._transport.abort)

    def _flush(self) -> None:
        self._is_flush_due = False
        if self._state is not _State.OPEN or not self._frames:
            return
        if self._transport.get_write_buffer_size() > TRANSPORT_HIGH_BYTES:
            self._wait_for_reader()
            return
        self._stalled_since = None
        self._write()

    def _write(self) -> None:
        """All that waits goes out in one write."""
        if not self._transport.is_closing():
            self._transport.write(self._frames[0] if len(self._frames) == 1 else b"".join(self._frames))
        self._frames.clear()
        self._bytes = 0

    def _wait_for_reader(self) -> None:
        now = self._loop.time()
        self._stalled_since = self._stalled_since or now
        if now - self._stalled_since >= self._limits.socket_stall_seconds:
            self._drop_slow_reader()
            return
        self._is_flush_due = True
        self._loop.call_later(STALL_LOOK_SECONDS, self._flush)

    def _drop_slow_reader(self) -> None:
        log.info("socket of user %s reads too slowly: closed", self.user_id)
        self._frames.clear()
        self.close(CloseCode.SLOW)
