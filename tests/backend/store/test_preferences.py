"""What a member wants of a room is that member's own; a message shows a hidden room again."""

from datetime import UTC, datetime

import pytest

from backend.store.preferences import load_preferences, update_preferences
from backend.store.rooms import load_room
from backend.wire.types import Preferences
from tests.helpers.rows import add_direct, add_user, say

WANTED = Preferences(
    pinned=True,
    muted_until=datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    notifications="mentions",
    hidden=True,
)


@pytest.fixture
def people(connection):
    return [add_user(connection, name) for name in ("alice", "bob", "carol")]


def test_they_are_kept_for_one_member_alone(connection, people):
    alice, bob, carol = people
    room_id = add_direct(connection, alice, bob)
    assert load_preferences(connection, room_id, alice.id) == Preferences()
    update_preferences(connection, room_id, alice.id, WANTED, 0)
    assert load_preferences(connection, room_id, alice.id) == WANTED
    assert load_room(connection, room_id, alice.id).preferences == WANTED
    assert load_preferences(connection, room_id, bob.id) == Preferences()
    assert load_preferences(connection, room_id, carol.id) is None


def test_a_message_shows_a_hidden_room(connection, people):
    alice, bob, _ = people
    room_id = add_direct(connection, alice, bob)
    say(connection, room_id, bob, "one")
    for last_seq, is_hidden in ((0, False), (1, True), (7, True)):
        update_preferences(connection, room_id, alice.id, WANTED, last_seq)
        assert load_preferences(connection, room_id, alice.id).hidden is is_hidden
        assert load_room(connection, room_id, alice.id).preferences.hidden is is_hidden
