"""Not timed: messages flow, none is lost or out of order, and the tool would see it if one were."""

import asyncio
import http.client
import json
import sqlite3
from contextlib import closing

import psutil
import pytest
from aiohttp.test_utils import TestServer

from benchmarks.chat import Pair, Protocol
from benchmarks.closed_loop import run_pairs
from benchmarks.samples import LoadFailed
from benchmarks.targets import ECHO, GROUP_COMMIT, MINI_CHAT
from tests.benchmarks.faulty import FAULTS, FaultyServer

RELAY = Protocol(echoes_to_sender=False, acknowledges=False)
PAIRS = [Pair(1, ("2", "3")), Pair(2, ("4", "5"))]


def run_on(target, server):
    pairs = target.make_pairs(server.address, 2)
    sample = run_pairs(
        server.address,
        pairs,
        target.protocol,
        server=server.process,
        warm_up=0.1,
        duration=0.4,
        patience=60.0,
    )
    assert 0 < sample.messages < sample.total
    assert sample.seconds >= 0.4
    assert 0 < sample.latency.p50 <= sample.latency.p99
    assert (sample.ack is not None) == target.protocol.acknowledges
    assert sample.cpu.server > 0
    return pairs, sample


def newest_seq(address, pair):
    connection = http.client.HTTPConnection(*address, timeout=10)
    with closing(connection):
        headers = {"Authorization": f"Bearer {pair.tokens[0]}"}
        connection.request("GET", f"/api/chat/rooms/{pair.room_id}/history/", headers=headers)
        return json.loads(connection.getresponse().read())["messages"][-1]["seq"]


def test_echo_relays_in_order(tmp_path):
    with ECHO.running(tmp_path) as server:
        run_on(ECHO, server)


def test_group_commit_stores_what_it_acknowledged(tmp_path):
    with GROUP_COMMIT.running(tmp_path) as server:
        total = sum(run_on(GROUP_COMMIT, server)[1].total for _ in range(2))
    with closing(sqlite3.connect(tmp_path / GROUP_COMMIT.name / "reference.db")) as database:
        rows = database.execute(
            "SELECT room_id, count(*), max(seq) FROM messages GROUP BY room_id"
        ).fetchall()
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert sum(count for _, count, _ in rows) == total
    assert all(count == last_seq for _, count, last_seq in rows)


def test_mini_chat_stores_what_it_acknowledged(tmp_path):
    with MINI_CHAT.running(tmp_path) as server:
        pairs, sample = run_on(MINI_CHAT, server)
        assert sum(newest_seq(server.address, pair) for pair in pairs) == sample.total


COMPLAINTS = {
    "lost": "1 sockets still wait|2 sockets still wait|next to nothing",
    "doubled": "message 6 came after 6",
    "swapped": "message 8 came after 4",
    "refused": "the server refused",
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_of_the_server_fails_the_run(fault):
    async with TestServer(FaultyServer(FAULTS[fault]).app, host="127.0.0.1") as server:
        with pytest.raises(LoadFailed, match=COMPLAINTS[fault]):
            await asyncio.to_thread(
                run_pairs,
                ("127.0.0.1", server.port),
                PAIRS,
                RELAY,
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
