"""One person answers, edits and changes their mind; the other sees each of it, whatever the network does."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from tests.helpers.hands import Hands, until
from tests.helpers.windows import open_window


def written(person: Hands) -> str:
    return person.find("composer", QPlainTextEdit).toPlainText()


@pytest.mark.timeout(60)
def test_an_answer_and_an_edit_reach_the_other(run, qapp, tmp_path, server):
    async def journey():
        async with (
            open_window(qapp, tmp_path / "a", server.address) as alice,
            open_window(qapp, tmp_path / "b", server.address) as bob,
        ):
            await alice.register("alice", "Alice")
            await bob.register("bob", "Bob")
            await alice.find_and_open("bob", "Bob")
            alice.say("Shall we?")
            await bob.open_chat("Alice")
            await bob.wait_for_texts(["Shall we?"])

            QTest.keyClick(bob.find("composer"), Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
            bob.say("Yes")
            await alice.wait_for_texts(["Shall we?", "Yes"])
            quote = alice.entries()[1].quote
            assert quote is not None
            assert (quote.content, quote.id) == ("Shall we?", alice.entries()[0].message_id)

            await bob.wait_for_ticks("Yes", 1)
            bob.press("composer", Qt.Key.Key_Up)
            assert written(bob) == "Yes"
            bob.say(", let's")
            await alice.wait_for_texts(["Shall we?", "Yes, let's"])
            await until(lambda: written(bob) == "", "the field is free again")

            server.kill()
            bob.press("composer", Qt.Key.Key_Up)
            bob.say("!")
            await until(lambda: bob.sees("notice"), "the person is told")
            assert written(bob) == "Yes, let's!"
            server.start()
            await until(lambda: not bob.sees("connection_bar"), "the server is there again", seconds=20)
            bob.press("composer", Qt.Key.Key_Return)
            await alice.wait_for_texts(["Shall we?", "Yes, let's!"])
            await until(lambda: written(bob) == "", "the field is free again")

    run(journey())
