"""A message is read when every other member has passed it, and never unread again."""

import pytest

from backend.store.marks import Marks, load_marks
from backend.store.rooms import delete_member, update_read_marks
from backend.wire.types import RoomId, UserId
from tests.helpers.rows import add_group, add_user, say

ME, YOU, THEY = UserId(1), UserId(2), UserId(3)


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
    assert Marks(marks).is_read(ME, 5) is read


def test_it_is_read_as_soon_as_the_last_mark_was_raised():
    marks = Marks({ME: 5, YOU: 5, THEY: 4})
    assert not marks.is_read(ME, 5)
    marks.raise_to(THEY, 5)
    assert marks.is_read(ME, 5)


def test_what_was_read_stays_read_for_who_is_left_alone():
    marks = Marks({ME: 9, YOU: 7, THEY: 4})
    for leaver in (THEY, YOU):
        before = [marks.is_read(ME, seq) for seq in range(10)]
        marks = marks.without(leaver)
        after = [marks.is_read(ME, seq) for seq in range(10)]
        assert all(later or not earlier for earlier, later in zip(before, after, strict=True))
    assert [marks.is_read(ME, 7), marks.is_read(ME, 8)] == [True, False]


def test_being_left_alone_reads_nothing_of_those_who_went():
    marks = Marks({ME: 3, YOU: 7, THEY: 7}).without(THEY).without(YOU)
    assert [marks.is_read(THEY, 3), marks.is_read(THEY, 4)] == [True, False]


def test_marks_are_loaded_with_what_was_read_by_who_has_left(connection):
    people = [add_user(connection, name) for name in ("alice", "bob")]
    room = add_group(connection, *people)
    say(connection, room, people[0], *"abcde")
    update_read_marks(connection, {(room, people[1].id): 3})
    assert load_marks(connection, room).by_user == {people[0].id: 0, people[1].id: 3}
    delete_member(connection, room, people[1].id, 5, 3)
    marks = load_marks(connection, room)
    assert (marks.by_user, marks.floor) == ({people[0].id: 0}, 3)
    assert load_marks(connection, RoomId(99)).by_user == {}
