"""The table of keys: none twice, none dead, each says what it does, docs tell the same, in every alphabet."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from backend.wire.live import PreferencesChanged
from backend.wire.types import Preferences, RoomId
from desktop.i18n import install_language
from desktop.models.choices import Choices
from desktop.models.wishes import FindMessages, Hits, QuitProgram, ShowNewGroup, Wish
from desktop.theme import Theme
from desktop.widgets.chat import ChatScreen
from desktop.widgets.dialog import Sheet
from desktop.widgets.keys import GROUPS, KEYS, KeyMap, all_alphabets, key_text, shown_keys
from desktop.widgets.main_window import MainWindow
from desktop.widgets.room_window import RoomWindow
from desktop.widgets.timeline.view import TimelineView
from desktop.widgets.window_commands import WindowCommands
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import a_message, an_office, fill

DOCS = Path(__file__).resolve().parents[3] / "docs" / "keys.md"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def pressed(theme, show: Show) -> Iterator[list[tuple[str, ...]]]:
    """What was asked for in a window with all keys of the table and a field that has the keyboard."""
    asked: list[tuple[str, ...]] = []
    window = QWidget()
    field = QPlainTextEdit(window)
    QVBoxLayout(window).addWidget(field)

    def act(command: str) -> Callable[..., None]:
        return lambda *numbers: asked.append((command, *map(str, numbers)))

    KeyMap.bind(window, {command: act(command) for command, key in KEYS.items() if not key.is_typed})
    show(window)
    field.setFocus()
    yield asked
    window.close()


def press(text: str) -> None:
    combination = QKeySequence(text)[0]
    widget = QApplication.focusWidget()
    QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())


def test_each_key_asks_for_one_thing_and_twice_for_nothing(pressed) -> None:
    for key in KEYS.values():
        if not key.is_typed:
            for sequence in key.sequences:
                press(sequence)
    numbered = [("pinned_chat", str(number)) for number in range(1, 10)]
    others = [
        (key.command,)
        for key in KEYS.values()
        if not key.is_typed and not key.is_numbered
        for _ in key.sequences
    ]
    assert sorted(pressed) == sorted(numbered + others)


def test_no_two_commands_share_a_key() -> None:
    bound = [
        QKeySequence(twin).toString()
        for key in KEYS.values()
        if not key.is_typed
        for sequence in key.sequences
        for twin in all_alphabets(sequence)
    ]
    assert [name for name, times in Counter(bound).items() if times > 1] == []
    assert "" not in bound
    assert len(KEYS) == sum(len(group.keys) for group in GROUPS)


@pytest.mark.parametrize(
    ("letter", "command"), [("Л", "switch"), ("А", "find"), ("Т", "new_chat"), ("Б", "settings")]
)
def test_a_russian_layout_reaches_the_same_key(pressed, letter: str, command: str) -> None:
    key = Qt.Key(ord(letter))
    QTest.sendKeyEvent(QTest.KeyAction.Click, QApplication.focusWidget(), key, letter, CTRL)
    assert pressed == [(command,)]


def test_what_belongs_to_a_widget_is_not_taken_from_it(theme, qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with pytest.raises(ValueError, match="bold"):
        KeyMap.bind(window, {"bold": window.close})


def test_a_tooltip_says_the_key(theme) -> None:
    assert key_text("settings") == "Settings (Ctrl+,)"
    assert shown_keys(KEYS["pinned_chat"]) == "Ctrl+1 – Ctrl+9"


def test_every_line_has_its_russian(theme, qapp) -> None:
    english = [key_text(command) for command in KEYS]
    install_language(qapp, "ru")
    russian = [key_text(command) for command in KEYS]
    install_language(qapp, "en")
    assert [text for text, other in zip(english, russian, strict=True) if text == other] == []


def test_docs_tell_of_the_same_keys() -> None:
    lines = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith(("## ", "| "))]
    expected = []
    for group in GROUPS:
        expected += [f"## {group.title}", "| Key | What it does |", "| --- | --- |"]
        for key in group.keys:
            names = [key.sequences[0], key.sequences[-1]] if key.is_numbered else list(key.sequences)
            joined = " … ".join(names) if key.is_numbered else ", ".join(names)
            expected.append(f"| {joined} | {key.text} |")
    assert lines == expected


class Desk:
    """The main window with a room open among many, and what a key can change in it."""

    def __init__(self, theme: Theme, show: Show) -> None:
        store = an_office()
        store.apply(PreferencesChanged(room=RoomId(5), preferences=Preferences(pinned=True)))
        fill(store, 2, [a_message(2, seq, f"Message {seq}") for seq in range(1, 201)])
        self.choices = Choices()
        self.window = MainWindow(theme)
        self.screen = ChatScreen(store, theme, self.choices)
        self.window.show_screen(self.screen)
        WindowCommands(self.window, theme, self.choices)
        self.wishes: list[Wish] = []
        self.ends: list[str] = []
        self.screen.wished.connect(self.wishes.append)
        self.window.closed.connect(lambda: self.ends.append("closed"))
        self.window.quit_wanted.connect(lambda: self.ends.append("quit"))
        show(self.window)
        for room in (1, 3, 2):
            self.screen.open_room(RoomId(room))

    @property
    def room(self) -> RoomId | None:
        return self.screen.current_room

    @property
    def focus(self) -> str:
        return QApplication.focusWidget().objectName()

    @property
    def query(self) -> str:
        return self.screen.findChild(QLineEdit, "search").text()

    @property
    def rooms(self) -> int:
        return self.screen.findChild(QWidget, "room_list").model().rowCount()

    @property
    def sheet(self) -> str:
        """The words of the sheet over the window."""
        sheets = [sheet for sheet in self.window.findChildren(Sheet) if sheet.isVisible()]
        return sheets[0].accessibleName() if sheets else ""

    def sees(self, seq: int) -> bool:
        rows = self.screen.findChild(TimelineView).rows
        return seq in [rows.entry(shown.row).seq for shown in rows.strip.shown()]

    def find(self, *seqs: int) -> None:
        """Search the room; these are the hits."""
        press("Ctrl+F")
        QTest.keyClicks(QApplication.focusWidget(), "Message")
        press("Return")
        wish = next(wish for wish in reversed(self.wishes) if isinstance(wish, FindMessages))
        hits = tuple(a_message(2, seq) for seq in seqs)
        wish.answer(Hits(words=wish.words, messages=hits, is_final=True))


Look = Callable[[Desk], object]
DEEDS: dict[str, tuple[Look, object]] = {
    "switch": (lambda desk: desk.focus, "switcher_field"),
    "new_chat": (lambda desk: desk.query, "@"),
    "new_group": (lambda desk: desk.wishes[-1], ShowNewGroup()),
    "previous_chat": (lambda desk: desk.room, 1),
    "next_chat": (lambda desk: desk.room, 3),
    "previous_unread": (lambda desk: desk.room, 6),
    "next_unread": (lambda desk: desk.room, 4),
    "back": (lambda desk: desk.room, 3),
    "forward": (lambda desk: desk.room, 2),
    "pinned_chat": (lambda desk: desk.room, 5),
    "unread_only": (lambda desk: desk.rooms, 3),
    "search_everywhere": (lambda desk: desk.focus, "search"),
    "mentions": (lambda desk: desk.query, "@user1"),
    "mark_all_read": (lambda desk: desk.sheet, "Mark all chats as read?"),
    "find": (lambda desk: desk.focus, "find_field"),
    "find_next": (lambda desk: desk.sees(20), True),
    "find_previous": (lambda desk: desk.sees(20), True),
    "info": (lambda desk: desk.focus, "close_info"),
    "first_unread": (lambda desk: desk.sees(4), True),
    "settings": (lambda desk: desk.sheet, "Settings"),
    "shortcuts": (lambda desk: desk.sheet, "Keyboard shortcuts"),
    "next_region": (lambda desk: desk.focus, "search"),
    "previous_region": (lambda desk: desk.focus, "timeline"),
    "larger": (lambda desk: desk.choices.settings.text_percent, 110),
    "smaller": (lambda desk: desk.choices.settings.text_percent, 90),
    "usual_size": (lambda desk: desk.choices.settings.text_percent, 100),
    "close": (lambda desk: desk.ends, ["closed"]),
    "quit": (lambda desk: desk.ends, ["quit"]),
}
"""What is looked at, and what is seen there only after the command."""
FIRST: dict[str, Callable[[Desk], object]] = {
    "forward": lambda _: press("Alt+Left"),
    "find_next": lambda desk: desk.find(20, 150),
    "find_previous": lambda desk: desk.find(20, 150),
    "first_unread": lambda _: press("Ctrl+End"),
    "usual_size": lambda _: press("Ctrl++"),
}
"""What comes before it."""


@pytest.mark.parametrize("command", [key.command for key in KEYS.values() if not key.is_typed])
def test_each_command_does_what_it_says(theme: Theme, show: Show, command: str) -> None:
    desk = Desk(theme, show)
    FIRST.get(command, lambda _: None)(desk)
    look, expected = DEEDS[command]
    assert look(desk) != expected
    press(KEYS[command].sequences[0])
    assert look(desk) == expected


def test_a_room_s_own_window_quits_too(theme: Theme, show: Show) -> None:
    window = RoomWindow(RoomId(1), an_office(), theme, Choices())
    show(window)
    wishes: list[Wish] = []
    window.wished.connect(wishes.append)
    press("Ctrl+Q")
    assert wishes == [QuitProgram()]
