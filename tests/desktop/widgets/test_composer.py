from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QClipboard, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.widgets.composer import Composer
from tests.desktop.widgets.conftest import Show

ENTER, SHIFT = Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def composer(theme: Theme, show: Show) -> Composer:
    composer = Composer(theme, 100)
    composer.resize(400, 60)
    show(composer)
    composer.setFocus()
    return composer


@pytest.fixture
def sent(composer: Composer) -> list[str]:
    texts: list[str] = []
    composer.submitted.connect(texts.append)
    return texts


def send_button(composer: Composer) -> QToolButton:
    button = composer.findChild(QToolButton, "send")
    assert isinstance(button, QToolButton)
    return button


def counter(composer: Composer) -> QLabel:
    label = composer.findChild(QLabel, "counter")
    assert isinstance(label, QLabel)
    return label


def test_enter_sends_and_the_words_stay_until_they_are_kept(
    composer: Composer, sent: list[str], qtbot: QtBot
) -> None:
    qtbot.keyClicks(composer.field, "hello")
    qtbot.keyClick(composer.field, ENTER)
    assert (sent, composer.text()) == (["hello"], "hello")
    composer.clear()
    assert composer.text() == ""


def test_the_enter_of_the_keypad_sends_too(composer: Composer, sent: list[str], qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, "hello")
    qtbot.keyClick(composer.field, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert sent == ["hello"]


def test_shift_enter_begins_a_line(composer: Composer, sent: list[str], qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, "one")
    qtbot.keyClick(composer.field, ENTER, SHIFT)
    qtbot.keyClicks(composer.field, "two")
    assert sent == []
    qtbot.keyClick(composer.field, ENTER)
    assert sent == ["one\ntwo"]


def test_blanks_are_not_sent_and_ends_are_trimmed(composer: Composer, sent: list[str], qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, "   ")
    qtbot.keyClick(composer.field, ENTER)
    assert sent == []
    assert not send_button(composer).isEnabled()
    qtbot.keyClicks(composer.field, "x ")
    qtbot.mouseClick(send_button(composer), Qt.MouseButton.LeftButton)
    assert sent == ["x"]


def test_enter_that_ends_a_composition_never_sends(composer: Composer, sent: list[str], qtbot: QtBot) -> None:
    qtbot.keyClicks(composer.field, "ni")
    QApplication.sendEvent(composer.field, QInputMethodEvent("hao", []))
    qtbot.keyClick(composer.field, ENTER)
    assert sent == []
    done = QInputMethodEvent()
    done.setCommitString("好")
    QApplication.sendEvent(composer.field, done)
    composer.field.setPlainText("你好")
    qtbot.keyClick(composer.field, ENTER)
    assert sent == ["你好"]


def test_it_grows_to_eight_lines_then_scrolls(composer: Composer, qtbot: QtBot) -> None:
    heights = [composer.field.height()]
    for _ in range(11):
        qtbot.keyClick(composer.field, ENTER, SHIFT)
        heights.append(composer.field.height())
    line = composer.field.fontMetrics().lineSpacing()
    assert heights[:8] == [number * line + 2 for number in range(1, 9)]
    assert set(heights[8:]) == {8 * line + 2}
    composer.field.clear()
    assert composer.field.height() == heights[0]


def test_long_lines_wrap_and_grow_too(composer: Composer) -> None:
    composer.set_text("many words " * 20)
    line = composer.field.fontMetrics().lineSpacing()
    assert composer.field.height() > 3 * line


def test_the_limit_is_shown_near_it_and_kept(composer: Composer, sent: list[str], qtbot: QtBot) -> None:
    composer.field.setPlainText("x" * 89)
    assert not counter(composer).isVisible()
    composer.field.setPlainText("x" * 95)
    assert (counter(composer).isVisible(), counter(composer).text()) == (True, "5")
    composer.field.setPlainText("x" * 103)
    assert counter(composer).text() == "-3"
    assert counter(composer).property("state") == "error"
    qtbot.keyClick(composer.field, ENTER)
    assert (sent, composer.text()) == ([], "x" * 103)
    assert not send_button(composer).isEnabled()


def test_typing_is_told_also_when_it_ends(composer: Composer, qtbot: QtBot) -> None:
    told: list[bool] = []
    composer.typing.connect(told.append)
    qtbot.keyClicks(composer.field, "ab")
    qtbot.keyClick(composer.field, Qt.Key.Key_Backspace)
    qtbot.keyClick(composer.field, Qt.Key.Key_Backspace)
    assert told == [True, True, True, False]


def test_a_draft_comes_back_without_telling_anybody(composer: Composer, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(composer.typing):
        composer.set_text("as I was saying")
    assert send_button(composer).isEnabled()
    qtbot.keyClicks(composer.field, "!")
    assert composer.text() == "as I was saying!"


def test_words_are_pasted_without_their_clothes(
    composer: Composer, clipboard: QClipboard, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setHtml("<b>bold</b><img src='file:///etc/passwd'>")
    data.setText("bold")
    clipboard.setMimeData(data)
    qtbot.keyClick(composer.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert composer.text() == "bold"


@pytest.mark.parametrize("find", [lambda c: c.field, send_button])
def test_every_control_has_a_name(composer: Composer, find: Callable[[Composer], QToolButton]) -> None:
    assert find(composer).accessibleName()
