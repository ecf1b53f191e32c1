"""Rooms come to be, change and end: one direct room for two, groups with an owner; each their own view."""

import asyncio

import pytest
import sqlalchemy as sa

from backend.actions.members import add_member, change_role
from backend.actions.messages import send_message
from backend.actions.rooms import (
    create_direct_chat,
    create_room,
    delete_room,
    edit_room,
    wipe_deleted_room,
)
from backend.store.log import find_end_of_log
from backend.store.preferences import load_preferences
from backend.store.rooms import list_rooms, load_room
from backend.store.tables import users
from backend.wire.bodies import CreateRoom, EditRoom, ReplaceRoom, SendMessage
from backend.wire.errors import ErrorCode, FieldProblem, Invalid, Problem, Refusal
from backend.wire.live import CloseCode, PreferencesChanged, RoomChanged, RoomCreated, RoomGone
from backend.wire.types import Preferences, UserId


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


@pytest.fixture
async def team(office, people):
    """Alice's group, with Bob as an admin and Carol as a member."""
    alice, bob, carol = people
    room = await office.write(create_room, alice.id, CreateRoom(name="Team"), office.contact_of)
    for person in (bob, carol):
        await office.write(add_member, alice.id, room.id, person.id, 10, office.contact_of)
    await office.write(change_role, alice.id, room.id, bob.id, "admin", office.contact_of)
    return room.id


async def refused(call):
    with pytest.raises(Refusal) as caught:
        await call
    return caught.value.code


@pytest.mark.parametrize("column", ["deactivated_at", "deleted_at"])
async def test_who_has_gone_is_met_no_more_but_the_old_room_stays(office, people, column):
    alice, bob, carol = people
    old = await meet(office, alice, bob)
    gone = sa.update(users).where(users.c.id != alice.id).values({column: 1})
    await office.write(lambda tx: tx.writing.execute(gone))
    for person in (bob, carol):
        assert await refused(meet(office, alice, person)) is ErrorCode.NO_SUCH_USER
    assert [view.id for view in office.ask(list_rooms, alice.id)] == [old.room.id]


async def test_owner_and_admins_change_a_group_and_all_members_hear(office, people, team):
    alice, bob, carol = people
    listeners = [office.listen(person) for person in people]
    room = await office.write(edit_room, bob.id, team, EditRoom(name="Crew", is_public=True))
    assert (room.name, room.description, room.is_public, room.last_seq) == ("Crew", "", True, 4)
    told = RoomChanged(
        room=team, seq=4, by=bob.id, name="Crew", description="", is_public=True, avatar=room.avatar
    )
    assert [listener.heard for listener in listeners] == [[told]] * 3
    replaced = await office.write(edit_room, alice.id, team, ReplaceRoom(name="Us", description="All"))
    assert (replaced.name, replaced.description, replaced.is_public) == ("Us", "All", True)
    assert await refused(office.write(edit_room, carol.id, team, EditRoom())) is ErrorCode.NOT_ALLOWED


async def test_the_same_again_is_no_change(office, people, team):
    listener = office.listen(people[2])
    for command in (EditRoom(), EditRoom(name="Team", chat_type="group"), ReplaceRoom(name="Team")):
        assert (await office.write(edit_room, people[0].id, team, command)).last_seq == 3
    assert listener.heard == []


async def test_a_group_stays_a_group(office, people, team):
    with pytest.raises(Invalid) as caught:
        await office.write(edit_room, people[0].id, team, EditRoom(name="Crew", chat_type="direct"))
    assert caught.value.problems == {"chat_type": [Problem(FieldProblem.CHAT_TYPE_FIXED)]}
    assert office.ask(load_room, team, people[0].id).name == "Team"


async def test_a_direct_room_is_called_nothing_else(office, people):
    alice, bob, _ = people
    room = (await meet(office, alice, bob)).room
    command = EditRoom(name="Ours", chat_type="direct")
    assert await refused(office.write(edit_room, alice.id, room.id, command)) is ErrorCode.NOT_IN_DIRECT_ROOMS


async def test_a_group_goes_by_its_owner_for_everybody(office, people, team):
    alice, bob, carol = people
    await office.write(send_message, carol.id, SendMessage(room=team, content="secret"))
    for person in (bob, carol):
        assert await refused(office.write(delete_room, person.id, team)) is ErrorCode.NOT_ALLOWED
    listeners = [office.listen(person) for person in people]
    socket = office.listen(bob, room=team)
    await office.write(delete_room, alice.id, team)
    assert [listener.heard for listener in listeners] == [[RoomGone(room=team)]] * 3
    assert socket.closed_with == CloseCode.REMOVED
    for person in people:
        assert office.ask(list_rooms, person.id) == []
        assert office.ask(find_end_of_log, team, person.id) is None
        assert await refused(office.write(delete_room, person.id, team)) is ErrorCode.NO_SUCH_ROOM
    await office.write(wipe_deleted_room)
    await office.write(wipe_deleted_room)
    assert office.ask(lambda c: c.exec_driver_sql("SELECT content FROM messages").all()) == [("",)]


async def test_deleting_a_direct_room_hides_it_for_the_caller_until_the_next_message(office, people):
    alice, bob, _ = people
    room = (await meet(office, alice, bob)).room.id
    listeners = [office.listen(person) for person in (alice, bob)]
    for _ in range(2):
        await office.write(delete_room, alice.id, room)
    hidden = PreferencesChanged(room=room, preferences=Preferences(hidden=True))
    assert [listener.heard for listener in listeners] == [[hidden], []]
    assert [view.id for view in office.ask(list_rooms, bob.id)] == [room]
    await office.write(send_message, bob.id, SendMessage(room=room, content="hello"))
    assert not office.ask(load_preferences, room, alice.id).hidden


async def test_who_meets_somebody_again_sees_the_room_again(office, people):
    alice, bob, _ = people
    room = (await meet(office, alice, bob)).room.id
    for person in (alice, bob):
        await office.write(delete_room, person.id, room)
    listeners = [office.listen(person) for person in (alice, bob)]
    assert not (await meet(office, alice, bob)).room.preferences.hidden
    assert [listener.heard for listener in listeners] == [
        [PreferencesChanged(room=room, preferences=Preferences())],
        [],
    ]
    assert office.ask(load_preferences, room, bob.id).hidden


async def test_who_waits_in_one_batch_with_the_end_of_a_group_finds_none(office, people, team):
    alice, _, carol = people
    send = office.writer.write(send_message, carol.id, SendMessage(room=team, content="too late"))
    results = await asyncio.gather(
        office.writer.write(delete_room, alice.id, team), send, return_exceptions=True
    )
    assert results[0] is None
    assert isinstance(results[1], Refusal)
    assert office.ask(lambda c: c.exec_driver_sql("SELECT count(*) FROM messages").scalar_one()) == 0
