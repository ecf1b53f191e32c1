import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.widgets.form_fields import Field
from tests.desktop.widgets.conftest import Show

LONG = "This password is too short: it must contain at least 8 characters. " * 3


@pytest.fixture
def window(theme: Theme) -> QWidget:
    return QWidget()


@pytest.fixture
def field(window: QWidget, show: Show) -> Field:
    window.resize(300, 60)
    field = Field("password", "Password", window, is_password=True)
    QVBoxLayout(window).addWidget(field)
    show(window)
    return field


def label(field: Field) -> QLabel:
    found = field.findChild(QLabel, "problem")
    assert isinstance(found, QLabel)
    return found


def test_a_problem_is_told_to_eyes_and_ears_until_one_types(field: Field, qtbot: QtBot) -> None:
    field.show_problem("Too short.")
    assert (field.problem(), field.edit.accessibleDescription()) == ("Too short.", "Too short.")
    assert field.edit.property("state") == "error"
    qtbot.keyClicks(field.edit, "x")
    assert (field.problem(), field.edit.accessibleDescription()) == ("", "")
    assert not label(field).isVisible()


def test_a_problem_takes_as_many_lines_as_it_needs(window: QWidget, field: Field, qtbot: QtBot) -> None:
    height = field.edit.height()
    field.show_problem(LONG)

    def has_its_lines() -> bool:
        return label(field).height() >= label(field).heightForWidth(label(field).width())

    qtbot.waitUntil(has_its_lines)
    narrow = label(field).minimumHeight()
    assert narrow > 2 * label(field).fontMetrics().height()
    window.resize(900, 300)
    qtbot.waitUntil(lambda: label(field).minimumHeight() < narrow)
    qtbot.waitUntil(has_its_lines)
    assert field.edit.height() == height
