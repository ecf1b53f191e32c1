"""A whole chat client behind one class: what the window, bots and load tests use."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random, SystemRandom

import msgspec

from backend.wire.answers import Authenticated
from backend.wire.bodies import LogIn, LogOut, Register
from backend.wire.codec import ReadEvent
from backend.wire.live import Command, ReportActivity, RoomCreated
from backend.wire.rest import LOG_IN, LOG_OUT, REGISTER
from backend.wire.types import MessageId, Room, RoomId, Seq, UserId
from desktop.client.account import Account
from desktop.client.administration import Administration
from desktop.client.api import Api
from desktop.client.backoff import Backoff
from desktop.client.cache import Cache
from desktop.client.calls import Calls
from desktop.client.clock import Clock, SystemClock
from desktop.client.errors import ChatError, Locked
from desktop.client.joining import Joining
from desktop.client.live import Live
from desktop.client.open_account import OpenAccount
from desktop.client.scope import TaskScope
from desktop.client.search_index import FoundMessage
from desktop.client.session import StoredSession, TokenVault
from desktop.client.state.changes import Connection
from desktop.client.state.entries import Draft
from desktop.client.state.store import Store
from desktop.client.trust import Trust

GOODBYE_SECONDS = 3.0
"""How long signing out waits for a server; without it the session ends there when its tokens run out."""
ACTIVITY_SECONDS = 10.0
LOGGED_OUT = "logged_out"
"""Why a session ended: the person said so here. The server says it of a session that ended from elsewhere."""
ENDED_ELSEWHERE = "ended_elsewhere"
TOKENS_LOST = "tokens_lost"
ACCOUNT_DELETED = "account_deleted"


class ChatClient:
    """One device: signs in, shows the state in `store`, keeps it true, and sends what the person writes.

    All of it runs on one loop. Calls that the network decides raise a `ChatError`; the others work offline.
    What one may do besides sending, reading and signing in is in `calls`, what administrators may in
    `administration`.
    """

    def __init__(
        self,
        address: str,
        folder: Path,
        vault: TokenVault,
        scope: TaskScope,
        *,
        device_name: str = "",
        clock: Clock | None = None,
        rng: Random | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self.store = Store(self._clock)
        self._device_name = device_name
        self._rng = rng or SystemRandom()
        self._scope = scope.child("client")
        self._online = self._scope.child("online")
        self._trust = Trust(folder)
        self._api = Api(address.rstrip("/"), vault, self._on_session_end, self._trust, self._on_doubt)
        self.calls = Calls(self._api, self.store.other_devices, self._take_room)
        self.administration = Administration(self._api)
        self.joining = Joining(self._api)
        self._live: Live | None = None
        self._locked: Locked | None = None
        self._ask_again: Callable[[], object] | None = None
        self._active_at: float | None = None
        self._opened = OpenAccount(
            folder, self.store, self._make_account, stop=self._stop, go_online=self.go_online
        )

    @property
    def address(self) -> str:
        """Where the server is."""
        return self._api.address

    @property
    def fingerprint(self) -> str:
        """Of the one certificate that the server has to show; empty while authorities decide."""
        return self._trust.pin

    @property
    def connection(self) -> Connection:
        """How the device stands with its server."""
        return self.store.connection

    @property
    def retry_at(self) -> float | None:
        """When the next try to connect is due, by the monotonic clock; None while none is planned."""
        return self._live.retry_at if self._live is not None else None

    @property
    def trouble(self) -> Exception | None:
        """Why there is no connection, after a try: a `ChatError`, or the disk's `sqlite3.Error`."""
        return self._live.trouble if self._live is not None else self._locked

    def set_address(self, address: str, fingerprint: str = "") -> None:
        """The server moved: the bundled one has another port at each start, and says what it shows there."""
        self._api.expect(address.rstrip("/"), fingerprint)
        self.woke_up()

    def trust(self, fingerprint: str) -> None:
        """The person compared: from now on the server has to show this certificate, and no other will do.

        Raises:
            OSError: that can't be kept, so nothing changes.
        """
        self._api.accept(fingerprint)
        self.woke_up()

    def trust_invite(self, fingerprint: str) -> None:
        """What an invite says of the certificate: before anything else is asked of the server.

        It is kept when such a server answers. It never takes the place of a certificate that is known.
        """
        self._trust.invite(fingerprint)

    def set_language(self, language: str) -> None:
        """The language of the server's texts, as an Accept-Language header."""
        self._api.language = language

    # --- signing in and out --------------------------------------------------------------------------------

    async def register(
        self,
        username: str,
        password: str,
        first_name: str = "",
        last_name: str = "",
        email: str = "",
        *,
        invite: str = "",
    ) -> None:
        """Make an account, and sign in with it; with an invite where a server wants one."""
        await self.joining.ask_server()
        body = Register(
            username=username,
            password=password,
            password_confirm=password,
            first_name=first_name,
            last_name=last_name,
            email=email,
            device=self._device_name,
            invite=invite,
        )
        self._sign_in(await self._api.call(REGISTER, body))

    async def log_in(self, username: str, password: str) -> None:
        """Sign in; what this device knew of the account is there at once."""
        await self.joining.ask_server()
        body = LogIn(username=username, password=password, device=self._device_name)
        self._sign_in(await self._api.call(LOG_IN, body))

    def open_cached(self) -> bool:
        """Go on as who was signed in at the last stop, with what was known then; False: nobody was.

        This, signing in and `send` need the disk, and raise `sqlite3.Error` when it is full or fails.
        """
        user_id = self._api.session.restore()
        return user_id is not None and self._opened.open(user_id, None)

    @property
    def is_locked(self) -> bool:
        """Whether `unlock` has to bring the tokens before it can go online."""
        return self._api.session.is_locked

    def await_tokens(self) -> None:
        """Somebody is asked for the tokens now."""
        self._locked = Locked()
        self.store.set_connection(Connection.CONNECTING)

    def stay_locked(self, ask_again: Callable[[], object]) -> None:
        """The tokens can't be had, which doesn't mean that they are lost; `try_now` asks for them again."""
        self._locked, self._ask_again = Locked(is_refused=True), ask_again
        self.store.set_connection(Connection.OFFLINE)

    def unlock(self, session: StoredSession | None) -> None:
        """The tokens of who is signed in; None: they are lost, and the session with them."""
        self._locked = None
        if session is None:
            self._api.session.end(TOKENS_LOST)
        else:
            self._api.session.unlock(session)
            self.store.set_connection(Connection.OFFLINE)

    def go_online(self) -> None:
        """Connect, and stay so; send what waits."""
        self._opened.require()
        if self._live is None:
            self._live = Live(
                self._api,
                self._online,
                self._clock,
                Backoff(self._clock, self._rng),
                self._on_event,
                self._on_connection,
            )
            self._live.start()

    async def log_out(self) -> None:
        """End the session here and, when it can be reached, on the server; only the unsent stays on disk."""
        account = self._opened.require()
        account.forget(with_unsent=False)  # first: the end of the session may come within the call
        self._stop()
        await account.forget_files()
        with suppress(ChatError, TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._api.call(LOG_OUT, LogOut())
        if self._account is account:
            self._api.session.forget()
            self._leave(LOGGED_OUT)

    async def close(self) -> None:
        """Stop; all that was written is kept."""
        await self._scope.close()
        await self._api.close()
        self._opened.close()

    # --- messages ------------------------------------------------------------------------------------------

    def send(self, room_id: RoomId, text: str, reply_to: MessageId | None = None) -> str:
        """Send a message, now or when the server can be reached; no crash loses it. Gives its client id."""
        account = self._opened.require()
        account.typing.sent(room_id)
        account.history.leave_past(room_id)
        return account.outbox.send(room_id, text, reply_to)

    def retry(self, client_id: str) -> None:
        """Send a failed message after all; one that was written for another server stays failed."""
        self._opened.require().outbox.retry(client_id)

    def discard(self, client_id: str) -> None:
        """Give a failed message up."""
        self._opened.require().outbox.discard(client_id)

    def save_draft(self, room_id: RoomId, draft: Draft | None) -> None:
        """Keep what is begun to be written in a room; when this returns, no crash loses it."""
        if self._account is not None:
            self._account.drafts.save(room_id, draft)

    def draft(self, room_id: RoomId) -> Draft | None:
        """What was begun to be written in a room."""
        return self._account.drafts.get(room_id) if self._account is not None else None

    async def open_room(self, room_id: RoomId) -> None:
        """Show a room's newest page: what lies here at once, then what the server has."""
        with self._opened.mending():
            await self._opened.require().history.open(room_id)

    async def load_older(self, room_id: RoomId) -> None:
        """Show a page more of a room's past."""
        with self._opened.mending():
            await self._opened.require().history.load_older(room_id)

    async def load_newer(self, room_id: RoomId) -> None:
        """Show a page more towards the present, of a room whose past is on show."""
        with self._opened.mending():
            await self._opened.require().history.load_newer(room_id)

    async def show_around(self, room_id: RoomId, seq: Seq) -> None:
        """Show a place of a room's past, with what stands around it; `open_room` shows the newest again."""
        with self._opened.mending():
            await self._opened.require().history.show_around(room_id, seq)

    async def search_cached(
        self, words: str, room_id: RoomId | None = None, limit: int = 50
    ) -> list[FoundMessage]:
        """Messages that lie on this device and have all the words, the newest first; works offline."""
        return await self._opened.require().search.find(words, room_id, limit)

    def mark_read(self, room_id: RoomId, seq: Seq) -> None:
        """All of a room up to `seq` was seen."""
        if self._account is not None:
            self._account.marks.mark(room_id, seq)

    def set_typing(self, room_id: RoomId, is_typing: bool) -> None:
        """The person types in a room, or stopped."""
        if self._account is not None:
            self._account.typing.set_own(room_id, is_typing=is_typing)

    def report_activity(self) -> None:
        """The person is at this device."""
        now = self._clock.monotonic()
        if self._active_at is None or now - self._active_at >= ACTIVITY_SECONDS:
            self._active_at = now
            self._post(ReportActivity())

    # --- people and rooms ----------------------------------------------------------------------------------

    async def open_direct_chat(self, user_id: UserId) -> RoomId:
        """The room with somebody, made if there is none."""
        self._opened.require()
        known = self.store.rooms.find_direct(user_id)
        return known.room_id if known is not None else await self.calls.open_direct_chat(user_id)

    async def delete_account(self, password: str) -> None:
        """The account goes for ever, this session with it, and all that this device knows of it."""
        await self.calls.delete_account(password)
        self._api.session.end(ACCOUNT_DELETED)

    async def picture(self, address: str) -> bytes | None:
        """The picture at an address of this server; None where there is none, and while nobody can ask."""
        return await self._account.pictures.read(address) if self._account is not None else None

    def woke_up(self) -> None:
        """The machine slept, or the network is another one: reconnect at once."""
        if self._live is not None:
            self._live.wake()

    def try_now(self) -> None:
        """The person wants another try, for the tokens if they are what is missing."""
        if self._ask_again is None:
            self.woke_up()
        else:
            ask, self._ask_again = self._ask_again, None
            ask()

    def hurry(self) -> None:
        """The person is back, or asks: no pause between two tries is worth waiting for."""
        if self._live is not None:
            self._live.hurry()

    # --- within --------------------------------------------------------------------------------------------

    @property
    def _account(self) -> Account | None:
        return self._opened.account

    def _make_account(self, cache: Cache) -> Account:
        return Account(cache, self.store, self._api, self._online, self._clock, self._rng, self._post)

    def _sign_in(self, answer: Authenticated) -> None:
        self._stop()
        self._opened.put_away()
        self._api.session.begin(answer.user.id, answer.tokens)
        self._opened.open(answer.user.id, answer.user)

    def _stop(self) -> None:
        self._online.cancel()
        self._live = None

    def _leave(self, reason: str) -> None:
        """Who may open the account no more finds nothing of it here; lost tokens are no such word."""
        self.store.announce_sign_out()
        if self._account is not None and reason != TOKENS_LOST:
            self._account.forget(with_unsent=reason == ACCOUNT_DELETED)
            self._scope.start(self._account.forget_files(), "forget_files")
        self._opened.put_away()
        self.store.sign_out(reason)

    def _on_session_end(self, reason: str) -> None:
        self._stop()
        self._leave(ENDED_ELSEWHERE if reason == LOGGED_OUT else reason)

    def _take_room(self, room: Room) -> None:
        room = msgspec.structs.replace(room, avatar=self._api.as_live(room.avatar))
        self._opened.require().apply(RoomCreated(room=room, people=[]))

    def _on_event(self, event: ReadEvent) -> None:
        if self._account is not None:
            with self._opened.mending():
                self._account.apply(event)

    def _on_doubt(self) -> None:
        """Another call found the server changed: what is still connected is to be looked at, too."""
        if self._live is not None:
            self._live.doubt()

    def _on_connection(self, connection: Connection) -> None:
        if connection is not Connection.ONLINE and self._account is not None:
            self._account.pause()
        self.store.set_connection(connection)

    def _post(self, command: Command) -> None:
        if self._live is not None:
            self._live.post(command)
