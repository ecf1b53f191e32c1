"""The search of one chat by real keys: hits of two sources, walked through, and an end without a mark."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from backend.wire.types import RoomId
from desktop.models.wishes import FindMessages, Hits
from desktop.theme import Theme
from desktop.widgets.find_bar import FindBar
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import a_message

Key, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
ROOM = RoomId(1)


class Found:
    """A bar that is open, what it wished, where it led."""

    def __init__(self, bar: FindBar, qtbot: QtBot) -> None:
        self.bar = bar
        self._qtbot = qtbot
        self.window: QWidget | None = None
        self.asked: list[FindMessages] = []
        self.places: list[int] = []
        self.marked: list[str] = []
        bar.wished.connect(self.asked.append)
        bar.message_wanted.connect(self.places.append)
        bar.words_changed.connect(lambda: self.marked.append(bar.words))
        bar.open(ROOM)

    @property
    def field(self) -> QLineEdit:
        return self.bar.findChild(QLineEdit, "find_field")

    @property
    def count(self) -> str:
        return self.bar.findChild(QLabel, "quiet").text()

    def button(self, name: str) -> QToolButton:
        return self.bar.findChild(QToolButton, name)

    def search(self, words: str) -> FindMessages:
        self._qtbot.keyClicks(self.field, words)
        self._qtbot.keyClick(self.field, Key.Key_Return)
        return self.asked[-1]

    def tell(self, *seqs: int, is_final: bool = True, problem: str = "") -> None:
        asked = self.asked[-1]
        messages = tuple(a_message(ROOM, seq) for seq in seqs)
        asked.answer(Hits(words=asked.words, messages=messages, is_final=is_final, problem=problem))


@pytest.fixture
def found(theme: Theme, show: Show, qtbot: QtBot) -> Found:
    window = QWidget()
    window.resize(600, 80)
    bar = FindBar(theme, window)
    QVBoxLayout(window).addWidget(bar)
    show(window)
    found = Found(bar, qtbot)
    found.window = window
    return found


def test_the_newest_hit_is_shown_first(found: Found) -> None:
    asked = found.search("boat")
    assert (asked.words, asked.room_id) == ("boat", ROOM)
    assert found.marked == ["boat"]
    found.tell(4, 9, is_final=False)
    assert (found.places, found.count) == ([9], "1 / 2…")
    found.tell(2, 4, 9, 12)
    assert (found.places, found.count) == ([9], "2 / 4")


def test_keys_and_buttons_walk_and_go_round(found: Found, qtbot: QtBot) -> None:
    found.search("boat")
    found.tell(2, 4, 9)
    for modifiers in (Qt.KeyboardModifier.NoModifier,) * 3 + (SHIFT,):
        qtbot.keyClick(found.field, Key.Key_Return, modifiers)
    assert found.places == [9, 4, 2, 9, 2]
    qtbot.mouseClick(found.button("find_newer"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(found.button("find_older"), Qt.MouseButton.LeftButton)
    assert found.places[5:] == [4, 2]
    assert found.count == "3 / 3"
    found.button("find_newer").setFocus()
    qtbot.keyClick(found.button("find_newer"), Key.Key_Return)
    assert found.places[7:] == [4], "Enter on a button presses it"


def test_other_words_begin_anew_and_old_answers_are_ignored(found: Found) -> None:
    old = found.search("bo")
    new = found.search("at")
    assert (old.words, new.words) == ("bo", "boat")
    old.answer(Hits(words="bo", messages=(a_message(ROOM, 3),), is_final=True))
    assert (found.places, found.count) == ([], "…")
    found.tell()
    assert found.count == "Nothing found"
    assert not found.button("find_older").isEnabled()


def test_typing_searches_when_it_pauses(found: Found, qtbot: QtBot) -> None:
    qtbot.keyClicks(found.field, "boat")
    assert found.asked == []
    qtbot.waitUntil(lambda: [asked.words for asked in found.asked] == ["boat"])


def test_without_the_server_it_says_so(found: Found) -> None:
    found.search("boat")
    found.tell(is_final=True, problem="The server does not answer.")
    assert found.count == "The server can't be asked"


def test_esc_ends_it_and_marks_nothing_any_more(found: Found, qtbot: QtBot) -> None:
    found.search("boat")
    with qtbot.waitSignal(found.bar.closed):
        qtbot.keyClick(found.field, Key.Key_Escape)
    assert not found.bar.isVisible()
    assert found.marked == ["boat", ""]
    assert found.asked[-1].words == ""
    assert found.field.text() == ""
