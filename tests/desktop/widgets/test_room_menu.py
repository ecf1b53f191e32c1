"""The menu of a chat offers what fits its state, and each entry is one wish."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from backend.wire.bodies import EditPreferences
from backend.wire.types import Preferences, Room, RoomId, Seq
from desktop.models.wishes import ChangePreferences, LeaveRoom, MarkRead, MarkUnread, ShowInfo, Wish
from desktop.theme import Theme
from desktop.widgets.room_menu import FOR_EVER, open_room_menu, until_tomorrow
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import a_contact, a_message, a_room, a_store, a_user

BOB = a_user(2, "Bob")
ROOM = RoomId(1)


class Opened:
    """The menu of one room, and what was wished by it."""

    def __init__(self, parent: QWidget, room: Room) -> None:
        store = a_store([room], [a_contact(2, "Bob")])
        self.wishes: list[Wish] = []
        state = store.rooms.get(ROOM)
        assert state is not None
        self.menu: QMenu = open_room_menu(parent, store, state, QPoint(5, 5), wish=self.wishes.append)

    def names(self) -> set[str]:
        return {action.objectName() for action in self.menu.findChildren(QAction)} - {""}

    def choose(self, name: str) -> None:
        self.menu.findChild(QAction, name).trigger()


@pytest.fixture
def opened(theme: Theme, show: Show) -> Callable[[Room], Opened]:
    window = QWidget()
    window.resize(500, 400)
    show(window)
    return lambda room: Opened(window, room)


def a_talk(*, unread: int = 0, preferences: Preferences | None = None, group: bool = False) -> Room:
    last = a_message(1, 7, "hi", author=BOB)
    room = a_room(1, [BOB], name="Team", chat_type="group" if group else "direct", unread=unread, last=last)
    return replace(room, preferences=preferences or Preferences())


def test_a_read_direct_chat(opened) -> None:
    found = opened(a_talk())
    assert found.names() == {
        "open_window", "info", "pin", "mark_unread", "mute_hour", "mute_tomorrow", "mute_always",
        "notify_all", "notify_mentions", "notify_nothing", "hide",
    }  # fmt: skip
    for name in ("pin", "mark_unread", "hide", "notify_mentions"):
        found.choose(name)
    assert found.wishes == [
        ChangePreferences(ROOM, EditPreferences(pinned=True)),
        MarkUnread(ROOM, Seq(7)),
        ChangePreferences(ROOM, EditPreferences(hidden=True)),
        ChangePreferences(ROOM, EditPreferences(notifications="mentions")),
    ]


def test_an_unread_pinned_and_muted_group(opened) -> None:
    preferences = Preferences(pinned=True, muted_until=FOR_EVER, notifications="nothing")
    found = opened(a_talk(unread=2, preferences=preferences, group=True))
    assert found.names() == {
        "open_window", "info", "unpin", "mark_read", "unmute", "notify_all",
        "notify_mentions", "notify_nothing", "leave",
    }  # fmt: skip
    assert found.menu.findChild(QAction, "notify_nothing").isChecked()
    for name in ("unpin", "mark_read", "unmute"):
        found.choose(name)
    assert found.wishes == [
        ChangePreferences(ROOM, EditPreferences(pinned=False)),
        MarkRead(ROOM, Seq(7)),
        ChangePreferences(ROOM, EditPreferences(muted_until=None)),
    ]


def test_a_mute_that_ran_out_is_none(opened) -> None:
    over = Preferences(muted_until=datetime.now(UTC) - timedelta(minutes=1))
    assert "mute_hour" in opened(a_talk(preferences=over)).names()


def test_muting_for_an_hour(opened) -> None:
    found = opened(a_talk())
    found.choose("mute_hour")
    (wish,) = found.wishes
    assert isinstance(wish, ChangePreferences)
    assert isinstance(wish.changes.muted_until, datetime)
    left = wish.changes.muted_until - datetime.now(UTC)
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


def test_tomorrow_begins_in_the_morning() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert until_tomorrow(late) == datetime(2027, 1, 1, 8, 0, tzinfo=UTC)


def test_what_there_is_to_know_is_shown(opened) -> None:
    found = opened(a_talk())
    found.choose("info")
    assert found.wishes == [ShowInfo(ROOM)]


def test_leaving_asks_first(opened) -> None:
    found = opened(a_talk(group=True))
    parent = found.menu.parentWidget()
    found.choose("leave")
    assert found.wishes == []
    parent.findChild(QPushButton, "yes").click()
    assert found.wishes == [LeaveRoom(ROOM)]
