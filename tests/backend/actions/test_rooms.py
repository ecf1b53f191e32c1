"""Rooms come to be: one direct room for two, groups with an owner; each member is told their own view."""

import asyncio

import pytest

from backend.actions.rooms import create_direct_chat, create_room
from backend.store.rooms import list_rooms
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.live import RoomCreated
from backend.wire.rest import CreateRoom
from backend.wire.types import UserId


@pytest.fixture
async def people(office):
    return await office.hire("alice", "bob", "carol")


async def meet(office, caller, other):
    return await office.write(create_direct_chat, caller.id, other.id, office.contact_of)


async def test_a_direct_room_is_new_once_and_then_found_from_both_sides(office, people):
    alice, bob, _ = people
    made = await meet(office, alice, bob)
    assert made.is_new
    assert (made.room.chat_type, made.room.other_participant) == ("direct", bob)
    again, from_there = await meet(office, alice, bob), await meet(office, bob, alice)
    assert not again.is_new
    assert not from_there.is_new
    assert again.room == made.room
    assert (from_there.room.id, from_there.room.other_participant) == (made.room.id, alice)


async def test_twenty_who_race_make_one_room(office, people):
    alice, bob, _ = people
    sides = [(alice, bob), (bob, alice)] * 10
    made = await asyncio.gather(*(meet(office, caller, other) for caller, other in sides))
    assert len({item.room.id for item in made}) == 1
    assert sum(item.is_new for item in made) == 1


@pytest.mark.parametrize("other_id", [99, 2**53])
async def test_a_direct_room_needs_somebody(office, people, other_id):
    with pytest.raises(Refusal) as caught:
        await office.write(create_direct_chat, people[0].id, UserId(other_id), office.contact_of)
    assert caught.value.code is ErrorCode.NO_SUCH_USER


async def test_a_direct_room_needs_two(office, people):
    with pytest.raises(Refusal) as caught:
        await meet(office, people[0], people[0])
    assert caught.value.code is ErrorCode.DIRECT_WITH_ONESELF


async def test_both_are_told_of_a_new_direct_room_with_their_own_view_and_once(office, people):
    alice, bob, _ = people
    office.online.add(alice.id)
    listeners = [office.listen(person) for person in people]
    await meet(office, alice, bob)
    await meet(office, bob, alice)
    for listener, me, other in ((listeners[0], alice, bob), (listeners[1], bob, alice)):
        (event,) = listener.heard
        assert isinstance(event, RoomCreated)
        assert (event.room,) == tuple(office.ask(list_rooms, me.id))
        (contact,) = event.people
        assert (contact.id, contact.is_online) == (other.id, other is alice)
    assert listeners[2].heard == []


async def test_a_group_has_its_maker_as_first_member_and_owner(office, people):
    alice = people[0]
    listener = office.listen(alice)
    command = CreateRoom(name="Team", description="All of us")
    room = await office.write(create_room, alice.id, command, office.contact_of)
    assert (room.name, room.description, room.chat_type) == ("Team", "All of us", "group")
    assert (room.participants, room.other_participant, room.last_seq) == ([alice], None, 0)
    assert listener.heard == [RoomCreated(room=room, people=[])]
    roles = office.ask(lambda c: c.exec_driver_sql("SELECT user_id, role FROM memberships").all())
    assert roles == [(alice.id, "owner")]


async def test_two_groups_may_have_one_name(office, people):
    rooms = [
        await office.write(create_room, people[0].id, CreateRoom(name="Team"), office.contact_of)
        for _ in range(2)
    ]
    assert office.ask(list_rooms, people[0].id) == rooms
    assert rooms[0].id != rooms[1].id
