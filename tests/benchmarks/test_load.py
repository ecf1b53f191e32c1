"""Not timed: messages flow, none is lost or out of order, and the tool would see it if one were."""

import asyncio
import http.client
import json
import sqlite3
from contextlib import closing

import psutil
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from benchmarks.load import LoadFailed, Pair, Protocol, run_pairs
from benchmarks.references.rooms import Rooms, text_frame
from benchmarks.targets import ECHO, GROUP_COMMIT, MINI_CHAT

TARGETS = pytest.mark.parametrize("target", [ECHO, GROUP_COMMIT, MINI_CHAT], ids=lambda target: target.name)
PAIRS = [Pair(1, ("2", "3")), Pair(2, ("4", "5"))]


def run_on(target, server, pairs):
    return run_pairs(server.address, pairs, target.protocol, server=server.process, warm_up=0.2, duration=0.8)


def newest_seq(address, pair):
    connection = http.client.HTTPConnection(*address, timeout=10)
    with closing(connection):
        headers = {"Authorization": f"Bearer {pair.tokens[0]}"}
        connection.request("GET", f"/api/chat/rooms/{pair.room_id}/history/", headers=headers)
        return json.loads(connection.getresponse().read())["messages"][-1]["seq"]


@TARGETS
def test_messages_flow_and_arrive_in_order(target, tmp_path):
    with target.running(tmp_path) as server:
        sample = run_on(target, server, target.make_pairs(server.address, 2))
    assert 0 < sample.messages < sample.total
    assert 0.8 <= sample.seconds < 5
    assert 0 < sample.latency.p50 <= sample.latency.p99
    assert (sample.ack is not None) == target.protocol.acknowledges
    assert sample.server_cpu_share > 0


def test_group_commit_reference_stores_what_it_acknowledged(tmp_path):
    with GROUP_COMMIT.running(tmp_path) as server:
        pairs = GROUP_COMMIT.make_pairs(server.address, 2)
        total = sum(run_on(GROUP_COMMIT, server, pairs).total for _ in range(2))
    with closing(sqlite3.connect(tmp_path / GROUP_COMMIT.name / "reference.db")) as database:
        rows = database.execute(
            "SELECT room_id, count(*), max(seq) FROM messages GROUP BY room_id"
        ).fetchall()
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert sum(count for _, count, _ in rows) == total
    assert all(count == last_seq for _, count, last_seq in rows)


def test_mini_chat_stores_what_it_acknowledged(tmp_path):
    with MINI_CHAT.running(tmp_path) as server:
        pairs = MINI_CHAT.make_pairs(server.address, 2)
        sample = run_on(MINI_CHAT, server, pairs)
        assert sum(newest_seq(server.address, pair) for pair in pairs) == sample.total


class FaultyServer:
    """Relays to the peer, but does something else with the frame that holds the number 6."""

    def __init__(self, fault):
        self._fault = fault
        self._rooms = Rooms()
        self.app = web.Application()
        self.app.router.add_get("/ws/chat/{room_id}/", self._rooms.handler(self._relay))

    async def _relay(self, sender, frame):
        frames = self._fault(frame) if b"#0000000006" in frame else [frame]
        for member in self._rooms.members(sender.room_id):
            if member is not sender:
                member.transport.write(b"".join(text_frame(frame) for frame in frames))


FAULTS = {
    "lost": (lambda frame: [], "1 sockets still wait|2 sockets still wait|next to nothing"),
    "doubled": (lambda frame: [frame, frame], "message 6 came after 6"),
    "swapped": (lambda frame: [frame.replace(b"06", b"08"), frame], "message 8 came after 4"),
    "refused": (lambda frame: [b'{"type":"error","message":"no"}'], "the server refused"),
}


@pytest.mark.parametrize(("fault", "complaint"), FAULTS.values(), ids=FAULTS)
async def test_a_fault_of_the_server_fails_the_run(fault, complaint):
    async with TestServer(FaultyServer(fault).app, host="127.0.0.1") as server:
        with pytest.raises(LoadFailed, match=complaint):
            await asyncio.to_thread(
                run_pairs,
                ("127.0.0.1", server.port),
                PAIRS,
                Protocol(echoes_to_sender=False, acknowledges=False),
                server=psutil.Process(),
                warm_up=0.0,
                duration=0.3,
                patience=0.3,
            )


async def test_a_missing_acknowledgement_fails_the_run():
    async with TestServer(FaultyServer(lambda frame: [frame]).app, host="127.0.0.1") as server:
        with pytest.raises(LoadFailed, match="4 sockets still wait"):
            await asyncio.to_thread(
                run_pairs,
                ("127.0.0.1", server.port),
                PAIRS,
                Protocol(echoes_to_sender=False, acknowledges=True),
                server=psutil.Process(),
                warm_up=0.0,
                duration=0.3,
                patience=0.3,
            )
