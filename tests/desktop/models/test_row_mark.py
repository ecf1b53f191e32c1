from backend.wire.types import RoomId
from desktop.client.state.entries import confirmed_entry
from desktop.models.row_mark import RowMark
from desktop.models.timeline import TimelineModel
from desktop.theme import Theme
from tests.helpers.examples import ME, a_direct_store, a_message, a_pending, a_user, created, fill

ROOM = RoomId(1)


def test_it_follows_its_message(theme: Theme) -> None:
    store = a_direct_store(5)
    fill(store, 1, [a_message(1, seq) for seq in range(50, 60)], has_older=True)
    model = TimelineModel(store, ROOM)
    mark = RowMark(model, 4)
    store.timelines.of(ROOM).prepend(
        [confirmed_entry(a_message(1, seq), ME) for seq in range(10, 50)], has_older=True
    )
    assert (mark.key, mark.row) == ("#1000054", 44)
    store.apply_entries(ROOM, created([a_message(1, 60)]))
    assert mark.row == 44


def test_another_page_with_the_message_keeps_it_and_one_without_loses_it(theme: Theme) -> None:
    store = a_direct_store(20)
    model = TimelineModel(store, ROOM)
    mark = RowMark(model, 12)
    fill(store, 1, [a_message(1, seq) for seq in range(10, 21)])
    assert mark.row == 3
    fill(store, 1, [a_message(1, seq) for seq in range(1, 5)])
    assert mark.row is None
    fill(store, 1, [a_message(1, seq) for seq in range(10, 21)])
    assert mark.row is None


def test_a_message_that_is_overtaken_on_its_way_is_found_behind(theme: Theme) -> None:
    store = a_direct_store(5)
    store.add_pending(ROOM, a_pending("c-1-7", "mine"))
    model = TimelineModel(store, ROOM)
    mark = RowMark(model, 5)
    store.apply_entries(ROOM, created([a_message(1, 6)]))
    assert mark.row == 6
    store.apply_entries(ROOM, created([a_message(1, 7, "mine", author=a_user(1))]))
    assert mark.row == 6
