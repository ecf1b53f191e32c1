"""SIGTERM in the middle of everything: what was acked is kept, who listens is told, the end comes in time."""

import asyncio
import os
import signal
import time
import uuid
from contextlib import AsyncExitStack

import pytest

from tests.helpers.people import chat_frame, register, start, visit, visit_with_small_sockets
from tests.helpers.raw import Line
from tests.helpers.servers import ServerProcess

RESTART = 1012
MESSAGES = 3_000
ENOUGH = 300
UNDER_WAY = 50
STALLED = 5
PADDING = "x" * 3_900

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


class Sender:
    """Says messages until its socket ends, and keeps what was confirmed."""

    def __init__(self, ws):
        self.ws = ws
        self.acked = []
        self.is_busy = asyncio.Event()
        self._free = asyncio.Semaphore(UNDER_WAY)

    async def run(self):
        """The code that the socket was closed with."""
        async with asyncio.TaskGroup() as tasks:
            saying = tasks.create_task(self._say())
            async for message in self.ws:
                frame = message.json()
                if frame["type"] == "message_sent":
                    self.acked.append(frame["client_id"])
                    self._free.release()
                if len(self.acked) == ENOUGH:
                    self.is_busy.set()
            saying.cancel()
        return self.ws.close_code

    async def _say(self):
        for number in range(MESSAGES):
            await self._free.acquire()
            await self.ws.send_json(chat_frame(f"{number} {PADDING}", str(uuid.uuid4())))


async def close_code(ws):
    async for _ in ws:
        pass
    return ws.close_code


async def test_an_end_under_load_with_stalled_readers_and_half_said_requests(tmp_path):
    server = ServerProcess(tmp_path / "data")
    server.start()
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(visit(server))
        small = await stack.enter_async_context(visit_with_small_sockets(server))
        alice, bob = await register(http, "alice"), await register(http, "bob")
        room = await alice.direct_room(bob)
        for _ in range(STALLED):
            stalled = small.ws_connect(f"/ws/chat/{room}/", params={"token": bob.token})
            await stack.enter_async_context(stalled)
        sender = Sender(await stack.enter_async_context(alice.open_room(room)))
        device = await stack.enter_async_context(bob.open_device())
        stranger = await stack.enter_async_context(http.ws_connect("/ws/"))
        slow = await Line.open(server.port)
        await slow.say(b"POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")

        async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
            codes = [tasks.create_task(sender.run())]
            codes += [tasks.create_task(close_code(ws)) for ws in (device, stranger)]
            await sender.is_busy.wait()
            begun = time.monotonic()
            os.kill(server.pid, signal.SIGTERM)
            exit_code = await asyncio.to_thread(server.wait)
            took = time.monotonic() - begun

        assert exit_code == 0
        assert took < 10
        assert [code.result() for code in codes] == [RESTART] * 3
        await slow.close()
        await start(server)
        stored = {message["client_id"] for message in await alice.read_log(room)}
        assert set(sender.acked) <= stored
    assert server.stop() == 0
    assert "Traceback" not in (tmp_path / "data.log").read_text()
