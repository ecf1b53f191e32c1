"""Somebody at another machine: the client core as a program that does what a line of JSON says.

Each line in is `{"do": NAME, ...}`, each line out `{"is": answer}`, or `{"error": ..., "text": ...}`.
"""

import asyncio
import sys
from pathlib import Path

import msgspec

from backend.wire.invites import parse_invite
from backend.wire.types import RoomId
from desktop.client import ChatClient, ChatError, FileVault, TaskScope, Untrusted
from desktop.client.state.changes import Connection
from desktop.models.nearby import NearbyServer, NearbyServers
from desktop.system.nearby import Nearby
from tests.helpers.client_core import Impatient, until

PASSWORD = "correct-horse-7"
_PATIENCE = 30.0


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to do, with all that any of it may need."""

    do: str
    link: str = ""
    address: str = ""
    username: str = ""
    text: str = ""
    room: int = 0
    fingerprint: str = ""


class Guest:
    """One person with one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._scope = TaskScope("guest")
        self._client: ChatClient | None = None

    async def obey(self, order: Order) -> object:
        """Do one thing."""
        match order.do:
            case "discover":
                return await self._discover(order.text)
            case "look":
                return await self._look(order.address)
            case "join":
                return await self._join(order)
            case "invite":
                return await self.client.administration.make_invite(5, 3600)
            case "trust":
                self.client.trust(order.fingerprint)
                return None
            case "talk":
                (person,) = await self.client.calls.search_people(order.username)
                return await self.client.open_direct_chat(person.id)
            case "say":
                return self.client.send(RoomId(order.room), order.text)
            case "wait_online":
                await until(lambda: self.client.connection is Connection.ONLINE, _PATIENCE)
                return None
            case "wait_trouble":
                await until(lambda: isinstance(self.client.trouble, Untrusted), _PATIENCE)
                trouble = self.client.trouble
                assert isinstance(trouble, Untrusted)
                return {"known": trouble.known, "shown": trouble.fingerprint, "reason": trouble.reason}
            case "wait_offline":
                await until(lambda: self.client.connection is not Connection.ONLINE, _PATIENCE)
                return None
            case "wait_texts":
                return await self._wait_texts(order)
            case _:
                raise ValueError(order.do)

    @property
    def client(self) -> ChatClient:
        """The core of who joined."""
        assert self._client is not None, "nobody has joined"
        return self._client

    async def close(self) -> None:
        """Leave."""
        if self._client is not None:
            await self._client.close()
        await self._scope.close()

    async def _discover(self, name: str) -> NearbyServer:
        """The server of that name in this network."""
        seen: list[NearbyServer] = []

        def take(found: NearbyServers) -> None:
            seen[:] = [server for server in found.servers if server.name == name]

        nearby = Nearby(take)
        nearby.start()
        try:
            await until(lambda: seen, _PATIENCE)
            return seen[0]
        finally:
            await nearby.close()

    async def _look(self, address: str) -> object:
        """What the server says of itself, to somebody without an invite."""
        client = self._make(address, "look")
        try:
            return await client.joining.ask_server()
        finally:
            await client.close()

    async def _join(self, order: Order) -> int:
        invite = parse_invite(order.link)
        if self._client is not None:
            await self._client.close()
        self._client = client = self._make(invite.address, order.username)
        client.trust_invite(invite.fingerprint)
        await client.joining.check_invite(invite.token)
        await client.register(order.username, PASSWORD, invite=invite.token)
        client.go_online()
        await until(lambda: client.connection is Connection.ONLINE, _PATIENCE)
        assert client.store.me is not None
        return client.store.me.id

    async def _wait_texts(self, order: Order) -> list[str]:
        """All that was said in a room, once it ends with this text."""
        room = RoomId(order.room)
        await self.client.open_room(room)
        texts: list[str] = []

        def has_come() -> bool:
            texts[:] = [entry.content for entry in self.client.store.timelines.of(room)]
            return texts[-1:] == [order.text]

        await until(has_come, _PATIENCE)
        return texts

    def _make(self, address: str, name: str) -> ChatClient:
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return ChatClient(address, folder, FileVault(folder / "session.json"), self._scope, rng=Impatient())


async def _main(folder: Path) -> None:
    loop = asyncio.get_running_loop()
    guest = Guest(folder)
    while line := await loop.run_in_executor(None, sys.stdin.buffer.readline):
        answer: dict[str, object]
        try:
            answer = {"is": await guest.obey(msgspec.json.decode(line, type=Order))}
        except Untrusted as trouble:
            answer = {
                "error": "Untrusted",
                "text": trouble.reason,
                "known": trouble.known,
                "shown": trouble.fingerprint,
            }
        except (ChatError, AssertionError, ValueError) as error:
            answer = {"error": type(error).__name__, "text": str(error), "code": getattr(error, "code", "")}
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()
    await guest.close()


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1])))
