"""What a menu, a key or a click on a message leads to."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu
from pytestqt.qtbot import QtBot

from backend.wire.live import UnreadMarked
from backend.wire.types import Seq
from desktop.client.state.store import Store
from desktop.models.wishes import DeleteMessage, MarkRead, MarkUnread
from desktop.widgets.dialog import Sheet
from desktop.widgets.timeline.message_menu import Deed
from desktop.widgets.timeline.reading import LINGER_MS
from desktop.widgets.timeline.view import TimelineView
from tests.desktop.widgets.conftest import Open
from tests.helpers.examples import (
    a_direct_store,
    a_message,
    a_room,
    a_store,
    a_user,
    created,
    deleted,
    fill,
)
from tests.helpers.talks import LEFT, ROOM, drag, on_word, wheel, wishes

ALT = Qt.KeyboardModifier.AltModifier


def menu_at(view: TimelineView, row: int) -> QMenu:
    view.open_menu(row, view.mapToGlobal(QPoint(10, 10)))
    menu = next(menu for menu in view.findChildren(QMenu, "message_menu") if menu.isVisible())
    assert isinstance(menu, QMenu)
    return menu


def choose(view: TimelineView, row: int, deed: Deed) -> None:
    menu = menu_at(view, row)
    action = next(action for action in menu.actions() if action.objectName() == deed.value)
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def offered(view: TimelineView, row: int) -> set[str]:
    menu = menu_at(view, row)
    names = {action.objectName() for action in menu.actions()}
    menu.close()
    return names


def a_group(role: str, *, mark: int = 0) -> Store:
    """Bob (2) and Carl (3) write, then I do; Bob has read up to `mark`."""
    people = [a_user(2, "Bob Stone"), a_user(3, "Carl Moss")]
    messages = [a_message(1, 1, author=people[0]), a_message(1, 2, author=a_user(1, "Alice Doe"))]
    room = a_room(1, people, name="Team", chat_type="group", read_seq=2, last=messages[-1])
    marks = [msgspec.structs.replace(room.read_marks[0], read_seq=Seq(mark)), *room.read_marks[1:]]
    store = a_store([msgspec.structs.replace(room, role=role, read_marks=marks)])
    fill(store, 1, messages)
    return store


@pytest.mark.parametrize(("deed", "signal"), [(Deed.REPLY, "reply_wanted"), (Deed.EDIT, "edit_wanted")])
def test_the_composer_is_asked(open_view: Open, qtbot: QtBot, deed: Deed, signal: str) -> None:
    view = open_view(a_group("member"))
    with qtbot.waitSignal(getattr(view, signal)) as told:
        choose(view, 1, deed)
    assert told.args == [view.rows.entry(1)]


@pytest.mark.parametrize(("role", "may"), [("member", False), ("admin", True), ("owner", True)])
def test_only_who_leads_a_group_deletes_what_others_said(open_view: Open, role: str, may: bool) -> None:
    view = open_view(a_group(role))
    assert ("delete" in offered(view, 0)) == may
    assert "delete" in offered(view, 1)


def test_deleting_asks_first(open_view: Open) -> None:
    view = open_view(a_group("member"))
    told = wishes(view, DeleteMessage)
    choose(view, 1, Deed.DELETE)
    sheet = view.window().findChild(Sheet)
    assert sheet is not None
    assert told == []
    yes = sheet.findChild(QAbstractButton, "yes")
    assert yes is not None
    QTest.mouseClick(yes, LEFT)
    message_id = view.rows.entry(1).message_id
    assert message_id is not None
    assert told == [DeleteMessage(message_id)]


def test_nothing_is_offered_for_what_is_deleted(open_view: Open) -> None:
    store = a_group("owner")
    view = open_view(store)
    store.apply_entries(ROOM, [deleted(a_message(1, 1, author=a_user(2)), 3)])
    view.open_menu(0, QPoint(0, 0))
    assert not [menu for menu in view.findChildren(QMenu, "message_menu") if menu.isVisible()]


def test_who_has_seen_an_own_message_is_told_in_groups(open_view: Open) -> None:
    view = open_view(a_group("member", mark=2))
    submenu = menu_at(view, 1).findChild(QMenu, "readers")
    assert isinstance(submenu, QMenu)
    assert [action.text() for action in submenu.actions()] == ["Bob Stone"]
    view = open_view(a_direct_store(3))
    assert not any(action.menu() for action in menu_at(view, 1).actions())


def test_what_is_selected_is_copied_from_the_menu(open_view: Open, clipboard: QClipboard) -> None:
    view = open_view(a_direct_store(["alpha beta gamma", "delta"]))
    drag(view, on_word(view, 0, "beta"), on_word(view, 0, "gamma"))
    choose(view, 0, Deed.COPY_SELECTION)
    assert clipboard.text() == "beta "
    choose(view, 1, Deed.COPY)
    assert clipboard.text() == "delta"


def test_a_double_click_beside_a_message_answers_it(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(a_direct_store(["alpha"]))
    at = QPoint(560, on_word(view, 0, "alpha").y())
    with qtbot.waitSignal(view.reply_wanted) as told:
        QTest.mouseClick(view.viewport(), LEFT, pos=at)
        QTest.mouseDClick(view.viewport(), LEFT, pos=at)
    assert told.args == [view.rows.entry(0)]


class TestUnread:
    def marked(self, store: Store, seq: int | None, unread: int) -> None:
        """The server tells this device what one of the person's devices wanted."""
        place = None if seq is None else Seq(seq)
        event = UnreadMarked(
            room=ROOM, unread_from=place, unread_count=unread, unread_mentions=0, last_seq=Seq(20)
        )
        store.rooms.mark_unread(event)

    def test_alt_and_a_click_mark_unread_from_there(self, open_view: Open) -> None:
        view = open_view(a_direct_store(20))
        told = wishes(view, MarkUnread)
        QTest.mouseClick(view.viewport(), LEFT, ALT, on_word(view, 17, "Message"))
        assert told == [MarkUnread(ROOM, Seq(18))]

    def test_own_messages_are_never_unread(self, open_view: Open) -> None:
        store = a_direct_store(5)
        store.apply_entries(ROOM, created([a_message(1, 6, "mine", author=a_user(1))]))
        view = open_view(store)
        told = wishes(view, MarkUnread)
        QTest.mouseClick(view.viewport(), LEFT, ALT, on_word(view, 5, "mine"))
        assert told == []

    def test_what_was_marked_unread_elsewhere_stays_so(self, open_view: Open, qtbot: QtBot) -> None:
        store = a_direct_store(20)
        view = open_view(store)
        read = wishes(view, MarkRead)
        self.marked(store, 15, 6)
        assert view.rows.layout_of(14).divider is not None
        wheel(view, 2)
        wheel(view, -20)
        qtbot.wait(LINGER_MS + 300)
        assert read == []
        view.resume_reading()
        qtbot.waitUntil(lambda: [wish.seq for wish in read] == [20], timeout=2000)

    def test_a_read_elsewhere_ends_it(self, open_view: Open, qtbot: QtBot) -> None:
        store = a_direct_store(20)
        view = open_view(store)
        read = wishes(view, MarkRead)
        self.marked(store, 15, 6)
        self.marked(store, None, 0)
        store.apply_entries(ROOM, created([a_message(1, 21)]))
        qtbot.waitUntil(lambda: [wish.seq for wish in read] == [21], timeout=2000)

    def test_a_room_that_is_opened_with_such_a_mark_is_read(self, open_view: Open, qtbot: QtBot) -> None:
        store = a_direct_store(20)
        self.marked(store, 15, 6)
        view = open_view(store)
        read = wishes(view, MarkRead)
        qtbot.waitUntil(lambda: [wish.seq for wish in read] == [20], timeout=2000)
