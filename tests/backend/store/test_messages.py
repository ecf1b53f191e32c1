"""Messages by pages, in both directions, over one room and over all; what is read and what isn't."""

import uuid

import pytest
import sqlalchemy as sa

from backend.store.messages import (
    count_all_unread,
    count_unread,
    digest_of,
    find_sent,
    insert_messages,
    is_read,
    list_after,
    list_everywhere,
    list_newest,
    list_page,
    load_marks,
    load_next_message_id,
)
from backend.store.rooms import update_read_marks
from backend.wire.types import RoomId, UserId
from tests.helpers.rows import add_group, add_user, say

ME, YOU, THEY = UserId(1), UserId(2), UserId(3)


@pytest.fixture
def people(connection):
    return [add_user(connection, name) for name in ("alice", "bob", "carol")]


@pytest.fixture
def room(connection, people):
    """A group with messages 1 to 5, all of Alice's."""
    room_id = add_group(connection, *people)
    say(connection, room_id, people[0], *"abcde")
    return room_id


def texts(page):
    messages, has_more = page
    return "".join(message.content for message in messages), has_more


@pytest.mark.parametrize(
    ("marks", "read"),
    [
        ({ME: 0, YOU: 5}, True),
        ({ME: 9, YOU: 4}, False),
        ({ME: 0, YOU: 5, THEY: 4}, False),
        ({ME: 0, YOU: 6, THEY: 5}, True),
        ({ME: 9}, False),
        ({}, False),
    ],
)
def test_a_message_is_read_when_every_other_member_has_passed_it(marks, read):
    assert is_read(marks, ME, 5) is read


def test_a_retry_is_known_by_room_and_text():
    assert digest_of(RoomId(1), "2\n\nx") != digest_of(RoomId(12), "\n\nx")
    assert digest_of(RoomId(1), "x") == digest_of(RoomId(1), "x")
    assert digest_of(RoomId(1), "x") != digest_of(RoomId(1), "y")


@pytest.mark.parametrize(
    ("limit", "before_seq", "page"),
    [
        (5, None, ("abcde", False)),
        (4, None, ("bcde", True)),
        (2, 4, ("bc", True)),
        (2, 3, ("ab", False)),
        (2, 1, ("", False)),
        (2, 99, ("de", True)),
    ],
)
def test_pages_go_backwards_and_read_forwards(connection, room, limit, before_seq, page):
    assert texts(list_page(connection, room, {}, limit, before_seq)) == page


@pytest.mark.parametrize(
    ("limit", "after_seq", "page"),
    [(5, 0, ("abcde", False)), (2, 0, ("ab", True)), (2, 3, ("de", False)), (2, 5, ("", False))],
)
def test_a_cursor_goes_forwards(connection, room, limit, after_seq, page):
    assert texts(list_after(connection, room, {}, after_seq, limit)) == page


def test_a_page_holds_whole_messages(connection, room, people):
    update_read_marks(connection, {(room, people[1].id): 5, (room, people[2].id): 4})
    messages, _ = list_page(connection, room, load_marks(connection, room), 5)
    assert [message.is_read for message in messages] == [True] * 4 + [False]
    assert [message.seq for message in messages] == [1, 2, 3, 4, 5]
    last = messages[-1]
    assert (last.room, last.user, last.user_username) == (room, people[0], "alice")
    assert uuid.UUID(last.client_id)


def test_the_newest_of_all_rooms_of_a_person_and_of_no_other(connection, room, people):
    other = add_group(connection, people[1], people[0])
    foreign = add_group(connection, people[1])
    say(connection, other, people[1], "x")
    say(connection, foreign, people[1], "secret")
    say(connection, room, people[1], "y")
    messages, has_more = list_everywhere(connection, people[0].id, 3)
    assert texts((messages, has_more)) == ("exy", True)
    assert texts(list_everywhere(connection, people[0].id, 9, messages[0].id)) == ("abcd", False)
    assert texts(list_everywhere(connection, people[0].id, 9, 0)) == ("", False)


def test_the_last_message_of_each_room(connection, room, people):
    empty = add_group(connection, people[0])
    marks = {room: load_marks(connection, room), empty: load_marks(connection, empty)}
    newest = list_newest(connection, marks)
    assert {room_id: message.content for room_id, message in newest.items()} == {room: "e"}


def test_unread_is_what_others_wrote_above_the_mark(connection, room, people):
    alice, bob, carol = people
    say(connection, room, bob, "f")
    update_read_marks(connection, {(room, carol.id): 4})
    expected = {alice.id: 1, bob.id: 5, carol.id: 2}
    marks = load_marks(connection, room)
    for person, unread in expected.items():
        assert count_unread(connection, room, person, marks[person]) == unread
        assert count_all_unread(connection, person) == {room: unread}


def test_rooms_without_unread_messages_are_not_counted(connection, people):
    add_group(connection, *people)
    assert count_all_unread(connection, people[0].id) == {}


def test_an_earlier_send_is_found_by_its_sender_and_client_id(connection, room, people):
    (row,) = say(connection, room, people[1], "again")
    sent = find_sent(connection, people[1].id, row.client_id)
    assert sent is not None
    assert (sent.row, sent.digest) == (row, digest_of(room, "again"))
    assert find_sent(connection, people[0].id, row.client_id) is None
    assert find_sent(connection, people[1].id, bytes(16)) is None


def test_the_database_itself_takes_a_client_id_of_a_sender_once(connection, room, people):
    (row,) = say(connection, room, people[1], "again")
    with pytest.raises(sa.exc.IntegrityError, match="client_id"):
        insert_messages(connection, [row._replace(id=row.id + 1, seq=row.seq + 1)])
    connection.rollback()


def test_message_ids_go_on_after_the_last(connection, room):
    assert load_next_message_id(connection) == 6
    connection.exec_driver_sql("DELETE FROM messages")
    assert load_next_message_id(connection) == 1
