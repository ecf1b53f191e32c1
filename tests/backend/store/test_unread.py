"""Unread is what others wrote above the mark, and is there still."""

import pytest

from backend.store.messages import wipe_message
from backend.store.rooms import update_read_marks
from backend.store.unread import (
    NONE,
    Unread,
    count_all_unread,
    count_unread,
    delete_mentions,
    insert_mentions,
    update_unread_from,
)
from tests.helpers.rows import add_group, add_user, say


@pytest.fixture
def people(connection):
    return [add_user(connection, name) for name in ("alice", "bob", "carol")]


@pytest.fixture
def room(connection, people):
    """A group with messages 1 to 5, all of Alice's; 2 and 4 name Carol."""
    room_id = add_group(connection, *people)
    say(connection, room_id, people[0], *"abcde")
    insert_mentions(connection, [(people[2].id, room_id, seq) for seq in (2, 4)])
    return room_id


def test_both_ways_to_count_agree(connection, room, people):
    alice, bob, carol = people
    say(connection, room, bob, "f")
    update_read_marks(connection, {(room, carol.id): 3})
    expected = {alice.id: (0, Unread(1, 0)), bob.id: (0, Unread(5, 0)), carol.id: (3, Unread(3, 1))}
    for person, (floor, unread) in expected.items():
        assert count_unread(connection, room, person, floor) == unread
        assert count_all_unread(connection, person) == {room: unread}


def test_a_deleted_message_counts_no_longer(connection, room, people):
    carol = people[2]
    wipe_message(connection, say(connection, room, people[1], "f")[0].id, 1)
    wipe_message(connection, 4, 1)
    delete_mentions(connection, room, 4, [carol.id])
    assert count_unread(connection, room, carol.id, 0) == Unread(4, 1)
    assert count_all_unread(connection, carol.id) == {room: Unread(4, 1)}


@pytest.mark.parametrize(("unread_from", "count"), [(3, 3), (1, 5), (5, 1), (None, 0)])
def test_what_was_marked_unread_counts_from_there(connection, room, people, unread_from, count):
    carol = people[2].id
    update_read_marks(connection, {(room, carol): 5})
    update_unread_from(connection, room, carol, unread_from)
    assert count_all_unread(connection, carol).get(room, NONE).messages == count


def test_a_place_beyond_the_mark_hides_nothing(connection, room, people):
    carol = people[2].id
    update_read_marks(connection, {(room, carol): 2})
    update_unread_from(connection, room, carol, 5)
    assert count_all_unread(connection, carol)[room].messages == 3


def test_rooms_without_unread_messages_are_not_counted(connection, people):
    add_group(connection, *people)
    assert count_all_unread(connection, people[0].id) == {}
