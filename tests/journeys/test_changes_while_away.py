"""Edits, deletions and removals through the real server: seen at once, and by who was away."""

import random
from contextlib import suppress

import pytest

from backend.wire.bodies import EditPreferences, EditProfile, EditRoom
from backend.wire.types import Seq
from desktop.client import ChatClient, ChatError, Connection
from desktop.client.state.entries import EntryState
from tests.helpers.client_core import Device, until
from tests.helpers.real_chat import Reader, a_person, online
from tests.helpers.servers import ServerProcess


@pytest.fixture
def server(tmp_path):
    with ServerProcess(tmp_path / "server-data") as server:
        yield server


@pytest.fixture
async def people(server, tmp_path):
    """Alice, Bob and Carol."""
    devices = [await a_person(server.address, tmp_path / name, name) for name in ("alice", "bob", "carol")]
    yield devices
    for device in devices:
        await device.close()


async def _office(alice: Device, *others: Device) -> int:
    """A group of Alice's with the others in it."""
    room_id = await alice.client.calls.create_group("Office")
    for device in others:
        await alice.client.calls.add_member(room_id, device.client.store.me.id)
    for device in (alice, *others):
        await until(lambda device=device: len(_room(device, room_id).participants) == 1 + len(others))
        await device.client.open_room(room_id)
    return room_id


def _room(device: Device, room_id: int):
    return device.client.store.rooms.get(room_id) or _Nothing


class _Nothing:
    participants = ()
    last_seq = 0


def _said(client: ChatClient, room_id: int) -> list[str]:
    return ["(deleted)" if entry.deleted else entry.content for entry in client.store.timelines.of(room_id)]


async def _send(device: Device, room_id: int, *texts: str, reply_to: int | None = None) -> None:
    for text in texts:
        device.client.send(room_id, text, reply_to)
    timeline = device.client.store.timelines.of(room_id)
    await until(lambda: all(entry.state is EntryState.SENT for entry in timeline))


def _id_of(device: Device, room_id: int, text: str) -> int:
    return next(e.message_id for e in device.client.store.timelines.of(room_id) if e.content == text)


async def _same_as_reload(server: ServerProcess, *devices: Device) -> None:
    """What came by events is what a fresh welcome says, and what a restart finds."""
    for device in devices:
        fresh = await Reader(device, server.address).ask(lambda reader: reader.fresh_store())
        store = device.client.store
        await until(lambda store=store, fresh=fresh: store.rooms.ordered() == fresh.rooms.ordered())
        assert {person.id for person in store.people.all()} == {person.id for person in fresh.people.all()}
        assert (store.me, store.my_avatar) == (fresh.me, fresh.my_avatar)
        client = await device.restart()
        assert client.store.rooms.ordered() == fresh.rooms.ordered()
        assert {person.id for person in client.store.people.all()} == {p.id for p in fresh.people.all()}
        await online(device)


async def test_edits_and_deletions_are_seen_at_once_quoted_and_counted(server, people):
    alice, bob, carol = people
    room_id = await _office(alice, bob, carol)
    await _send(alice, room_id, "helo @bob", "to be deleted @bob")
    await until(lambda: _room(bob, room_id).unread_mentions == 2)
    await _send(carol, room_id, "what?", reply_to=_id_of(carol, room_id, "helo @bob"))
    await alice.client.calls.edit_message(_id_of(alice, room_id, "helo @bob"), "hello @carol")
    await alice.client.calls.delete_message(_id_of(alice, room_id, "to be deleted @bob"))
    for device in people:
        await until(
            lambda device=device: _said(device.client, room_id) == ["hello @carol", "(deleted)", "what?"]
        )
        first, _, answer = device.client.store.timelines.of(room_id)
        assert first.edited_at is not None
        assert answer.quote.content == "hello @carol"
    assert (_room(bob, room_id).unread_count, _room(bob, room_id).unread_mentions) == (2, 0)
    await _same_as_reload(server, *people)


async def test_who_was_away_finds_messages_as_they_are_now(server, people):
    alice, bob, carol = people
    room_id = await _office(alice, bob, carol)
    await _send(alice, room_id, "one", "two @bob", "three")
    await until(lambda: _said(bob.client, room_id) == ["one", "two @bob", "three"])
    await bob.close()
    await _send(carol, room_id, "four", "five @bob")
    for text in ("two @bob", "three"):
        await until(lambda text=text: text in _said(alice.client, room_id))
    await alice.client.calls.edit_message(_id_of(alice, room_id, "one"), "ONE @bob")
    await alice.client.calls.delete_message(_id_of(alice, room_id, "two @bob"))
    await carol.client.calls.delete_message(_id_of(carol, room_id, "five @bob"))
    await alice.client.calls.edit_room(room_id, EditRoom(name="Cellar", description="Below"))
    await alice.client.calls.change_role(room_id, carol.client.store.me.id, "admin")
    client = await bob.restart()
    await client.open_room(room_id)
    assert _said(client, room_id) == ["one", "two @bob", "three"], "what it knew when it left"
    await online(bob)
    await until(lambda: _said(client, room_id) == ["ONE @bob", "(deleted)", "three", "four", "(deleted)"])
    room = _room(bob, room_id)
    assert (room.title, room.description, room.admins) == (
        "Cellar",
        "Below",
        (carol.client.store.me.id,),
    )
    assert (room.unread_count, room.unread_mentions) == (3, 1)
    client = await bob.restart()
    await client.open_room(room_id)
    assert _said(client, room_id) == ["ONE @bob", "(deleted)", "three", "four", "(deleted)"]
    await online(bob)
    await _same_as_reload(server, *people)


async def test_who_is_removed_loses_the_room_at_once_or_when_back(server, people):
    alice, bob, carol = people
    room_id = await _office(alice, bob, carol)
    await _send(alice, room_id, "private")
    await alice.client.calls.remove_member(room_id, bob.client.store.me.id)
    await until(lambda: bob.client.store.rooms.get(room_id) is None)
    assert _said(bob.client, room_id) == []
    assert bob.client.store.people.all() == [], "nobody shares a room with Bob"

    await carol.close()
    await alice.client.calls.remove_member(room_id, carol.client.store.me.id)
    client = await carol.restart()
    assert client.store.rooms.get(room_id) is not None
    unsent = client.send(room_id, "written for nobody")
    await online(carol)
    await until(lambda: client.store.rooms.get(room_id) is None)
    timeline = client.store.timelines.of(room_id)
    await until(lambda: [entry.state for entry in timeline] == [EntryState.FAILED])
    assert [(entry.key, entry.error) for entry in timeline] == [(unsent, "no_such_room")]

    await alice.client.calls.add_member(room_id, bob.client.store.me.id)
    await until(lambda: bob.client.store.rooms.get(room_id) is not None)
    await bob.client.open_room(room_id)
    assert _said(bob.client, room_id) == ["private"], "who joins sees the whole history"
    await _same_as_reload(server, *people)


async def test_a_deleted_group_goes_and_the_last_owner_hands_it_on(server, people):
    alice, bob, carol = people
    room_id = await _office(alice, bob, carol)
    await alice.client.calls.leave_room(room_id)
    await until(lambda: alice.client.store.rooms.get(room_id) is None)
    await until(lambda: _room(bob, room_id).owner == bob.client.store.me.id)
    await _same_as_reload(server, *people)
    await bob.client.calls.delete_room(room_id)
    for device in (bob, carol):
        await until(lambda device=device: device.client.store.rooms.get(room_id) is None)
    await _same_as_reload(server, *people)


async def test_marks_preferences_and_profiles_reach_all_who_may_know(server, people, tmp_path):
    alice, bob, carol = people
    room_id = await _office(alice, bob, carol)
    second = Device(server.address, tmp_path / "second")
    await second.client.log_in("bob", "correct horse 9")
    await online(second)
    await _send(alice, room_id, "one", "two @bob", "three")
    await until(lambda: _room(second, room_id).unread_count == 3)
    seq = _room(bob, room_id).last_seq
    bob.client.mark_read(room_id, seq)
    await until(lambda: _room(second, room_id).unread_count == 0)
    await second.client.calls.mark_unread(room_id, Seq(seq - 1))
    await second.client.calls.set_preferences(room_id, EditPreferences(pinned=True, notifications="mentions"))
    await until(lambda: (_room(bob, room_id).unread_count, _room(bob, room_id).unread_mentions) == (2, 1))
    await until(lambda: _room(bob, room_id).preferences.pinned)
    await alice.client.calls.edit_profile(EditProfile(first_name="Alicia", last_name="Liddell"))
    for device in (bob, carol, second):
        await until(
            lambda device=device: (
                device.client.store.timelines.of(room_id).confirmed_count == 0
                or device.client.store.timelines.of(room_id)[0].author_name == "Alicia Liddell"
            )
        )
    await until(lambda: alice.client.store.me.full_name == "Alicia Liddell")
    assert bob.client.store.people.get(alice.client.store.me.id).full_name == "Alicia Liddell"
    await _same_as_reload(server, *people, second)
    bob.client.mark_read(room_id, seq)
    await until(lambda: _room(second, room_id).unread_from is None)
    assert _room(second, room_id).unread_count == 0
    await second.close()


class _Bustle:
    """Whatever people do in a group, at random; what the server refuses is no matter."""

    def __init__(self, rng: random.Random, room_id: int, owner: Device, guest: Device) -> None:
        self.rng = rng
        self.room_id = room_id
        self.owner = owner
        self.guest = guest

    async def step(self, device: Device) -> None:
        verbs = [self.say, self.say, self.edit, self.delete, self.read, self.unread, self.prefer]
        verbs += [self.rename, self.admit, self.expel, self.promote, self.reconnect]
        if device.client.store.rooms.get(self.room_id) is not None:
            with suppress(ChatError):
                await self.rng.choice(verbs)(device)

    async def say(self, device: Device) -> None:
        said = [entry.message_id for entry in self._timeline(device) if entry.message_id is not None]
        name = self.rng.choice(("", "@alice", "@bob", "@carol"))
        answered = self.rng.choice([None, *said])
        device.client.send(self.room_id, f"{self.rng.random()} {name}", answered)

    async def edit(self, device: Device) -> None:
        name = self.rng.choice(("", "@alice", "@bob", "@carol"))
        await device.client.calls.edit_message(self._any_id(device), f"{self.rng.random()} {name}")

    async def delete(self, device: Device) -> None:
        await device.client.calls.delete_message(self._any_id(device))

    async def read(self, device: Device) -> None:
        device.client.mark_read(self.room_id, self._any_seq(device))

    async def unread(self, device: Device) -> None:
        await device.client.calls.mark_unread(self.room_id, self._any_seq(device))

    async def prefer(self, device: Device) -> None:
        changes = EditPreferences(pinned=self.rng.random() < 0.5, hidden=self.rng.random() < 0.5)
        await device.client.calls.set_preferences(self.room_id, changes)

    async def rename(self, device: Device) -> None:
        await device.client.calls.edit_room(self.room_id, EditRoom(name=f"Room {self.rng.random()}"))

    async def admit(self, _device: Device) -> None:
        await self.owner.client.calls.add_member(self.room_id, self.guest.client.store.me.id)

    async def expel(self, _device: Device) -> None:
        await self.owner.client.calls.remove_member(self.room_id, self.guest.client.store.me.id)

    async def promote(self, device: Device) -> None:
        role = self.rng.choice(("admin", "member"))
        await self.owner.client.calls.change_role(self.room_id, device.client.store.me.id, role)

    async def reconnect(self, device: Device) -> None:
        device.client.woke_up()

    def _timeline(self, device: Device):
        return device.client.store.timelines.of(self.room_id)

    def _any_seq(self, device: Device) -> Seq:
        return Seq(self.rng.randint(1, max(1, _room(device, self.room_id).last_seq)))

    def _any_id(self, device: Device) -> int:
        return self.rng.choice([entry.message_id or 0 for entry in self._timeline(device)] or [0])


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
async def test_after_any_bustle_all_devices_have_the_same_talk_and_what_a_reload_has(
    server, people, tmp_path, seed
):
    rng = random.Random(seed)
    alice, bob, carol = people
    room_id = await _office(alice, bob, carol)
    more = [Device(server.address, tmp_path / name) for name in ("second", "third")]
    for device in more:
        await device.client.log_in("bob", "correct horse 9")
        await online(device)
    bustle = _Bustle(rng, room_id, alice, carol)
    devices = [*people, *more]
    for device in devices:
        await device.client.open_room(room_id)
    for _ in range(120):
        await bustle.step(rng.choice(devices))
        if rng.random() < 0.03:
            device = rng.choice(devices)
            await device.restart()
            await device.client.open_room(room_id)
            await online(device)
    waiting = {EntryState.QUEUED, EntryState.IN_FLIGHT}
    await bustle.admit(alice)
    for device in devices:
        await until(lambda device=device: device.client.connection is Connection.ONLINE)
        await until(lambda device=device: device.client.store.rooms.get(room_id) is not None)
        await device.client.open_room(room_id)
        timeline = device.client.store.timelines.of(room_id)
        await until(lambda timeline=timeline: waiting.isdisjoint(entry.state for entry in timeline))
    await _same_as_reload(server, *devices)
    talks = []
    for device in devices:
        await device.client.open_room(room_id)
        while device.client.store.timelines.of(room_id).has_older:
            await device.client.load_older(room_id)
        timeline = device.client.store.timelines.of(room_id)
        talks.append([(e.seq, e.content, e.deleted, e.quote) for e in timeline if e.seq is not None])
    assert len(talks[0]) > 5
    assert talks == [talks[0]] * len(devices)
    for device in more:
        await device.close()
