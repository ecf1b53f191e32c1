"""Buttons of which one is chosen, under the keyboard and to a screen reader."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.one_of_few import OneOfFew


@pytest.fixture
def buttons(qtbot: QtBot) -> Iterator[list[QPushButton]]:
    """Three of them, the second chosen, with a field before."""
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.addWidget(QLineEdit())
    group = OneOfFew(window)
    made = [QPushButton(text) for text in ("one", "two", "three")]
    for button in made:
        group.add(button)
        row.addWidget(button)
    made[1].setChecked(True)
    window.show()
    window.activateWindow()
    window.findChild(QLineEdit).setFocus()
    yield made
    window.close()


def press(key: Qt.Key) -> str:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)
    here = QApplication.focusWidget()
    return here.text() if isinstance(here, QPushButton) else ""


def test_tab_stops_once_at_the_chosen_one(buttons: list[QPushButton]) -> None:
    assert [press(Qt.Key.Key_Tab) for _ in range(3)] == ["two", "", "two"]


def test_arrows_choose_another_at_which_tab_stops_then(buttons: list[QPushButton]) -> None:
    press(Qt.Key.Key_Tab)
    assert press(Qt.Key.Key_Right) == "three"
    assert buttons[2].isChecked()
    assert [press(Qt.Key.Key_Tab), press(Qt.Key.Key_Tab)] == ["", "three"]
    assert [press(Qt.Key.Key_Left), press(Qt.Key.Key_Left)] == ["two", "one"]


def test_a_reader_hears_of_one_of_a_few(buttons: list[QPushButton]) -> None:
    roles = {QAccessible.queryAccessibleInterface(button).role() for button in buttons}
    assert roles == {QAccessible.Role.RadioButton}
