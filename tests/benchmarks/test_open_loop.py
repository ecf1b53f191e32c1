"""Not timed: what is due arrives in order, and a server that can't follow is told from a wrong one."""

import asyncio
import sqlite3
from contextlib import closing

import psutil
import pytest
from aiohttp.test_utils import TestServer

from benchmarks.chat import Pair, Protocol
from benchmarks.open_loop import Rung, run_rate
from benchmarks.samples import LoadFailed, Percentiles, Shares
from benchmarks.targets import GROUP_COMMIT
from tests.benchmarks.faulty import FAULTS, FaultyServer

RELAY = Protocol(echoes_to_sender=False, acknowledges=False)
PAIRS = [Pair(1, ("2", "3")), Pair(2, ("4", "5"))]
NOBODY = Shares(0.0, 0.0, 0.0)
COMPLAINTS = {
    "lost": "message 7 came after 5",
    "doubled": "message 6 came after 6",
    "swapped": "message 8 came after 5",
    "refused": "the server refused",
}


async def rung_of(fault, rate=1000.0):
    async with TestServer(FaultyServer(fault).app, host="127.0.0.1") as server:
        return await asyncio.to_thread(
            run_rate,
            ("127.0.0.1", server.port),
            PAIRS,
            RELAY,
            rate=rate,
            server=psutil.Process(),
            warm_up=0.0,
            duration=0.3,
            patience=5.0,
        )


def test_all_that_was_due_is_stored_and_arrives(tmp_path):
    with GROUP_COMMIT.running(tmp_path) as server:
        rung = run_rate(
            server.address,
            GROUP_COMMIT.make_pairs(server.address, 3),
            GROUP_COMMIT.protocol,
            rate=200.0,
            server=server.process,
            warm_up=0.1,
            duration=0.3,
            patience=60.0,
        )
    with closing(sqlite3.connect(tmp_path / GROUP_COMMIT.name / "reference.db")) as database:
        (stored,) = database.execute("SELECT count(*) FROM messages").fetchone()
    assert rung.rate == pytest.approx(200)
    assert stored == rung.messages
    assert rung.latency is None or rung.messages == 80


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_of_the_server_fails_the_run(fault):
    with pytest.raises(LoadFailed, match=COMPLAINTS[fault]):
        await rung_of(FAULTS[fault])


async def test_a_server_that_says_it_is_too_much_has_fallen_behind():
    rung = await rung_of(lambda frame: [b'{"type":"error","code":"overloaded","retryable":true}'])
    assert rung.latency is None
    assert not rung.is_held


@pytest.mark.parametrize(("p99", "is_held"), [(15.0, True), (15.1, False)])
def test_a_rate_is_held_by_the_time_that_nearly_all_take(p99, is_held):
    assert Rung(1000.0, 99, Percentiles(1.0, p99), NOBODY).is_held == is_held
