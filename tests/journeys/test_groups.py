"""A group from its making to its end, and one's own account, through two windows and a real server."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QPushButton

from desktop.models.person_rows import PERSON_ROLE
from tests.helpers.hands import Hands, until
from tests.helpers.windows import open_window

PASSWORD = "a long enough secret"


def members(hands: Hands) -> dict[str, str]:
    """Who is in the open group, and as what."""
    if not hands.sees("person_list"):
        return {}
    model = hands.find("person_list", QListView).model()
    rows = [model.index(number, 0).data(PERSON_ROLE) for number in range(model.rowCount())]
    return {row.name: row.label for row in rows}


async def press_keys(hands: Hands, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """A shortcut, wherever the keyboard is in this window."""
    hands.look_here()
    await until(lambda: QApplication.activeWindow() is hands.window, "the window is in front")
    QTest.keyClick(hands.window.focusWidget() or hands.window, key, modifiers)


CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_group_is_made_seen_renamed_and_left(run, qapp, tmp_path, server):
    async def journey():
        async with (
            open_window(qapp, tmp_path / "a", server.address, "en") as alice,
            open_window(qapp, tmp_path / "b", server.address, "en") as bob,
        ):
            await alice.register("alice", "Alice")
            await bob.register("bob", "Bob")
            await press_keys(alice, Qt.Key.Key_G, CONTROL | SHIFT)
            await until(lambda: alice.sees("create"), "the sheet of a new group")
            alice.write("name", "Team")
            alice.write("people_search", "bob")
            await until(lambda: members(alice) == {"Bob": ""}, "Bob is found")
            alice.press("people_search", Qt.Key.Key_Return)
            alice.click("create")
            await until(lambda: alice.reads("room_title", "Team"), "the group is open")
            await alice.wait_until_gone("create")
            alice.say("Welcome!")

            bob.look_here()
            await bob.open_chat("Team")
            await bob.wait_for_texts(["Welcome!"])
            await press_keys(bob, Qt.Key.Key_Period, CONTROL)
            await until(lambda: members(bob) == {"Alice": "owner", "Bob": ""}, "Bob sees who is in it")
            assert not bob.sees("edit_group")

            await press_keys(alice, Qt.Key.Key_Period, CONTROL)
            await until(lambda: alice.sees("edit_group"), "the information about the group")
            alice.click("edit_group")
            await until(lambda: alice.sees("save"), "the sheet of the group")
            alice.clear("name")
            alice.write("name", "Crew")
            alice.click("save")
            await until(lambda: bob.reads("room_title", "Crew"), "Bob sees the new name")
            await alice.wait_until_gone("save")

            bob.look_here()
            bob.click("leave_group")
            await until(lambda: bob.sees("yes"), "a question")
            assert bob.find("sheet_title", QLabel).text()
            bob.click("yes")
            await until(lambda: bob.rooms() == [], "Bob is out")
            await until(lambda: members(alice) == {"Alice": "owner"}, "Alice sees that")

    run(journey())


def test_a_name_a_password_and_another_device(run, qapp, tmp_path, server):
    async def journey():
        async with (
            open_window(qapp, tmp_path / "a", server.address, "en") as alice,
            open_window(qapp, tmp_path / "b", server.address, "en") as second,
        ):
            await alice.register("alice", "Alice")
            await until(lambda: second.sees("submit"), "the login screen")
            second.click("mode_log_in")
            second.write("username", "alice")
            second.write("password", PASSWORD)
            second.press("password", Qt.Key.Key_Return)
            await until(lambda: second.sees("search"), "the second device is in", seconds=30)

            alice.look_here()
            alice.click("menu")
            alice.choose("profile")
            await until(lambda: alice.sees("save"), "the profile")
            alice.write("email", "nonsense")
            alice.click("save")
            email = alice.find("email", QLineEdit)
            await until(lambda: bool(email.accessibleDescription()), "what is wrong stands beside it")
            alice.clear("email")
            alice.write("last_name", "Liddell")
            alice.click("save")
            await alice.wait_until_gone("save")

            alice.click("menu")
            alice.choose("profile")
            await until(lambda: alice.sees("save"), "the profile again")
            assert alice.find("last_name", QLineEdit).text() == "Liddell"
            alice.click("password")
            await until(lambda: alice.sees("change"), "the password's sheet")
            alice.write("old_password", PASSWORD)
            alice.write("new_password", "another long secret")
            alice.write("new_password_confirm", "another long secret")
            alice.press("new_password_confirm", Qt.Key.Key_Return)
            await alice.wait_until_gone("change")
            await until(lambda: second.sees("submit"), "the second device is signed out")
            assert alice.sees("save")

            alice.click("sessions")
            await until(lambda: "This device" in sheet_texts(alice), "the devices")
            assert not alice.sees("end_others")

    run(journey())


def sheet_texts(hands: Hands) -> list[str]:
    """All words that can be seen."""
    labels = [*hands.window.findChildren(QLabel), *hands.window.findChildren(QPushButton)]
    return [label.text() for label in labels if label.isVisible()]
