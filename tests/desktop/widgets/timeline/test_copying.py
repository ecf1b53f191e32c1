"""The clipboard after a copy: one message, several, a hundred thousand, and another copy meanwhile."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.client.state.entries import Entry, confirmed_entry
from desktop.theme import Theme
from desktop.widgets.timeline.copying import Copying
from tests.helpers.examples import ME, a_message, a_user

MANY = 100_000


@pytest.fixture
def copying(theme: Theme) -> Iterator[Copying]:
    parent = QObject()
    yield Copying(parent)
    parent.deleteLater()


def said(*texts: str) -> list[Entry]:
    bob = a_user(2, "Bob Stone")
    return [confirmed_entry(a_message(1, seq, text, author=bob), ME) for seq, text in enumerate(texts, 1)]


def listeners() -> int:
    return QApplication.clipboard().receivers("2dataChanged()")


def test_several_messages_say_whose_they_are_and_are_there_at_once(
    copying: Copying, clipboard: QClipboard
) -> None:
    copying.copy_messages(said("second", "third"))
    heads, words = zip(*(block.split("\n") for block in clipboard.text().split("\n\n")), strict=True)
    assert words == ("second", "third")
    assert all(head.startswith("Bob Stone, ") and head.endswith(":") for head in heads)


@pytest.mark.usefixtures("without_garbage")
def test_a_very_long_talk_is_copied_while_the_window_goes_on(
    copying: Copying, clipboard: QClipboard, qtbot: QtBot
) -> None:
    entries = said("hello") * MANY
    begin = time.thread_time()
    copying.copy_messages(entries)
    assert time.thread_time() - begin < 0.05
    assert clipboard.text() == ""
    assert listeners() == 1
    qtbot.waitUntil(lambda: clipboard.text() != "", timeout=20_000)
    assert clipboard.text().count("hello") == MANY
    assert listeners() == 0


@pytest.mark.parametrize("is_ours", [True, False])
def test_what_is_copied_later_stays(
    copying: Copying, clipboard: QClipboard, qtbot: QtBot, *, is_ours: bool
) -> None:
    copying.copy_messages(said("hello") * MANY)
    if is_ours:
        copying.copy_text("a link")
    else:
        clipboard.setText("a link")
    qtbot.wait(50)
    assert clipboard.text() == "a link"
    copying.copy_messages(said("bye"))
    assert clipboard.text().endswith("bye")
