import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.wire.codec import UnknownEntry
from backend.wire.live import MemberAdded, ReadMarkMoved
from backend.wire.types import Member, RoomId, Seq, UserId
from desktop.client.cache import Cache, Page, Part
from desktop.client.unsent import OutboxRow
from tests.helpers.examples import (
    ME,
    NOON,
    a_contact,
    a_message,
    a_room,
    a_user,
    answering,
    created,
    deleted,
    edited,
)
from tests.helpers.scripted_server import SERVER_ID, a_welcome

BOB, ALICE = a_user(2, "Bob"), a_user(1, "Alice Doe")
ROOM = RoomId(7)


@pytest.fixture
def cache(tmp_path):
    cache = Cache(tmp_path / "1.sqlite3", ME)
    yield cache
    cache.close()


def _messages(*seqs, author=BOB):
    return [a_message(7, seq, author=author) for seq in seqs]


def _row(client_id: str, **changed: object) -> OutboxRow:
    row = OutboxRow(client_id=client_id, room=ROOM, content="hello", created_at=NOON, asked_at=NOON)
    return msgspec.structs.replace(row, **changed)


def _as_member(contact):
    return Member(**msgspec.structs.asdict(contact), role="member")


def _seqs(messages):
    return [message.seq for message in messages]


def test_an_empty_cache_knows_nobody(cache):
    assert (cache.load_snapshot(), cache.server_id, cache.cursors(), cache.unsent.rows()) == (
        None,
        None,
        {},
        [],
    )


def test_a_welcome_comes_back_as_it_was_but_nobody_is_taken_to_be_here(cache):
    room = a_room(7, [BOB], unread=2, read_seq=3, others_read_seq=4, last=a_message(7, 5))
    cache.save_welcome(a_welcome(room, people=[a_contact(2, "Bob", is_online=True)]))
    snapshot = cache.load_snapshot()
    assert (snapshot.me, snapshot.rooms) == (ALICE, [room])
    assert snapshot.people == [a_contact(2, "Bob", is_online=False)]
    assert cache.server_id == SERVER_ID
    assert cache.cursors() == {7: 5}


def test_who_administers_the_server_is_known_at_the_next_start(cache):
    cache.save_welcome(msgspec.structs.replace(a_welcome(), is_admin=True))
    assert cache.load_snapshot().is_admin
    cache.save_welcome(a_welcome())
    assert not cache.load_snapshot().is_admin


def test_a_known_room_keeps_its_cursor_and_one_that_is_gone_takes_its_messages_along(cache):
    cache.save_welcome(
        a_welcome(a_room(7, [BOB], last=a_message(7, 5)), a_room(8, [BOB], last=a_message(8, 1)))
    )
    cache.save_welcome(a_welcome(a_room(7, [BOB], last=a_message(7, 9))))
    assert cache.cursors() == {7: 5}
    assert cache.newest_page(RoomId(8), 50).messages == []


def test_a_log_that_shrank_begins_anew(cache):
    """The server was restored from a backup: what it lost is lost."""
    cache.save_welcome(a_welcome(a_room(7, [BOB], last=a_message(7, 5))))
    cache.add_events(ROOM, created(_messages(6, 7)), Seq(7))
    cache.save_welcome(a_welcome(a_room(7, [BOB], last=a_message(7, 6, "another six"))))
    assert cache.cursors() == {7: 6}
    assert [message.content for message in cache.newest_page(ROOM, 50).messages] == ["another six"]


def test_events_move_the_cursor_with_them_and_join_what_lies_below(cache):
    cache.save_welcome(a_welcome(a_room(7, [BOB], last=a_message(7, 5))))
    cache.add_events(ROOM, created(_messages(6, 7)), Seq(7))
    page = cache.newest_page(ROOM, 50)
    assert (_seqs(page.messages), page.is_first, cache.cursors()) == ([5, 6, 7], False, {7: 7})
    cache.add_part(ROOM, Part(_messages(1, 2, 3, 4), Seq(1), Seq(4)))
    page = cache.newest_page(ROOM, 50)
    assert (_seqs(page.messages), page.is_first) == ([1, 2, 3, 4, 5, 6, 7], True)


def test_pages_are_as_long_as_asked_and_end_at_a_hole(cache):
    cache.save_welcome(a_welcome(a_room(7, [BOB], last=a_message(7, 100))))
    cache.add_part(ROOM, Part(_messages(*range(90, 100)), Seq(90), Seq(99)))
    cache.add_part(ROOM, Part(_messages(*range(1, 51)), Seq(1), Seq(50)))
    newest = cache.newest_page(ROOM, 5)
    assert (_seqs(newest.messages), newest.is_first) == ([96, 97, 98, 99, 100], False)
    older = cache.page_before(ROOM, Seq(96), 50)
    assert (_seqs(older.messages), older.is_first) == ([90, 91, 92, 93, 94, 95], False)
    assert cache.page_before(ROOM, Seq(90), 50) == Page([], Seq(90))
    assert _seqs(cache.page_before(ROOM, Seq(51), 3).messages) == [48, 49, 50]
    assert cache.page_before(ROOM, Seq(4), 3) == Page(_messages(1, 2, 3), Seq(1))
    assert cache.page_before(ROOM, Seq(1), 3) == Page([], Seq(1))


def test_going_on_from_the_newest_page_leaves_nothing_that_what_was_skipped_may_have_changed(cache):
    cache.save_welcome(a_welcome(a_room(7, [BOB], last=a_message(7, 5))))
    now = a_room(7, [BOB], last=a_message(7, 2_002))
    cache.restart_log(now, Page(_messages(2_001, 2_002), Seq(2_001)))
    assert cache.cursors() == {7: 2_002}
    assert cache.load_snapshot().rooms == [now]
    page = cache.newest_page(ROOM, 50)
    assert (_seqs(page.messages), page.is_first) == ([2_001, 2_002], False)
    cache.add_part(ROOM, Part(_messages(*range(6, 2_001)), Seq(6), Seq(2_000)))
    assert _seqs(cache.newest_page(ROOM, 5_000).messages) == list(range(6, 2_003))


def test_an_own_message_ahead_of_the_log_is_shown_and_then_joins_it(cache):
    cache.save_welcome(a_welcome(a_room(7, [BOB], last=a_message(7, 5))))
    [ahead] = _messages(8, author=ALICE)
    cache.add_ahead(ahead)
    assert (_seqs(cache.newest_page(ROOM, 50).messages), cache.cursors()) == ([5, 8], {7: 5})
    cache.add_events(ROOM, created([*_messages(6, 7), ahead]), Seq(8))
    assert _seqs(cache.newest_page(ROOM, 50).messages) == [5, 6, 7, 8]


@pytest.mark.parametrize("way", ["event", "ahead", "page", "restart", "welcome"])
def test_a_stored_own_message_takes_its_outbox_row_along(cache, way):
    cache.save_welcome(a_welcome(a_room(7, [BOB])))
    [mine] = _messages(1, author=ALICE)
    cache.unsent.add(_row(mine.client_id))
    cache.unsent.add(_row("another"))
    match way:
        case "event":
            cache.add_events(ROOM, created([mine]), Seq(1))
        case "ahead":
            cache.add_ahead(mine)
        case "page":
            cache.add_part(ROOM, Part([mine], Seq(1), Seq(1)))
        case "restart":
            cache.restart_log(a_room(7, [BOB], last=mine), Page([mine], Seq(1)))
        case "welcome":
            new_room = a_room(9, [BOB], last=msgspec.structs.replace(mine, room=RoomId(9)))
            cache.save_welcome(a_welcome(new_room))
    assert [row.client_id for row in cache.unsent.rows()] == ["another"]


def test_another_author_s_message_with_my_client_id_takes_nothing(cache):
    cache.save_welcome(a_welcome(a_room(7, [BOB])))
    [theirs] = _messages(1)
    cache.unsent.add(_row(theirs.client_id))
    cache.add_events(ROOM, created([theirs]), Seq(1))
    assert len(cache.unsent.rows()) == 1


def test_another_server_s_facts_go_and_what_is_unsent_stays(cache):
    cache.save_welcome(a_welcome(a_room(7, [BOB], last=a_message(7, 5)), people=[a_contact(2)]))
    cache.unsent.add(_row("unsent"))
    cache.forget_server()
    assert (cache.load_snapshot(), cache.cursors()) == (None, {})
    assert cache.server_id == SERVER_ID, "what is unsent was written for it"
    assert [row.client_id for row in cache.unsent.rows()] == ["unsent"]


def test_the_latest_mark_of_each_member_is_kept_until_the_next_welcome(cache):
    cache.save_welcome(a_welcome(a_room(7, [BOB])))
    marks = [
        ReadMarkMoved(room=ROOM, user=UserId(user), read_seq=Seq(seq), unread_count=0, last_seq=Seq(seq))
        for user, seq in [(1, 1), (2, 2), (1, 3)]
    ]
    for mark in marks:
        cache.save_mark(mark)
    assert cache.load_snapshot().marks == [marks[2], marks[1]]
    cache.save_welcome(a_welcome(a_room(7, [BOB])))
    assert cache.load_snapshot().marks == []


PIECES = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 12)), max_size=12)


@settings(deadline=None, max_examples=40)
@given(PIECES)
def test_holes_are_never_assumed_filled(tmp_path_factory, pieces):
    """Whatever parts of a log of 40 arrive in whatever order: a page holds no gap, and stops where one is."""
    cache = Cache(tmp_path_factory.mktemp("cache") / "1.sqlite3", ME)
    cache.save_welcome(a_welcome(a_room(7, [BOB], last=a_message(7, 40))))
    known = {40}
    for first, length in pieces:
        last = min(first + length - 1, 40)
        known.update(range(first, last + 1))
        cache.add_part(ROOM, Part(_messages(*range(first, last + 1)), Seq(first), Seq(last)))
    for before in range(1, 42):
        below = 0
        while before - 1 - below in known:
            below += 1
        page = cache.page_before(ROOM, Seq(before), 100)
        assert _seqs(page.messages) == list(range(before - below, before))
        assert page.is_first == (before - below == 1)
    cache.close()


def test_a_message_lies_here_as_it_is_now_and_so_do_those_that_quote_it(cache):
    cache.save_welcome(a_welcome(a_room(7, [BOB])))
    first, second = _messages(1, 2)
    answer = answering(a_message(7, 3, "what?"), second)
    cache.add_events(ROOM, created([first, second, answer]), Seq(3))
    edit = edited(second, 4, "better")
    cache.add_events(ROOM, [edit, deleted(first, 5)], Seq(5))
    page = cache.newest_page(ROOM, 50)
    assert [message.content for message in page.messages] == ["", "better", "what?"]
    assert (page.messages[0].deleted, page.messages[2].quote.content) == (True, "better")
    assert (page.is_first, cache.cursors()) == (True, {7: 5})


def test_a_message_that_does_not_lie_here_is_not_put_here_by_its_edit(cache):
    cache.save_welcome(a_welcome(a_room(7, [BOB], last=a_message(7, 9))))
    cache.add_events(ROOM, [edited(a_message(7, 2), 10, "better")], Seq(10))
    assert _seqs(cache.newest_page(ROOM, 50).messages) == [9]


def test_places_without_a_message_are_no_holes(cache):
    room = msgspec.structs.replace(a_room(7, [BOB], last=a_message(7, 5, author=BOB)), last_seq=Seq(8))
    cache.save_welcome(a_welcome(room))
    cache.add_events(ROOM, [UnknownEntry(room=ROOM, seq=Seq(9)), *created(_messages(10))], Seq(10))
    page = cache.newest_page(ROOM, 50)
    assert (_seqs(page.messages), page.first) == ([5, 10], 5)
    cache.add_part(ROOM, Part(_messages(2, 4), Seq(1), Seq(4)))
    assert cache.newest_page(ROOM, 3) == Page(_messages(4, 5, 10), Seq(4))
    assert cache.page_before(ROOM, Seq(4), 3) == Page(_messages(2), Seq(1))


def test_what_the_log_said_besides_messages_stays_until_a_snapshot_has_it(cache):
    room = a_room(7, [BOB])
    cache.save_welcome(a_welcome(room))
    [message] = _messages(1)
    joined = MemberAdded(room=ROOM, seq=Seq(3), by=ME, member=_as_member(a_contact(3, "Eve")), user=a_user(3))
    edit = edited(message, 2, "better")
    cache.add_events(ROOM, [*created([message]), edit, joined, UnknownEntry(room=ROOM, seq=Seq(4))], Seq(4))
    end = UnknownEntry(room=ROOM, seq=Seq(4))
    assert cache.later([room]) == ({ROOM: [*created([edit.message]), edit, joined, end]}, [])
    assert [person.id for person in cache.load_snapshot().people] == [3]
    cache.save_rooms([msgspec.structs.replace(room, last_seq=Seq(3))])
    assert cache.later([msgspec.structs.replace(room, last_seq=Seq(3))]) == ({ROOM: [end]}, [])


def test_what_came_later_leaves_out_rooms_that_stand_where_they_stood_and_tells_what_is_ahead(cache):
    quiet, ahead = a_room(7, [BOB], last=a_message(7, 5)), a_room(8, [BOB], last=a_message(8, 2))
    cache.save_welcome(a_welcome(quiet, ahead))
    own = a_message(8, 6)
    cache.add_ahead(own)
    assert cache.later([quiet, ahead]) == ({}, [own])


def test_a_room_that_is_gone_leaves_only_what_is_unsent(cache):
    cache.save_welcome(a_welcome(a_room(7, [BOB], last=a_message(7, 5))))
    cache.unsent.add(_row("unsent", reply_to=7_000_005))
    cache.remove_room(ROOM)
    assert (cache.cursors(), cache.messages_after(ROOM, Seq(0))) == ({}, [])
    assert cache.unsent.rows() == [_row("unsent", reply_to=7_000_005)]


def test_parts_around_and_above_a_place_end_where_a_hole_begins(cache):
    cache.save_welcome(a_welcome(a_room(7, [BOB], last=a_message(7, 90))))
    cache.add_part(ROOM, Part(_messages(*range(10, 31, 2)), Seq(9), Seq(40)))

    def around(seq, limit):
        part = cache.part_around(ROOM, Seq(seq), limit)
        return part and (_seqs(part.messages), part.first, part.last)

    def after(seq, limit):
        part = cache.part_after(ROOM, Seq(seq), limit)
        return part and (_seqs(part.messages), part.first, part.last)

    assert around(20, 4) == ([16, 18, 20, 22], 16, 22)
    assert around(21, 4) == ([18, 20, 22, 24], 18, 24)
    assert around(9, 4) == ([10, 12], 9, 12)
    assert around(35, 4) == ([24, 26, 28, 30], 24, 40)
    assert around(41, 4) is None
    assert around(90, 4) == ([90], 90, 90)
    assert after(20, 3) == ([22, 24, 26], 21, 26)
    assert after(28, 3) == ([30], 29, 40)
    assert after(40, 3) is None
    assert after(90, 3) is None
