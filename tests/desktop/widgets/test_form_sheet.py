"""A form: what is missing and what the server refuses stands beside the fields."""

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.requests import Answer, FindContacts
from desktop.theme import Theme
from desktop.widgets.form_sheet import FormSheet
from tests.desktop.widgets.conftest import Show


@pytest.fixture
def sheet(theme: Theme, show: Show, qtbot: QtBot) -> FormSheet:
    window = QWidget()
    window.resize(700, 600)
    show(window)
    sheet = FormSheet(window, "Profile")
    sheet.add_field("name", "Name")
    sheet.add_area("description", "Description")
    sheet.add_button("Save", "primary").clicked.connect(
        lambda: sheet.ask_server(lambda take: FindContacts(query="x", answer=take))
    )
    sheet.open()
    return sheet


def problems(sheet: QWidget) -> list[str]:
    return [label.text() for label in sheet.findChildren(QLabel, "problem") if label.isVisible()]


def save(qtbot: QtBot, sheet: FormSheet) -> FindContacts:
    with qtbot.waitSignal(sheet.wished) as wished:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    (asked,) = wished.args
    assert isinstance(asked, FindContacts)
    return asked


def answer(asked: FindContacts, said: Answer) -> None:
    assert asked.answer is not None
    asked.answer(said)


def test_what_is_granted_closes_it(sheet: FormSheet, qtbot: QtBot) -> None:
    asked = save(qtbot, sheet)
    assert sheet.is_busy
    with qtbot.waitSignal(sheet.closed):
        answer(asked, Answer())


def test_what_is_refused_stands_beside_its_field_and_the_rest_below(sheet: FormSheet, qtbot: QtBot) -> None:
    asked = save(qtbot, sheet)
    answer(asked, Answer(fields={"description": ["Too long."], "avatar": ["Too large."]}))
    assert sorted(problems(sheet)) == ["Too large.", "Too long."]
    area = sheet.findChild(QPlainTextEdit, "description")
    assert QApplication.focusWidget() is area
    assert area.accessibleDescription() == "Too long."
    qtbot.keyClicks(area, "x")
    assert problems(sheet) == ["Too large."]


def test_a_sentence_without_a_field_keeps_it_open(sheet: FormSheet, qtbot: QtBot) -> None:
    answer(save(qtbot, sheet), Answer(problem="The server does not answer."))
    assert problems(sheet) == ["The server does not answer."]
    assert sheet.isVisible()
    assert not sheet.is_busy


def test_an_answer_after_the_end_is_nobody_s(sheet: FormSheet, qtbot: QtBot) -> None:
    asked = save(qtbot, sheet)
    sheet.close()
    qtbot.waitUntil(lambda: not shiboken6.isValid(sheet))
    answer(asked, Answer(problem="Late."))


def test_what_is_missing_is_said_before_the_server_is_asked(sheet: FormSheet, qtbot: QtBot) -> None:
    assert not sheet.require("name", "description")
    assert problems(sheet) == ["Fill this in."] * 2
    qtbot.keyClicks(QApplication.focusWidget(), "Team")
    assert problems(sheet) == ["Fill this in."]


def test_tab_leaves_the_field_of_some_lines(sheet: FormSheet, qtbot: QtBot) -> None:
    area = sheet.findChild(QPlainTextEdit, "description")
    area.setFocus()
    qtbot.keyClick(area, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not area
    assert area.toPlainText() == ""
