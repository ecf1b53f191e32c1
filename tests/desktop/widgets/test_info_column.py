"""The information beside the room, or in its place: by key, by button, remembered where there is room."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from backend.wire.types import RoomId
from desktop.models.choices import Choices
from desktop.theme import Theme
from desktop.widgets.chat import ChatScreen
from desktop.widgets.info_column import InfoColumn
from desktop.widgets.info_panel import InfoPanel
from desktop.widgets.room import RoomPane
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import an_office

Open = Callable[[int], ChatScreen]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def choices() -> Choices:
    return Choices()


@pytest.fixture
def open_screen(theme: Theme, show: Show, choices: Choices) -> Open:
    def open_screen(width: int) -> ChatScreen:
        screen = ChatScreen(an_office(), theme, choices)
        screen.resize(width, 680)
        show(screen)
        screen.open_room(RoomId(1))
        return screen

    return open_screen


def column(screen: ChatScreen) -> QWidget:
    return screen.findChild(InfoColumn)


def room(screen: ChatScreen) -> QWidget:
    return screen.findChild(RoomPane)


def press_key(qtbot: QtBot) -> None:
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)


def test_nothing_of_it_is_made_before_it_is_wanted(open_screen: Open) -> None:
    screen = open_screen(1000)
    assert screen.findChild(InfoPanel) is None
    assert not column(screen).isVisible()


def test_it_is_shown_with_its_room_wherever_one_is(open_screen: Open) -> None:
    screen = open_screen(1000)
    for _ in range(2):
        screen.show_info(RoomId(2))
        assert (screen.current_room, column(screen).isVisible()) == (2, True)
        assert screen.findChild(InfoPanel).isAncestorOf(QApplication.focusWidget())
    screen.show_info(RoomId(404))
    assert screen.current_room == 2


def test_the_key_shows_it_beside_the_room_and_again_hides_it(
    open_screen: Open, choices: Choices, qtbot: QtBot
) -> None:
    screen = open_screen(1000)
    press_key(qtbot)
    assert column(screen).isVisible()
    assert room(screen).isVisible()
    assert column(screen).width() == pytest.approx(300, abs=4)
    assert choices.settings.shows_info
    assert column(screen).isAncestorOf(QApplication.focusWidget())
    press_key(qtbot)
    assert not column(screen).isVisible()
    assert not choices.settings.shows_info
    assert room(screen).isAncestorOf(QApplication.focusWidget())


def test_it_is_there_at_the_next_start_and_follows_the_room(open_screen: Open, choices: Choices) -> None:
    choices.update(shows_info=True, info_width=350)
    screen = open_screen(1000)
    assert column(screen).isVisible()
    assert column(screen).width() == pytest.approx(350, abs=4)
    screen.open_room(RoomId(2))
    assert column(screen).isVisible()


def test_the_header_opens_it_and_its_cross_closes_it(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen(1000)
    screen.findChild(RoomPane).header.info_wanted.emit()
    assert column(screen).isVisible()
    qtbot.mouseClick(screen.findChild(QToolButton, "close_info"), LEFT)
    assert not column(screen).isVisible()


@pytest.mark.parametrize("width", [400, 700])
def test_in_a_narrow_window_it_takes_the_room_s_place_until_another_is_opened(
    open_screen: Open, choices: Choices, qtbot: QtBot, width: int
) -> None:
    screen = open_screen(width)
    press_key(qtbot)
    assert column(screen).isVisible()
    assert not room(screen).isVisible()
    assert not choices.settings.shows_info
    screen.open_room(RoomId(2))
    assert room(screen).isVisible()
    assert not column(screen).isVisible()


def test_a_wider_edge_is_kept(open_screen: Open, choices: Choices, qtbot: QtBot) -> None:
    screen = open_screen(1100)
    press_key(qtbot)
    sizes = screen._columns.sizes()
    screen._columns.setSizes([sizes[0], sizes[1] - 60, sizes[2] + 60])
    qtbot.waitUntil(lambda: choices.settings.info_width == pytest.approx(360, abs=4))


def test_f6_goes_there_too(open_screen: Open, qtbot: QtBot) -> None:
    open_screen(1000)
    press_key(qtbot)
    seen = set()
    for _ in range(8):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        seen.add(QApplication.focusWidget().objectName())
    assert "close_info" in seen
