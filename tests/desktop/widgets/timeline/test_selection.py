import time

import pytest

from backend.wire.types import RoomId
from desktop.client.state.entries import confirmed_entry
from desktop.models.timeline import TimelineModel
from desktop.theme import Theme
from desktop.widgets.timeline.selection import WHOLE, Piece, Span, TimelineSelection, piece_text
from tests.helpers.examples import ME, a_direct_store, a_message, created, fill

ROOM = RoomId(1)


@pytest.fixture
def selection() -> TimelineSelection:
    return TimelineSelection()


def a_model(count: int = 10) -> TimelineModel:
    return TimelineModel(a_direct_store(count), ROOM)


def test_a_piece_of_one_message(theme: Theme, selection: TimelineSelection) -> None:
    model = a_model()
    selection.begin(model, Piece(3, 4, 4))
    assert selection.span() is None
    selection.extend(model, Piece(3, 8, 8))
    span = selection.span()
    assert span == Span(3, 3, 4, 8)
    assert (span.within(3, 100), span.within(3, 6), span.within(2, 100)) == ((4, 8), (4, 6), None)
    selection.extend(model, Piece(3, 1, 1))
    assert selection.span() == Span(3, 3, 1, 4)


def test_several_messages_are_whole_ones_whichever_way_the_hand_went(
    theme: Theme, selection: TimelineSelection
) -> None:
    model = a_model()
    selection.begin(model, Piece(5, 4, 4))
    selection.extend(model, Piece(2, 1, 1))
    span = selection.span()
    assert span is not None
    assert (span.first, span.last) == (2, 5)
    assert [span.within(row, 9) for row in (1, 2, 5, 6)] == [None, (0, 9), (0, 9), None]
    selection.extend(model, Piece(7, 0, 0))
    span = selection.span()
    assert span is not None
    assert (span.first, span.last) == (5, 7)


def test_it_follows_its_messages(theme: Theme, selection: TimelineSelection) -> None:
    store = a_direct_store(5)
    fill(store, 1, [a_message(1, seq) for seq in range(50, 60)], has_older=True)
    model = TimelineModel(store, ROOM)
    selection.begin(model, Piece(2, 0, WHOLE))
    selection.extend(model, Piece(4, 0, WHOLE))
    store.timelines.of(ROOM).prepend(
        [confirmed_entry(a_message(1, seq), ME) for seq in range(40, 50)], has_older=True
    )
    store.apply_entries(ROOM, created([a_message(1, 60)]))
    assert selection.span() == Span(12, 14, 0, WHOLE)


def test_all_of_it_and_nothing(theme: Theme, selection: TimelineSelection) -> None:
    model = a_model(1)
    selection.take_all(model)
    assert selection.span() == Span(0, 0, 0, WHOLE)
    assert selection.clear()
    assert not selection.clear()
    selection.take_all(a_model(0))
    assert selection.span() is None


def test_a_piece_is_copied_as_displayed_and_a_whole_message_as_written(theme: Theme) -> None:
    entry = TimelineModel(a_direct_store(["one **bold** word"]), ROOM).entry(0)
    assert piece_text(entry, Span(0, 0, 4, 8), "one bold word") == "bold"
    assert piece_text(entry, Span(0, 0, 0, WHOLE), "one bold word") == "one **bold** word"


@pytest.mark.usefixtures("without_garbage")
def test_a_long_talk_is_selected_at_once(theme: Theme, selection: TimelineSelection) -> None:
    model = a_model(100_000)
    begin = time.thread_time()
    selection.take_all(model)
    for _ in range(1000):
        selection.span()
    assert time.thread_time() - begin < 0.1
