"""Rooms as each of their members sees them; one direct room for two people."""

import pytest
import sqlalchemy as sa

from backend.store.messages import insert_messages
from backend.store.rooms import (
    delete_member,
    direct_key,
    find_direct_room,
    find_room_row,
    insert_member,
    list_room_ids,
    list_rooms,
    load_member_rows,
    load_room,
    update_last_seqs,
    update_read_marks,
    update_role,
)
from backend.wire.types import ReadMark, RoomId, UserId
from tests.helpers.rows import LONG_AGO, add_direct, add_group, add_user, say


@pytest.fixture
def people(connection):
    return [add_user(connection, name) for name in ("alice", "bob", "carol")]


def test_a_direct_room_is_the_same_from_both_sides(connection, people):
    alice, bob, carol = people
    room_id = add_direct(connection, bob, alice)
    assert find_direct_room(connection, alice.id, bob.id) == room_id
    assert find_direct_room(connection, bob.id, alice.id) == room_id
    assert find_direct_room(connection, alice.id, carol.id) is None


def test_the_database_itself_allows_one_direct_room_for_two(connection, people):
    alice, bob, _ = people
    add_direct(connection, alice, bob)
    with pytest.raises(sa.exc.IntegrityError, match="direct_key"):
        add_direct(connection, bob, alice)
    connection.rollback()


def test_the_key_of_two_does_not_depend_on_who_asks():
    assert direct_key(UserId(12), UserId(3)) == direct_key(UserId(3), UserId(12)) == "3:12"


def test_a_member_sees_the_room_with_their_own_counts(connection, people):
    alice, bob, _ = people
    room_id = add_direct(connection, alice, bob)
    say(connection, room_id, alice, "one", "two", "three")
    say(connection, room_id, bob, "four")
    update_read_marks(connection, {(room_id, bob.id): 2, (room_id, alice.id): 3})
    mine, theirs = load_room(connection, room_id, alice.id), load_room(connection, room_id, bob.id)
    assert (mine.unread_count, mine.read_seq, mine.other_participant) == (1, 3, bob)
    assert (theirs.unread_count, theirs.read_seq, theirs.other_participant) == (1, 2, alice)
    for room in (mine, theirs):
        assert (room.participants, room.participants_count) == ([alice, bob], 2)
        assert room.last_seq == room.last_message.seq == 4
        assert sorted(room.read_marks, key=lambda mark: mark.user) == [
            ReadMark(user=alice.id, read_seq=3),
            ReadMark(user=bob.id, read_seq=2),
        ]


def test_an_empty_group_has_no_last_message_and_nobody_opposite(connection, people):
    alice, bob, _ = people
    room = load_room(connection, add_group(connection, alice, bob, name="Team"), bob.id)
    assert (room.name, room.chat_type, room.other_participant) == ("Team", "group", None)
    assert (room.last_message, room.last_seq, room.unread_count) == (None, 0, 0)


def test_who_is_no_member_sees_no_room(connection, people):
    alice, bob, carol = people
    room_id = add_direct(connection, alice, bob)
    assert load_room(connection, room_id, carol.id) is None
    assert load_room(connection, RoomId(room_id + 1), alice.id) is None
    assert list_rooms(connection, carol.id) == []
    assert list_room_ids(connection, carol.id) == []


def test_one_room_looks_the_same_alone_and_in_the_list(connection, people):
    alice, bob, carol = people
    rooms = [add_direct(connection, alice, bob), add_group(connection, alice, bob, carol)]
    rooms.append(add_group(connection, carol, bob))
    for room_id in rooms:
        say(connection, room_id, bob, "one", "two")
    update_read_marks(connection, {(rooms[1], alice.id): 1})
    assert list_room_ids(connection, alice.id) == rooms[:2]
    assert list_rooms(connection, alice.id) == [load_room(connection, room, alice.id) for room in rooms[:2]]
    assert [room.unread_count for room in list_rooms(connection, alice.id)] == [2, 1]


def test_members_come_with_their_marks(connection, people):
    room_id = add_group(connection, *people)
    update_read_marks(connection, {(room_id, people[1].id): 5})
    rows = load_member_rows(connection, room_id)
    assert [(row.user, row.role, row.read_seq, row.unread_from) for row in rows] == [
        (people[0], "owner", 0, None),
        (people[1], "member", 5, None),
        (people[2], "member", 0, None),
    ]


def test_the_length_of_the_log_is_kept(connection, people):
    room_id = add_group(connection, *people)
    update_last_seqs(connection, {room_id: 41})
    assert find_room_row(connection, room_id) == (room_id, "group", 41, 0)
    assert find_room_row(connection, RoomId(room_id + 1)) is None


def test_who_goes_and_comes_back_begins_anew(connection, people):
    alice, bob, carol = people
    room_id = add_group(connection, alice, bob, carol)
    update_role(connection, room_id, bob.id, "admin")
    assert load_room(connection, room_id, alice.id).admins == [bob.id]
    delete_member(connection, room_id, bob.id, 1, 0)
    insert_member(connection, room_id, bob.id, "member", 2, LONG_AGO + 1)
    room = load_room(connection, room_id, bob.id)
    assert (room.participants, room.admins, room.owner) == ([alice, carol, bob], [], alice.id)
    assert (room.role, room.read_seq) == ("member", 2)
    delete_member(connection, room_id, bob.id, 3, 0)
    assert load_room(connection, room_id, bob.id) is None


@pytest.mark.parametrize(("read_floor", "is_read"), [(1, False), (2, True)])
def test_what_somebody_had_read_before_going_stays_read(connection, people, read_floor, is_read):
    alice, bob, _ = people
    room_id = add_group(connection, alice, bob)
    say(connection, room_id, alice, "one", "two")
    delete_member(connection, room_id, bob.id, 3, read_floor)
    assert find_room_row(connection, room_id).read_floor == read_floor
    assert load_room(connection, room_id, alice.id).last_message.is_read is is_read


def test_a_place_in_the_log_is_taken_once(connection, people):
    room_id = add_group(connection, *people)
    (row,) = say(connection, room_id, people[0], "one")
    with pytest.raises(sa.exc.IntegrityError, match="seq"):
        insert_messages(connection, [row._replace(id=row.id + 1, client_id=bytes(16))])
    connection.rollback()


def test_an_account_with_rooms_can_not_vanish(connection, people):
    add_group(connection, *people)
    with pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"):
        connection.exec_driver_sql("DELETE FROM users")
    connection.rollback()
