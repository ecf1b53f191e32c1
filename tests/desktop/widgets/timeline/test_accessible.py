"""What a screen reader is told, asked the way Qt's bridges ask."""

import gc

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from backend.wire.types import RoomId
from desktop.client.state.entries import EntryState
from desktop.models.timeline import TimelineModel
from desktop.theme import Theme
from desktop.widgets.timeline.accessible import install_timeline_accessibility
from desktop.widgets.timeline.view import TimelineView
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import a_direct_store, a_message, a_pending, created

NAME = QAccessible.Text.Name


def ask(view: TimelineView) -> QAccessibleInterface:
    install_timeline_accessibility()
    return QAccessible.queryAccessibleInterface(view)


def spoken(view: TimelineView) -> list[str]:
    interface = ask(view)
    return [interface.child(place).text(NAME) for place in range(interface.childCount())]


def test_messages_on_screen_are_items_of_a_list(theme: Theme, show: Show) -> None:
    store = a_direct_store(["first", "second"])
    store.add_pending(RoomId(1), a_pending("p", "lost", EntryState.FAILED))
    view = TimelineView(theme)
    view.resize(500, 400)
    view.set_model(TimelineModel(store, RoomId(1), view))
    show(view)
    interface = ask(view)
    assert (interface.role(), interface.text(NAME)) == (QAccessible.Role.List, "Messages")
    said = spoken(view)
    assert [line.split(", ")[:2] for line in said] == [
        ["Bob Stone", "first"],
        ["Bob Stone", "second"],
        ["You", "lost"],
    ]
    assert said[2].endswith("not sent")
    item = interface.child(1)
    assert item.role() == QAccessible.Role.ListItem
    assert interface.indexOfChild(item) == 1
    assert item.parent() == interface
    middle = item.rect().center()
    assert interface.childAt(middle.x(), middle.y()) == item


def test_the_items_follow_the_talk(theme: Theme, show: Show) -> None:
    store = a_direct_store(100)
    view = TimelineView(theme)
    view.resize(500, 400)
    view.set_model(TimelineModel(store, RoomId(1), view))
    show(view)
    count = ask(view).childCount()
    assert 5 < count < 20
    store.apply_entries(RoomId(1), created([a_message(1, 101, "news")]))
    assert "news" in spoken(view)[-1]
    view.set_model(TimelineModel(a_direct_store(["alone"]), RoomId(1), view))
    assert ask(view).childCount() == 1
    assert ask(view).child(1) is None


def test_the_item_on_which_the_keyboard_stands_has_the_focus(theme: Theme, show: Show) -> None:
    view = TimelineView(theme)
    view.resize(500, 400)
    view.set_model(TimelineModel(a_direct_store(["first", "second"]), RoomId(1), view))
    show(view)
    view.setFocus()
    interface = ask(view)
    QAccessible.setActive(True)
    assert interface.focusChild() is None
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    QAccessible.setActive(False)
    assert interface.indexOfChild(interface.focusChild()) == 0
    states = [interface.child(place).state() for place in (0, 1)]
    assert [state.focused for state in states] == [1, 0]
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [interface.child(place).state().selected for place in (0, 1)] == [1, 1]


def test_nothing_is_left_of_a_view_that_is_gone(theme: Theme, show: Show, qtbot: QtBot) -> None:
    view = TimelineView(theme)
    view.set_model(TimelineModel(a_direct_store(5), RoomId(1), view))
    view.show()
    assert spoken(view)
    view.close()
    view.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(view))
    gc.collect()
