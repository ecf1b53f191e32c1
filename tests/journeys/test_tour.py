"""The tour of two people with mouse and keys; after each stop both windows count what the database counts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from desktop.widgets.person_list import PersonList
from desktop.widgets.room_window import RoomWindow
from desktop.widgets.timeline.message_menu import Deed
from desktop.widgets.timeline.view import TimelineView
from tests.helpers.hands import Hands, until
from tests.helpers.people import register, visit
from tests.helpers.servers import ServerProcess
from tests.helpers.unread import count_unread
from tests.helpers.windows import open_window
from tests.journeys.test_groups import members

LEFT = Qt.MouseButton.LeftButton
pytestmark = [
    pytest.mark.timeout(90),
    pytest.mark.qt_log_ignore("This plugin does not support"),  # offscreen menus can't be raised
]


class Pair(msgspec.Struct):
    """Two people before their windows."""

    server: ServerProcess
    alice: Hands
    bob: Hands
    ids: dict[str, int]

    async def counts_are_true(self) -> None:
        """What each window counts is what the database counts."""
        for name, hands in (("alice", self.alice), ("bob", self.bob)):
            user_id = self.ids[name]
            await until(
                lambda hands=hands, user_id=user_id: (
                    sum(card.unread for card in hands.rooms()) == count_unread(self.server, user_id)
                ),
                f"{name} counts as the database does",
            )


@asynccontextmanager
async def two_people(qapp: QApplication, folder: Path, server: ServerProcess) -> AsyncIterator[Pair]:
    async with (
        visit(server) as http,
        open_window(qapp, folder / "a", server.address) as alice,
        open_window(qapp, folder / "b", server.address) as bob,
    ):
        ids = {name: (await register(http, name)).id for name in ("alice", "bob")}
        await alice.log_in("alice")
        await bob.log_in("bob")
        await alice.find_and_open("bo", "bob")
        yield Pair(server, alice, bob, ids)


def talk(hands: Hands) -> TimelineView:
    return hands.find("timeline", TimelineView)


def choose(hands: Hands, text: str, deed: Deed) -> None:
    """Open the menu of a message and click an entry."""
    view = talk(hands)
    view.open_menu(hands.texts().index(text), view.mapToGlobal(QPoint(20, 20)))
    menu = next(menu for menu in view.findChildren(QMenu, "message_menu") if menu.isVisible())
    action = next(action for action in menu.actions() if action.objectName() == deed.value)
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def is_on_screen(hands: Hands, text: str) -> bool:
    view = talk(hands)
    return text in [view.rows.entry(shown.row).content for shown in view.rows.strip.shown()]


def test_a_talk_with_answers_corrections_and_a_divider(run, qapp, tmp_path, server):
    async def journey():
        async with two_people(qapp, tmp_path, server) as pair:
            alice, bob = pair.alice, pair.bob
            await alice.bring_to_front()
            alice.write("composer", "two")
            QTest.keyClick(alice.find("composer"), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
            alice.say("lines")
            await alice.wait_for_ticks("two\nlines", 1)
            for number in range(40):
                alice.say(f"line {number}")
            await until(lambda: bob.rooms() != [] and bob.card("alice").unread == 41, "all are unread")
            await pair.counts_are_true()

            await bob.bring_to_front()
            bob.click_row("alice")
            await until(lambda: bob.sees("timeline") and len(bob.texts()) == 41, "all of them")
            assert bob.model().divider_row == 0
            assert is_on_screen(bob, "two\nlines"), "reading begins at the first unread message"
            assert not is_on_screen(bob, "line 39")
            await until(lambda: 0 < bob.card("alice").unread < 41, "what was on screen is read, no more")
            await pair.counts_are_true()
            bob.click("jump")
            await until(lambda: bob.card("alice").unread == 0, "at the end all is read")
            await alice.wait_for_ticks("line 39", 2)
            await pair.counts_are_true()

            talk(bob).go_to_message(bob.entries()[0].seq)
            choose(bob, "two\nlines", Deed.REPLY)
            assert bob.sees("mode_strip")
            bob.say("an answer")
            await alice.wait_for_ticks("line 39", 2)
            await until(lambda: alice.texts()[-1] == "an answer", "it is there")
            await alice.bring_to_front()
            row = len(alice.texts()) - 1
            view = talk(alice)
            await until(lambda: view.rows.strip.top_of(row) is not None, "it is on screen")
            quote = view.rows.layout_of(row).quote.rect.center().toPoint()
            QTest.mouseClick(view.viewport(), LEFT, pos=quote + QPoint(0, view.rows.strip.top_of(row)))
            await until(lambda: is_on_screen(alice, "two\nlines"), "a click on the quote leads there")
            alice.click("jump")
            await until(lambda: is_on_screen(alice, "an answer"), "and back")

            choose(alice, "line 39", Deed.DELETE)
            await until(lambda: alice.sees("yes"), "a question")
            alice.click("yes")
            await until(lambda: "line 39" not in bob.texts(), "it is gone for both")
            choose(alice, "an answer", Deed.MARK_UNREAD)
            await until(lambda: alice.card("bob").unread == 1, "unread again")
            await pair.counts_are_true()

    run(journey())


def test_a_group_with_roles(run, qapp, tmp_path, server):
    async def journey():
        async with two_people(qapp, tmp_path, server) as pair:
            alice, bob = pair.alice, pair.bob
            await alice.bring_to_front()
            alice.strike("Ctrl+Shift+G")
            await until(lambda: alice.sees("create"), "the sheet of a new group")
            alice.write("name", "Team")
            alice.write("people_search", "bob")
            await until(lambda: members(alice) == {"bob": ""}, "Bob is found")
            alice.press("people_search", Qt.Key.Key_Return)
            alice.click("create")
            await alice.wait_until_gone("create")
            await until(lambda: alice.reads("room_title", "Team"), "the group is open")
            alice.say("@bob welcome")
            await until(lambda: bob.rooms() != [] and bob.rooms()[0].mentions == 1, "Bob is called")
            await pair.counts_are_true()

            alice.strike("Ctrl+.")
            await until(lambda: members(alice) == {"alice": "owner", "bob": ""}, "the members")
            people = alice.find("person_list", PersonList)
            centre = people.visualRect(people.model().index(1, 0)).center()
            asked = QContextMenuEvent.Reason.Mouse, centre, people.viewport().mapToGlobal(centre)
            QApplication.sendEvent(people.viewport(), QContextMenuEvent(*asked))
            menu = QApplication.activePopupWidget()
            admin = next(action for action in menu.actions() if action.text() == "Make an admin")
            QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(admin).center())
            await until(lambda: members(alice) == {"alice": "owner", "bob": "admin"}, "he is an admin")
            await bob.bring_to_front()
            bob.click_row("Team")
            await bob.wait_for_texts(["@bob welcome"])
            await until(lambda: bob.card("Team").unread == 0, "he has read it")
            bob.strike("Ctrl+.")
            await until(lambda: bob.sees("edit_group"), "an admin may change the group")
            await pair.counts_are_true()

    run(journey())


def test_searches_the_switcher_and_a_window_of_its_own(run, qapp, tmp_path, server):
    async def journey():
        async with two_people(qapp, tmp_path, server) as pair:
            alice = pair.alice
            await alice.bring_to_front()
            for text in ("The Kitten sleeps", "nothing", "two kittens", "nothing more"):
                alice.say(text)
            await alice.wait_for_ticks("nothing more", 1)
            alice.strike("Ctrl+F")
            alice.write("find_field", "KITTEN")
            await until(lambda: "1 / 2" in alice.words("find_bar"), "both are found, in any case of letters")
            alice.strike("Shift+F3")
            alice.strike("Esc")
            await alice.wait_until_gone("find_bar")

            alice.strike("Ctrl+Shift+F")
            alice.write("search", "sleeps")
            found = "The Kitten sleeps"
            await until(lambda: any(card.preview == found for card in alice.rooms()), "found everywhere")
            alice.strike("Esc")
            await until(lambda: [card.title for card in alice.rooms()] == ["bob"], "the chats again")

            alice.strike("Ctrl+K")
            await until(lambda: alice.sees("switcher_field"), "the switcher")
            alice.write("switcher_field", "bo")
            alice.strike("Ctrl+Return")
            windows = [top for top in QApplication.topLevelWidgets() if isinstance(top, RoomWindow)]
            assert len(windows) == 1
            beside = Hands(windows[0], alice.choices)
            await until(lambda: beside.sees("composer"), "the room has a window of its own")
            beside.say("from beside")
            await alice.wait_for_ticks("from beside", 1)
            await pair.counts_are_true()

    run(journey())


def test_a_picture_another_device_and_another_look(run, qapp, tmp_path, server):
    async def journey():
        async with two_people(qapp, tmp_path, server) as pair:
            alice, bob = pair.alice, pair.bob
            alice.say("Hello")
            await until(lambda: bob.rooms() != [], "Bob has the chat")
            plain = bob.rooms()[0].picture
            await alice.bring_to_front()
            alice.click("menu")
            alice.choose("profile")
            await until(lambda: alice.sees("picture"), "the profile")
            image = QImage(300, 200, QImage.Format.Format_RGB32)
            image.fill(QColor("teal"))
            QGuiApplication.clipboard().setImage(image)
            alice.find("picture").setFocus()
            QTest.keyClick(alice.find("picture"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            await until(lambda: alice.sees("use"), "the part of the picture is asked for")
            alice.click("use")
            alice.click("save")
            await alice.wait_until_gone("save")
            await until(lambda: bob.rooms()[0].picture != plain, "Bob has her picture")
            QGuiApplication.clipboard().clear()

            async with open_window(qapp, tmp_path / "c", server.address) as other:
                await other.log_in("alice")
                await alice.bring_to_front()
                alice.click("menu")
                alice.choose("sessions")
                await until(lambda: alice.sees("end_others"), "the devices")
                alice.click("end_others")
                await until(lambda: alice.sees("yes"), "a question")
                alice.click("yes")
                await until(lambda: other.sees("submit"), "the other device is signed out")
                assert "You were signed out. Log in again to go on." in other.words("login")
            alice.strike("Esc")

            light = alice.window.grab().toImage().pixelColor(5, 5)
            alice.choices.update(theme="dark", language="ru")
            await until(lambda: alice.reads("search", "Поиск"), "the words are Russian")
            await asyncio.sleep(0.1)
            assert alice.window.grab().toImage().pixelColor(5, 5).lightness() < light.lightness()
            assert alice.texts() == ["Hello"]
            await pair.counts_are_true()
            alice.click("menu")
            alice.choose("log_out")
            await until(lambda: alice.sees("submit"), "she is out")
            assert alice.find("submit", QAbstractButton).text() == "Войти"

    run(journey())
