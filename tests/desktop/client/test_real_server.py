"""The client core and the real server: whatever breaks between them, both end with the same log."""

import asyncio
import io
import random

import pytest
from PIL import Image

from backend.wire.types import Seq
from desktop.client.errors import Refused
from desktop.client.state.changes import (
    Connection,
    EntriesInserted,
    EntriesRemoved,
    EntryChanged,
    TimelineReset,
)
from desktop.client.state.entries import EntryState
from tests.helpers.client_core import Device, error_of, until
from tests.helpers.cutting_proxy import CuttingProxy
from tests.helpers.real_chat import Reader, a_person, online
from tests.helpers.servers import ServerProcess


@pytest.fixture
def server(tmp_path):
    with ServerProcess(tmp_path / "server-data") as server:
        yield server


async def _two(server, tmp_path, bob_address=None):
    alice = await a_person(server.address, tmp_path / "alice", "alice")
    bob = await a_person(bob_address or server.address, tmp_path / "bob", "bob")
    room_id = await alice.client.open_direct_chat(bob.client.store.me.id)
    await until(lambda: bob.client.store.rooms.get(room_id) is not None)
    return alice, bob, room_id


def _contents(device, room_id):
    return [entry.content for entry in device.client.store.timelines.of(room_id)]


def _follow(device, room_id):
    """A view that is built from the changes alone."""
    timeline = device.client.store.timelines.of(room_id)
    keys = [entry.key for entry in timeline]

    def follow(change):
        if getattr(change, "room_id", None) != room_id:
            return
        current = [entry.key for entry in timeline]
        match change:
            case EntriesInserted(first=first, count=count):
                keys[first:first] = current[first : first + count]
            case EntriesRemoved(first=first, count=count):
                del keys[first : first + count]
            case EntryChanged(index=index):
                keys[index] = current[index]
            case TimelineReset():
                keys[:] = current
        assert keys == current

    device.client.store.changes.subscribe(follow)


async def _all_sent(*devices, room_id):
    timelines = [device.client.store.timelines.of(room_id) for device in devices]
    await until(lambda: not any(timeline.pending for timeline in timelines), 60)


async def test_a_message_reaches_the_other_and_its_ticks_come_back(server, tmp_path):
    alice, bob, room_id = await _two(server, tmp_path)
    await bob.client.open_room(room_id)
    await alice.client.open_room(room_id)
    alice.client.set_typing(room_id, True)
    await until(lambda: bob.client.store.rooms.get(room_id).typing == (alice.client.store.me.id,))
    alice.client.send(room_id, "привет 😀")
    await until(lambda: _contents(bob, room_id) == ["привет 😀"])
    assert (bob.client.store.total_unread, bob.client.store.rooms.get(room_id).typing) == (1, ())
    [entry] = alice.client.store.timelines.of(room_id)
    await until(lambda: alice.client.store.timelines.of(room_id)[0].state is EntryState.SENT)
    assert alice.client.store.rooms.get(room_id).others_read_seq == 0
    bob.client.mark_read(room_id, Seq(1))
    await until(lambda: alice.client.store.rooms.get(room_id).others_read_seq == 1)
    await until(lambda: bob.client.store.total_unread == 0)
    assert entry.is_own
    for device in (alice, bob):
        await device.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_cable_that_is_cut_again_and_again_loses_nothing(server, tmp_path, seed):
    rng = random.Random(seed)
    async with CuttingProxy(server.address) as cable:
        alice, bob, room_id = await _two(server, tmp_path, cable.address)
        for device in (alice, bob):
            await device.client.open_room(room_id)
            _follow(device, room_id)
        for number in range(120):
            sender = rng.choice((alice, bob))
            sender.client.send(room_id, f"{sender.folder.name}-{number}")
            if rng.random() < 0.15:
                cable.is_down = rng.random() < 0.5
                cable.cut()
            if rng.random() < 0.3:
                await asyncio.sleep(rng.uniform(0, 0.03))
                cable.is_down = False
            if rng.random() < 0.03:
                bob.client.woke_up()
        cable.is_down = False
        await _all_sent(alice, bob, room_id=room_id)
        await until(lambda: bob.client.connection is Connection.ONLINE)
        # A connection that stands and carries nothing is noticed after 30 s of silence, not before.
        await until(lambda: len(_contents(bob, room_id)) == len(_contents(alice, room_id)) == 120, 60)
        assert cable.cuts > 10
        reader = Reader(alice, server.address)
        log = [message.content for message in await reader.log(room_id)]
        for device in (alice, bob):
            name = device.folder.name
            own = [content for content in log if content.startswith(name)]
            assert own == sorted(own, key=lambda content: int(content.split("-")[1])), "order of sending"
            assert _contents(device, room_id) == log
            assert device.client.store.rooms.get(room_id).last_seq == len(log) == 120
            store = await Reader(device, server.address).ask(lambda reader: reader.fresh_store())
            assert device.client.store.rooms.ordered() == store.rooms.ordered()
            await device.restart()
            await device.client.open_room(room_id)
            await device.client.load_older(room_id)
            await device.client.load_older(room_id)
            assert _contents(device, room_id) == log
        await reader.close()
        for device in (alice, bob):
            await device.close()


async def test_a_server_that_dies_while_messages_go_out_gets_each_once(server, tmp_path):
    alice, bob, room_id = await _two(server, tmp_path)
    for device in (alice, bob):
        await device.client.open_room(room_id)
    for number in range(90):
        alice.client.send(room_id, f"a-{number}")
        bob.client.send(room_id, f"b-{number}")
        if number % 30 == 15:
            await asyncio.sleep(0.05)
            await asyncio.to_thread(server.kill if number != 45 else server.stop)
            await asyncio.to_thread(server.start)
    await _all_sent(alice, bob, room_id=room_id)
    await until(lambda: len(_contents(bob, room_id)) == len(_contents(alice, room_id)) == 180, 30)
    contents = _contents(alice, room_id)
    assert [content for content in contents if content[0] == "a"] == [f"a-{number}" for number in range(90)]
    assert [content for content in contents if content[0] == "b"] == [f"b-{number}" for number in range(90)]
    assert _contents(bob, room_id) == contents
    for device in (alice, bob):
        await device.close()


def _a_png(colour: str) -> bytes:
    raw = io.BytesIO()
    Image.new("RGB", (32, 32), colour).save(raw, "PNG")
    return raw.getvalue()


async def test_pictures_of_people_and_groups_come_and_go(server, tmp_path):
    alice, bob, room_id = await _two(server, tmp_path)
    group = await alice.client.calls.create_group("Office")
    await alice.client.calls.upload_avatar(_a_png("teal"), "image/png")
    await alice.client.calls.upload_room_avatar(group, _a_png("red"), "image/png")
    await until(lambda: bob.client.store.rooms.get(room_id).avatar.endswith(".webp"))
    await until(lambda: alice.client.store.rooms.get(group).avatar.endswith(".webp"))
    for device, room in ((bob, room_id), (alice, group)):
        picture = await device.client.picture(device.client.store.rooms.get(room).avatar)
        assert Image.open(io.BytesIO(picture)).format == "WEBP"
    await alice.client.calls.remove_avatar()
    await alice.client.calls.remove_room_avatar(group)
    await until(lambda: bob.client.store.rooms.get(room_id).avatar.endswith(".svg"))
    await until(lambda: alice.client.store.rooms.get(group).avatar.endswith(".svg"))
    refusal = await error_of(alice.client.calls.upload_avatar(b"no picture", "image/png"))
    assert isinstance(refusal, Refused)
    for device in (alice, bob):
        await device.close()


def _presence(store):
    """Who is here; of who is here, `last_seen` is renewed without an event."""
    return [
        (person.full_name, person.avatar, person.is_online or person.last_seen)
        for person in store.people.all()
    ]


async def test_events_equal_reload(server, tmp_path):
    """After any mixture of what two devices of one person and another one do: the state by events is the
    state of a fresh welcome, and of a restart."""
    rng = random.Random(7)
    alice, bob, room_id = await _two(server, tmp_path)
    second = Device(server.address, tmp_path / "second")
    await second.client.log_in("bob", "correct horse 9")
    await online(second)
    group = await Reader(bob, server.address).ask(lambda reader: reader.create_group("Office"))
    await until(lambda: second.client.store.rooms.get(group) is not None)
    for _ in range(60):
        device = rng.choice((alice, bob, second))
        last_seq = device.client.store.rooms.get(room_id).last_seq
        match rng.choice(("send", "send", "read", "typing", "group", "wait")):
            case "send":
                device.client.send(room_id, f"{rng.random()}")
            case "read" if last_seq:
                device.client.mark_read(room_id, Seq(rng.randint(1, last_seq)))
            case "typing":
                device.client.set_typing(room_id, rng.random() < 0.5)
            case "group" if device is not alice:
                device.client.send(group, f"{rng.random()}")
            case _:
                await asyncio.sleep(0.02)
    for device in (alice, bob, second):
        device.client.set_typing(room_id, False)
    await _all_sent(alice, bob, second, room_id=room_id)
    await _all_sent(bob, second, room_id=group)
    for device in (alice, bob, second):
        store = await Reader(device, server.address).ask(lambda reader: reader.fresh_store())
        await until(
            lambda device=device, store=store: device.client.store.rooms.ordered() == store.rooms.ordered()
        )
        assert _presence(device.client.store) == _presence(store)
        assert device.client.store.me == store.me
        client = await device.restart()
        assert client.store.rooms.ordered() == store.rooms.ordered()
        await device.close()
