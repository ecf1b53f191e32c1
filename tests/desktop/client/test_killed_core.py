"""A program that dies anywhere loses no message that it took, and sends none twice."""

import asyncio
import random
import subprocess
import sys

import pytest

from tests.helpers.client_core import until
from tests.helpers.doomed_device import STEPS
from tests.helpers.real_chat import Reader, a_person, online
from tests.helpers.servers import ServerProcess

KILLS_EACH = 20
HITS = {"save": 10, "stage": 10, "call": 10, "store": 2, "store_within": 2, "welcome": 1}
"""How many times each step is surely reached; each of these is killed before and after it."""
DEATHS = [
    (step, ("before", "after")[number % 2], number // 2 % HITS[step] + 1)
    for step in STEPS
    for number in range(KILLS_EACH)
]
RANDOM_DEATHS = 5
TEXTS_EACH = 10


@pytest.fixture
def server(tmp_path):
    with ServerProcess(tmp_path / "server-data") as server:
        yield server


def _command(server, device, rooms, texts, *death):
    program = [sys.executable, "-m", "tests.helpers.doomed_device", server.address, str(device.folder)]
    return [*program, ",".join(map(str, rooms)), ",".join(texts), *map(str, death)]


def _run_and_kill(command, after_seconds):
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            process.wait(after_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        output, _ = process.communicate()
    return process.returncode, output


@pytest.mark.timeout(300)
async def test_killed_at_each_step_nothing_is_lost_doubled_or_out_of_order(server, tmp_path):
    device = await a_person(server.address, tmp_path / "device", "alice")
    reader = Reader(device, server.address)
    rooms = [await reader.create_group(name) for name in ("one", "two")]
    await until(lambda: len(device.client.store.rooms.ordered()) == 2)
    await device.close()

    accepted: list[str] = []
    for number, death in enumerate([*DEATHS, *[None] * RANDOM_DEATHS]):
        texts = [f"m{number}-{place}" for place in range(TEXTS_EACH)]
        patience = 60 if death else random.uniform(0.5, 1.2)
        command = _command(server, device, rooms, texts, *(death or ()))
        code, output = await asyncio.to_thread(_run_and_kill, command, patience)
        assert death is None or code == -9, f"it never came to {death}: {output}"
        accepted += [line.split()[1] for line in output.splitlines() if line.startswith("accepted ")]
    last = await asyncio.to_thread(
        subprocess.run,
        _command(server, device, rooms, ["the-end"]),
        capture_output=True,
        text=True,
        check=True,
    )
    assert last.stdout == "accepted the-end\n"

    client = await device.restart()
    logs = [[message.content for message in await reader.log(room)] for room in rooms]
    await reader.close()
    for log in logs:
        assert len(log) == len(set(log)), "doubled"
        places = [_sent_at(text) for text in log]
        assert places == sorted(places), "out of order"
    assert set(accepted) <= set(logs[0]) | set(logs[1]), "lost"
    assert len(accepted) > len(DEATHS) * 2
    await online(device)
    for room, log in zip(rooms, logs, strict=True):
        await client.open_room(room)
        while client.store.timelines.of(room).has_older:
            await client.load_older(room)
        assert [entry.content for entry in client.store.timelines.of(room)] == log
    await device.close()


def _sent_at(text: str) -> tuple[int, int]:
    if text == "the-end":
        return 10_000, 0
    number, _, place = text.removeprefix("m").partition("-")
    return int(number), int(place)
