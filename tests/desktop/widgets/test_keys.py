"""The table of keys: no key twice, each says what it does, docs tell the same, every alphabet reaches it."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.i18n import install_language
from desktop.widgets.keys import GROUPS, KEYS, KeyMap, all_alphabets, key_text, shown_keys
from tests.desktop.widgets.conftest import Show

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
