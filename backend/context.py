"""What a handler needs: made once by app.py, found through the request."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar, TypeVarTuple
from urllib.parse import urljoin

import msgspec
from aiohttp import web

from backend.actions.sessions import mark_pair_used, record_use
from backend.auth.invite_tokens import InviteTokens
from backend.auth.passwords import Passwords
from backend.auth.rates import LoginGuard, Rate
from backend.auth.reset_codes import ResetCodes
from backend.auth.sessions import Sessions
from backend.auth.tokens import TokenInvalid, TokenMint
from backend.certificate import Certificate
from backend.hub import Device, Hub
from backend.load import Load
from backend.lobby import Lobby
from backend.pictures import Pictures
from backend.presence import Presence
from backend.proxies import Proxies, counting_key, is_forwarded
from backend.pulse import Pulse
from backend.reach import Reach, find_reach
from backend.settings import Settings
from backend.store.clock import now_us, to_datetime
from backend.store.engine import Connection, Database
from backend.store.sessions import Session, find_session, list_open, list_signed_in
from backend.store.users import Person
from backend.transaction import Transaction
from backend.wire.answers import PublicRoom
from backend.wire.errors import ErrorCode, Language, Refusal
from backend.wire.limits import Limits
from backend.wire.live import CloseCode
from backend.wire.texts import choose_language
from backend.wire.types import Contact, Member, Room, SessionId
from backend.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Pictured = TypeVar("Pictured", Room, Member, PublicRoom)


def _ignore(_answer: object, _error: Exception | None) -> None:
    """For writes that nobody waits for."""


_HOST = re.compile(r"(?:[\w.~-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.ASCII | re.IGNORECASE)


@dataclass(slots=True)
class Rates:
    """How often what may be done."""

    messages: Rate
    typing: Rate
    logins: Rate
    registrations: Rate
    invite_checks: Rate
    pictures: Rate
    login_guard: LoginGuard
    reset_guard: LoginGuard

    @classmethod
    def of(cls, limits: Limits) -> "Rates":
        """Fresh buckets for these limits."""
        return cls(
            messages=Rate(limits.message_burst, limits.messages_per_second),
            typing=Rate(limits.message_burst, limits.messages_per_second),
            logins=Rate(limits.logins_per_minute, limits.logins_per_minute / 60),
            registrations=Rate(limits.registrations_per_hour, limits.registrations_per_hour / 3600),
            invite_checks=Rate(limits.invite_checks_per_minute, limits.invite_checks_per_minute / 60),
            pictures=Rate(limits.pictures_per_hour, limits.pictures_per_hour / 3600),
            login_guard=LoginGuard(limits.login_failures, limits.login_wait_max_seconds),
            reset_guard=LoginGuard(limits.login_failures, limits.login_wait_max_seconds),
        )


@dataclass(slots=True)
class Context:
    """The server's parts."""

    settings: Settings
    server_id: str
    database: Database
    writer: Writer
    hub: Hub
    presence: Presence
    mint: TokenMint
    invite_tokens: InviteTokens
    reset_codes: ResetCodes
    passwords: Passwords
    pictures: Pictures
    rates: Rates
    sessions: Sessions
    lobby: Lobby
    proxies: Proxies
    pulse: Pulse
    port: int
    """Where the server listens, once it does; before, what the settings say."""
    certificate: Certificate | None = None
    """What it speaks TLS with, if it does."""
    load: Load = field(default_factory=Load)
    started_at: int = field(default_factory=now_us)
    copying: asyncio.Lock = field(default_factory=asyncio.Lock)
    is_announced: bool = False
    """The network was told that the server is there."""
    is_draining: bool = False
    end_code: int = CloseCode.RESTART
    """With what sockets are closed while it ends."""

    @property
    def limits(self) -> Limits:
        """All limits in force."""
        return self.settings.limits

    @property
    def reach(self) -> Reach:
        """How others reach the server, at this moment."""
        return find_reach(self.settings, self.port, self.fingerprint)

    @property
    def fingerprint(self) -> str:
        """Of the certificate that the server shows; empty without TLS."""
        return "" if self.certificate is None else self.certificate.fingerprint

    async def write(
        self, action: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run an action; its answer, once it is stored."""
        return await self.writer.write(action, *args, **kwargs)

    def write_later(
        self,
        action: Callable[[Transaction, *Ts], object],
        *args: *Ts,
        done: Callable[[object, Exception | None], None] = _ignore,
    ) -> None:
        """Run an action that nobody waits for; `done(answer, error)` hears what came of it."""
        try:
            self.writer.submit(lambda tx: action(tx, *args), done)
        except Refusal as refusal:
            done(None, refusal)

    async def ask(
        self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Answer a question from one snapshot of the database."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self.database.readers, lambda: self.database.ask(question, *args, **kwargs)
        )

    async def authenticate(self, token: str) -> Session:
        """The session of an access token.

        Raises:
            Refusal: token_invalid.
        """
        try:
            claims = self.mint.read(token, "access")
        except TokenInvalid:
            raise Refusal(ErrorCode.TOKEN_INVALID) from None
        session = await self.sessions.find(claims.session_id, self._load_session)
        if session is None or session.user.id != claims.user_id:
            raise Refusal(ErrorCode.TOKEN_INVALID)
        if claims.generation == session.generation and not session.is_generation_used:
            self._mark_used(session)
        self.sessions.note_use(session.id, now_us())
        return session

    def _mark_used(self, session: Session) -> None:
        """From here on the pair before this one is dead; remembered once it is stored."""

        def stored(_answer: object, error: Exception | None) -> None:
            if error is None:
                self.sessions.replace(session, msgspec.structs.replace(session, is_generation_used=True))

        self.write_later(mark_pair_used, session.id, session.generation, done=stored)

    async def _load_session(self, session_id: SessionId) -> Session | None:
        return await self.ask(find_session, session_id)

    def sessions_in_use(self) -> dict[SessionId, int]:
        """When sessions were lately used; those with a socket are being used now."""
        return self.sessions.last_uses() | {device.session_id: now_us() for device in self.hub.devices()}

    def record_use(self) -> None:
        """Store when sessions were lately used."""
        seen = self.sessions_in_use()
        self.sessions.take_uses()
        if seen:
            self.write_later(record_use, seen)

    async def drop_ended_sessions(self) -> None:
        """A command beside this server changed accounts: sessions that it ended end here too."""
        self.sessions.forget_all()
        devices, online = self.hub.devices(), self.presence.online()
        still_open = await self.ask(list_open, {device.session_id for device in devices})
        for device in devices:
            if device.session_id not in still_open:
                device.end_session("session_ended")
        for user_id in set(online) - await self.ask(list_signed_in, online):
            self.presence.logged_out(user_id)

    async def join(self, device: Device) -> None:
        """A socket is open: from here on it hears everything; is its session over by now, it closes."""
        self.hub.join(device)
        self.presence.socket_opened(device.user_id)
        if self.is_draining:
            device.close(self.end_code)
        elif await self.sessions.find(device.session_id, self._load_session) is None:
            device.end_session("session_ended")

    def leave(self, device: Device, code: int) -> None:
        """A socket closes; when its session ended its user isn't about to come back."""
        self.hub.leave(device)
        self.presence.socket_closed(device.user_id, may_return=code != CloseCode.AUTHENTICATION)

    def contact_of(self, base_url: str) -> Callable[[Person], Contact]:
        """What makes a contact of a person; `base_url` empty: pictures relative to the server."""
        base = self._base(base_url)

        def contact(person: Person) -> Contact:
            user = person.user
            seen_at = self.presence.seen_at(user.id) or person.seen_at
            return Contact(
                id=user.id,
                username=user.username,
                first_name=user.first_name,
                last_name=user.last_name,
                full_name=user.full_name,
                is_online=self.presence.is_online(user.id),
                last_seen=None if seen_at is None else to_datetime(seen_at),
                avatar=urljoin(base, person.avatar),
            )

        return contact

    def pictured(self, base_url: str) -> Callable[[Pictured], Pictured]:
        """What gives a room or a member the whole address of its picture, as REST shows it."""
        base = self._base(base_url)
        return lambda shown: msgspec.structs.replace(shown, avatar=urljoin(base, shown.avatar))

    def _base(self, base_url: str) -> str:
        return self.settings.public_url or base_url


CONTEXT = web.AppKey("context", Context)


def context_of(request: web.Request) -> Context:
    """The server that this request came to."""
    return request.app[CONTEXT]


def language_of(request: web.BaseRequest) -> Language:
    """The language that the client asked for."""
    return choose_language(request.headers.get("Accept-Language"))


def host_of(request: web.Request) -> str:
    """What the client takes the server's name for; empty where an old client says none.

    Raises:
        Refusal: bad_request, where the Host header is no host.
    """
    host = request.headers.get("Host", "")
    if host and not _HOST.fullmatch(host):
        raise Refusal(ErrorCode.BAD_REQUEST)
    return host


def base_url_of(request: web.Request) -> str:
    """The address that the client reached the server by; empty where it didn't say.

    Raises:
        Refusal: bad_request, where the Host header is no host.
    """
    host = host_of(request)
    proxies = context_of(request).proxies
    scheme = proxies.find_scheme(request.remote or "", request.headers) if proxies else None
    return f"{scheme or request.scheme}://{host}" if host else ""


def address_of(request: web.Request) -> str:
    """Whom limits count a request for: the client behind the trusted proxies."""
    return counting_key(context_of(request).proxies.find_client(request.remote or "", request.headers))


def bearer_of(request: web.Request) -> str | None:
    """The token of the Authorization header (RFC 6750)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def is_local(request: web.Request) -> bool:
    """Whether the request comes from this machine itself, and through no proxy on it."""
    if context_of(request).proxies or is_forwarded(request.headers):
        return False
    return request.remote in {"127.0.0.1", "::1"}
