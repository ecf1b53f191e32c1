"""Groups change, pass on, and end; what is left of a deleted one is emptied piece by piece."""

import pytest
import sqlalchemy as sa

from backend.store import groups
from backend.store.groups import (
    GroupRow,
    close_group,
    delete_group,
    find_heir,
    find_unwiped,
    list_public,
    load_group,
    update_group,
    wipe_deleted,
)
from backend.store.pictures import find_picture, replace_picture
from backend.store.rooms import find_room_row, list_rooms, update_role
from backend.store.tables import memberships, messages, rooms, users
from backend.store.unread import insert_mentions
from backend.wire.folding import fold
from tests.helpers.rows import LONG_AGO, add_direct, add_group, add_user, say


@pytest.fixture
def people(connection):
    return [add_user(connection, name) for name in ("alice", "bob", "carol")]


def open_group(connection, *members, name, description=""):
    room_id = add_group(connection, *members, name=name)
    update_group(connection, room_id, GroupRow(name, description, is_public=True))
    return room_id


def test_a_group_is_what_it_was_last_made(connection, people):
    room_id = add_group(connection, *people, name="Team")
    assert load_group(connection, room_id) == ("Team", "", False)
    update_group(connection, room_id, GroupRow("Crew", "All of us", is_public=True))
    assert load_group(connection, room_id) == ("Crew", "All of us", True)


def names(connection, viewer, q="", limit=50, offset=0):
    return [room.name for room in list_public(connection, viewer.id, fold(q), limit, offset)]


def test_public_groups_are_found_by_a_part_of_the_name_in_any_case(connection, people):
    alice, bob, _ = people
    add_group(connection, alice, name="Private tea")
    add_direct(connection, alice, bob)
    for name in ("Зелёный чай", "tea", "Café", "Apples"):
        open_group(connection, alice, name=name)
    assert names(connection, bob) == ["Apples", "Café", "tea", "Зелёный чай"]
    assert names(connection, bob, "ЗЕЛЕН") == ["Зелёный чай"]
    assert names(connection, bob, "CAFE") == ["Café"]
    assert names(connection, bob, "a", limit=2) == ["Apples", "Café"]
    assert names(connection, bob, "a", limit=2, offset=2) == ["tea"]
    assert names(connection, bob, "%") == []


def test_a_public_group_says_how_many_are_in_it_and_whether_i_am(connection, people):
    alice, bob, carol = people
    room_id = open_group(connection, alice, bob, name="Team", description="All")
    for viewer, is_member in ((bob, True), (carol, False)):
        (room,) = list_public(connection, viewer.id, "", 50, 0)
        assert (room.id, room.description, room.participants_count) == (room_id, "All", 2)
        assert room.is_member is is_member
        assert room.avatar.startswith("/avatars/")


def test_a_closed_group_is_listed_no_longer(connection, people):
    alice, bob, _ = people
    room_id = open_group(connection, alice, name="Team")
    close_group(connection, room_id, LONG_AGO)
    assert names(connection, bob) == []
    assert find_room_row(connection, room_id) is None


def test_an_admin_inherits_before_a_member_and_the_longest_standing_first(connection, people):
    alice, bob, carol = people
    room_id = add_group(connection, alice, bob, carol)
    assert find_heir(connection, room_id, alice.id) == bob.id
    update_role(connection, room_id, carol.id, "admin")
    assert find_heir(connection, room_id, alice.id) == carol.id
    connection.execute(sa.update(users).where(users.c.id == carol.id).values(deactivated_at=1))
    assert find_heir(connection, room_id, alice.id) == bob.id


def test_standing_is_counted_from_the_joining(connection, people):
    alice, bob, carol = people
    room_id = add_group(connection, alice, bob, carol)
    came_later = sa.update(memberships).where(memberships.c.user_id == bob.id)
    connection.execute(came_later.values(joined_at=LONG_AGO + 1))
    assert find_heir(connection, room_id, alice.id) == carol.id


def test_alone_there_is_nobody_to_inherit(connection, people):
    assert find_heir(connection, add_group(connection, people[0]), people[0].id) is None


def test_of_a_deleted_group_nothing_is_left_but_places(connection, people, monkeypatch):
    monkeypatch.setattr(groups, "WIPED_AT_ONCE", 2)
    alice, bob, _ = people
    room_id, other = add_group(connection, alice, bob, name="Secret"), add_group(connection, alice, bob)
    say(connection, room_id, alice, *"abcde")
    say(connection, other, alice, "kept")
    insert_mentions(connection, [(bob.id, room_id, 4)])
    connection.execute(sa.update(messages).where(messages.c.content == "d").values(mentions=str(bob.id)))
    key = connection.execute(sa.select(rooms.c.avatar_key).where(rooms.c.id == room_id)).scalar_one()
    replace_picture(connection, "room", room_id, key, {64: b"picture"})

    delete_group(connection, room_id, LONG_AGO)
    assert [room.id for room in list_rooms(connection, alice.id)] == [other]
    assert load_group(connection, room_id) == ("", "", False)
    assert find_picture(connection, key, 64) is None
    left = []
    while (unwiped := find_unwiped(connection)) is not None:
        wipe_deleted(connection, *unwiped, LONG_AGO)
        left.append("".join(connection.scalars(sa.select(messages.c.content).order_by(messages.c.id))))
    assert left == ["abckept", "akept", "kept"]
    assert connection.exec_driver_sql("SELECT count(*) FROM mentions").scalar_one() == 0


def test_a_deleted_group_in_which_nobody_spoke_needs_no_wiping(connection, people):
    delete_group(connection, add_group(connection, people[0]), LONG_AGO)
    assert find_unwiped(connection) is None
