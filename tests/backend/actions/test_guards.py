"""To who is no member a room doesn't exist; in a group the role decides."""

import pytest

from backend.actions.guards import require_group, require_manager, require_member, require_owner
from backend.actions.members import add_member, change_role
from backend.actions.rooms import create_direct_chat, create_room
from backend.wire.bodies import CreateRoom
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import RoomId

GUARDS = (require_member, require_group, require_manager, require_owner)


@pytest.fixture
async def people(office):
    return await office.hire("alice", "bob", "carol", "dave")


@pytest.fixture
async def direct(office, people):
    alice, bob, *_ = people
    return (await office.write(create_direct_chat, alice.id, bob.id, office.contact_of)).room.id


@pytest.fixture
async def group(office, people):
    """Alice's, with Bob as an admin and Carol as a member."""
    alice, bob, carol, _ = people
    room = await office.write(create_room, alice.id, CreateRoom(name="Team"), office.contact_of)
    for person in (bob, carol):
        await office.write(add_member, alice.id, room.id, person.id, 10, office.contact_of)
    await office.write(change_role, alice.id, room.id, bob.id, "admin", office.contact_of)
    return room.id


async def refusal_of(office, guard, room_id, person):
    """The code, or None for who may pass."""
    try:
        assert (await office.write(guard, room_id, person.id)).id == room_id
    except Refusal as refusal:
        return refusal.code


@pytest.mark.parametrize("guard", GUARDS)
async def test_a_foreign_room_and_a_missing_one_are_refused_alike(office, people, group, guard):
    refusals = []
    for room_id in (group, RoomId(99)):
        with pytest.raises(Refusal) as caught:
            await office.write(guard, room_id, people[3].id)
        refusals.append((caught.value.code, caught.value.retry_after, str(caught.value)))
    assert refusals == [(ErrorCode.NO_SUCH_ROOM, None, "no_such_room")] * 2


@pytest.mark.parametrize(
    ("guard", "passing"), [(require_member, 3), (require_group, 3), (require_manager, 2), (require_owner, 1)]
)
async def test_in_a_group_the_role_decides(office, people, group, guard, passing):
    found = [await refusal_of(office, guard, group, person) for person in people[:3]]
    assert found == [None] * passing + [ErrorCode.NOT_ALLOWED] * (3 - passing)


@pytest.mark.parametrize("guard", GUARDS[1:])
async def test_a_direct_room_is_no_group(office, people, direct, guard):
    assert await refusal_of(office, require_member, direct, people[0]) is None
    assert await refusal_of(office, guard, direct, people[0]) is ErrorCode.NOT_IN_DIRECT_ROOMS
