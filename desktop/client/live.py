"""The one live connection of this device: opened, read, watched, and opened again when it breaks."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from backend.wire import codec
from backend.wire.codec import ReadEvent
from backend.wire.live import CloseCode, Command, Welcome, WelcomePage
from desktop.client.api import Api
from desktop.client.backoff import Backoff
from desktop.client.clock import Clock
from desktop.client.errors import ChatError, Incompatible, SessionExpired, Stopped, Unreachable, Untrusted
from desktop.client.scope import TaskScope
from desktop.client.state.changes import Connection

if TYPE_CHECKING:
    from desktop.client.transport import Socket

_log = logging.getLogger(__name__)

WELCOME_SECONDS = 10.0
MOST_PAGES = 400
"""Of a welcome; an honest server sends four in a megabyte."""
PATIENCE_SECONDS = 2.0
"""How long a try may take before somebody who waits gets a fresh one."""
WATCH_SECONDS = 5.0
"""How often the clock is looked at; the machine slept when it is ahead by as much again."""


class Live:
    """Stays connected until it is cancelled or the session ends. Events go to `on_event`, in order.

    A certificate that isn't trusted ends the tries until somebody wakes it.
    """

    def __init__(
        self,
        api: Api,
        scope: TaskScope,
        clock: Clock,
        backoff: Backoff,
        on_event: Callable[[ReadEvent], None],
        on_connection: Callable[[Connection], None],
    ) -> None:
        self._api = api
        self._scope = scope
        self._clock = clock
        self._backoff = backoff
        self._on_event = on_event
        self._on_connection = on_connection
        self._socket: Socket | None = None
        self._connected: asyncio.Timeout | None = None
        self._tried_at: float | None = None
        """When the try that is under way began."""
        self._is_woken = False
        self.trouble: Exception | None = None
        """Why the last connection ended, or none came about; None while one stands."""

    @property
    def retry_at(self) -> float | None:
        """When the next try is due, by the monotonic clock."""
        return self._backoff.retry_at

    def start(self) -> None:
        """Connect, and stay so."""
        self._scope.start(self._run_loop(), "live")
        self._scope.start(self._watch_loop(), "watch_clocks")

    def wake(self) -> None:
        """The network is another one, or was away: connect anew, at once."""
        self._is_woken = True
        self._backoff.insist()
        self.doubt()

    def doubt(self) -> None:
        """What is connected may be so no longer: end it, and look."""
        if self._connected is not None:
            self._connected.reschedule(asyncio.get_running_loop().time())
            self._connected = None

    def hurry(self) -> None:
        """Somebody waits for the connection: try at once, unless a try has only just begun.

        A certificate that isn't trusted is for the person to compare: looking at the window changes nothing.
        """
        is_up_to_them = isinstance(self.trouble, Untrusted)
        if (
            self._socket is None
            and not is_up_to_them
            and (self._tried_at is None or self._clock.monotonic() - self._tried_at >= PATIENCE_SECONDS)
        ):
            self.wake()

    def post(self, command: Command) -> None:
        """Say something that is worth nothing later; without a connection it is dropped."""
        if self._socket is not None:
            self._scope.start(_post(self._socket, codec.encode(command)), "post")

    async def _run_loop(self) -> None:
        while True:
            self._on_connection(Connection.CONNECTING)
            self._is_woken = False
            self._tried_at = self._clock.monotonic()
            wait = 0.0
            try:
                await self._stay_connected()
            except SessionExpired:
                return
            except ChatError as trouble:
                _log.info("no live connection: %s", trouble)
                if not (isinstance(self.trouble, Stopped) and type(trouble) is Unreachable):
                    self.trouble = trouble
                wait = trouble.retry_after
            except sqlite3.Error as trouble:
                _log.warning("what came can't be kept, and is asked for again: %s", trouble)
                self.trouble = trouble
            except Exception as error:  # noqa: BLE001 - the edge where a bug must not end the connection for good
                self.trouble = error
                # What an event should have changed is half done: the next welcome brings a whole state.
                _log.exception("an event could not be applied; the state is loaded anew")
            self._tried_at = None
            if isinstance(self.trouble, Untrusted):
                self._backoff.rest()
            else:
                self._backoff.fail(wait)
            self._on_connection(Connection.OFFLINE)
            if not self._is_woken:
                await self._backoff.wait()

    async def _stay_connected(self) -> None:
        socket = await self._open()
        is_mute = False
        try:
            async with asyncio.timeout(WELCOME_SECONDS) as self._connected:
                await self._read_loop(socket, self._connected)
        except TimeoutError:
            is_mute = True
        finally:
            self._socket = self._connected = None
            if is_mute:  # asleep or gone, the other side won't answer a goodbye: nobody waits for that
                self._scope.start(socket.close(), "close_socket")
            else:
                await socket.close()
        if socket.close_code == CloseCode.AUTHENTICATION:
            await self._api.renew_session()
        elif socket.close_code == CloseCode.STOPPED:
            raise Stopped

    async def _open(self) -> "Socket":
        """A connection, unless somebody wakes us: then another try is worth more than this one."""
        try:
            async with asyncio.timeout(None) as self._connected:
                return await self._api.open_live()
        except TimeoutError as error:
            raise Unreachable("given up for a fresh try") from error
        finally:
            self._connected = None

    async def _read_loop(self, socket: "Socket", deadline: asyncio.Timeout) -> None:
        welcome: Welcome | None = None
        pages = 0
        while (frame := await socket.receive()) is not None:
            try:
                event = codec.decode_event(frame)
            except msgspec.MsgspecError as error:
                raise Incompatible(f"event: {error}") from error
            if event is None:
                continue
            if isinstance(event, Welcome | WelcomePage):
                deadline.reschedule(asyncio.get_running_loop().time() + WELCOME_SECONDS)
                pages += 1
                if pages > MOST_PAGES:
                    raise Incompatible("a welcome without an end")
                welcome = event = _joined(welcome, event)
                if event.has_more:
                    continue
            self._on_event(event)
            if isinstance(event, Welcome):
                deadline.reschedule(None)
                self._socket = socket
                self._backoff.succeed()
                self.trouble = None
                self._on_connection(Connection.ONLINE)

    async def _watch_loop(self) -> None:
        while True:
            before = self._clock.now()  # the monotonic clock stands still in a sleep, but not everywhere
            await asyncio.sleep(WATCH_SECONDS)
            asleep = (self._clock.now() - before).total_seconds() - WATCH_SECONDS
            if asleep > WATCH_SECONDS:
                _log.info("the machine slept for %.0f s", asleep)
                self.wake()


def _joined(welcome: Welcome | None, page: Welcome | WelcomePage) -> Welcome:
    """The welcome as far as it has come."""
    if isinstance(page, Welcome):
        return page
    if welcome is None or not welcome.has_more:
        raise Incompatible("a page of no welcome")
    return msgspec.structs.replace(
        welcome,
        rooms=[*welcome.rooms, *page.rooms],
        people=[*welcome.people, *page.people],
        has_more=page.has_more,
    )


async def _post(socket: "Socket", frame: bytes) -> None:
    try:
        await socket.send(frame)
    except Unreachable as trouble:
        _log.debug("a signal was lost: %s", trouble)
