"""Windows on which the system's eyes rest, and time that tests need not wait for."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from backend.wire.types import RoomId
from desktop.client.state.store import Store
from desktop.models.timeline import TimelineModel
from desktop.settings import Settings
from desktop.theme import Theme
from desktop.widgets.timeline.view import TimelineView

Show = Callable[[QWidget], None]
Open = Callable[[Store], TimelineView]


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
def open_view(theme: Theme, show: Show) -> Open:
    """Show the talk of a store's first room in a window of its own, where nothing moves by itself."""
    theme.apply(Settings(theme="light", reduced_motion=True))

    def open_view(store: Store) -> TimelineView:
        view = TimelineView(theme)
        view.resize(600, 500)
        show(view)
        view.set_model(TimelineModel(store, RoomId(1), view))
        return view

    return open_view


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:
    """The clipboard, empty again after the test.

    Without a screen Qt keeps what is on it until the process ends. An object of Python's would be freed when
    there is no Python any more: the process would crash after its last test.
    """
    clipboard = QGuiApplication.clipboard()
    yield clipboard
    clipboard.clear()
