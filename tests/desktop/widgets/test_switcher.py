"""The quick switcher by real keys: over a window, without the mouse, and back to where one was."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from backend.wire.types import UserId
from desktop.client.state.store import Store
from desktop.models.wishes import StartDirectChat
from desktop.theme import Theme
from desktop.widgets.switcher import Switcher
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import a_contact, a_store, an_office

Key = Qt.Key


@pytest.fixture
def window(theme: Theme, show: Show) -> QWidget:
    window = QWidget()
    window.resize(800, 600)
    field = QLineEdit(window)
    QVBoxLayout(window).addWidget(field)
    show(window)
    field.setFocus()
    return window


@pytest.fixture
def opened(window: QWidget, theme: Theme) -> Callable[..., Switcher]:
    def opened(store: Store | None = None) -> Switcher:
        switcher = Switcher(window, store or an_office(), theme, None)
        switcher.open()
        return switcher

    return opened


def field(switcher: Switcher) -> QLineEdit:
    found = switcher.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def rows(switcher: Switcher) -> QListView:
    found = switcher.findChild(QListView)
    assert isinstance(found, QListView)
    return found


def test_letters_and_enter_lead_to_a_chat(opened, qtbot: QtBot) -> None:
    switcher = opened()
    assert QApplication.focusWidget() is field(switcher)
    qtbot.keyClicks(field(switcher), "bob")
    with qtbot.waitSignal(switcher.room_chosen) as chosen:
        qtbot.keyClick(field(switcher), Key.Key_Return)
    assert chosen.args == [1]


def test_arrows_walk_through_what_fits(opened, qtbot: QtBot) -> None:
    switcher = opened()
    qtbot.keyClick(field(switcher), Key.Key_Down)
    qtbot.keyClick(field(switcher), Key.Key_Down)
    qtbot.keyClick(field(switcher), Key.Key_Up)
    assert rows(switcher).currentIndex().row() == 1
    with qtbot.waitSignal(switcher.room_chosen) as chosen:
        qtbot.keyClick(field(switcher), Key.Key_Enter)
    assert chosen.args == [4]


def test_with_ctrl_it_is_a_window_of_its_own(opened, qtbot: QtBot) -> None:
    switcher = opened()
    with qtbot.waitSignal(switcher.window_chosen) as chosen, qtbot.assertNotEmitted(switcher.room_chosen):
        qtbot.keyClick(field(switcher), Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert chosen.args == [2]


def test_a_click_leads_there_too(opened, qtbot: QtBot) -> None:
    switcher = opened()
    view = rows(switcher)
    centre = view.visualRect(view.model().index(1, 0)).center()
    with qtbot.waitSignal(switcher.room_chosen):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)


def test_a_person_without_a_chat_gets_one(opened, qtbot: QtBot) -> None:
    switcher = opened(a_store([], [a_contact(5, "Eve Moss")]))
    qtbot.keyClicks(field(switcher), "eve")
    with qtbot.waitSignal(switcher.wished) as wished:
        qtbot.keyClick(field(switcher), Key.Key_Return)
    assert wished.args == [StartDirectChat(UserId(5))]


def test_esc_and_a_press_beside_go_back_to_where_one_was(window, opened, qtbot: QtBot) -> None:
    before = QApplication.focusWidget()
    qtbot.keyClick(field(opened()), Key.Key_Escape)
    assert QApplication.focusWidget() is before
    switcher = opened()
    qtbot.mouseClick(switcher, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert QApplication.focusWidget() is before


def test_when_nothing_fits_it_says_so_and_enter_does_nothing(opened, qtbot: QtBot) -> None:
    switcher = opened()
    qtbot.keyClicks(field(switcher), "qqqq")
    assert not rows(switcher).isVisible()
    with qtbot.assertNotEmitted(switcher.room_chosen):
        qtbot.keyClick(field(switcher), Key.Key_Return)


def test_it_follows_the_window(window, opened) -> None:
    switcher = opened()
    window.resize(400, 480)
    assert switcher.size() == window.size()
    card = field(switcher).parentWidget()
    assert card is not None
    assert switcher.rect().contains(card.geometry())


def test_the_keys_of_the_screen_behind_sleep(window, opened, qtbot: QtBot) -> None:
    pressed: list[int] = []
    shortcut = QShortcut(QKeySequence("Ctrl+K"), window)
    shortcut.activated.connect(lambda: pressed.append(1))
    switcher = opened()
    qtbot.keyClick(field(switcher), Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert pressed == []
    qtbot.keyClick(field(switcher), Key.Key_Escape)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [1]
