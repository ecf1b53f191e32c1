"""Windows on which the system's eyes rest, and time that tests need not wait for."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

Show = Callable[[QWidget], None]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Show a widget as the active window."""

    def show(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is widget.window())

    return show


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:
    """The clipboard, empty again after the test.

    Without a screen Qt keeps what is on it until the process ends. An object of Python's would be freed when
    there is no Python any more: the process would crash after its last test.
    """
    clipboard = QGuiApplication.clipboard()
    yield clipboard
    clipboard.clear()
