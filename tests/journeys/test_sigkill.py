"""A server that is killed again and again under load: what it acknowledged is there, once, and in order."""

import asyncio
import signal
import sqlite3
from collections import Counter
from contextlib import AsyncExitStack, closing
from random import Random
from typing import Any

import aiohttp
import pytest

from tests.helpers.load import Sender, Witness, send_over_rest, send_over_socket
from tests.helpers.people import Json, Person, register, start, visit
from tests.helpers.servers import ServerProcess

MOMENTS = ["random"] * 8 + ["before"] * 6 + ["after"] * 6
PATIENCE_SECONDS = 30.0


class World:
    """Three people and a room for each two of them; one of the two uses REST, the other the room's socket."""

    def __init__(self, server: ServerProcess, people: list[Person], rooms: list[int]) -> None:
        self.server = server
        self.people = people
        self.rooms = rooms
        self.logs: dict[int, list[Json]] = {room: [] for room in rooms}
        on_sockets = [Sender(person, room) for person, room in zip(people, rooms, strict=True)]
        over_rest = [
            Sender(person, room) for person, room in zip(people[1:] + people[:1], rooms, strict=True)
        ]
        self.senders = [*on_sockets, *over_rest]
        self._ways = [send_over_socket] * len(rooms) + [send_over_rest] * len(rooms)

    @classmethod
    async def begin(cls, server: ServerProcess, http: aiohttp.ClientSession) -> "World":
        people = [await register(http, name) for name in ("alice", "bob", "carol")]
        others = people[1:] + people[:1]
        rooms = [await one.direct_room(other) for one, other in zip(people, others, strict=True)]
        return cls(server, people, rooms)

    async def play(self, stop: asyncio.Event, *also: Any) -> None:
        """Everybody sends, and `also` runs, until the server is gone or all is said and acknowledged."""
        async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as tasks:
            for send, sender in zip(self._ways, self.senders, strict=True):
                tasks.create_task(send(sender, stop))
            for coroutine in also:
                tasks.create_task(coroutine)

    async def live_and_die(self, death: Any) -> list[Witness]:
        """One life of the server under load, and what its sockets were told in it."""
        async with AsyncExitStack() as sockets:
            opened = [self.people[0].open_device()]
            opened += [person.open_room(room) for person, room in zip(self.people, self.rooms, strict=True)]
            witnesses = [Witness(await sockets.enter_async_context(socket)) for socket in opened]
            await self.play(asyncio.Event(), *(witness.watch() for witness in witnesses), death)
        return witnesses

    async def catch_up(self) -> dict[int, int]:
        """Fetch what each room's log has above what was fetched before; how long each was before."""
        before = {room: len(log) for room, log in self.logs.items()}
        for person, room in zip(self.people, self.rooms, strict=True):
            self.logs[room] += await person.read_log(room, after_seq=before[room])
        return before

    async def settle(self) -> None:
        """Let all that is owed be acknowledged, and read each log anew: it goes on as it was known."""
        stop = asyncio.Event()
        stop.set()
        await self.play(stop)
        known = {room: self.entries(room) for room in self.rooms}
        for log in self.logs.values():
            log.clear()
        await self.catch_up()
        for room in self.rooms:
            assert self.entries(room)[: len(known[room])] == known[room]

    def entries(self, room: int) -> list[tuple[int, int, str]]:
        return [(message["seq"], message["id"], message["client_id"]) for message in self.logs[room]]

    def stored(self) -> set[str]:
        return {client_id for room in self.rooms for _, _, client_id in self.entries(room)}

    def owed(self) -> set[str]:
        return {client_id for sender in self.senders for client_id in sender.owed()}


def entry(moment: str, random: Random) -> tuple[str, ...]:
    """What starts a server that dies at such a moment by itself; nothing special for one that is killed."""
    return () if moment == "random" else ("tests.helpers.killing", moment, str(random.randint(1, 40)))


async def die(server: ServerProcess, moment: str, random: Random) -> None:
    if moment == "random":
        await asyncio.sleep(random.uniform(0.02, 0.4))
        server.kill()
    else:
        assert await asyncio.to_thread(server.wait) == -signal.SIGKILL


def check_acknowledged(world: World) -> None:
    """Each ack is true of the log, and the log has each sender's messages once, as they were said."""
    for sender in world.senders:
        log = {message["client_id"]: message for message in world.logs[sender.room]}
        for client_id, ack in sender.acks.items():
            assert client_id in log, "an acknowledged message is lost"
            message = log[client_id]
            assert (message["seq"], message["id"], message["timestamp"]) == ack
            assert message["content"] == sender.content(client_id)
            assert message["user"]["id"] == sender.person.id
        assert list(sender.acks) == sender.said[: len(sender.acks)], "acknowledged in another order than said"
        seqs = [ack.seq for ack in sender.acks.values()]
        assert seqs == sorted(seqs), "stored in another order than acknowledged"


def check_announced(world: World, witnesses: list[Witness], before: dict[int, int]) -> None:
    """What the sockets were told is how the log went on in their life: no hole, nothing that isn't there."""
    for witness in witnesses:
        for room, saw in witness.saw.items():
            assert saw == world.entries(room)[before[room] : before[room] + len(saw)]


def check_whole(world: World) -> None:
    """All that was ever said is in the logs, once each, in logs without holes."""
    said = Counter(client_id for sender in world.senders for client_id in sender.said)
    stored = Counter(client_id for room in world.rooms for _, _, client_id in world.entries(room))
    assert stored == said
    assert set(stored.values()) == {1}
    for log in world.logs.values():
        assert [message["seq"] for message in log] == list(range(1, len(log) + 1))
    ids = [message["id"] for log in world.logs.values() for message in log]
    assert len(set(ids)) == len(ids)


def check_database(server: ServerProcess, world: World) -> None:
    (path,) = server.folder.glob("*.sqlite3")
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        lengths = dict(database.execute("SELECT id, last_seq FROM rooms").fetchall())
    assert lengths == {room: len(log) for room, log in world.logs.items()}


async def check_life(world: World, moment: str, witnesses: list[Witness]) -> None:
    """After a restart, before anybody sends: what the life before left behind."""
    before = await world.catch_up()
    check_acknowledged(world)
    check_announced(world, witnesses, before)
    if moment == "after":
        assert world.owed() & world.stored(), "the last commit was stored, and nobody had its ack yet"
    if moment == "before":
        assert world.owed() - world.stored(), "the last commit never was"


@pytest.mark.timeout(300)
async def test_twenty_kills_lose_double_and_reorder_nothing(tmp_path):
    random = Random(20)
    with ServerProcess(tmp_path / "data") as server:
        async with visit(server) as http:
            world = await World.begin(server, http)
            server.kill()
            last_moment, witnesses, witnessed = "", [], 0
            for moment in random.sample(MOMENTS, len(MOMENTS)):
                await start(server, *entry(moment, random))
                await check_life(world, last_moment, witnesses)
                last_moment, witnesses = moment, await world.live_and_die(die(server, moment, random))
                witnessed += sum(len(saw) for witness in witnesses for saw in witness.saw.values())
            await start(server)
            await check_life(world, last_moment, witnesses)
            await world.settle()
        assert server.stop() == 0
    check_acknowledged(world)
    check_whole(world)
    check_database(server, world)
    assert witnessed > sum(len(log) for log in world.logs.values())
