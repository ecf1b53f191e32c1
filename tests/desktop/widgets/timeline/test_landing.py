from backend.wire.types import RoomId
from desktop.client.state.store import Store
from desktop.models.timeline import TimelineModel
from desktop.theme import Theme
from desktop.widgets.timeline.landing import Landing
from tests.helpers.examples import a_direct_store

ROOM = RoomId(1)


def a_newest_page(read_seq: int) -> Store:
    store = a_direct_store(100, read_seq=read_seq)
    timeline = store.timelines.of(ROOM)
    timeline.reset(timeline[50:], has_older=True)
    return store


def test_it_is_under_way_only_while_the_unread_line_is_elsewhere(theme: Theme) -> None:
    for read_seq, is_elsewhere in ((20, True), (50, False), (100, False)):
        model = TimelineModel(a_newest_page(read_seq), ROOM)
        landing = Landing()
        landing.begin(model)
        assert landing.is_under_way is is_elsewhere
        assert landing.wants_page(model) is is_elsewhere
        assert landing.end() is is_elsewhere
        assert not landing.end()
        assert not landing.wants_page(model)
        model.close()


def test_after_ten_pages_no_more_are_wanted(theme: Theme) -> None:
    model = TimelineModel(a_newest_page(20), ROOM)
    landing = Landing()
    landing.begin(model)
    for _ in range(10):
        assert landing.wants_page(model)
        landing.note_page()
    assert not landing.wants_page(model)
    assert landing.is_under_way
    model.close()


def test_without_a_room_there_is_nothing_to_reach() -> None:
    landing = Landing()
    landing.begin(None)
    assert not landing.is_under_way
