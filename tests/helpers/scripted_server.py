"""A server that does what it is told, on real sockets: the wrong answers, the late ones and none at all."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any, Self

import msgspec
from aiohttp import WSMsgType, web

from backend.wire import PROTOCOL_VERSION, codec
from backend.wire.live import PublicLimits, Welcome
from backend.wire.rest import LIVE_PATH, Endpoint
from backend.wire.types import Contact, Room, SessionId, User
from tests.helpers.certificates import Identity
from tests.helpers.examples import NOON, a_user

SERVER_ID = "scripted"


class Call(msgspec.Struct, frozen=True):
    """A request that arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any

    @property
    def token(self) -> str:
        """The access token that it carried."""
        return self.headers.get("Authorization", "").removeprefix("Bearer ")


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def ok(value: object, status: int = 200) -> Answer:
    """An answer as the contract has it."""
    return raw(status, codec.encode(value))


def raw(status: int, body: bytes = b"", **headers: str) -> Answer:
    """Any status and any bytes."""

    async def answer(request: web.Request) -> web.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, body=body, headers=named)

    return answer


def fault(status: int, code: str, *, retryable: bool = False, retry_after: float | None = None) -> Answer:
    """A refusal in our own form."""
    body = {"error": f"text of {code}", "code": code, "retryable": retryable, "retry_after": retry_after}
    return raw(status, codec.encode(body))


async def lost(request: web.Request) -> web.StreamResponse:
    """The connection breaks after the request was read: nobody knows whether it was carried out."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def held(until: asyncio.Event, then: Answer) -> Answer:
    """An answer that comes when it is let go."""

    async def answer(request: web.Request) -> web.StreamResponse:
        await until.wait()
        return await then(request)

    return answer


class LiveEnd:
    """The server's end of a live socket."""

    def __init__(self, socket: web.WebSocketResponse, headers: dict[str, str]) -> None:
        self.headers = headers
        self.frames: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.closed = asyncio.Event()
        self._socket = socket

    async def send(self, *events: object) -> None:
        """Tell events, in order."""
        for event in events:
            await self._socket.send_bytes(event if isinstance(event, bytes) else codec.encode(event))

    async def close(self, code: int = 1000) -> None:
        """Close, and say why."""
        await self._socket.close(code=code)

    async def read(self) -> None:
        """Take frames until the other end goes."""
        async for message in self._socket:
            if message.type in {WSMsgType.TEXT, WSMsgType.BINARY}:
                self.frames.put_nowait(msgspec.json.decode(message.data))
        self.closed.set()


class ScriptedServer:
    """Each endpoint gives its answers in turn, and the last one for ever. Unscripted ones answer 404."""

    def __init__(self, identity: Identity | None = None) -> None:
        self._context = identity.context() if identity is not None else None
        self.calls: list[Call] = []
        self.address = ""
        self.live: asyncio.Queue[LiveEnd] = asyncio.Queue()
        self._answers: dict[tuple[str, str], deque[Answer]] = defaultdict(deque)
        self._handshakes: deque[Answer] = deque()

    def on(self, endpoint: Endpoint[Any], *answers: Answer | msgspec.Struct | list[Any], **ids: int) -> None:
        """Script what comes next from an endpoint; plain values are sent as the contract has them."""
        key = endpoint.method, endpoint.path.format(**ids)
        self._answers[key] = deque(answer if callable(answer) else ok(answer) for answer in answers)

    def on_handshake(self, *answers: Answer) -> None:
        """Refuse the next live sockets so; after these they are opened."""
        self._handshakes.extend(answers)

    def calls_of(self, endpoint: Endpoint[Any], **ids: int) -> list[Call]:
        """What arrived for one endpoint."""
        path = endpoint.path.format(**ids)
        return [call for call in self.calls if (call.method, call.path) == (endpoint.method, path)]

    def change_certificate(self, identity: Identity) -> None:
        """Show another one from the next connection on."""
        assert self._context is not None
        self._context.load_cert_chain(identity.file)

    async def next_live(self) -> LiveEnd:
        """The next device that connects."""
        return await asyncio.wait_for(self.live.get(), 10)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get(LIVE_PATH, self._serve_live)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._context)
        await site.start()
        scheme = "https" if self._context is not None else "http"
        self.address = f"{scheme}://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.calls.append(
            Call(
                request.method,
                request.path,
                dict(request.query),
                dict(request.headers),
                msgspec.json.decode(body) if body else None,
            )
        )
        answers = self._answers[request.method, request.path]
        if not answers:
            return web.Response(status=404)
        answer = answers.popleft() if len(answers) > 1 else answers[0]
        return await answer(request)

    async def _serve_live(self, request: web.Request) -> web.StreamResponse:
        if self._handshakes:
            return await self._handshakes.popleft()(request)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        end = LiveEnd(socket, dict(request.headers))
        self.live.put_nowait(end)
        await end.read()
        return socket


def a_welcome(
    *rooms: Room,
    me: User | None = None,
    people: list[Contact] | None = None,
    server_id: str = SERVER_ID,
    protocol: int = PROTOCOL_VERSION,
) -> Welcome:
    """The first event of a live socket."""
    return Welcome(
        protocol=protocol,
        version="0.1.0",
        server_id=server_id,
        session=SessionId(1),
        me=me or a_user(1, "Alice Doe"),
        my_avatar="",
        rooms=list(rooms),
        people=people or [],
        limits=PublicLimits(message_length=4_000, page_default=50, page_max=200, frame_bytes=65_536),
        server_time=NOON,
    )
