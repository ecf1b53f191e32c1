"""Walking, selecting and acting with real keys."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QClipboard, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop.models.wishes import MarkUnread
from desktop.widgets.timeline.view import TimelineView
from tests.desktop.widgets.conftest import Open
from tests.helpers.examples import a_direct_store
from tests.helpers.talks import LEFT, ROOM, on_word, wishes

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(open_view: Open) -> TimelineView:
    view = open_view(a_direct_store(["one", "two", "three", "four"]))
    view.setFocus()
    return view


def said(clipboard: QClipboard) -> list[str]:
    return [block.split("\n", 1)[-1] for block in clipboard.text().split("\n\n")]


def copy(view: TimelineView) -> None:
    QTest.keySequence(view, QKeySequence(QKeySequence.StandardKey.Copy))


def test_shift_and_arrows_select_whole_messages(view: TimelineView, clipboard: QClipboard) -> None:
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up, SHIFT)
    QTest.keyClick(view, Qt.Key.Key_Up, SHIFT)
    copy(view)
    assert said(clipboard) == ["two", "three", "four"]
    QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    copy(view)
    assert said(clipboard) == ["three", "four"]


def test_everything_is_selected(view: TimelineView, clipboard: QClipboard) -> None:
    QTest.keySequence(view, QKeySequence(QKeySequence.StandardKey.SelectAll))
    copy(view)
    assert said(clipboard) == ["one", "two", "three", "four"]


def test_without_a_selection_the_message_one_stands_on_is_copied(
    view: TimelineView, clipboard: QClipboard
) -> None:
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    copy(view)
    assert clipboard.text() == "three"


@pytest.mark.parametrize("letter", ["u", "г"])
def test_the_key_u_marks_unread_in_any_alphabet(view: TimelineView, letter: str) -> None:
    told = wishes(view, MarkUnread)
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
    QApplication.sendEvent(view, key)
    assert key.isAccepted()
    assert told == [MarkUnread(ROOM, 3)]


def test_after_a_click_letters_are_for_writing(view: TimelineView) -> None:
    told = wishes(view, MarkUnread)
    QTest.mouseClick(view.viewport(), LEFT, pos=on_word(view, 1, "two"))
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_U, Qt.KeyboardModifier.NoModifier, "u")
    QApplication.sendEvent(view, key)
    assert not key.isAccepted()
    assert told == []


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier),
        (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F10, SHIFT),
    ],
)
def test_keys_open_one_menu(
    view: TimelineView, qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, key, modifiers)
    shown = [menu for menu in view.findChildren(QMenu, "message_menu") if menu.isVisible()]
    assert len(shown) == 1
    shown[0].close()


def test_control_leads_to_the_ends(open_view: Open) -> None:
    view = open_view(a_direct_store(100))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Home, CONTROL)
    assert view.rows.strip.shown()[0].row == 0
    QTest.keyClick(view, Qt.Key.Key_End, CONTROL)
    assert view.is_at_bottom
