"""The board of a tray icon: its messages, and where a click on one leads."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.system.notification_board import Note, TrayBoard


class Tray(QSystemTrayIcon):
    """A tray icon that keeps what it was to show: the offscreen platform has no tray to show it in."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def showMessage(self, *message):  # noqa: N802
        self.shown.append(message[:2])


@pytest.fixture
def tray(qapp):
    return Tray()


def test_a_click_leads_to_the_last_note(tray, qtbot):
    board = TrayBoard(tray)
    board.show(Note(tag="1", title="Bob", text="Hello"))
    board.show(Note(tag="2", title="Anna", text="Hi", picture=QImage(8, 8, QImage.Format.Format_RGB32)))
    assert tray.shown == [("Bob", "Hello"), ("Anna", "Hi")]
    with qtbot.waitSignal(board.opened) as opened:
        tray.messageClicked.emit()
    assert opened.args == ["2"]


def test_a_click_on_what_was_withdrawn_leads_nowhere(tray, qtbot):
    board = TrayBoard(tray)
    board.show(Note(tag="1", title="Bob", text="Hello"))
    board.withdraw("2")
    board.withdraw("1")
    with qtbot.assertNotEmitted(board.opened):
        tray.messageClicked.emit()
