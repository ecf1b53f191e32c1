from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QClipboard, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from backend.wire.types import MessageId, Quote, Seq, UserId
from desktop.client import Draft
from desktop.models.choices import Choices
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


def a_quote(text: str = "Shall we?", *, is_deleted: bool = False) -> Quote:
    return Quote(
        id=MessageId(7), seq=Seq(3), user=UserId(2), user_username="bob", content=text, deleted=is_deleted
    )


def strip(composer: Composer) -> tuple[str, str] | None:
    shown = [
        label.text() for name in ("mode_title", "mode_words") for label in composer.findChildren(QLabel, name)
    ]
    return (shown[0], shown[1]) if composer.findChild(QWidget, "mode_strip").isVisible() else None


class TestModes:
    def test_an_answer_says_whom_and_what_it_answers(
        self, composer: Composer, sent: list[str], qtbot: QtBot
    ) -> None:
        qtbot.keyClicks(composer.field, "yes")
        composer.begin_reply(a_quote("Shall\n we?"), "Bob Stone")
        assert strip(composer) == ("Reply to Bob Stone", "Shall we?")
        qtbot.keyClick(composer.field, ENTER)
        assert (sent, composer.reply_to) == (["yes"], 7)
        composer.clear()
        assert (strip(composer), composer.reply_to, composer.text()) == (None, None, "")

    def test_a_deleted_original_is_not_quoted(self, composer: Composer) -> None:
        composer.begin_reply(a_quote("", is_deleted=True), "Bob")
        assert strip(composer) == ("Reply to Bob", "Message deleted")

    def test_esc_ends_the_answer_first_and_keeps_the_words(self, composer: Composer, qtbot: QtBot) -> None:
        qtbot.keyClicks(composer.field, "yes")
        composer.begin_reply(a_quote(), "Bob")
        with qtbot.assertNotEmitted(composer.escaped):
            qtbot.keyClick(composer.field, Qt.Key.Key_Escape)
        assert (strip(composer), composer.text()) == (None, "yes")
        with qtbot.waitSignal(composer.escaped):
            qtbot.keyClick(composer.field, Qt.Key.Key_Escape)

    def test_signs_of_markup_are_left_out(self, composer: Composer) -> None:
        composer.begin_reply(replace(a_quote(), content="> so\n**Shall** we?"), "Bob")
        assert strip(composer) == ("Reply to Bob", "so Shall we?")
        composer.begin_edit(MessageId(9), "in `code`")
        assert strip(composer) == ("Edit message", "in code")

    def test_the_cross_ends_it_too(self, composer: Composer, qtbot: QtBot) -> None:
        composer.begin_reply(a_quote(), "Bob")
        qtbot.mouseClick(composer.findChild(QToolButton, "mode_cancel"), Qt.MouseButton.LeftButton)
        assert (strip(composer), composer.reply_to) == (None, None)

    @pytest.mark.parametrize("is_saved", [True, False])
    def test_an_edit_gives_the_draft_back(
        self, composer: Composer, sent: list[str], qtbot: QtBot, *, is_saved: bool
    ) -> None:
        qtbot.keyClicks(composer.field, "half a thought")
        composer.begin_reply(a_quote(), "Bob")
        composer.begin_edit(MessageId(9), "old words")
        assert strip(composer) == ("Edit message", "old words")
        assert (composer.text(), composer.editing, composer.reply_to) == ("old words", 9, None)
        qtbot.keyClicks(composer.field, "!")
        if is_saved:
            qtbot.keyClick(composer.field, ENTER)
            assert sent == ["old words!"]
            composer.clear()
        else:
            qtbot.keyClick(composer.field, Qt.Key.Key_Escape)
        assert (composer.text(), composer.editing, composer.reply_to) == ("half a thought", None, 7)
        assert strip(composer) == ("Reply to Bob", "Shall we?")

    def test_another_edit_keeps_the_first_draft(self, composer: Composer, qtbot: QtBot) -> None:
        qtbot.keyClicks(composer.field, "half a thought")
        composer.begin_edit(MessageId(9), "one")
        composer.begin_edit(MessageId(10), "two")
        assert composer.editing == 10
        composer.cancel_mode()
        assert composer.text() == "half a thought"


class TestDrafts:
    def test_it_is_told_soon_after_a_key_and_only_once(self, composer: Composer, qtbot: QtBot) -> None:
        told: list[Draft] = []
        composer.draft_changed.connect(told.append)
        qtbot.keyClicks(composer.field, "hello")
        assert told == []
        qtbot.waitUntil(lambda: bool(told), timeout=450)
        assert told == [Draft(text="hello")]
        composer.flush_draft()
        assert len(told) == 1

    def test_leaving_does_not_wait(self, composer: Composer, qtbot: QtBot) -> None:
        qtbot.keyClicks(composer.field, "hello")
        with qtbot.waitSignal(composer.draft_changed) as told:
            composer.hide()
        assert told.args == [Draft(text="hello")]

    def test_what_it_answers_is_part_of_it(self, composer: Composer, qtbot: QtBot) -> None:
        composer.begin_reply(a_quote(), "Bob")
        draft = composer.draft()
        assert draft == Draft(reply_to=MessageId(7), quote=a_quote())
        composer.set_draft(Draft())
        assert strip(composer) is None
        with qtbot.assertNotEmitted(composer.draft_changed, wait=400):
            composer.set_draft(draft, "Bob")
        assert strip(composer) == ("Reply to Bob", "Shall we?")

    def test_an_edit_goes_on_where_it_was_left(self, composer: Composer) -> None:
        composer.set_draft(Draft(text="new words", editing=MessageId(9)))
        assert (composer.text(), composer.editing) == ("new words", 9)
        composer.cancel_mode()
        assert (composer.text(), composer.editing, strip(composer)) == ("", None, None)


class TestLongPaste:
    def paste(self, composer: Composer, clipboard: QClipboard, text: str) -> dict[str, str]:
        clipboard.setText(text)
        composer.field.paste()
        return {button.objectName(): button.text() for button in self.buttons(composer)}

    def buttons(self, composer: Composer) -> list[QPushButton]:
        found = composer.findChild(QWidget, "question_strip").findChildren(QPushButton)
        return [button for button in found if button.isVisible()]

    def answer(self, composer: Composer, qtbot: QtBot, name: str) -> None:
        button = next(button for button in self.buttons(composer) if button.objectName() == name)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def test_too_much_may_go_as_several_messages(
        self, composer: Composer, sent: list[str], clipboard: QClipboard, qtbot: QtBot
    ) -> None:
        composer.submitted.connect(lambda _text: composer.clear())
        composer.set_text("first:")
        answers = self.paste(composer, clipboard, "word " * 50)
        assert answers == {
            "send_pieces": "Send as 3 messages",
            "paste_beginning": "Paste the beginning",
            "paste_nothing": "Cancel",
        }
        self.answer(composer, qtbot, "send_pieces")
        assert " ".join(sent).split() == ["first:"] + ["word"] * 50
        assert composer.text() == ""
        assert self.buttons(composer) == []

    def test_what_could_not_be_kept_stays(
        self, composer: Composer, sent: list[str], clipboard: QClipboard, qtbot: QtBot
    ) -> None:
        self.paste(composer, clipboard, "word " * 50)
        self.answer(composer, qtbot, "send_pieces")
        assert len(sent) == 1
        assert composer.text().split() == ["word"] * 50

    def test_the_beginning_fills_the_message(
        self, composer: Composer, clipboard: QClipboard, qtbot: QtBot
    ) -> None:
        composer.set_text("12345")
        self.paste(composer, clipboard, "x" * 300)
        self.answer(composer, qtbot, "paste_beginning")
        assert composer.text() == "12345" + "x" * 95
        assert QApplication.focusWidget() is composer.field

    def test_many_short_lines_are_asked_about_too(
        self, composer: Composer, clipboard: QClipboard, qtbot: QtBot
    ) -> None:
        answers = self.paste(composer, clipboard, "x\n" * 45)
        assert answers == {"paste_all": "Paste", "paste_nothing": "Cancel"}
        self.answer(composer, qtbot, "paste_all")
        assert composer.text() == "x\n" * 45

    def test_a_book_is_not_sent_in_hundreds(self, composer: Composer, clipboard: QClipboard) -> None:
        assert "send_pieces" not in self.paste(composer, clipboard, "x" * 5000)

    def test_esc_pastes_nothing_and_the_clipboard_keeps_it(
        self, composer: Composer, clipboard: QClipboard, qtbot: QtBot
    ) -> None:
        self.paste(composer, clipboard, "x" * 300)
        with qtbot.assertNotEmitted(composer.escaped):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        assert (composer.text(), self.buttons(composer), len(clipboard.text())) == ("", [], 300)
        assert QApplication.focusWidget() is composer.field


def test_the_key_that_sends_follows_the_choice(theme: Theme, show: Show, qtbot: QtBot) -> None:
    choices = Choices()
    composer = Composer(theme, 100, choices=choices)
    show(composer)
    qtbot.keyClicks(composer.field, "hello")
    choices.update(send_by="ctrl_enter")
    assert send_button(composer).toolTip() == "Send (Ctrl+Enter)"
    with qtbot.assertNotEmitted(composer.submitted):
        qtbot.keyClick(composer.field, ENTER)
    with qtbot.waitSignal(composer.submitted):
        qtbot.keyClick(composer.field, ENTER, Qt.KeyboardModifier.ControlModifier)
