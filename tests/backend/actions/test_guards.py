"""To who is no member a room doesn't exist."""

import pytest

from backend.actions.guards import require_member
from backend.actions.rooms import create_direct_chat
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import RoomId


@pytest.fixture
async def people(office):
    return await office.hire("alice", "bob", "carol")


@pytest.fixture
async def room(office, people):
    alice, bob, _ = people
    return (await office.write(create_direct_chat, alice.id, bob.id, office.contact_of)).room


async def test_a_member_gets_the_room(office, people, room):
    for person in people[:2]:
        assert (await office.write(require_member, room.id, person.id)).id == room.id


async def test_a_foreign_room_and_a_missing_one_are_refused_alike(office, people, room):
    refusals = []
    for room_id in (room.id, RoomId(99)):
        with pytest.raises(Refusal) as caught:
            await office.write(require_member, room_id, people[2].id)
        refusals.append((caught.value.code, caught.value.retry_after, str(caught.value)))
    assert refusals == [(ErrorCode.NO_SUCH_ROOM, None, "no_such_room")] * 2
