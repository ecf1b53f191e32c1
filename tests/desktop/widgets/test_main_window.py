import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from backend.wire.types import RoomId
from desktop.client.state.badge import Badge
from desktop.models.choices import Choices
from desktop.theme import Theme
from desktop.widgets.chat import ChatScreen
from desktop.widgets.entrance.login import LoginScreen
from desktop.widgets.main_window import MainWindow
from desktop.widgets.timeline.jump_button import JumpButton
from desktop.widgets.timeline.view import TimelineView
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import a_direct_store, a_message, created


def test_the_title_tells_what_waits(theme: Theme, qtbot: QtBot) -> None:
    window = MainWindow(theme)
    qtbot.addWidget(window)
    for badge, title in (
        (Badge(3, has_dot=True), "(3) Mini Chat"),
        (Badge(0, has_dot=True), "• Mini Chat"),
        (Badge(), "Mini Chat"),
    ):
        window.show_badge(badge)
        assert window.windowTitle() == title


def test_a_screen_that_is_replaced_follows_the_store_no_longer(
    theme: Theme, show: Show, qtbot: QtBot
) -> None:
    window, store = MainWindow(theme), a_direct_store(3)
    chat = ChatScreen(store, theme, Choices())
    chat.open_room(RoomId(1))
    window.show_screen(chat)
    show(window)
    told: list[object] = []
    chat.wished.connect(told.append)
    window.show_screen(LoginScreen(theme, Choices()))
    qtbot.waitUntil(lambda: not shiboken6.isValid(chat))
    store.apply_entries(RoomId(1), created([a_message(1, 4)]))
    assert told == []
    assert isinstance(window.centralWidget(), LoginScreen)


def test_a_notice_stands_over_the_screen(theme: Theme, show: Show) -> None:
    window = MainWindow(theme)
    window.show_screen(LoginScreen(theme, Choices()))
    show(window)
    window.show_message("This chat is not there any more. <b>Really</b>")
    notice = window.findChild(object, "notice")
    assert notice.isVisible()
    assert notice.findChild(QLabel).text() == "This chat is not there any more. <b>Really</b>"
    assert window.rect().contains(notice.geometry())
    window.resize(420, 500)
    assert window.rect().contains(notice.geometry())


def test_it_can_be_left_by_key(theme: Theme, show: Show, qtbot: QtBot) -> None:
    window = MainWindow(theme)
    window.show_screen(LoginScreen(theme, Choices()))
    show(window)
    with qtbot.waitSignal(window.quit_wanted):
        qtbot.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_closing_is_told_and_left_to_the_program(theme: Theme, show: Show, qtbot: QtBot) -> None:
    window = MainWindow(theme)
    show(window)
    with qtbot.waitSignal(window.closed):
        assert not window.close()
    assert window.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_presses_a_button_as_space_does(theme: Theme, show: Show, qtbot: QtBot, key: Qt.Key) -> None:
    window = MainWindow(theme)
    window.show_screen(ChatScreen(a_direct_store(3), theme, Choices()))
    show(window)
    button = next(button for button in window.findChildren(QPushButton) if button.text() == "Find people")
    button.setFocus()
    presses: list[None] = []
    button.clicked.connect(lambda: presses.append(None))
    qtbot.keyClick(button, key)
    assert len(presses) == 1


def test_enter_on_a_button_over_the_talk_is_not_the_talk_s(theme: Theme, show: Show, qtbot: QtBot) -> None:
    window = MainWindow(theme)
    chat = ChatScreen(a_direct_store(200), theme, Choices())
    window.show_screen(chat)
    show(window)
    chat.open_room(RoomId(1))
    timeline = chat.findChild(TimelineView)
    timeline.scroll_by(-4_000)
    jump = chat.findChild(JumpButton)
    qtbot.waitUntil(jump.isVisible)
    jump.setFocus()
    qtbot.keyClick(jump, Qt.Key.Key_Return)
    assert timeline.is_at_bottom
    assert QApplication.activePopupWidget() is None
