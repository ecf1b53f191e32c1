"""Calls of the server's REST interface and its live socket: tokens, JSON, kinds of trouble."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit, urlunsplit

import msgspec

from backend.wire import __version__, codec
from backend.wire.answers import ServerInfo, Tokens
from backend.wire.bodies import RefreshToken
from backend.wire.rest import GET_SERVER, LIVE_PATH, REFRESH_TOKEN, Endpoint
from desktop.client.errors import (
    Incompatible,
    NotMiniChat,
    ServerFailed,
    Unreachable,
    Untrusted,
    WrongScheme,
)
from desktop.client.replies import Reply, code_of, is_foreign, refuses_token, trouble_of
from desktop.client.session import Session, TokenVault
from desktop.client.trust import Trust

if TYPE_CHECKING:
    from desktop.client.transport import Socket, Transport

JSON = "application/json"
LARGEST_PICTURE_BYTES = 2 * 1024 * 1024

A = TypeVar("A")
P = TypeVar("P")


class Api:
    """One server, as one device calls it. Raises the kinds of `ChatError` and nothing else.

    Once the server shows a certificate that isn't trusted, every call ends in `Untrusted` without a word to
    anybody, until the person decides or the live connection finds that all is well again.
    """

    def __init__(
        self,
        address: str,
        vault: TokenVault,
        on_session_end: Callable[[str], None],
        trust: Trust,
        on_doubt: Callable[[], object] = lambda: None,
    ) -> None:
        self.address = address
        self.trust = trust
        self._on_doubt = on_doubt
        self._doubt: Untrusted | None = None
        self.language = "en"
        self.session = Session(vault, self._exchange, on_session_end)
        self._transport: Transport | None = None

    async def call(
        self,
        endpoint: Endpoint[A],
        body: msgspec.Struct | None = None,
        *,
        query: Mapping[str, object] | None = None,
        **ids: int,
    ) -> A:
        """Carry out one call; a token that ran out is renewed, and the call made once more."""
        content = codec.encode(body) if body is not None else None
        return _decode(endpoint, await self._request_signed(endpoint, content, query, ids))

    async def upload(self, endpoint: Endpoint[A], picture: bytes, content_type: str, **ids: int) -> A:
        """Carry out a call whose body is a picture."""
        return _decode(endpoint, await self._request_signed(endpoint, picture, None, ids, content_type))

    async def read_picture(self, path: str) -> bytes | None:
        """A picture that this server shows to everybody; None where it has none, or one that is too large."""
        transport = await self._open_transport()
        headers = self._headers(None)
        try:
            with self._doubting():
                reply = await transport.request(
                    "GET",
                    self.address + path,
                    headers=headers,
                    body=None,
                    query={},
                    most=LARGEST_PICTURE_BYTES,
                )
        except ServerFailed:
            return None
        if reply.status >= 500 or reply.status == 429:
            raise trouble_of(reply)
        return reply.body if reply.status == 200 else None

    async def read_page(
        self, endpoint: Endpoint[list[P]], query: Mapping[str, object]
    ) -> tuple[list[P], bool | None]:
        """One page of a list, and whether others follow; None where the server doesn't say."""
        reply = await self._request_signed(endpoint, None, query, {})
        return _decode(endpoint, reply), reply.has_more

    async def _request_signed(
        self,
        endpoint: Endpoint[A],
        body: bytes | None,
        query: Mapping[str, object] | None,
        ids: Mapping[str, int],
        content_type: str = JSON,
    ) -> Reply:
        if endpoint.is_public:
            return await self._request(endpoint, body, query, ids, content_type, token=None)
        token = self.session.access_token()
        reply = await self._request(endpoint, body, query, ids, content_type, token=token)
        if refuses_token(reply):
            token = await self.session.renew(token)
            reply = await self._request(endpoint, body, query, ids, content_type, token=token)
            if refuses_token(reply):
                self.session.end(code_of(reply))
        return reply

    async def ask_server(self) -> ServerInfo:
        """Who answers at the address; before anything is told to it."""
        self._doubt = None
        try:
            reply = await self._request(GET_SERVER, None, None, {}, token=None)
        except Unreachable:
            await self._check_scheme()
            raise
        if reply.status == 200:
            try:
                return codec.decode_answer(GET_SERVER.answer, reply.body)
            except msgspec.MsgspecError as error:
                raise NotMiniChat(f"{self.address}: {error}") from error
        if is_foreign(reply):
            await self._check_scheme()
            raise NotMiniChat(f"{self.address}: {code_of(reply)}")
        raise trouble_of(reply)

    def accept(self, fingerprint: str) -> None:
        """The person trusts the server that shows this certificate; `OSError` where that can't be kept."""
        self.trust.accept(fingerprint)
        self._doubt = None

    def expect(self, address: str, fingerprint: str) -> None:
        """The server is at another address; what it has to show there, if the one who says so knows."""
        self.address = address
        self.trust.expect(fingerprint)
        self._doubt = None

    async def open_live(self) -> "Socket":
        """The live socket, authenticated.

        Of a refused handshake one learns the status alone, which anybody may have sent: what becomes of the
        session is up to the renewal.
        """
        transport = await self._open_transport()
        url = self.address.replace("http", "ws", 1) + LIVE_PATH
        token = self.session.access_token()
        self._doubt = None
        with self._doubting():
            answer = await transport.open_socket(url, headers=self._headers(token))
        if isinstance(answer, Reply) and answer.status == 401:
            token = await self.session.renew(token)
            with self._doubting():
                answer = await transport.open_socket(url, headers=self._headers(token))
        if isinstance(answer, Reply):
            raise trouble_of(answer)
        return answer

    async def renew_session(self) -> None:
        """The live socket was closed for its token's sake: a new one, or `SessionExpired`."""
        await self.session.renew(self.session.access_token())

    def as_live(self, address: str) -> str:
        """A picture's address as the live connection tells it: relative, where it lies on this server."""
        parts = urlsplit(address)
        is_here = parts.netloc == urlsplit(self.address).netloc
        return urlunsplit(("", "", *parts[2:])) if is_here else address

    async def close(self) -> None:
        """Close all connections."""
        if self._transport is not None:
            await self._transport.close()

    async def _request(
        self,
        endpoint: Endpoint[A],
        body: bytes | None,
        query: Mapping[str, object] | None,
        ids: Mapping[str, int],
        content_type: str = JSON,
        *,
        token: str | None,
    ) -> Reply:
        transport = await self._open_transport()
        with self._doubting():
            return await transport.request(
                endpoint.method,
                self.address + endpoint.path.format(**ids),
                headers=self._headers(token, content_type),
                body=body,
                query={name: str(value) for name, value in (query or {}).items() if value is not None},
            )

    @contextmanager
    def _doubting(self) -> Iterator[None]:
        """Nothing is said to a server that isn't trusted; the first who meets it tells."""
        if self._doubt is not None:
            raise self._doubt.with_traceback(None)
        try:
            yield
        except Untrusted as doubt:
            self._doubt = doubt
            self._on_doubt()
            raise

    async def _check_scheme(self) -> None:
        """An address that begins with http, where somebody encrypts, is a mistake that can be named."""
        transport = await self._open_transport()
        if self.address.startswith("http:") and await transport.speaks_tls(self.address):
            raise WrongScheme(self.address, is_encrypted=True)

    def _headers(self, token: str | None, content_type: str = JSON) -> dict[str, str]:
        headers = {
            "Accept-Language": self.language,
            "Content-Type": content_type,
            "User-Agent": f"MiniChat/{__version__}",
        }
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return headers

    async def _exchange(self, refresh: str) -> Tokens:
        return await self.call(REFRESH_TOKEN, RefreshToken(refresh=refresh))

    async def _open_transport(self) -> "Transport":
        if self._transport is None:
            transport_type = await asyncio.to_thread(self._load_transport)
            if self._transport is None:
                self._transport = transport_type(self.trust)
        return self._transport

    def _load_transport(self) -> "type[Transport]":
        from desktop.client.transport import Transport  # noqa: PLC0415 - see there

        self.trust.load()
        return Transport


def _decode(endpoint: Endpoint[A], reply: Reply) -> A:
    if reply.status not in {200, 201, 204}:
        raise trouble_of(reply)
    try:
        return codec.decode_answer(endpoint.answer, reply.body if reply.status != 204 else b"{}")
    except msgspec.ValidationError as error:
        raise Incompatible(f"{endpoint.path}: {error}") from error
    except msgspec.MsgspecError as error:
        raise ServerFailed("junk_answer") from error  # a parser's words are not for people
