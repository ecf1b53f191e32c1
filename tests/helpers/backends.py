"""The whole server in the test's own process, and people who talk to it by REST and by sockets."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from aiohttp import ClientWebSocketResponse, web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web_runner import BaseRunner

from backend.app import make_application, open_context
from backend.context import Context
from backend.rest.protocol import Runner
from backend.settings import Settings
from backend.wire.live import CloseCode
from backend.wire.rest import LIVE_PATH, REGISTER, ROOM_SOCKET_PATH

PASSWORD = "securepass123"
PATIENCE_SECONDS = 5.0

Client: TypeAlias = TestClient[web.Request, web.Application]
BeforeAnswer: TypeAlias = Callable[[web.Request, web.StreamResponse], Awaitable[None]]


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        """The error's code."""
        return str(self.body["code"])


class Ear:
    """One socket and what it was told; frames of other kinds wait for their turn."""

    def __init__(self, ws: ClientWebSocketResponse) -> None:
        self.ws = ws
        self.waiting: list[dict[str, Any]] = []

    async def say(self, **frame: Any) -> None:
        """Send a frame."""
        await self.ws.send_json(frame)

    async def next(self) -> dict[str, Any]:
        """The next frame, whatever it is."""
        if self.waiting:
            return self.waiting.pop(0)
        frame: dict[str, Any] = await self.ws.receive_json(timeout=PATIENCE_SECONDS)
        return frame

    async def hear(self, kind: str) -> dict[str, Any]:
        """The next frame of that type."""
        passed: list[dict[str, Any]] = []
        while (frame := await self.next())["type"] != kind:
            passed.append(frame)
        self.waiting = passed + self.waiting
        return frame

    async def hear_until(self, kind: str) -> list[str]:
        """The types of all frames up to the first of that type, which comes last."""
        kinds = [(await self.next())["type"]]
        while kinds[-1] != kind:
            kinds.append((await self.next())["type"])
        return kinds

    async def close_code(self) -> int | None:
        """Reads on to the end; with what code the server closed."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for message in self.ws:
                self.waiting.append(json.loads(message.data))
        return self.ws.close_code


class Guest:
    """Somebody who speaks to the server, with a token or without."""

    def __init__(self, client: Client, access: str | None = None, refresh: str = "") -> None:
        self.client = client
        self.access = access
        self.refresh = refresh

    def headers(self, language: str = "en") -> dict[str, str]:
        """What every request carries."""
        token = {} if self.access is None else {"Authorization": f"Bearer {self.access}"}
        return {"Accept-Language": language} | token

    async def call(self, method: str, path: str, body: Any = None, *, language: str = "en") -> Answer:
        """One request; a body that isn't bytes goes as JSON."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        async with self.client.request(method, path, data=data, headers=self.headers(language)) as response:
            raw = await response.read()
            return Answer(response.status, json.loads(raw) if raw else None, dict(response.headers))

    async def get(self, path: str, *, language: str = "en") -> Answer:
        """GET."""
        return await self.call("GET", path, language=language)

    async def post(self, path: str, body: Any = None, *, language: str = "en") -> Answer:
        """POST."""
        return await self.call("POST", path, {} if body is None else body, language=language)

    async def connect(self, path: str, *, language: str = "en") -> Ear:
        """A socket with the token in its header."""
        return Ear(await self.client.ws_connect(path, headers=self.headers(language)))

    async def live(self, *, language: str = "en") -> Ear:
        """`/ws/`, past its welcome."""
        ear = await self.connect(LIVE_PATH, language=language)
        await ear.hear("welcome")
        return ear

    async def room_socket(self, room_id: int, *, language: str = "en") -> Ear:
        """The seed's socket."""
        return await self.connect(ROOM_SOCKET_PATH.format(room_id=room_id), language=language)


class Somebody(Guest):
    """A person with an account."""

    def __init__(self, client: Client, answer: Any) -> None:
        super().__init__(client, answer["tokens"]["access"], answer["tokens"]["refresh"])
        self.user: dict[str, Any] = answer["user"]
        self.id: int = self.user["id"]

    async def direct(self, other: "Somebody") -> int:
        """The direct room with somebody."""
        answer = await self.post("/api/chat/create-direct-chat/", {"user_id": other.id})
        room_id: int = answer.body["room"]["id"]
        return room_id

    async def write(self, room_id: int, *texts: str) -> list[Any]:
        """Messages to a room; the acks."""
        bodies = [{"room": room_id, "content": text} for text in texts]
        return [(await self.post("/api/chat/messages/", body)).body for body in bodies]


class Backend(NamedTuple):
    """The running server."""

    context: Context
    client: Client
    guest: Guest

    async def register(self, username: str, **fields: Any) -> Somebody:
        """A new account."""
        body = {"username": username, "password": PASSWORD, "password_confirm": PASSWORD} | fields
        return Somebody(self.client, (await self.guest.post(REGISTER.path, body)).body)

    async def pair(self) -> tuple[Somebody, Somebody, int]:
        """Alice, Bob and their direct room."""
        alice, bob = await self.register("alice"), await self.register("bob")
        return alice, bob, await alice.direct(bob)


class _Server(TestServer):
    """Runs the application as the program does."""

    def __init__(self, application: web.Application, context: Context) -> None:
        super().__init__(application)
        self._context = context

    async def _make_runner(self, **options: Any) -> BaseRunner:
        return Runner(self.app, self._context.limits, **options)


@asynccontextmanager
async def running(settings: Settings, *before_answers: BeforeAnswer) -> AsyncIterator[Backend]:
    """The server on a free port; a test may do something just before an answer's head is sent."""
    async with open_context(settings) as context:
        application = make_application(context)
        application.on_response_prepare.extend(before_answers)
        async with TestClient(_Server(application, context)) as client:
            yield Backend(context, client, Guest(client))
            for device in context.hub.devices():
                device.close(CloseCode.RESTART)


def data_folder(folder: Path, template: Path) -> Path:
    """A server's data folder with a database that needs no migration."""
    folder.mkdir(mode=0o700)
    (folder / "minichat.sqlite3").write_bytes(template.read_bytes())
    return folder
