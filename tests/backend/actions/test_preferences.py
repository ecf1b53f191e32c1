"""Preferences are told to their member's own devices, and only when they are others than before."""

import pytest

from backend.actions.messages import send_message
from backend.actions.preferences import edit_preferences
from backend.actions.rooms import create_direct_chat
from backend.store.preferences import load_preferences
from backend.wire.bodies import EditPreferences, SendMessage
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.live import PreferencesChanged
from backend.wire.types import Preferences


@pytest.fixture
async def people(office):
    return await office.hire("alice", "bob", "carol")


@pytest.fixture
async def room(office, people):
    alice, bob, _ = people
    return (await office.write(create_direct_chat, alice.id, bob.id, office.contact_of)).room.id


async def edit(office, person, room, **wanted):
    return await office.write(edit_preferences, person.id, room, EditPreferences(**wanted))


async def test_what_is_left_out_stays(office, people, room):
    alice = people[0]
    assert await edit(office, alice, room, pinned=True) == Preferences(pinned=True)
    assert await edit(office, alice, room, notifications="nothing") == Preferences(
        pinned=True, notifications="nothing"
    )


async def test_all_devices_of_the_member_hear_it_and_nobody_else(office, people, room):
    alice, bob, _ = people
    listeners = [office.listen(person) for person in (alice, alice, bob)]
    told = PreferencesChanged(room=room, preferences=await edit(office, alice, room, pinned=True))
    assert [listener.heard for listener in listeners] == [[told], [told], []]


async def test_the_same_again_is_told_to_nobody(office, people, room):
    alice = people[0]
    await edit(office, alice, room, pinned=True, hidden=True)
    listener = office.listen(alice)
    for wanted in ({}, {"pinned": True}, {"hidden": True, "muted_until": None}):
        await edit(office, alice, room, **wanted)
    assert listener.heard == []


async def test_a_room_that_a_message_showed_is_hidden_anew(office, people, room):
    alice, bob, _ = people
    for _ in range(2):
        assert (await edit(office, alice, room, hidden=True)).hidden
        await office.write(send_message, bob.id, SendMessage(room=room, content="hello"))
        assert not office.ask(load_preferences, room, alice.id).hidden


async def test_another_preference_does_not_show_a_hidden_room(office, people, room):
    alice = people[0]
    await edit(office, alice, room, hidden=True)
    assert await edit(office, alice, room, pinned=True) == Preferences(hidden=True, pinned=True)


async def test_outsiders_have_no_preferences(office, people, room):
    with pytest.raises(Refusal) as caught:
        await edit(office, people[2], room, pinned=True)
    assert caught.value.code is ErrorCode.NO_SUCH_ROOM
