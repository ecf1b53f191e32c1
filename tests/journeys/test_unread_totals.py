"""After any number of steps on three devices, each of them counts as unread what the database counts."""

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from backend.wire.bodies import EditPreferences
from backend.wire.types import Seq
from desktop.client.errors import ChatError
from desktop.client.state.changes import Connection, MessageArrived
from tests.helpers.client_core import Device, until
from tests.helpers.real_chat import PASSWORD, Reader, a_person, online
from tests.helpers.servers import ServerProcess
from tests.helpers.unread import count_unread

STEPS, LOOKS = 10_000, 40
WRITES_SELDOM = 0.05
"""Whoever writes has read all before: so the two devices of one person mostly read."""
WEIGHTS = {
    "say": 60,
    "read": 33,
    "delete": 3,
    "unread": 1.5,
    "mute": 1,
    "leave": 0.4,
    "join": 0.6,
    "reconnect": 0.3,
    "restart": 0.1,
}


class Steps:
    """What people do, each on some device and in some room."""

    def __init__(self, rng: random.Random, groups: list[int]) -> None:
        self._rng = rng
        self._groups = groups

    async def take(self, device: Device) -> None:
        rng, client = self._rng, device.client
        [step] = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))
        rooms = client.store.rooms.ordered()
        room = rng.choice(rooms)
        seq = Seq(rng.randint(max(1, room.last_seq - 20), max(1, room.last_seq)))
        match step:
            case "say" if client.store.me.username == "alice" or rng.random() < WRITES_SELDOM:
                client.send(room.room_id, rng.choice(("hello", "@alice look", "@bob look")))
            case "read":
                client.mark_read(room.room_id, seq)
            case "reconnect":
                client.woke_up()
            case "restart":
                await device.restart()
                device.client.go_online()
            case _:
                with suppress(ChatError):
                    await self._call(step, device, room.room_id, seq)

    async def _call(self, step: str, device: Device, room_id: int, seq: Seq) -> None:
        calls, rng = device.client.calls, self._rng
        match step:
            case "delete":
                own = [entry for entry in device.client.store.timelines.of(room_id) if entry.is_own]
                if own and (message_id := rng.choice(own[-20:]).message_id) is not None:
                    await calls.delete_message(message_id)
            case "unread":
                await calls.mark_unread(room_id, seq)
            case "mute":
                until_then = rng.choice((None, datetime.now(UTC) + timedelta(hours=1)))
                level = rng.choice(("all", "mentions", "nothing"))
                await calls.set_preferences(
                    room_id, EditPreferences(muted_until=until_then, notifications=level)
                )
            case "leave" if room_id in self._groups:
                await calls.leave_room(room_id)
            case "join":
                await calls.join_room(rng.choice(self._groups))
            case _:
                pass


@pytest.mark.timeout(240)
async def test_the_total_is_the_database_s_after_ten_thousand_steps(tmp_path):
    rng = random.Random(11)
    with ServerProcess(tmp_path / "server-data") as server:
        alice = await a_person(server.address, tmp_path / "alice", "alice")
        bob = await a_person(server.address, tmp_path / "bob", "bob")
        second = Device(server.address, tmp_path / "second")
        await second.client.log_in("bob", PASSWORD)
        await online(second)
        devices = [alice, bob, second]
        rooms = [await alice.client.open_direct_chat(bob.client.store.me.id)]
        groups = [await alice.client.calls.create_group(name, is_public=True) for name in ("one", "two")]
        for group in groups:
            await bob.client.calls.join_room(group)
        for device in devices:
            await until(lambda device=device: len(device.client.store.rooms.ordered()) == 3)
            for room_id in (*rooms, *groups):
                await device.client.open_room(room_id)
        arrived: list[str] = []
        bob.client.store.changes.subscribe(
            lambda change: arrived.append(change.key) if isinstance(change, MessageArrived) else None
        )

        steps = Steps(rng, groups)
        seen = set()
        for _ in range(LOOKS):
            for _ in range(STEPS // LOOKS):
                await steps.take(rng.choice(devices))
            await _all_sent(devices)
            for device in devices:
                seen.add(await _same_count(server, device))
        assert len(seen) > LOOKS / 2, "the totals were many different ones"

        for device in devices:
            store = device.client.store
            fresh = await Reader(device, server.address).ask(lambda reader: reader.fresh_store())
            assert (store.total_unread, store.badge) == (fresh.total_unread, fresh.badge)
            total = store.total_unread
            await device.restart()
            assert device.client.store.total_unread == total
        assert len(arrived) == len(set(arrived)), "each arrives once"
        for device in devices:
            await device.close()


async def _same_count(server: ServerProcess, device: Device) -> int:
    """What the device comes to count as unread, which is what the database counts."""
    store = device.client.store
    await until(lambda: store.total_unread == count_unread(server, store.me.id), 30)
    return store.total_unread


async def _all_sent(devices: list[Device]) -> None:
    """Nothing is on its way any more, neither words nor marks, but what was refused."""
    for device in devices:
        await until(lambda device=device: device.client.connection is Connection.ONLINE, 30)
        client = device.client
        for room in client.store.rooms.ordered():
            timeline = client.store.timelines.of(room.room_id)
            await until(
                lambda timeline=timeline: all(entry.error is not None for entry in timeline.pending), 60
            )
