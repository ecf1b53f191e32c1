"""Not timed: everybody gets everything, and the load sees it when somebody doesn't."""

import asyncio
import sqlite3
from contextlib import closing

import psutil
import pytest
from aiohttp.test_utils import TestServer

from benchmarks.burst import run_bursts
from benchmarks.chat import Group, Protocol
from benchmarks.samples import LoadFailed
from benchmarks.targets import GROUP_COMMIT
from tests.benchmarks.faulty import FAULTS, FaultyServer

MEMBERS, EACH = 5, 3
COMPLAINTS = {
    "lost": "sockets still wait",
    "doubled": "lacks messages",
    "swapped": "lacks messages",
    "refused": "the server refused",
}


def test_each_message_reaches_everybody_and_is_stored(tmp_path):
    with GROUP_COMMIT.running(tmp_path) as server:
        sample = run_bursts(
            server.address,
            GROUP_COMMIT.make_group(server.address, MEMBERS),
            GROUP_COMMIT.protocol,
            each=EACH,
            server=server.process,
            duration=0.05,
            patience=60.0,
        )
    with closing(sqlite3.connect(tmp_path / GROUP_COMMIT.name / "reference.db")) as database:
        (stored,) = database.execute("SELECT count(*) FROM messages").fetchone()
    assert stored == (1 + sample.bursts) * MEMBERS * EACH
    assert sample.deliveries == sample.bursts * MEMBERS * EACH * MEMBERS
    assert sample.seconds >= 0.05


async def bursts_of(fault):
    """What comes of a server that gives nothing back to the sender."""
    async with TestServer(FaultyServer(fault).app, host="127.0.0.1") as server:
        return await asyncio.to_thread(
            run_bursts,
            ("127.0.0.1", server.port),
            Group(1, ("2", "3", "4")),
            Protocol(echoes_to_sender=False, acknowledges=False),
            each=4,
            server=psutil.Process(),
            duration=0.1,
            patience=0.5,
        )


async def test_the_sender_is_not_counted_where_nothing_is_echoed():
    sample = await bursts_of(lambda frame: [frame])
    assert sample.deliveries == sample.bursts * 3 * 4 * 2


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_of_the_server_fails_the_run(fault):
    with pytest.raises(LoadFailed, match=COMPLAINTS[fault]):
        await bursts_of(FAULTS[fault])
