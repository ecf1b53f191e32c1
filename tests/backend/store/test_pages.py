"""Messages by pages: from either side, around a place or a time, over one room and over all."""

from datetime import timedelta

import pytest

from backend.store import log
from backend.store.clock import to_datetime
from backend.store.log import EntryKind, EntryRow
from backend.store.marks import load_marks
from backend.store.pages import Place, list_everywhere, list_page
from backend.store.rooms import update_last_seqs, update_read_marks
from tests.helpers.rows import LONG_AGO, add_group, add_user, say


@pytest.fixture
def people(connection):
    return [add_user(connection, name) for name in ("alice", "bob", "carol")]


@pytest.fixture
def room(connection, people):
    """A group with messages 1 to 5, all of Alice's, one microsecond apart."""
    room_id = add_group(connection, *people)
    say(connection, room_id, people[0], *"abcde")
    return room_id


def texts(page):
    messages, has_more = page
    return "".join(message.content for message in messages), has_more


def page_of(connection, room, limit, **place):
    return texts(list_page(connection, room, load_marks(connection, room), limit, Place(**place)))


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
    assert page_of(connection, room, limit, before_seq=before_seq) == page


@pytest.mark.parametrize(
    ("limit", "after_seq", "page"),
    [(5, 0, ("abcde", False)), (2, 0, ("ab", True)), (2, 3, ("de", False)), (2, 5, ("", False))],
)
def test_a_cursor_goes_forwards(connection, room, limit, after_seq, page):
    assert page_of(connection, room, limit, after_seq=after_seq) == page


@pytest.mark.parametrize(
    ("limit", "around_seq", "page"),
    [
        (4, 3, ("abcd", False)),
        (2, 3, ("bc", True)),
        (3, 3, ("bcd", True)),
        (1, 3, ("c", True)),
        (4, 0, ("ab", False)),
        (4, 1, ("ab", False)),
        (4, 5, ("bcde", True)),
        (2, 99, ("de", True)),
        (9, 3, ("abcde", False)),
    ],
)
def test_around_a_place_half_is_older_or_more_where_the_room_ends(connection, room, limit, around_seq, page):
    assert page_of(connection, room, limit, around_seq=around_seq) == page


@pytest.mark.parametrize(
    ("micros", "page"), [(-9, "a"), (1, "a"), (3, "bc"), (4, "cd"), (5, "de"), (6, "de"), (99, "de")]
)
def test_around_a_time_lies_the_first_message_from_then_on(connection, room, micros, page):
    assert page_of(connection, room, 2, at=to_datetime(LONG_AGO + micros))[0] == page


def test_a_time_is_found_between_entries_that_are_no_messages(connection, room, people):
    entries = [
        EntryRow(room, seq, EntryKind.ROOM_CHANGED, people[0].id, LONG_AGO, 1, "") for seq in range(6, 40)
    ]
    log.insert_entries(connection, entries)
    update_last_seqs(connection, {room: 39})
    (late,) = say(connection, room, people[0], "f")
    moment = to_datetime(late.created_at)
    assert page_of(connection, room, 2, at=moment) == ("ef", True)
    assert page_of(connection, room, 1, at=moment - timedelta(microseconds=1)) == ("f", True)


def test_an_empty_room_has_no_page_anywhere(connection, people):
    room = add_group(connection, *people)
    for place in ({}, {"around_seq": 1}, {"at": to_datetime(LONG_AGO)}, {"after_seq": 0}):
        assert page_of(connection, room, 2, **place) == ("", False)


def test_a_page_holds_whole_messages(connection, room, people):
    update_read_marks(connection, {(room, people[1].id): 5, (room, people[2].id): 4})
    messages, _ = list_page(connection, room, load_marks(connection, room), 5)
    assert [message.is_read for message in messages] == [True] * 4 + [False]
    assert [message.seq for message in messages] == [1, 2, 3, 4, 5]
    assert {message.room for message in messages} == {room}
    assert {message.user for message in messages} == {people[0]}


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
