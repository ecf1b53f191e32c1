"""Sockets that nobody reads: the others hear all in time, the sender is not slowed, the server not filled."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import aiohttp
import psutil
import pytest

from tests.helpers.people import Person, chat_frame, register, visit, visit_with_small_sockets
from tests.helpers.servers import ServerProcess

READERS = 20
STALLED = 20
MESSAGES = 3_000
UNDER_WAY = 8
PADDING = "x" * 3_900
SLOW = 4408

LATENCY_SECONDS = 2.0
GROWTH_BYTES = 48 * 1024 * 1024


class Run:
    """One room under load: when each message left, how long it took to its readers, and to its ack."""

    def __init__(self) -> None:
        self.sent_at: list[float] = []
        self.latencies: list[float] = []
        self.acks: list[float] = []

    async def send(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        """Say the numbers from 0, a few at a time, and wait for their acks."""
        while len(self.acks) < MESSAGES:
            while len(self.sent_at) < min(len(self.acks) + UNDER_WAY, MESSAGES):
                self.sent_at.append(time.perf_counter())
                await ws.send_json(chat_frame(f"{len(self.sent_at) - 1} {PADDING}", str(uuid.uuid4())))
            frame = await ws.receive_json()
            assert frame["type"] != "error", frame
            if frame["type"] == "message_sent":
                self.acks.append(time.perf_counter() - self.sent_at[len(self.acks)])

    async def read(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        """Hear every number, in order."""
        expected = 0
        async for number in numbers(ws):
            assert number == expected
            self.latencies.append(time.perf_counter() - self.sent_at[number])
            expected += 1
            if expected == MESSAGES:
                return


async def numbers(ws: aiohttp.ClientWebSocketResponse) -> AsyncIterator[int]:
    """The numbers of the messages that a socket is told of, to its end."""
    async for message in ws:
        frame = message.json()
        if frame["type"] == "chat_message":
            yield number_of(frame["message"])
        elif frame["type"] == "message_created":
            yield number_of(frame["message"]["content"])


def number_of(content: str) -> int:
    return int(content.partition(" ")[0])


async def open_sockets(stack: AsyncExitStack, people: list[Person], room: int, number: int) -> list:
    """Of both people and of both kinds in turn."""
    opened = []
    for place in range(number):
        person = people[place % 2]
        socket = person.open_room(room) if place % 4 < 2 else person.open_device()
        opened.append(await stack.enter_async_context(socket))
    return opened


@pytest.fixture
def server(tmp_path, monkeypatch):
    # A socket that stalls is dropped and then cut off by the clock too: not before this test has read it.
    monkeypatch.setenv("MINICHAT_LIMIT_SOCKET_STALL_SECONDS", "60")
    with ServerProcess(tmp_path / "data") as server:
        yield server


async def test_twenty_stalled_readers_of_forty_disturb_nobody(server):
    process = psutil.Process(server.pid)
    run = Run()
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(visit(server))
        small = await stack.enter_async_context(visit_with_small_sockets(server))
        people = [await register(http, "alice"), await register(http, "bob")]
        room = await people[0].direct_room(people[1])
        readers = await open_sockets(stack, people, room, READERS)
        stalled = await open_sockets(stack, [replace(person, http=small) for person in people], room, STALLED)
        sender = await stack.enter_async_context(people[0].open_room(room))
        before, most = process.memory_info().rss, 0

        async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
            for ws in readers:
                tasks.create_task(run.read(ws))
            sending = tasks.create_task(run.send(sender))
            while not sending.done():
                most = max(most, process.memory_info().rss)
                await asyncio.sleep(0.05)

        assert len(run.latencies) == READERS * MESSAGES
        assert max(run.latencies) < LATENCY_SECONDS
        assert max(run.acks) < LATENCY_SECONDS
        assert most - before < GROWTH_BYTES

        for ws in stalled:
            async with asyncio.timeout(20):
                heard = [number async for number in numbers(ws)]
            assert heard == list(range(len(heard)))
            assert len(heard) < MESSAGES
            assert ws.close_code == SLOW
        missed = await people[0].read_log(room, after_seq=len(heard))
        assert [number_of(message["content"]) for message in missed] == list(range(len(heard), MESSAGES))
