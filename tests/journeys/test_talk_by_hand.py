"""A person walks through a long talk with the mouse: into the past and back, marks unread, deletes."""

import asyncio
import uuid

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu

from backend.wire.types import Seq
from desktop.widgets.dialog import Sheet
from desktop.widgets.timeline.message_menu import Deed
from desktop.widgets.timeline.view import TimelineView
from tests.helpers.hands import Hands, until
from tests.helpers.people import Person, register, visit
from tests.helpers.windows import open_window

LENGTH = 130
LEFT = Qt.MouseButton.LeftButton


def talk(person: Hands) -> TimelineView:
    return person.find("timeline", TimelineView)


def seqs_on_screen(person: Hands) -> list[int]:
    view = talk(person)
    return [view.rows.entry(shown.row).seq or 0 for shown in view.rows.strip.shown()]


def choose(person: Hands, row: int, deed: Deed) -> None:
    """Open the menu of a message and click an entry."""
    view = talk(person)
    view.open_menu(row, view.mapToGlobal(QPoint(20, 20)))
    menu = next(menu for menu in view.findChildren(QMenu, "message_menu") if menu.isVisible())
    action = next(action for action in menu.actions() if action.objectName() == deed.value)
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


async def write_much(bob: Person, room: int) -> None:
    for number in range(LENGTH):
        status, _ = await bob.send(room, f"Line {number}", str(uuid.uuid4()))
        assert status == 201


@pytest.mark.timeout(90)
@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen menus can't be raised
def test_into_the_past_and_back_unread_again_and_deleted(run, qapp, tmp_path, server):
    async def journey():
        async with visit(server) as http:
            bob = await register(http, "bob")
            async with open_window(qapp, tmp_path / "a", server.address) as alice:
                await alice.register("alice", "Alice")
                alice.look_here()
                await alice.find_and_open("bob", "bob")
                room = alice.model().room_id
                await write_much(bob, room)
                await until(lambda: len(alice.entries()) == LENGTH, "all came", seconds=20)

            async with open_window(qapp, tmp_path / "a", server.address) as alice:
                await until(lambda: alice.sees("timeline") and alice.entries() != [], "the last room is open")
                alice.look_here()
                talk(alice).go_to_bottom()
                await until(lambda: alice.rooms()[0].unread == 0, "what is at the end was read")
                await travels(alice)
                await marks_unread(alice)
                alice.say("a slip")
                await until(lambda: alice.has_ticks("a slip", 1), "it is sent")
                choose(alice, alice.texts().index("a slip"), Deed.DELETE)
                QTest.mouseClick(alice.window.findChild(Sheet).findChild(QAbstractButton, "yes"), LEFT)
                await until(lambda: "a slip" not in alice.texts(), "it is gone")
            log = await bob.read_log(room)
            assert log[-1]["deleted"]

    run(journey())


async def travels(alice: Hands) -> None:
    """To a message that isn't loaded, and back to the newest."""
    first = alice.entries()[0].seq
    assert first is not None
    assert first > 10, "the beginning isn't loaded"
    talk(alice).go_to_message(Seq(5))
    await until(lambda: 5 in seqs_on_screen(alice), "the past is on screen")
    assert not talk(alice).is_at_bottom
    alice.click("jump")
    await until(lambda: talk(alice).is_at_bottom and LENGTH in seqs_on_screen(alice), "the newest is")


async def marks_unread(alice: Hands) -> None:
    """It stays unread before one's eyes until the room is opened anew."""
    row = len(alice.entries()) - 3
    choose(alice, row, Deed.MARK_UNREAD)
    await until(lambda: alice.rooms()[0].unread == 3, "three are unread")
    talk(alice).scroll_by(-100)
    talk(alice).scroll_by(100)
    await asyncio.sleep(1.5)
    assert alice.rooms()[0].unread == 3
    alice.look_here()
    alice.click_row("bob")
    await until(lambda: alice.rooms()[0].unread == 0, "opened again, it is read")
