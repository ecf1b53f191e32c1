"""The same promises by TLS: stalled readers disturb nobody, an end comes in time, hellos keep nobody out."""

import asyncio
import os
import signal
import socket
import time
from contextlib import AsyncExitStack
from dataclasses import replace

import psutil
import pytest

from tests.helpers.people import register, visit, visit_with_small_sockets
from tests.helpers.servers import ServerProcess
from tests.journeys.test_slow_readers import (
    GROWTH_BYTES,
    LATENCY_SECONDS,
    MESSAGES,
    SLOW,
    Run,
    numbers,
    open_sockets,
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
READERS = STALLED = 4
SILENT = 300
ABNORMAL = 1006


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setenv("MINICHAT_LIMIT_SOCKET_STALL_SECONDS", "60")
    with ServerProcess(tmp_path / "data", "--tls", "self-signed") as server:
        yield server


async def test_stalled_readers_disturb_nobody_and_hold_up_no_end(server):
    process, run = psutil.Process(server.pid), Run()
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(visit(server))
        small = await stack.enter_async_context(visit_with_small_sockets(server))
        people = [await register(http, "alice"), await register(http, "bob")]
        room = await people[0].direct_room(people[1])
        readers = await open_sockets(stack, people, room, READERS)
        stalled = await open_sockets(stack, [replace(person, http=small) for person in people], room, STALLED)
        sender = await stack.enter_async_context(people[0].open_room(room))
        before = process.memory_info().rss
        async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
            for ws in readers:
                tasks.create_task(run.read(ws))
            tasks.create_task(run.send(sender))
        assert len(run.latencies) == READERS * MESSAGES
        assert max(run.latencies) < LATENCY_SECONDS
        assert process.memory_info().rss - before < GROWTH_BYTES
        async with asyncio.timeout(20):
            heard = [number async for number in numbers(stalled[0])]
        assert heard == list(range(len(heard)))
        assert len(heard) < MESSAGES
        # aiohttp's client may fail at answering a ping of long ago, before it has read the last frame.
        assert stalled[0].close_code in {SLOW, ABNORMAL}

        begun = time.monotonic()
        os.kill(server.pid, signal.SIGTERM)
        assert await asyncio.to_thread(server.wait) == 0
        assert time.monotonic() - begun < 10


async def test_who_only_says_hello_keeps_nobody_out(server):
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(SILENT)]
    for each in idle[::2]:
        each.sendall(b"\x16\x03\x01\x02\x00\x01")
    async with visit(server) as http, asyncio.timeout(5):
        alice = await register(http, "alice")
        assert (await alice.call("GET", "/api/auth/profile/"))[0] == 200
    for each in idle:
        each.close()
