"""The keys that hold in every window."""

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.choices import Choices
from desktop.settings import TEXT_PERCENTS
from desktop.theme import Theme
from desktop.widgets.dialog import Sheet
from desktop.widgets.window_commands import WindowCommands
from tests.desktop.widgets.conftest import Show

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def choices() -> Choices:
    return Choices()


@pytest.fixture
def window(theme: Theme, choices: Choices, show: Show) -> QWidget:
    window = QWidget()
    window.resize(700, 600)
    WindowCommands(window, theme, choices, lambda: {"Log out": window.hide}, lambda: "All is well")
    show(window)
    return window


def title(window: QWidget) -> str:
    sheet = next(sheet for sheet in window.findChildren(Sheet) if sheet.isVisible())
    label = sheet.findChild(QLabel, "sheet_title")
    assert label is not None
    return label.text()


def test_text_grows_and_shrinks_by_steps_and_comes_back(window, choices: Choices, qtbot: QtBot) -> None:
    seen = []
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0):
        qtbot.keyClick(window, key, CTRL)
        seen.append(choices.settings.text_percent)
    assert seen == [110, 125, 110, 100]
    for _ in TEXT_PERCENTS:
        qtbot.keyClick(window, Qt.Key.Key_Plus, CTRL)
    assert choices.settings.text_percent == TEXT_PERCENTS[-1]


def test_settings_open_and_close_by_key(window, qtbot: QtBot) -> None:
    commands = window.findChild(WindowCommands)
    assert commands is not None
    qtbot.keyClick(window, Qt.Key.Key_Comma, CTRL)
    assert title(window) == "Settings"
    assert commands.has_settings_open
    assert "Log out" in [button.text() for button in window.findChildren(QPushButton)]
    assert "All is well" in [label.text() for label in window.findChildren(QLabel)]
    qtbot.keyClick(window.findChild(Sheet), Qt.Key.Key_Escape)
    assert not commands.has_settings_open


@pytest.mark.parametrize(
    ("key", "modifiers"), [(Qt.Key.Key_Slash, CTRL), (Qt.Key.Key_F1, Qt.KeyboardModifier(0))]
)
def test_the_list_of_keys_opens_by_key(window, qtbot: QtBot, key, modifiers) -> None:
    qtbot.keyClick(window, key, modifiers)
    assert title(window) == "Keyboard shortcuts"


def test_the_window_closes_by_key(window, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL)
    assert not window.isVisible()


def test_settings_go_with_whom_they_were_for(window, qtbot: QtBot) -> None:
    commands = window.findChild(WindowCommands)
    assert commands is not None
    commands.open_settings()
    commands.open_settings()
    assert commands.has_settings_open
    commands.close_settings()
    assert not commands.has_settings_open
    assert not [sheet for sheet in window.findChildren(Sheet) if sheet.isVisible()]


@pytest.mark.skipif(sys.platform != "linux", reason="each system has its own number of the key")
def test_the_list_of_keys_is_where_the_slash_is_on_a_russian_keyboard_too(window: QWidget) -> None:
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    for code in (60, 61):
        strike = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Period, CTRL, code, 0, 0, ".")
        QApplication.sendEvent(field, strike)
        assert bool(window.findChildren(Sheet)) == (code == 61)
    assert title(window) == "Keyboard shortcuts"
