"""The settings: each holds at once and is shown as it is, also when something else changes it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.choices import Choices
from desktop.settings import Settings
from desktop.theme import APPEARANCE, Theme
from desktop.widgets.settings_sheet import SettingsSheet
from tests.desktop.widgets.conftest import Show


@pytest.fixture
def choices(theme: Theme) -> Choices:
    choices = Choices(Settings(theme="light"))

    def follow(names: frozenset[str]) -> None:
        if names & APPEARANCE:
            theme.apply(choices.settings)

    choices.changed.connect(follow)
    return choices


@pytest.fixture
def sheet(theme: Theme, choices: Choices, show: Show) -> SettingsSheet:
    window = QWidget()
    window.resize(800, 600)
    show(window)
    sheet = SettingsSheet(window, theme, choices, {"Log out": window.close})
    sheet.open()
    return sheet


def press(sheet: SettingsSheet, name: str, qtbot: QtBot) -> None:
    button = sheet.findChild(QAbstractButton, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("button", "field", "value"),
    [
        ("language_ru", "language", "ru"),
        ("send_by_ctrl_enter", "send_by", "ctrl_enter"),
        ("open_at_newest", "open_at", "newest"),
        ("theme_dark", "theme", "dark"),
        ("accent_green", "accent", "green"),
        ("accent_system", "accent", "system"),
        ("density_compact", "density", "compact"),
        ("text_percent_more", "text_percent", 110),
        ("text_percent_less", "text_percent", 90),
        ("reduced_motion", "reduced_motion", True),
        ("notification_sounds", "notification_sounds", False),
        ("notify_with_sender", "notify_with_sender", False),
        ("notify_with_text", "notify_with_text", False),
        ("notify_while_active", "notify_while_active", True),
        ("close_to_tray", "close_to_tray", False),
        ("tray_style_light", "tray_style", "light"),
        ("start_at_login", "start_at_login", True),
        ("start_hidden", "start_hidden", True),
    ],
)
def test_a_choice_holds_at_once(sheet, choices: Choices, qtbot: QtBot, button, field, value) -> None:
    with qtbot.waitSignal(choices.changed):
        press(sheet, button, qtbot)
    assert getattr(choices.settings, field) == value


def test_what_changes_elsewhere_is_shown(sheet, choices: Choices) -> None:
    dark = sheet.findChild(QPushButton, "theme_dark")
    assert not dark.isChecked()
    choices.update(theme="dark", text_percent=200)
    assert dark.isChecked()
    assert "200%" in [label.text() for label in sheet.findChildren(QLabel)]


def test_the_account_s_own_ways_are_there(sheet, qtbot: QtBot) -> None:
    window = sheet.parentWidget()
    button = next(button for button in sheet.findChildren(QPushButton) if button.text() == "Log out")
    with qtbot.waitSignal(sheet.closed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not window.isVisible()
