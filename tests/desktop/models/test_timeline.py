from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from backend.wire.live import ReadMarkMoved, UnreadMarked
from backend.wire.types import RoomId, Seq, UserId
from desktop.client.state.entries import EntryState, confirmed_entry
from desktop.client.state.store import Store
from desktop.models.timeline import TimelineModel
from desktop.theme import Theme
from tests.helpers.examples import (
    ME,
    a_direct_store,
    a_message,
    a_pending,
    a_user,
    created,
    deleted,
    edited,
    fill,
)

ROOM = RoomId(1)


class Followed:
    """A model under Qt's own tester, with a list that is kept up by its signals alone."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.model = TimelineModel(store, ROOM)
        self.tester = QAbstractItemModelTester(
            self.model, QAbstractItemModelTester.FailureReportingMode.Fatal
        )
        self.copy = self.texts()
        self.signals: list[str] = []
        self.model.rowsInserted.connect(self._insert)
        self.model.rowsRemoved.connect(self._remove)
        self.model.dataChanged.connect(self._change)
        self.model.modelReset.connect(self._reset)

    def texts(self) -> list[str]:
        return [self.model.index(row).data() for row in range(self.model.rowCount())]

    def timeline(self):
        return self.store.timelines.of(ROOM)

    def _insert(self, _parent, first: int, last: int) -> None:
        self.signals.append(f"+{first}-{last}")
        self.copy[first:first] = [self.model.index(row).data() for row in range(first, last + 1)]

    def _remove(self, _parent, first: int, last: int) -> None:
        self.signals.append(f"-{first}-{last}")
        del self.copy[first : last + 1]

    def _change(self, first, last) -> None:
        self.signals.append(f"~{first.row()}-{last.row()}")
        for row in range(first.row(), last.row() + 1):
            self.copy[row] = self.model.index(row).data()

    def _reset(self) -> None:
        self.signals.append("reset")
        self.copy = self.texts()


@pytest.fixture
def followed(theme: Theme) -> Iterator[Followed]:
    followed = Followed(a_direct_store(5))
    yield followed
    assert followed.copy == followed.texts()
    assert followed.texts() == [entry.content for entry in followed.timeline()]
    followed.model.close()


def message(seq: int, author: int = 2):
    return confirmed_entry(a_message(1, seq, author=a_user(author)), ME)


def test_a_new_message_is_one_row(followed: Followed) -> None:
    followed.store.apply_entries(ROOM, created([a_message(1, 6)]))
    assert followed.signals == ["+5-5", "~4-4"]


def test_an_older_page_is_one_insertion_above(followed: Followed) -> None:
    fill(followed.store, 1, [a_message(1, seq) for seq in range(50, 60)], has_older=True)
    followed.signals.clear()
    followed.timeline().prepend([message(seq) for seq in range(10, 50)], has_older=True)
    assert followed.signals == ["+0-39", "~40-40"]


def test_a_message_on_its_way_becomes_confirmed_in_its_place(followed: Followed) -> None:
    followed.store.add_pending(ROOM, a_pending("c-1-6", "hello"))
    followed.store.change_pending(ROOM, "c-1-6", EntryState.IN_FLIGHT)
    followed.signals.clear()
    followed.store.apply_entries(ROOM, created([a_message(1, 6, "hello", author=a_user(1))]))
    assert followed.signals == ["~4-5"]
    assert followed.model.entry(5).state is EntryState.SENT


def test_a_message_of_others_overtakes_one_on_its_way(followed: Followed) -> None:
    followed.store.add_pending(ROOM, a_pending("c-1-7", "mine"))
    followed.store.apply_entries(ROOM, created([a_message(1, 6, "theirs")]))
    followed.store.apply_entries(ROOM, created([a_message(1, 7, "mine", author=a_user(1))]))
    assert followed.texts()[-2:] == ["theirs", "mine"]


def test_a_discarded_message_is_one_row_less(followed: Followed) -> None:
    followed.store.add_pending(ROOM, a_pending("p", "never mind"))
    followed.signals.clear()
    followed.store.remove_pending(ROOM, "p")
    assert followed.signals == ["-5-5", "~4-4"]


def test_another_page_is_a_reset(followed: Followed) -> None:
    fill(followed.store, 1, [a_message(1, seq) for seq in range(100, 110)])
    assert followed.signals == ["reset"]


def test_other_rooms_are_not_followed(followed: Followed) -> None:
    followed.store.timelines.of(RoomId(9)).add_pending(a_pending("q", "elsewhere"))
    assert followed.signals == []


def test_ticks_come_from_the_others_marks(theme: Theme, qtbot: QtBot) -> None:
    store = a_direct_store(0)
    store.apply_entries(ROOM, created([a_message(1, 1, author=a_user(1))]))
    model = TimelineModel(store, ROOM)
    assert not model.is_read(model.entry(0))
    moved = ReadMarkMoved(room=ROOM, user=UserId(2), read_seq=Seq(1), unread_count=0, last_seq=Seq(1))
    with qtbot.waitSignal(model.ticks_moved):
        store.apply(moved)
    assert model.is_read(model.entry(0))
    model.close()


def test_a_line_for_screen_readers_says_it_all(theme: Theme) -> None:
    store = a_direct_store(["hello"])
    store.add_pending(ROOM, a_pending("p", "hi Bob", EntryState.IN_FLIGHT))
    store.add_pending(ROOM, a_pending("q", "hi again"))
    store.change_pending(ROOM, "q", EntryState.FAILED, "expired_ask")
    model = TimelineModel(store, ROOM)
    spoken = [
        model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())
    ]
    assert spoken[0].startswith("Bob Stone, hello, ")
    assert spoken[1].startswith("You, hi Bob, ")
    assert spoken[1].endswith(", sending")
    assert spoken[2].endswith(", not sent, It has waited for more than a day. Send it now?")
    model.close()


class TestUnreadLine:
    def test_it_stands_above_the_first_unread_message(self, theme: Theme) -> None:
        model = TimelineModel(a_direct_store(10, read_seq=6), ROOM)
        assert model.divider_row == 6
        assert model.item(6).has_divider
        assert not model.item(7).has_divider
        model.close()

    def test_there_is_none_when_all_is_read(self, theme: Theme) -> None:
        store = a_direct_store(10)
        model = TimelineModel(store, ROOM)
        assert model.divider_row is None
        store.apply_entries(ROOM, created([a_message(1, 11)]))
        assert model.divider_row is None
        model.close()

    def test_it_waits_for_the_page_on_which_it_belongs(self, theme: Theme) -> None:
        store = a_direct_store(40, read_seq=15)
        messages = [confirmed_entry(a_message(1, seq), ME) for seq in range(1, 41)]
        store.timelines.of(ROOM).reset(messages[30:], has_older=True)
        model = TimelineModel(store, ROOM)
        assert model.divider_row is None
        store.timelines.of(ROOM).prepend(messages[20:30], has_older=True)
        assert model.divider_row is None
        store.timelines.of(ROOM).prepend(messages[10:20], has_older=True)
        assert model.divider_row == 5
        assert model.entry(5).seq == 16
        model.close()

    def test_it_is_sought_anew_when_the_device_was_far_behind(self, theme: Theme) -> None:
        store = a_direct_store(10)
        model = TimelineModel(store, ROOM)
        timeline = store.timelines.of(ROOM)
        timeline.reset([message(seq) for seq in range(2000, 2050)], has_older=True)
        assert not model.is_divider_known
        timeline.prepend([message(seq) for seq in range(11, 2000)], has_older=True)
        assert model.is_divider_known
        assert model.divider_row == 0
        model.close()

    def test_it_stays_while_one_reads_and_goes_when_asked(self, theme: Theme) -> None:
        store = a_direct_store(10, read_seq=6)
        model = TimelineModel(store, ROOM)
        store.apply(ReadMarkMoved(room=ROOM, user=ME, read_seq=Seq(10), unread_count=0, last_seq=Seq(10)))
        store.apply_entries(ROOM, created([a_message(1, 11)]))
        assert model.divider_row == 6
        model.clear_divider()
        assert model.divider_row is None
        model.close()

    def test_it_is_renewed_only_when_it_was_passed(self, theme: Theme) -> None:
        store = a_direct_store(10, read_seq=6)
        model = TimelineModel(store, ROOM)
        store.apply_entries(ROOM, created([a_message(1, 11)]))
        model.renew_divider()
        assert model.divider_row == 6
        store.apply(ReadMarkMoved(room=ROOM, user=ME, read_seq=Seq(11), unread_count=0, last_seq=Seq(11)))
        store.apply_entries(ROOM, created([a_message(1, 12)]))
        model.renew_divider()
        assert model.divider_row == 11
        model.close()


def test_a_model_that_was_closed_follows_no_longer(theme: Theme) -> None:
    store = a_direct_store(3)
    model: QAbstractItemModel = TimelineModel(store, ROOM)
    assert isinstance(model, TimelineModel)
    model.close()
    store.apply_entries(ROOM, created([msgspec.structs.replace(a_message(1, 4))]))
    assert model.rowCount() == 3


def test_a_deleted_message_is_a_line_that_says_so(theme: Theme) -> None:
    store = a_direct_store(3)
    model = TimelineModel(store, ROOM)
    spoken = []
    model.dataChanged.connect(lambda first, last: spoken.append((first.row(), last.row())))
    store.apply_entries(ROOM, [edited(a_message(1, 1), 4, "better"), deleted(a_message(1, 2), 5)])
    assert [model.index(row).data() for row in range(3)] == ["better", "Message deleted", "Message 3"]
    assert spoken == [(0, 1), (0, 2)]
    model.close()


def test_unread_begins_where_it_was_marked_so_and_not_at_a_deleted_message(theme: Theme) -> None:
    store = a_direct_store(5)
    store.apply_entries(ROOM, [deleted(a_message(1, 3), 6)])
    store.apply(
        UnreadMarked(room=ROOM, unread_from=Seq(3), unread_count=2, unread_mentions=0, last_seq=Seq(6))
    )
    model = TimelineModel(store, ROOM)
    assert (model.read_seq, model.divider_row) == (2, 3)
    model.close()


def test_a_shorter_page_without_the_unread_line_s_message(theme: Theme) -> None:
    store = a_direct_store(100)
    model = TimelineModel(store, ROOM)
    model.place_divider(95)
    assert model.divider_row == 95
    fill(store, 1, [a_message(1, seq) for seq in range(1, 20)])
    assert model.divider_row is None
