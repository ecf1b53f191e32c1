"""Edits, deletions and removals through the real server: seen at once, and by who was away."""

import pytest

from backend.wire.rest import EditPreferences, EditProfile, EditRoom
from backend.wire.types import Seq
from desktop.client import ChatClient
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
