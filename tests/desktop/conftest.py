"""For tests with Qt: one theme and one language, put back before each test."""

import pytest
from PySide6.QtWidgets import QApplication

from desktop.i18n import install_language
from desktop.settings import Settings
from desktop.theme import Theme, ThemeChoice


@pytest.fixture(scope="session")
def session_theme(qapp: QApplication) -> Theme:
    return Theme(qapp, ThemeChoice.LIGHT)


@pytest.fixture
def theme(session_theme: Theme, qapp: QApplication) -> Theme:
    session_theme.apply(Settings(theme="light"))
    install_language(qapp, "en")
    return session_theme
