"""The sheet: over its window, keyboard within it, one at a time, and the focus given back."""

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.widgets.dialog import Question, Sheet
from desktop.widgets.form_fields import Field
from tests.desktop.widgets.conftest import Show

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(theme: Theme, show: Show) -> QWidget:
    window = QWidget()
    window.resize(800, 600)
    QVBoxLayout(window).addWidget(QLineEdit(window))
    show(window)
    window.findChild(QLineEdit).setFocus()
    return window


def a_sheet(window: QWidget) -> Sheet:
    sheet = Sheet(window, "New group")
    sheet.body.addWidget(Field("name", "Name", sheet))
    sheet.body.addWidget(Field("description", "Description", sheet))
    sheet.add_button("Cancel").clicked.connect(sheet.close)
    sheet.add_button("Create", "primary").setObjectName("create")
    return sheet


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def opened(qtbot: QtBot, window: QWidget) -> Sheet:
    sheet = a_sheet(window)
    sheet.open()
    qtbot.waitUntil(lambda: focused().objectName() == "name")
    return sheet


def test_it_begins_in_the_first_field_and_gives_the_focus_back(qtbot: QtBot, window: QWidget) -> None:
    before = window.findChild(QLineEdit)
    sheet = opened(qtbot, window)
    with qtbot.waitSignal(sheet.closed):
        qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert focused() is before


def test_a_screen_that_comes_up_behind_has_the_keyboard_only_afterwards(
    qtbot: QtBot, window: QWidget
) -> None:
    sheet = opened(qtbot, window)
    late = QLineEdit(window)
    late.lower()
    late.show()
    late.setFocus()
    qtbot.keyClicks(focused(), "Team")
    assert (sheet.findChild(QLineEdit, "name").text(), late.text()) == ("Team", "")
    asked = Sheet.ask(sheet, "Sure?", "Yes")
    late.setFocus()
    assert asked.isAncestorOf(focused()) or focused() is asked
    asked.close()
    assert sheet.isAncestorOf(focused())
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert focused() is late


def test_what_its_body_comes_to_say_scrolls_nothing(qtbot: QtBot, window: QWidget) -> None:
    sheet = a_sheet(window)
    for number in range(40):
        sheet.body.addWidget(QLabel(f"Line {number}", sheet))
    sheet.open()
    bar = sheet.findChild(QScrollArea).verticalScrollBar()
    bar.setValue(300)
    sheet.findChildren(QLabel)[-1].setText("Two\nlines")
    qtbot.wait(50)
    sheet.show_problem("Something")
    assert bar.value() == 300


def test_tab_goes_round_within_the_card_both_ways(qtbot: QtBot, window: QWidget) -> None:
    sheet = opened(qtbot, window)
    seen = []
    for _ in range(6):
        seen.append(focused())
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert all(sheet.isAncestorOf(widget) for widget in seen)
    assert len(set(seen)) == 5
    assert seen[5] is seen[0]
    qtbot.keyClick(focused(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert focused() is seen[5]


def test_without_a_field_nothing_wears_a_ring_before_tab(qtbot: QtBot, window: QWidget) -> None:
    question = Sheet.ask(window, "Leave?", "Leave")
    assert focused() is question
    for name in ("no", "yes"):
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
        assert focused().objectName() == name
    question.close()
    question = Sheet.ask(window, "Leave?", "Leave")
    qtbot.keyClick(focused(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert focused() is question.findChild(QToolButton)


def test_keys_scroll_what_is_too_long(qtbot: QtBot, window: QWidget) -> None:
    sheet = Sheet(window, "Much")
    for number in range(60):
        sheet.body.addWidget(QLabel(f"Line {number}", sheet))
    sheet.open()
    bar = sheet.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.keyClick(focused(), Qt.Key.Key_PageDown)
    assert bar.value() > 0
    qtbot.keyClick(focused(), Qt.Key.Key_PageUp)
    assert bar.value() == 0


def test_enter_in_a_field_presses_the_primary_button_and_on_another_that_one(
    qtbot: QtBot, window: QWidget
) -> None:
    sheet = opened(qtbot, window)
    create = sheet.findChild(QPushButton, "create")
    with qtbot.waitSignal(create.clicked):
        qtbot.keyClick(focused(), Qt.Key.Key_Return)
    cancel = next(button for button in sheet.findChildren(QPushButton) if button.text() == "Cancel")
    cancel.setFocus()
    with qtbot.waitSignal(sheet.closed):
        qtbot.keyClick(cancel, Qt.Key.Key_Return)


def test_the_keys_of_the_screen_behind_sleep(qtbot: QtBot, window: QWidget) -> None:
    fired: list[str] = []
    shortcut = QShortcut(QKeySequence("Ctrl+K"), window)
    shortcut.activated.connect(lambda: fired.append("key"))
    qtbot.keyClick(focused(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert fired == ["key"]
    opened(qtbot, window)
    qtbot.keyClick(focused(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert fired == ["key"]


def test_a_press_beside_the_card_closes_it_unless_something_would_be_lost(
    qtbot: QtBot, window: QWidget
) -> None:
    sheet = opened(qtbot, window)
    sheet.holds_input = True
    qtbot.mouseClick(sheet, LEFT, pos=QPoint(5, 5))
    assert sheet.isVisible()
    sheet.holds_input = False
    with qtbot.waitSignal(sheet.closed):
        qtbot.mouseClick(sheet, LEFT, pos=QPoint(5, 5))


def test_busy_takes_no_input_and_the_problem_gives_it_back(qtbot: QtBot, window: QWidget) -> None:
    sheet = opened(qtbot, window)
    field = focused()
    sheet.set_busy(True)
    assert not field.isEnabled()
    assert not sheet.findChild(QPushButton, "create").isEnabled()
    sheet.show_problem("The server does not answer.")
    assert field.isEnabled()
    assert focused() is field
    problem = next(label for label in sheet.findChildren(QLabel) if label.text().startswith("The server"))
    assert problem.isVisible()


def test_esc_closes_a_busy_one_and_a_late_answer_is_nobody_s(qtbot: QtBot, window: QWidget) -> None:
    sheet = opened(qtbot, window)
    answers: list[str] = []
    take = sheet.when_answered(answers.append)
    take("in time")
    sheet.set_busy(True)
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shiboken6.isValid(sheet))
    take("late")
    assert answers == ["in time"]


def test_another_takes_its_place_and_a_question_of_its_own_stands_above(
    qtbot: QtBot, window: QWidget
) -> None:
    first = opened(qtbot, window)
    question = Sheet.ask(first, "Leave <b>it</b>?", "Leave")
    assert first.isVisible()
    assert question.isVisible()
    assert question.findChild(QLabel, "sheet_title").textFormat() == Qt.TextFormat.PlainText
    with qtbot.waitSignal(question.closed):
        qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert first.isVisible()
    with qtbot.waitSignal(first.closed):
        opened(qtbot, window)


def test_a_question_of_one_that_stands_above_leaves_both(qtbot: QtBot, window: QWidget) -> None:
    first = opened(qtbot, window)
    second = a_sheet(first.findChild(QPushButton, "create"))
    second.open()
    question = Sheet.ask(second, "Really?", "Yes")
    assert [first.isVisible(), second.isVisible(), question.isVisible()] == [True] * 3
    first.close()
    qtbot.waitUntil(lambda: not window.findChildren(Sheet))


def test_the_question_is_answered_by_its_button(qtbot: QtBot, window: QWidget) -> None:
    question = Sheet.ask(window, "Leave?", "Leave")
    assert isinstance(question, Question)
    assert focused() is question, "no ring before somebody asks for one"
    with qtbot.waitSignals([question.closed, question.accepted], order="strict"):
        qtbot.keyClick(focused(), Qt.Key.Key_Return)


def test_it_goes_with_its_opener(qtbot: QtBot, window: QWidget) -> None:
    opener = QWidget(window)
    sheet = Sheet(opener, "Profile")
    sheet.open()
    with qtbot.waitSignal(sheet.closed):
        opener.deleteLater()


@pytest.mark.parametrize("size", [(380, 480), (380, 260), (800, 600)])
def test_the_card_stays_within_a_small_window_and_follows_its_size(
    qtbot: QtBot, window: QWidget, size: tuple[int, int]
) -> None:
    sheet = opened(qtbot, window)
    window.resize(*size)
    card = sheet.findChild(QWidget, "sheet_card")
    qtbot.waitUntil(lambda: sheet.size() == window.size())
    assert sheet.rect().contains(card.geometry())
    assert card.width() == min(440, size[0] - 24)
    create = sheet.findChild(QPushButton, "create")
    assert card.rect().contains(create.mapTo(card, create.rect().bottomRight()))


def test_the_card_grows_with_its_body(qtbot: QtBot, window: QWidget) -> None:
    sheet = opened(qtbot, window)
    card = sheet.findChild(QWidget, "sheet_card")
    height = card.height()
    sheet.body.addWidget(Field("more", "More", sheet))
    qtbot.waitUntil(lambda: card.height() > height)


def test_whatever_its_body_says_all_of_it_is_in_sight(qtbot: QtBot, window: QWidget) -> None:
    """The border takes a little of the width: where a line only just fitted it breaks."""
    sheet = Sheet(window, "Words")
    words = QLabel(sheet)
    words.setWordWrap(True)
    sheet.body.addWidget(words)
    sheet.open()
    area = sheet.findChild(QScrollArea, "sheet_area")
    assert area is not None
    for letters in range(40, 120):
        words.setText("i" * letters + " and then some")
        qtbot.wait(1)
        assert area.verticalScrollBar().maximum() == 0, letters
