import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.wire.types import RoomId, Seq
from desktop.client.state.changes import (
    Changes,
    EntriesInserted,
    EntriesRemoved,
    EntryChanged,
    HistoryStateChanged,
    TimelineReset,
)
from desktop.client.state.entries import EntryState, confirmed_entry, quote_of
from desktop.client.state.timelines import KEPT, Timeline, Timelines
from tests.helpers.examples import ME, a_message, a_pending, a_user, answering, deleted, edited

ROOM = RoomId(7)
BOB, ALICE = a_user(2, "Bob"), a_user(1, "Alice Doe")


class Follower:
    """A view that knows a timeline only by its changes, and must be in step with it after each."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.keys = [entry.key for entry in timeline]
        self.told = []

    def __call__(self, change: object) -> None:
        self.told.append(change)
        current = [entry.key for entry in self.timeline]
        match change:
            case TimelineReset():
                self.keys = current
            case EntriesInserted(first=first, count=count):
                self.keys[first:first] = current[first : first + count]
            case EntriesRemoved(first=first, count=count):
                del self.keys[first : first + count]
            case EntryChanged(index=index):
                self.keys[index] = current[index]
        assert self.keys == current


def _timeline(*seqs: int, has_older: bool = False) -> tuple[Timeline, Follower]:
    changes = Changes()
    timeline = Timeline(ROOM, changes.emit)
    if seqs:
        timeline.reset(_theirs(*seqs), has_older=has_older)
    follower = Follower(timeline)
    changes.subscribe(follower)
    return timeline, follower


def _theirs(*seqs: int):
    return [confirmed_entry(a_message(7, seq, author=BOB), ME) for seq in seqs]


def _mine(seq: int):
    return confirmed_entry(a_message(7, seq, author=ALICE), ME)


def _pending(seq: int):
    """What `_mine(seq)` was before it was confirmed."""
    return a_pending(f"c-7-{seq}", "on its way")


def _seqs(timeline: Timeline):
    return [entry.seq for entry in timeline]


def test_a_batch_is_one_insert():
    timeline, view = _timeline(1, 2)
    timeline.add(_theirs(3, 4, 5))
    assert view.told == [EntriesInserted(ROOM, 2, 3)]


def test_confirmation_of_what_is_next_changes_the_entry_in_its_place():
    timeline, view = _timeline(1)
    timeline.add_pending(_pending(2))
    timeline.add_pending(_pending(3))
    view.told.clear()
    timeline.add([_mine(2)])
    assert view.told == [EntryChanged(ROOM, 1)]
    assert [entry.state for entry in timeline] == [EntryState.SENT, EntryState.SENT, EntryState.QUEUED]
    assert timeline[1].seq == 2


def test_confirmation_out_of_turn_moves_the_entry():
    timeline, view = _timeline(1)
    timeline.add_pending(_pending(3))
    timeline.add_pending(_pending(2))
    view.told.clear()
    timeline.add([_mine(2)])
    assert view.told == [EntriesRemoved(ROOM, 2, 1), EntriesInserted(ROOM, 1, 1)]
    assert [entry.key for entry in timeline] == ["#7000001", "c-7-2", "c-7-3"]


def test_an_ack_that_is_ahead_lets_the_missing_ones_in_before_it():
    timeline, _ = _timeline(1)
    timeline.add_pending(_pending(4))
    timeline.add([_mine(4)])
    timeline.add(_theirs(2, 3))
    timeline.add([_mine(4)])
    assert _seqs(timeline) == [1, 2, 3, 4]


def test_what_comes_twice_stands_once():
    timeline, view = _timeline(1, 2, 3)
    timeline.add(_theirs(2, 3))
    assert view.told == []


def test_a_timeline_that_was_never_opened_holds_only_what_is_on_its_way():
    timeline, view = _timeline()
    timeline.add_pending(_pending(2))
    timeline.add([*_theirs(1), _mine(2), *_theirs(3)])
    assert (len(timeline), timeline.first_seq) == (0, None)
    assert view.told == [EntriesInserted(ROOM, 0, 1), EntriesRemoved(ROOM, 0, 1)]


def test_opening_a_timeline_settles_what_the_page_has():
    timeline, view = _timeline()
    timeline.add_pending(_pending(1))
    timeline.add_pending(_pending(9))
    timeline.reset([_mine(1)], has_older=False)
    assert [entry.key for entry in timeline] == ["c-7-1", "c-7-9"]
    assert view.told[-1] == TimelineReset(ROOM)


def test_older_pages_go_before_and_say_when_there_are_no_more():
    timeline, view = _timeline(5, 6, has_older=True)
    timeline.prepend(_theirs(3, 4, 5), has_older=True)
    assert (_seqs(timeline), view.told) == ([3, 4, 5, 6], [EntriesInserted(ROOM, 0, 2)])
    timeline.prepend([], has_older=False)
    assert view.told[1:] == [HistoryStateChanged(ROOM)]


def test_an_entry_of_a_page_that_is_not_loaded_waits_for_its_page():
    timeline, _ = _timeline(50, 51, has_older=True)
    timeline.add_pending(_pending(3))
    timeline.add([_mine(3)])
    assert _seqs(timeline) == [50, 51]


def test_loading_is_told_once_when_it_changes():
    timeline, view = _timeline(1)
    timeline.set_loading_older(True)
    timeline.set_loading_older(True)
    timeline.set_loading_older(False)
    assert view.told == [HistoryStateChanged(ROOM)] * 2


def test_a_pending_entry_gets_stuck_goes_on_and_is_given_up():
    timeline, view = _timeline(1)
    timeline.add_pending(_pending(2))
    timeline.change_pending("c-7-2", EntryState.FAILED, "no_such_room")
    assert (timeline[1].state, timeline[1].error) == (EntryState.FAILED, "no_such_room")
    timeline.remove_pending("c-7-2")
    timeline.remove_pending("c-7-2")
    timeline.change_pending("c-7-2", EntryState.QUEUED)
    assert view.told[-1] == EntriesRemoved(ROOM, 1, 1)
    assert len(timeline) == 1


def test_a_room_at_which_nobody_looks_keeps_only_its_newest_entries():
    timeline, _follower = _timeline(*range(1, KEPT + 1))
    stop = timeline.watch()
    timeline.add(_theirs(*range(KEPT + 1, 3 * KEPT + 1)))
    assert len(timeline) == 3 * KEPT, "all is there while somebody looks"
    stop()
    assert _seqs(timeline) == list(range(2 * KEPT + 1, 3 * KEPT + 1))
    assert (timeline.has_older, timeline.first_seq) == (True, 2 * KEPT + 1)
    timeline.add(_theirs(*range(3 * KEPT + 1, 5 * KEPT + 1)))
    assert len(timeline) == KEPT
    timeline.prepend(_theirs(*range(1, 4 * KEPT + 1)), has_older=False, first_seq=Seq(1))
    assert _seqs(timeline) == list(range(1, 5 * KEPT + 1)), "the rest comes back as older pages do"


def test_it_is_a_sequence():
    timeline, _ = _timeline(1, 2, 3)
    timeline.add_pending(_pending(4))
    assert (timeline[-1].key, timeline[-4].seq, timeline.confirmed_count) == ("c-7-4", 1, 3)
    assert [entry.seq for entry in timeline[1:4]] == [2, 3, None]
    assert timeline.index_of_seq(Seq(3)) == 2
    for index in (4, -5):
        with pytest.raises(IndexError):
            timeline[index]


def test_all_is_forgotten_but_the_objects_stay_for_they_may_be_on_screen():
    told = []
    timelines = Timelines(told.append)
    timeline = timelines.of(ROOM)
    timeline.reset(_theirs(1), has_older=True)
    timeline.add_pending(_pending(2))
    timelines.clear()
    assert timelines.of(ROOM) is timeline
    assert (len(timeline), timeline.is_loaded, timeline.has_older) == (0, False, False)
    assert told[-1] == TimelineReset(ROOM)


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("log"), st.lists(st.integers(1, 30), min_size=1, max_size=5, unique=True)),
        st.tuples(st.just("send"), st.integers(1, 30)),
        st.tuples(st.just("older"), st.lists(st.integers(1, 30), max_size=5, unique=True)),
        st.tuples(st.just("discard"), st.integers(1, 30)),
        st.tuples(st.just("open"), st.lists(st.integers(1, 30), max_size=5, unique=True)),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=100)
@given(ACTIONS)
def test_whatever_happens_a_follower_of_the_changes_is_in_step_and_nothing_is_doubled(actions):
    """Even numbers are mine; an own one is pending at most once and never after it was confirmed."""
    timeline, _ = _timeline()
    confirmed: set[int] = set()

    def entries(seqs):
        confirmed.update(seqs)
        return [_mine(seq) if seq % 2 == 0 else _theirs(seq)[0] for seq in sorted(seqs)]

    for verb, value in actions:
        if verb == "log":
            timeline.add(entries(value))
        elif verb == "send" and value % 2 == 0 and value not in confirmed:
            if all(entry.key != f"c-7-{value}" for entry in timeline.pending):
                timeline.add_pending(_pending(value))
        elif verb == "older" and timeline.is_loaded:
            settled = {entry.key for entry in timeline.pending}
            fresh = [seq for seq in value if f"c-7-{seq}" not in settled]
            timeline.prepend(entries(fresh), has_older=True)
        elif verb == "discard":
            timeline.remove_pending(f"c-7-{value}")
        elif verb == "open":
            timeline.reset(entries(value), has_older=False)
        keys = [entry.key for entry in timeline]
        seqs = [entry.seq for entry in timeline if entry.seq is not None]
        assert len(keys) == len(set(keys))
        assert seqs == sorted(seqs)


def test_a_revision_changes_the_message_and_those_that_quote_it_in_their_places():
    first = a_message(7, 1, "helo", author=BOB)
    answer = answering(a_message(7, 2, "what?", author=ALICE), first)
    timeline, view = _timeline()
    timeline.reset([confirmed_entry(message, ME) for message in (first, answer)], has_older=False)
    timeline.add_pending(
        msgspec.structs.replace(_pending(9), reply_to=first.id, quote=timeline.find_quote(first.id))
    )
    view.told.clear()
    better = edited(first, 3, "hello").message
    for _ in range(2):
        timeline.revise(confirmed_entry(better, ME), quote_of(better))
    assert view.told == [EntryChanged(ROOM, 0), EntryChanged(ROOM, 1), EntryChanged(ROOM, 2)]
    assert (timeline[0].content, timeline[0].edited_at) == ("hello", better.edited_at)
    assert [entry.quote.content for entry in timeline[1:]] == ["hello", "hello"]
    gone = deleted(first, 4).message
    timeline.revise(confirmed_entry(gone, ME), quote_of(gone))
    assert (timeline[0].deleted, timeline[0].seq, timeline[1].quote.deleted) == (True, 1, True)


def test_a_revision_of_what_is_not_loaded_changes_nothing():
    timeline, view = _timeline(5, 6, has_older=True)
    message = edited(a_message(7, 2), 7, "hello").message
    timeline.revise(confirmed_entry(message, ME), quote_of(message))
    assert (view.told, timeline.find_quote(message.id), timeline.find_quote(None)) == ([], None, None)


def test_an_author_has_another_name():
    timeline, view = _timeline(1, 2)
    timeline.add([_mine(3)])
    view.told.clear()
    timeline.rename(BOB.id, "Robert")
    assert [entry.author_name for entry in timeline] == ["Robert", "Robert", "Alice Doe"]
    assert view.told == [EntryChanged(ROOM, 0), EntryChanged(ROOM, 1)]


def test_the_loaded_part_begins_where_the_log_says_so_with_a_message_or_not():
    timeline, _ = _timeline()
    timeline.reset([], has_older=True, first_seq=Seq(9))
    assert timeline.first_seq == 9
    timeline.prepend(_theirs(4, 6), has_older=True, first_seq=Seq(3))
    assert (timeline.first_seq, _seqs(timeline)) == (3, [4, 6])


def _past(*seqs: int) -> tuple[Timeline, Follower]:
    """A timeline that shows these while there are newer ones."""
    timeline, view = _timeline(1, 2)
    timeline.add_pending(_pending(99))
    timeline.reset(_theirs(*seqs), has_older=True, first_seq=Seq(seqs[0]), last_seq=Seq(seqs[-1]))
    view.told.clear()
    return timeline, view


def test_the_past_shows_neither_what_comes_nor_what_is_on_its_way():
    timeline, view = _past(40, 41)
    timeline.add(_theirs(70))
    timeline.add_pending(_pending(98))
    timeline.change_pending("c-7-99", EntryState.FAILED, "code")
    timeline.remove_pending("c-7-99")
    assert (_seqs(timeline), view.told) == ([40, 41], [])
    assert (timeline.has_newer, timeline.last_seq) == (True, 41)
    with pytest.raises(IndexError):
        timeline[2]
    assert timeline[0:9] == list(timeline)


def test_a_newer_page_that_reaches_the_end_brings_what_is_on_its_way():
    timeline, view = _past(40, 41)
    timeline.append(_theirs(41, 42, 43), last_seq=Seq(43))
    assert view.told == [EntriesInserted(ROOM, 2, 2)]
    timeline.append(_theirs(44), last_seq=None)
    assert view.told[1:] == [
        EntriesInserted(ROOM, 4, 1),
        EntriesInserted(ROOM, 5, 1),
        HistoryStateChanged(ROOM),
    ]
    assert (timeline.has_newer, timeline.last_seq, [entry.key for entry in timeline][-1]) == (
        False,
        None,
        "c-7-99",
    )


def test_what_was_on_its_way_settles_in_the_past_without_a_word():
    timeline, view = _past(40, 41)
    timeline.add([_mine(99)])
    assert (view.told, list(timeline.pending)) == ([], [])


def test_the_past_is_revised_and_renamed_like_the_present():
    timeline, view = _past(40, 41)
    message = a_message(7, 40, "other words", author=BOB)
    timeline.revise(confirmed_entry(message, ME), quote_of(message))
    timeline.rename(ME, "Alice Roe")
    timeline.rename(BOB.id, "Bob Roe")
    assert view.told == [EntryChanged(ROOM, 0), EntryChanged(ROOM, 0), EntryChanged(ROOM, 1)]
    assert timeline.pending[0].author_name == "Alice Roe"
