"""From chat to chat by key, on the whole screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from backend.wire.types import RoomId
from desktop.client.state.store import Store
from desktop.models.choices import Choices
from desktop.models.wishes import MarkRead, Wish
from desktop.theme import Theme
from desktop.widgets.chat import ChatScreen
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import an_office

ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def store() -> Store:
    return an_office()


@pytest.fixture
def screen(store: Store, theme: Theme, show: Show) -> ChatScreen:
    screen = ChatScreen(store, theme, Choices())
    screen.resize(1000, 640)
    show(screen)
    return screen


def unread(store: Store) -> list[RoomId]:
    return [room.room_id for room in store.rooms.ordered() if room.unread_count]


def test_unread_chats_are_visited_in_their_order_and_around(screen, store: Store, qtbot: QtBot) -> None:
    waiting = unread(store)
    assert len(waiting) > 1
    for room_id in (*waiting, waiting[0]):
        qtbot.keyClick(screen, Qt.Key.Key_Down, ALT | SHIFT)
        assert screen.current_room == room_id
    qtbot.keyClick(screen, Qt.Key.Key_Up, ALT | SHIFT)
    assert screen.current_room == waiting[-1]


def test_back_to_where_one_came_from_and_forward_again(screen, qtbot: QtBot) -> None:
    for room in (1, 2, 3):
        screen.open_room(RoomId(room))
    qtbot.keyClick(screen, Qt.Key.Key_Left, ALT)
    qtbot.keyClick(screen, Qt.Key.Key_Left, ALT)
    assert screen.current_room == 1
    qtbot.keyClick(screen, Qt.Key.Key_Right, ALT)
    assert screen.current_room == 2


def test_a_number_that_no_pinned_chat_has_leads_nowhere(screen, store: Store, qtbot: QtBot) -> None:
    pinned = [room.room_id for room in store.rooms.ordered() if room.preferences.pinned]
    for number in range(1, 10):
        qtbot.keyClick(screen, Qt.Key(Qt.Key.Key_0 + number), CTRL)
        if number <= len(pinned):
            assert screen.current_room == pinned[number - 1]
    assert screen.current_room == (pinned[-1] if pinned else None)


def test_everything_is_marked_as_read_when_the_question_is_answered(
    screen, store: Store, qtbot: QtBot
) -> None:
    wishes: list[Wish] = []
    screen.wished.connect(wishes.append)
    qtbot.keyClick(screen, Qt.Key.Key_Escape, SHIFT)
    yes = screen.findChild(QPushButton, "yes")
    assert not any(isinstance(wish, MarkRead) for wish in wishes)
    assert yes is not None
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    marked = [wish.room_id for wish in wishes if isinstance(wish, MarkRead)]
    assert marked == unread(store)
