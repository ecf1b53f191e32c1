"""Who comes and goes is told to those who share a room, and kept."""

import pytest

from backend.actions.presence import announce_status, came_online, record_seen, went_offline
from backend.actions.rooms import create_direct_chat
from backend.store.clock import to_datetime
from backend.store.users import load_people
from backend.wire.live import PresenceChanged
from backend.wire.room_socket import UserStatus
from backend.wire.types import RoomId, UserId
from tests.helpers.rows import LONG_AGO

MOMENT = LONG_AGO + 5_000_000


@pytest.fixture
async def people(office):
    """Alice shares a room with Bob; Carol knows nobody."""
    people = await office.hire("alice", "bob", "carol")
    alice, bob, _ = people
    await office.write(create_direct_chat, alice.id, bob.id, office.contact_of)
    return people


def seen_at(office, user):
    return office.ask(load_people, [user.id])[0].seen_at


@pytest.mark.parametrize(("action", "is_online"), [(came_online, True), (went_offline, False)])
async def test_neighbours_are_told_and_nobody_else(office, people, action, is_online):
    listeners = [office.listen(person) for person in people]
    await office.write(action, people[0].id, MOMENT)
    event = PresenceChanged(user=people[0].id, is_online=is_online, last_seen=to_datetime(MOMENT))
    assert [listener.heard for listener in listeners] == [[], [event], []]
    assert seen_at(office, people[0]) == MOMENT


async def test_the_sockets_of_rooms_hear_who_went_but_not_the_users_own(office, people):
    alice, bob, carol = people
    group = (await office.write(create_direct_chat, alice.id, carol.id, office.contact_of)).room.id
    room = RoomId(1)
    bobs, carols = office.listen(bob, room=room), office.listen(carol, room=group)
    own = office.listen(alice, room=room)
    await office.write(came_online, alice.id, MOMENT)
    assert bobs.heard == []
    await office.write(went_offline, alice.id, MOMENT)
    for listener, heard_in in ((bobs, room), (carols, group)):
        assert listener.heard == [
            UserStatus(user_id=alice.id, username="alice", is_online=False, room=heard_in)
        ]
    assert own.heard == []


async def test_a_connect_to_a_rooms_socket_is_told_to_the_others_there(office, people):
    alice, bob, _ = people
    room = RoomId(1)
    bobs, desktop, own = office.listen(bob, room=room), office.listen(bob), office.listen(alice, room=room)
    await office.write(announce_status, alice.id, room, is_online=True)
    assert bobs.heard == [UserStatus(user_id=alice.id, username="alice", is_online=True, room=room)]
    assert (desktop.heard, own.heard) == ([], [])


async def test_a_status_of_nobody_or_nowhere_is_told_to_nobody(office, people):
    listener = office.listen(people[1], room=RoomId(1))
    await office.write(announce_status, UserId(99), RoomId(1), is_online=True)
    await office.write(announce_status, people[0].id, RoomId(99), is_online=True)
    assert listener.heard == []


async def test_when_people_were_seen_is_kept_without_telling(office, people):
    listeners = [office.listen(person) for person in people]
    await office.write(record_seen, {people[0].id: MOMENT, people[2].id: MOMENT + 1})
    assert (seen_at(office, people[0]), seen_at(office, people[2])) == (MOMENT, MOMENT + 1)
    assert seen_at(office, people[1]) not in {MOMENT, MOMENT + 1}
    assert [listener.heard for listener in listeners] == [[], [], []]
