"""People come into groups, change roles and go; the log tells of it, and sockets of who is out close."""

import asyncio

import pytest
import sqlalchemy as sa

from backend.actions.members import (
    add_member,
    change_role,
    join_room,
    leave_all_groups,
    leave_room,
    remove_member,
)
from backend.actions.messages import send_message
from backend.actions.rooms import create_direct_chat, create_room
from backend.store.log import find_end_of_log
from backend.store.rooms import list_rooms, load_room
from backend.store.tables import users
from backend.wire.bodies import CreateRoom, SendMessage
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.live import CloseCode, MemberAdded, MemberRemoved, RoleChanged, RoomCreated
from backend.wire.types import RoomId, UserId

MOST = 4


@pytest.fixture
async def people(office):
    return await office.hire("alice", "bob", "carol", "dave", "erin")


@pytest.fixture
async def room(office, people):
    """Alice's group, with Bob as an admin and Carol as a member."""
    alice, bob, carol, *_ = people
    room_id = await found(office, alice)
    for person in (bob, carol):
        await add(office, alice, room_id, person)
    await promote(office, alice, room_id, bob, "admin")
    return room_id


async def found(office, owner, **fields):
    command = CreateRoom(name="Team", **fields)
    return (await office.write(create_room, owner.id, command, office.contact_of)).id


async def add(office, caller, room, person):
    return await office.write(add_member, caller.id, room, person.id, MOST, office.contact_of)


async def promote(office, caller, room, person, role):
    return await office.write(change_role, caller.id, room, person.id, role, office.contact_of)


async def remove(office, caller, room, person):
    await office.write(remove_member, caller.id, room, person.id)


async def join(office, caller, room):
    await office.write(join_room, caller.id, room, MOST, office.contact_of)


async def leave(office, caller, room):
    await office.write(leave_room, caller.id, room)


async def refused(call):
    with pytest.raises(Refusal) as caught:
        await call
    return caught.value.code


def roles(office, room, viewer):
    view = office.ask(load_room, room, viewer.id)
    named = dict.fromkeys(view.admins, "admin") | {view.owner: "owner"}
    return {person.username: named.get(person.id, "member") for person in view.participants}


async def test_the_new_one_sees_the_whole_room_and_the_others_the_new_one(office, people, room):
    alice, _, carol, dave, _ = people
    office.online |= {alice.id, dave.id}
    listeners = {person.username: office.listen(person) for person in people}
    added = await add(office, alice, room, dave)
    assert (added.is_new, added.member.id, added.member.role, added.member.is_online) == (
        True,
        dave.id,
        "member",
        True,
    )
    told = MemberAdded(room=room, seq=4, by=alice.id, member=added.member, user=dave)
    assert [listeners[name].heard for name in ("alice", "bob", "carol", "erin")] == [[told]] * 3 + [[]]
    (event,) = listeners["dave"].heard
    assert isinstance(event, RoomCreated)
    assert (event.room,) == tuple(office.ask(list_rooms, dave.id))
    assert (event.room.read_seq, event.room.unread_count) == (4, 0)
    assert {contact.id: contact.is_online for contact in event.people} == {
        alice.id: True,
        people[1].id: False,
        carol.id: False,
    }


async def test_who_is_a_member_already_is_answered_and_nobody_told(office, people, room):
    alice, bob, *_ = people
    listener = office.listen(alice)
    for person, role in ((bob, "admin"), (alice, "owner")):
        added = await add(office, bob, room, person)
        assert (added.is_new, added.member.role) == (False, role)
    assert listener.heard == []
    assert office.ask(load_room, room, alice.id).last_seq == 3


async def test_owner_and_admins_add_and_others_do_not(office, people, room):
    _, bob, carol, dave, erin = people
    assert await refused(add(office, carol, room, dave)) is ErrorCode.NOT_ALLOWED
    assert await refused(add(office, erin, room, dave)) is ErrorCode.NO_SUCH_ROOM
    assert (await add(office, bob, room, dave)).is_new


async def test_a_group_has_room_for_so_many(office, people, room):
    alice, bob, _, dave, erin = people
    await add(office, alice, room, dave)
    assert await refused(add(office, alice, room, erin)) is ErrorCode.GROUP_FULL
    assert not (await add(office, alice, room, bob)).is_new


@pytest.mark.parametrize("column", ["deactivated_at", "deleted_at"])
async def test_only_who_can_come_in_is_added(office, people, room, column):
    alice, _, _, dave, _ = people
    assert (
        await refused(office.write(add_member, alice.id, room, UserId(99), MOST, office.contact_of))
        is ErrorCode.NO_SUCH_USER
    )
    gone = sa.update(users).where(users.c.id == dave.id).values({column: 1})
    await office.write(lambda tx: tx.writing.execute(gone))
    assert await refused(add(office, alice, room, dave)) is ErrorCode.NO_SUCH_USER


async def test_everybody_joins_what_is_public_and_nobody_else_what_is_not(office, people, room):
    alice, bob, *_ = people
    public = await found(office, alice, is_public=True)
    listener = office.listen(bob)
    for _ in range(2):
        await join(office, bob, public)
    assert [type(event) for event in listener.heard] == [RoomCreated]
    assert roles(office, public, bob) == {"alice": "owner", "bob": "member"}
    for target in (room, RoomId(99)):
        assert await refused(join(office, people[3], target)) is ErrorCode.NO_SUCH_ROOM
    await join(office, bob, room)


async def test_a_full_public_group_takes_nobody_in(office, people):
    public = await found(office, people[0], is_public=True)
    for person in people[1:4]:
        await join(office, person, public)
    assert await refused(join(office, people[4], public)) is ErrorCode.GROUP_FULL


async def test_a_direct_room_has_its_two_for_ever(office, people):
    alice, bob, carol, *_ = people
    direct = (await office.write(create_direct_chat, alice.id, bob.id, office.contact_of)).room.id
    for call in (
        add(office, alice, direct, carol),
        join(office, alice, direct),
        leave(office, alice, direct),
        remove(office, alice, direct, bob),
        promote(office, alice, direct, bob, "admin"),
    ):
        assert await refused(call) is ErrorCode.NOT_IN_DIRECT_ROOMS
    assert await refused(join(office, carol, direct)) is ErrorCode.NO_SUCH_ROOM
    assert office.ask(load_room, direct, alice.id).participants_count == 2


async def test_who_is_removed_hears_it_last_and_loses_the_rooms_sockets(office, people, room):
    alice, bob, carol, *_ = people
    listeners = [office.listen(person) for person in (alice, bob, carol)]
    sockets = [office.listen(person, room=room) for person in (alice, carol)]
    await remove(office, bob, room, carol)
    await office.write(send_message, alice.id, SendMessage(room=room, content="alone at last"))
    told = MemberRemoved(room=room, seq=4, by=bob.id, user=carol.id)
    assert [listener.heard[0] for listener in listeners] == [told] * 3
    assert [len(listener.heard) for listener in listeners] == [2, 2, 1]
    assert [socket.closed_with for socket in sockets] == [None, CloseCode.REMOVED]
    assert office.ask(list_rooms, carol.id) == []
    assert office.ask(find_end_of_log, room, carol.id) == 4
    command = SendMessage(room=room, content="let me in")
    assert await refused(office.write(send_message, carol.id, command)) is ErrorCode.NO_SUCH_ROOM


async def test_who_may_remove_whom(office, people, room):
    alice, bob, carol, dave, _ = people
    await add(office, alice, room, dave)
    await promote(office, alice, room, dave, "admin")
    for caller, person in ((carol, bob), (carol, alice), (bob, alice), (bob, dave)):
        assert await refused(remove(office, caller, room, person)) is ErrorCode.NOT_ALLOWED
    assert await refused(remove(office, alice, room, people[4])) is ErrorCode.NO_SUCH_USER
    for caller, person in ((bob, bob), (alice, dave), (carol, carol)):
        await remove(office, caller, room, person)
    assert roles(office, room, alice) == {"alice": "owner"}


async def test_an_owner_who_leaves_hands_on_and_then_goes(office, people, room):
    alice, bob, *_ = people
    listener = office.listen(alice)
    await leave(office, alice, room)
    assert listener.heard == [
        RoleChanged(room=room, seq=4, by=alice.id, user=bob.id, role="owner"),
        MemberRemoved(room=room, seq=5, by=alice.id, user=alice.id),
    ]
    assert roles(office, room, bob) == {"bob": "owner", "carol": "member"}


async def test_the_last_one_out_closes_the_group_whose_log_each_may_read_up_to_the_own_leave(
    office, people, room
):
    for person in people[:3]:
        await leave(office, person, room)
    assert await refused(leave(office, people[2], room)) is ErrorCode.NO_SUCH_ROOM
    assert await refused(join(office, people[2], room)) is ErrorCode.NO_SUCH_ROOM
    ends = [office.ask(find_end_of_log, room, person.id) for person in people[:3]]
    assert ends == sorted(ends)
    assert ends[2] is not None


async def test_roles_are_the_owners_to_give(office, people, room):
    alice, bob, carol, _, erin = people
    listener = office.listen(carol)
    member = await promote(office, alice, room, carol, "admin")
    assert (member.id, member.role) == (carol.id, "admin")
    assert (await promote(office, alice, room, carol, "admin")).role == "admin"
    assert listener.heard == [RoleChanged(room=room, seq=4, by=alice.id, user=carol.id, role="admin")]
    assert await refused(promote(office, bob, room, carol, "member")) is ErrorCode.NOT_ALLOWED
    assert await refused(promote(office, alice, room, erin, "admin")) is ErrorCode.NO_SUCH_USER
    assert await refused(promote(office, alice, room, alice, "member")) is ErrorCode.OWNER_MUST_HAND_OVER
    assert (await promote(office, alice, room, alice, "owner")).role == "owner"


async def test_a_new_owner_makes_the_old_one_an_admin(office, people, room):
    alice, bob, carol, *_ = people
    listener = office.listen(bob)
    assert (await promote(office, alice, room, carol, "owner")).role == "owner"
    assert [(event.user, event.role) for event in listener.heard] == [
        (carol.id, "owner"),
        (alice.id, "admin"),
    ]
    assert roles(office, room, bob) == {"alice": "admin", "bob": "admin", "carol": "owner"}
    assert await refused(promote(office, alice, room, bob, "member")) is ErrorCode.NOT_ALLOWED


async def test_who_gives_up_the_account_leaves_groups_and_keeps_direct_rooms(office, people, room):
    alice, bob, *_ = people
    direct = (await office.write(create_direct_chat, alice.id, bob.id, office.contact_of)).room.id
    alone = await found(office, alice)
    await office.write(leave_all_groups, alice.id)
    assert [view.id for view in office.ask(list_rooms, alice.id)] == [direct]
    assert roles(office, room, bob) == {"bob": "owner", "carol": "member"}
    assert await refused(leave(office, alice, alone)) is ErrorCode.NO_SUCH_ROOM


async def test_a_batch_that_breaks_leaves_the_members_as_they_end_up_alone(office, people, room):
    """What the writer remembers of a room is read anew when its batch is replayed unit by unit."""
    alice, _, carol, dave, _ = people

    def add_and_break(tx):
        add_member(tx, alice.id, room, dave.id, MOST, office.contact_of)
        raise ZeroDivisionError

    removal = office.writer.write(remove_member, alice.id, room, carol.id)
    broken = office.writer.write(add_and_break)
    results = await asyncio.gather(removal, broken, return_exceptions=True)
    assert results[0] is None
    assert isinstance(results[1], ZeroDivisionError)
    assert roles(office, room, alice) == {"alice": "owner", "bob": "admin"}
    await add(office, alice, room, dave)
    assert office.ask(load_room, room, alice.id).last_seq == 5
