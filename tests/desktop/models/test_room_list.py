from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from backend.wire.live import PreferencesChanged, ReadMarkMoved, RoomCreated
from backend.wire.types import Preferences, RoomId, Seq, UserId
from desktop.client.state.entries import EntryState
from desktop.client.state.room_record import LastWords
from desktop.client.state.store import Store
from desktop.models.cards import CARD_ROLE, HEADING_ROLE, Sent
from desktop.models.room_list import RoomListModel
from desktop.theme import Theme
from tests.helpers.examples import (
    ME,
    NOON,
    a_contact,
    a_message,
    a_pending,
    a_room,
    a_store,
    a_user,
    created,
)


def five_rooms() -> Store:
    """Rooms 1 to 5 with persons 11 to 15; room 5 is the newest."""
    people = [a_user(10 + number) for number in range(1, 6)]
    rooms = [
        a_room(number, [person], last=a_message(number, 1, author=person, at=NOON + timedelta(hours=number)))
        for number, person in enumerate(people, 1)
    ]
    return a_store(rooms, [a_contact(person.id) for person in people])


class Shown:
    """The model, watched by Qt's tester, and what it told."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.model = RoomListModel(store)
        self.tester = QAbstractItemModelTester(
            self.model, QAbstractItemModelTester.FailureReportingMode.Fatal
        )
        self.signals: list[str] = []
        self.model.rowsMoved.connect(
            lambda _from, first, _last, _to, to: self.signals.append(f"{first}>{to}")
        )
        self.model.rowsInserted.connect(lambda _parent, first, _last: self.signals.append(f"+{first}"))
        self.model.dataChanged.connect(lambda first, _last: self.signals.append(f"~{first.row()}"))
        self.model.modelReset.connect(lambda: self.signals.append("reset"))

    def order(self) -> list[RoomId]:
        return [self.model.room_at(row) for row in range(self.model.rowCount())]

    def rows(self) -> list[tuple[RoomId, str]]:
        """All rooms with what stands above them."""
        indexes = [self.model.index(row) for row in range(self.model.rowCount())]
        return [(index.data(CARD_ROLE).room_id, index.data(HEADING_ROLE)) for index in indexes]

    def prefer(self, room: int, **preferences) -> None:
        event = PreferencesChanged(room=RoomId(room), preferences=Preferences(**preferences))
        self.store.apply(event)

    def card(self, row: int):
        return self.model.index(row).data(CARD_ROLE)

    def say(self, room: int, seq: int, hours: float, text: str = "", author: int = 0) -> None:
        at = NOON + timedelta(hours=hours)
        writer = a_user(author or 10 + room)
        self.store.apply_entries(RoomId(room), created([a_message(room, seq, text, author=writer, at=at)]))


@pytest.fixture
def shown(theme: Theme) -> Iterator[Shown]:
    shown = Shown(five_rooms())
    yield shown
    told_step_by_step = shown.rows()
    shown.model.start_anew()
    assert told_step_by_step == shown.rows()
    shown.model.close()


def test_the_newest_words_stand_first(shown: Shown) -> None:
    assert shown.order() == [5, 4, 3, 2, 1]


def test_a_message_moves_its_room_to_the_top(shown: Shown) -> None:
    shown.say(2, 2, 10, "news")
    assert shown.signals == ["3>0", "~0"]
    assert (shown.card(0).preview, shown.card(0).unread) == ("news", 1)


def test_a_message_in_the_first_room_moves_nothing(shown: Shown) -> None:
    shown.say(5, 2, 10)
    assert shown.signals == ["~0"]


def test_a_room_can_move_down(shown: Shown) -> None:
    shown.store.rooms.set_last_pending(RoomId(1), LastWords("soon", ME, NOON + timedelta(hours=20)))
    shown.store.rooms.set_last_pending(RoomId(1), None)
    assert shown.signals == ["4>0", "~0", "0>5", "~4"]


def test_a_new_room_is_inserted_where_it_belongs(shown: Shown) -> None:
    person = a_user(16)
    room = a_room(6, [person], created_at=NOON + timedelta(hours=3, minutes=30))
    shown.store.apply(RoomCreated(room=room, people=[a_contact(16)]))
    assert shown.order() == [5, 4, 6, 3, 2, 1]
    assert shown.signals == ["+2"]


def test_presence_touches_only_the_rooms_of_that_person(shown: Shown) -> None:
    shown.store.people.set_presence(UserId(13), is_online=True, last_seen=None)
    assert shown.signals == ["~2"]
    assert shown.card(2).is_online


def test_typing_takes_the_place_of_the_last_words(shown: Shown) -> None:
    shown.store.rooms.set_typing(RoomId(4), UserId(14), is_typing=True)
    assert (shown.card(1).preview, shown.card(1).is_typing) == ("typing…", True)
    shown.store.rooms.set_typing(RoomId(4), UserId(14), is_typing=False)
    assert shown.card(1).preview == "Message 1"
    assert shown.signals == ["~1", "~1"]


def test_reading_clears_the_count(shown: Shown) -> None:
    shown.say(5, 2, 10)
    assert shown.card(0).unread == 1
    shown.store.apply(
        ReadMarkMoved(room=RoomId(5), user=ME, read_seq=Seq(2), unread_count=0, last_seq=Seq(2))
    )
    assert shown.card(0).unread == 0


def test_own_words_are_marked(shown: Shown) -> None:
    shown.say(3, 2, 10, "two\nlines", author=1)
    assert (shown.card(0).preview_author, shown.card(0).preview) == ("You", "two lines")


def test_another_snapshot_is_a_reset(shown: Shown) -> None:
    shown.store.load(a_user(1), "", [], [])
    assert shown.signals == ["reset"]
    assert shown.order() == []


def test_a_room_that_is_gone_is_one_row_less(theme: Theme) -> None:
    shown = Shown(five_rooms())
    gone = []
    shown.model.rowsRemoved.connect(lambda _parent, first, _last: gone.append(first))
    shown.store.remove_room(RoomId(3))
    assert (shown.order(), gone) == ([5, 4, 2, 1], [2])
    shown.model.close()


def test_pinned_chats_stand_first_under_a_heading(shown: Shown) -> None:
    shown.prefer(2, pinned=True)
    assert shown.rows() == [(2, "Pinned"), (5, "Chats"), (4, ""), (3, ""), (1, "")]
    shown.say(1, 2, 20)
    assert shown.order() == [2, 1, 5, 4, 3]
    assert shown.rows()[1] == (1, "Chats")
    shown.prefer(2)
    assert shown.rows() == [(1, ""), (5, ""), (4, ""), (3, ""), (2, "")]


def test_headings_that_move_are_told(shown: Shown) -> None:
    moved: list[int] = []
    shown.model.headings_moved.connect(lambda: moved.append(1))
    shown.say(5, 2, 20)
    assert moved == []
    shown.prefer(5, pinned=True)
    assert moved == [1]


def test_the_end_of_a_mute_is_told_by_itself(shown: Shown, qtbot: QtBot) -> None:
    until = datetime.now(UTC) + timedelta(milliseconds=150)
    shown.store.apply(PreferencesChanged(room=RoomId(3), preferences=Preferences(muted_until=until)))
    spoken = lambda: shown.model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)  # noqa: E731
    assert "muted" in spoken()
    with qtbot.waitSignal(shown.model.dataChanged, timeout=2_000):
        pass
    assert "muted" not in spoken()


def test_groups_and_direct_messages_may_stand_apart(shown: Shown) -> None:
    group = a_room(6, [a_user(11)], name="Team", chat_type="group", created_at=NOON)
    shown.store.apply(RoomCreated(room=group, people=[]))
    assert shown.order()[-1] == 6
    shown.model.arrange("recent", has_sections=True)
    assert shown.rows()[:2] == [(6, "Groups"), (5, "Direct messages")]
    shown.prefer(1, pinned=True)
    assert shown.rows()[:3] == [(1, "Pinned"), (6, "Groups"), (5, "Direct messages")]


def test_chats_may_stand_by_name(shown: Shown) -> None:
    shown.model.arrange("name", has_sections=False)
    assert shown.order() == [1, 2, 3, 4, 5]
    shown.say(4, 2, 30)
    assert shown.order() == [1, 2, 3, 4, 5]


def test_a_hidden_chat_comes_back_with_a_message(shown: Shown) -> None:
    shown.prefer(3, hidden=True)
    assert shown.order() == [5, 4, 2, 1]
    shown.say(3, 2, 30)
    assert shown.order() == [3, 5, 4, 2, 1]


def test_only_unread_leaves_the_open_chat(shown: Shown) -> None:
    shown.say(2, 2, 30)
    shown.say(4, 2, 31)
    shown.model.show_only_unread(True)
    assert shown.order() == [4, 2]
    shown.model.keep(RoomId(4))
    shown.store.apply(
        ReadMarkMoved(room=RoomId(4), user=ME, read_seq=Seq(2), unread_count=0, last_seq=Seq(2))
    )
    assert shown.order() == [4, 2]
    shown.model.keep(RoomId(2))
    assert shown.order() == [2]
    shown.say(1, 2, 32)
    assert shown.order() == [1, 2]
    shown.model.show_only_unread(False)
    assert shown.order() == [1, 4, 2, 5, 3]


def test_own_words_tell_how_far_they_got(shown: Shown) -> None:
    shown.say(3, 2, 10, "mine", author=1)
    assert shown.card(0).sent is Sent.STORED
    shown.store.apply(
        ReadMarkMoved(room=RoomId(3), user=UserId(13), read_seq=Seq(2), unread_count=0, last_seq=Seq(2))
    )
    assert shown.card(0).sent is Sent.READ
    shown.store.add_pending(RoomId(3), a_pending("p", "more", at=NOON + timedelta(hours=11)))
    assert shown.card(0).sent is Sent.WAITING
    shown.store.change_pending(RoomId(3), "p", EntryState.FAILED)
    assert (shown.card(0).sent, shown.card(0).preview) == (Sent.FAILED, "mine")
    shown.store.remove_pending(RoomId(3), "p")
    assert shown.card(0).sent is Sent.READ
    shown.say(3, 3, 12, "theirs")
    assert shown.card(0).sent is None


def test_a_draft_stands_in_the_row_until_somebody_types(shown: Shown) -> None:
    shown.store.rooms.set_draft(RoomId(4), "half a\nthought")
    card = shown.card(1)
    assert (card.is_draft, card.preview_author, card.preview) == (True, "Draft", "half a thought")
    shown.store.rooms.set_typing(RoomId(4), UserId(14), is_typing=True)
    assert (shown.card(1).is_draft, shown.card(1).preview) == (False, "typing…")
    shown.store.rooms.set_typing(RoomId(4), UserId(14), is_typing=False)
    shown.store.rooms.set_draft(RoomId(4), "")
    assert not shown.card(1).is_draft
