import itertools
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.wire.types import RoomId, Seq
from desktop.client import cache_rows as rows
from desktop.client.database import ADDED_BY_VERSION_3, SCHEMA
from tests.helpers.examples import ME, a_message, a_room, a_user, answering, edited

ALICE, BOB = a_user(1, "Alice Doe"), a_user(2, "Bob")
ROOM = RoomId(7)


@pytest.fixture
def write():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA + ADDED_BY_VERSION_3)
        yield connection


def _ranges(write: sqlite3.Connection) -> list[tuple[int, int]]:
    return write.execute("SELECT first, last FROM ranges WHERE room = 7 ORDER BY first").fetchall()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 6)), max_size=15))
def test_parts_that_touch_are_joined_and_others_stay_apart(parts):
    known = set()
    with closing(sqlite3.connect(":memory:")) as write:
        write.executescript(SCHEMA)
        for first, length in parts:
            known.update(range(first, first + length))
            rows.add_range(write, ROOM, Seq(first), Seq(first + length - 1))
        found = _ranges(write)
    assert {seq for first, last in found for seq in range(first, last + 1)} == known
    assert all(after - last > 1 for (_, last), (after, _) in itertools.pairwise(found))


def test_a_new_room_begins_with_its_last_message_and_a_known_one_keeps_its_place(write):
    rows.put_room(write, a_room(7, [BOB], last=a_message(7, 5)), ME)
    rows.put_room(write, a_room(7, [BOB], last=a_message(7, 9)), ME)
    assert write.execute("SELECT cursor FROM rooms").fetchall() == [(5,)]
    assert _ranges(write) == [(5, 5)]
    rows.drop_room(write, ROOM)
    assert (_ranges(write), rows.read_messages(write, "room = ?", (7,))) == ([], [])


def test_a_revision_finds_the_message_and_all_that_quote_it(write):
    first, other = a_message(7, 1, "helo"), a_message(8, 1, "unmoved")
    answers = [answering(a_message(7, seq), first) for seq in (2, 3)]
    rows.put_messages(write, [first, other, *answers], ME)
    rows.revise(write, edited(first, 4, "hello").message)
    found = rows.read_messages(write, "seq > ? ORDER BY room, seq", (0,))
    assert [message.content for message in found] == ["hello", "Message 2", "Message 3", "unmoved"]
    assert [message.quote.content for message in found[1:3]] == ["hello", "hello"]


def test_an_own_message_is_found_by_its_client_id_and_another_s_is_not(write):
    rows.put_messages(write, [a_message(7, 1, author=ALICE), a_message(7, 2, author=BOB)], ME)
    found = write.execute("SELECT own_client_id FROM messages ORDER BY seq").fetchall()
    assert found == [("c-7-1",), (None,)]
