"""People as the server meets them: plain REST and sockets over aiohttp, with nothing of our own client."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.helpers.servers import ServerProcess

PASSWORD = "a long enough secret"
Json = dict[str, Any]


def _trust(server: ServerProcess) -> ssl.SSLContext | bool:
    """By the certificate that the server made for itself, where it speaks TLS."""
    if server.address.startswith("http:"):
        return True
    return ssl.create_default_context(cafile=str(server.folder / "certificate.pem"))


@asynccontextmanager
async def visit(server: ServerProcess, connections: int = 100) -> AsyncIterator[aiohttp.ClientSession]:
    """What everybody of a test talks through; it outlives the server's restarts."""
    connector = aiohttp.TCPConnector(limit=connections, ssl=_trust(server))
    async with aiohttp.ClientSession(server.address, connector=connector) as http:
        yield http


@asynccontextmanager
async def visit_with_small_sockets(server: ServerProcess) -> AsyncIterator[aiohttp.ClientSession]:
    """What keeps little of what isn't read, so that the server feels it soon."""

    def make_socket(address: aiohttp.AddrInfoType) -> socket.socket:
        made = socket.socket(*address[:3])
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        return made

    connector = aiohttp.TCPConnector(socket_factory=make_socket, ssl=_trust(server))
    async with aiohttp.ClientSession(server.address, connector=connector) as http:
        yield http


async def start(server: ServerProcess, *entry: str) -> None:
    """Start it again, while the loop takes in that the connections to the one before are gone."""
    await asyncio.to_thread(server.start, *entry)


async def restart(server: ServerProcess) -> None:
    """Kill it, and start it again."""
    server.kill()
    await start(server)


@dataclass(frozen=True)
class Person:
    """Somebody with an account and an access token."""

    http: aiohttp.ClientSession
    id: int
    name: str
    token: str = field(repr=False)

    async def call(self, method: str, path: str, body: Json | None = None) -> tuple[int, Any]:
        """The status and the answer of one request."""
        async with self.http.request(method, path, json=body, headers=self._bearer()) as response:
            return response.status, await response.json()

    async def get(self, path: str) -> Any:
        """The answer to a question that must succeed."""
        status, answer = await self.call("GET", path)
        assert status == 200, answer
        return answer

    async def send(self, room: int, content: str, client_id: str) -> tuple[int, Json]:
        """Say something in a room, over REST."""
        body = {"room": room, "content": content, "client_id": client_id}
        return await self.call("POST", "/api/chat/messages/", body)

    async def mark_read(self, room: int, seq: int) -> tuple[int, Json]:
        """Move the own mark of a room, if that moves it up."""
        return await self.call("POST", f"/api/chat/rooms/{room}/read/", {"seq": seq})

    async def direct_room(self, other: "Person") -> int:
        """The room of the two."""
        status, answer = await self.call("POST", "/api/chat/create-direct-chat/", {"user_id": other.id})
        assert status in {200, 201}, answer
        return int(answer["room"]["id"])

    async def read_log(self, room: int, after_seq: int = 0, limit: int = 200) -> list[Json]:
        """The messages above a cursor, page by page, as a device that was away fetches them."""
        log: list[Json] = []
        while True:
            cursor = log[-1]["seq"] if log else after_seq
            page = await self.get(f"/api/chat/rooms/{room}/events/?after_seq={cursor}&limit={limit}")
            log += [event["message"] for event in page["events"]]
            if not page["has_more"]:
                return log
            assert len(page["events"]) == limit

    async def end_session(self, session_id: int) -> None:
        """Sign another device of this person out."""
        path = f"/api/auth/sessions/{session_id}/"
        async with self.http.delete(path, headers=self._bearer()) as response:
            assert response.status == 204

    def open_device(self) -> aiohttp.client._WSRequestContextManager:
        """Our own clients' socket: every event of every room of theirs."""
        return self.http.ws_connect("/ws/", headers=self._bearer())

    def open_room(self, room: int) -> aiohttp.client._WSRequestContextManager:
        """The seed's socket of one room."""
        return self.http.ws_connect(f"/ws/chat/{room}/", params={"token": self.token})

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


async def register(http: aiohttp.ClientSession, name: str) -> Person:
    """A new account."""
    fields = {"username": name, "password": PASSWORD, "password_confirm": PASSWORD}
    async with http.post("/api/auth/register/", json=fields) as response:
        answer = await response.json()
        assert response.status == 201, answer
    return Person(http, answer["user"]["id"], name, answer["tokens"]["access"])


def chat_frame(content: str, client_id: str) -> Json:
    """A message as the room's socket takes it."""
    return {"type": "chat_message", "message": content, "client_id": client_id}
