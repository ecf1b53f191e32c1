"""A room's log as events: in order, without holes, as everything is now; for who has left, as it was then."""

import pytest

from backend.store.clock import to_datetime
from backend.store.log import (
    EntryKind,
    EntryRow,
    find_end_of_log,
    hide_later_changes,
    insert_entries,
    list_events,
)
from backend.store.marks import load_marks
from backend.store.messages import pack_ids, update_content, wipe_message
from backend.store.rooms import delete_member, update_last_seqs
from backend.wire.live import MemberAdded, MemberRemoved, MessageCreated, RoleChanged, RoomChanged
from backend.wire.types import Contact, MessageId, RoomId
from tests.helpers.rows import LONG_AGO, add_group, add_user, say


@pytest.fixture
def people(connection):
    return [add_user(connection, name) for name in ("alice", "bob", "carol")]


@pytest.fixture
def room(connection, people):
    return add_group(connection, *people)


def enter(connection, room, seq, kind, actor, subject, detail=""):
    insert_entries(connection, [EntryRow(room, seq, kind, actor.id, LONG_AGO, subject, detail)])
    update_last_seqs(connection, {room: seq})


def contact_of(person):
    user = person.user
    return Contact(
        id=user.id,
        username=user.username,
        first_name="",
        last_name="",
        full_name=user.full_name,
        is_online=False,
        last_seen=None,
        avatar="",
    )


def events_of(connection, room, after_seq=0, end=99, limit=99):
    marks = load_marks(connection, room)
    return list_events(connection, room, marks, after_seq, end, limit, contact_of)


@pytest.fixture
def history(connection, room, people):
    """Places 1 to 9: each kind of entry between messages."""
    alice, bob, carol = people
    first, second = say(connection, room, alice, "@bob", "two")
    update_content(connection, MessageId(first.id), "@carol", [carol.id], LONG_AGO)
    enter(connection, room, 3, EntryKind.MESSAGE_EDITED, alice, first.id, pack_ids([bob.id]))
    enter(connection, room, 4, EntryKind.ROOM_CHANGED, alice, alice.id)
    enter(connection, room, 5, EntryKind.ROLE_CHANGED, alice, bob.id, "admin")
    wipe_message(connection, MessageId(second.id), LONG_AGO)
    enter(connection, room, 6, EntryKind.MESSAGE_DELETED, bob, second.id)
    enter(connection, room, 7, EntryKind.MEMBER_ADDED, bob, carol.id, "member")
    say(connection, room, carol, "three")
    enter(connection, room, 9, EntryKind.MEMBER_REMOVED, carol, carol.id)
    return first, second


def test_each_entry_is_the_event_that_it_was(connection, room, people, history):
    alice, bob, carol = people
    events, has_more = events_of(connection, room, end=9)
    assert ([event.seq for event in events], has_more) == (list(range(1, 10)), False)
    created, wiped, edited, changed, promoted, deleted, added, third, removed = events
    assert isinstance(third, MessageCreated)
    assert created.message == edited.message
    assert (edited.message.content, edited.mentioned_before) == ("@carol", [bob.id])
    assert (edited.message.mentions, edited.message.edited_at) == ([carol.id], to_datetime(LONG_AGO))
    assert wiped.message == deleted.message
    assert (deleted.message.content, deleted.message.deleted, deleted.by) == ("", True, bob.id)
    assert isinstance(changed, RoomChanged)
    assert (changed.name, changed.description, changed.by) == ("Team", "", alice.id)
    assert promoted == RoleChanged(room=room, seq=5, by=alice.id, user=bob.id, role="admin")
    assert isinstance(added, MemberAdded)
    assert (added.by, added.user, added.member.id, added.member.role) == (bob.id, carol, carol.id, "member")
    assert removed == MemberRemoved(room=room, seq=9, by=carol.id, user=carol.id)


@pytest.mark.parametrize(
    ("after_seq", "end", "limit", "seqs", "has_more"),
    [
        (0, 9, 3, [1, 2, 3], True),
        (3, 9, 3, [4, 5, 6], True),
        (6, 9, 3, [7, 8, 9], False),
        (0, 5, 9, [1, 2, 3, 4, 5], False),
        (4, 5, 1, [5], False),
        (9, 9, 3, [], False),
        (42, 9, 3, [], False),
        (1, 2, 9, [2], False),
    ],
)
def test_a_page_ends_at_the_limit_or_where_the_reader_may_read_no_more(
    connection, room, history, after_seq, end, limit, seqs, has_more
):
    events, is_more = events_of(connection, room, after_seq, end, limit)
    assert ([event.seq for event in events], is_more) == (seqs, has_more)


def test_a_member_reads_to_the_end_and_who_left_up_to_the_departure(connection, room, people, history):
    alice, _, carol = people
    delete_member(connection, room, carol.id, 9, 0)
    say(connection, room, alice, "later")
    assert find_end_of_log(connection, room, alice.id) == 10
    assert find_end_of_log(connection, room, carol.id) == 9
    stranger = add_user(connection, "dave")
    assert find_end_of_log(connection, room, stranger.id) is None
    assert find_end_of_log(connection, RoomId(99), alice.id) is None


def test_who_left_does_not_read_what_was_changed_since(connection, room, people, history):
    alice = people[0]
    first, _ = history
    answer = say(connection, room, alice, "an answer")[0]
    connection.exec_driver_sql(f"UPDATE messages SET reply_to = {first.id} WHERE id = {answer.id}")
    before, _ = events_of(connection, room, end=10)
    assert hide_later_changes(connection, room, 10, before) == before
    update_content(connection, MessageId(first.id), "secret", [alice.id], LONG_AGO + 9)
    enter(connection, room, 11, EntryKind.MESSAGE_EDITED, alice, first.id)
    connection.exec_driver_sql("UPDATE rooms SET name = 'secret', description = 'secret'")
    enter(connection, room, 12, EntryKind.ROOM_CHANGED, alice, alice.id)
    events, _ = events_of(connection, room, end=10)
    hidden = hide_later_changes(connection, room, 10, events)
    assert [event.seq for event in hidden] == list(range(1, 11))
    assert "secret" in str(events)
    assert "secret" not in str(hidden)
    assert (hidden[0].message.content, hidden[0].message.mentions, hidden[9].message.quote.content) == (
        "",
        [],
        "",
    )
    assert (hidden[3].name, hidden[7].message.content) == ("", "three")
