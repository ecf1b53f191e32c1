from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QClipboard, QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.widgets.message_field import MessageField
from tests.desktop.widgets.conftest import Show

KEY = Qt.Key
PLAIN, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def press(field: MessageField, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """Press a key of any alphabet."""
    letter = chr(key) if key < KEY.Key_Escape else ""
    QTest.sendKeyEvent(QTest.KeyAction.Click, field, key, letter, modifiers)


SIGNALS = ("send", "edit_last", "reply_last", "reply_step", "page", "edge")


@pytest.fixture
def field(theme: Theme, show: Show) -> Iterator[MessageField]:
    window = QWidget()
    field = MessageField(window)
    QVBoxLayout(window).addWidget(field)
    window.resize(400, 200)
    show(window)
    field.setFocus()
    yield field
    window.close()


@pytest.fixture
def told(field: MessageField) -> list[tuple[str, tuple[object, ...]]]:
    told: list[tuple[str, tuple[object, ...]]] = []
    for name in SIGNALS:
        getattr(field, f"{name}_wanted").connect(lambda *values, name=name: told.append((name, values)))
    return told


@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Enter])
@pytest.mark.parametrize(
    ("send_by", "modifiers", "sends"),
    [
        ("enter", PLAIN, True),
        ("enter", SHIFT, False),
        ("enter", CTRL, True),
        ("ctrl_enter", PLAIN, False),
        ("ctrl_enter", SHIFT, False),
        ("ctrl_enter", CTRL, True),
    ],
)
def test_what_enter_means(field, told, qtbot: QtBot, key, send_by, modifiers, sends) -> None:
    field.send_by = send_by
    field.setPlainText("x")
    field.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClick(field, key, modifiers)
    assert (told == [("send", ())], field.toPlainText()) == (sends, "x" if sends else "x\n")


def test_enter_in_an_open_code_block_begins_a_line(field, told, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "```py")
    qtbot.keyClick(field, KEY.Key_Return)
    qtbot.keyClicks(field, "x = 1")
    qtbot.keyClick(field, KEY.Key_Return)
    assert (told, field.toPlainText()) == ([], "```py\nx = 1\n")
    qtbot.keyClicks(field, "```")
    qtbot.keyClick(field, KEY.Key_Return)
    assert told == [("send", ())]


def test_ctrl_enter_sends_from_inside_a_code_block(field, told, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "```")
    qtbot.keyClick(field, KEY.Key_Return, CTRL)
    assert told == [("send", ())]


def test_keys_of_an_input_method_are_its_own(field, told, qtbot: QtBot) -> None:
    QApplication.sendEvent(field, QInputMethodEvent("ni", []))
    for key in (KEY.Key_Return, KEY.Key_Up, KEY.Key_PageUp):
        qtbot.keyClick(field, key)
    assert told == []


@pytest.mark.parametrize(
    ("key", "modifiers", "empty", "written"),
    [
        (KEY.Key_Up, PLAIN, ("edit_last", ()), None),
        (KEY.Key_Up, SHIFT, ("reply_last", ()), None),
        (KEY.Key_Up, CTRL, ("reply_step", (-1,)), ("reply_step", (-1,))),
        (KEY.Key_Down, CTRL, ("reply_step", (1,)), ("reply_step", (1,))),
        (KEY.Key_PageUp, PLAIN, ("page", (-1,)), ("page", (-1,))),
        (KEY.Key_PageDown, PLAIN, ("page", (1,)), ("page", (1,))),
        (KEY.Key_Home, CTRL, ("edge", (-1,)), None),
        (KEY.Key_End, CTRL, ("edge", (1,)), None),
    ],
)
def test_keys_that_lead_through_the_talk(field, told, qtbot: QtBot, key, modifiers, empty, written) -> None:
    qtbot.keyClick(field, key, modifiers | Qt.KeyboardModifier.KeypadModifier)
    assert told == [empty]
    told.clear()
    field.setPlainText("words")
    qtbot.keyClick(field, key, modifiers)
    assert told == ([written] if written else [])


@pytest.mark.parametrize(
    ("key", "mark"),
    [
        (KEY.Key_B, "**"),
        (KEY.Key_I, "*"),
        (KEY.Key_E, "`"),
        (Qt.Key(ord("И")), "**"),
        (Qt.Key(ord("Ш")), "*"),
        (Qt.Key(ord("У")), "`"),
    ],
)
def test_marks_go_around_the_selection_and_off_again(field, qtbot: QtBot, key, mark) -> None:
    field.setPlainText("say 😀 it")
    field.selectAll()
    press(field, key, CTRL)
    assert field.toPlainText() == f"{mark}say 😀 it{mark}"
    press(field, key, CTRL)
    assert field.toPlainText() == "say 😀 it"
    field.undo()
    assert field.toPlainText() == f"{mark}say 😀 it{mark}"
    field.undo()
    assert field.toPlainText() == "say 😀 it"


def test_without_a_selection_the_caret_is_between_the_marks(field, qtbot: QtBot) -> None:
    qtbot.keyClick(field, KEY.Key_B, CTRL)
    qtbot.keyClicks(field, "bold")
    assert field.toPlainText() == "**bold**"


@pytest.mark.parametrize("first", [KEY.Key_B, KEY.Key_I])
def test_bold_and_italic_stand_together_and_go_one_by_one(field, qtbot: QtBot, first: Qt.Key) -> None:
    second = KEY.Key_I if first == KEY.Key_B else KEY.Key_B
    left = "*word*" if first == KEY.Key_B else "**word**"
    field.setPlainText("word")
    field.selectAll()
    for key in (first, second):
        qtbot.keyClick(field, key, CTRL)
    assert field.toPlainText() == "***word***"
    qtbot.keyClick(field, first, CTRL)
    assert field.toPlainText() == left
    qtbot.keyClick(field, second, CTRL)
    assert field.toPlainText() == "word"


def test_several_lines_of_code_become_a_block(field, qtbot: QtBot) -> None:
    field.setPlainText("a\nb")
    field.selectAll()
    qtbot.keyClick(field, KEY.Key_E, CTRL)
    assert field.toPlainText() == "```\na\nb\n```"


def test_what_stands_before_the_caret_is_replaced_in_one_step(field, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "hi ")
    field.insertPlainText("😀 :wav")
    assert field.line_before_caret() == "hi 😀 :wav"
    field.replace_before_caret(":wav", "👋🏽")
    assert field.toPlainText() == "hi 😀 👋🏽"
    field.undo()
    assert field.toPlainText() == "hi 😀 :wav"


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(KEY.Key_V, CTRL), (KEY.Key_V, CTRL | SHIFT), (Qt.Key(ord("М")), CTRL | SHIFT)],
)
def test_all_keys_paste_plain_words(field, clipboard: QClipboard, qtbot: QtBot, key, modifiers) -> None:
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("bold\r\nline")
    clipboard.setMimeData(data)
    press(field, key, modifiers)
    assert field.toPlainText() == "bold\nline"


@pytest.mark.parametrize("text", ["x" * 101, "\n" * 40])
def test_long_text_is_not_pasted_without_a_question(field, clipboard: QClipboard, text: str) -> None:
    asked: list[str] = []
    field.long_pasted.connect(asked.append)
    field.max_paste = 100
    clipboard.setText(text)
    field.paste()
    assert (asked, field.toPlainText()) == ([text], "")
    assert clipboard.text() == text
