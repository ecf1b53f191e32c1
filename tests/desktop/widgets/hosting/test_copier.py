"""A button that copies: what is on the clipboard, and what stands on the button."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.widgets.hosting import copier
from desktop.widgets.hosting.copier import Copier
from tests.desktop.widgets.conftest import Show

LEFT = Qt.MouseButton.LeftButton


def test_it_copies_the_newest_words_and_says_so(
    theme: Theme, show: Show, qtbot: QtBot, clipboard: QClipboard, monkeypatch
) -> None:
    monkeypatch.setattr(copier, "_SAID_MS", 30)
    button = QPushButton("Copy")
    held = Copier(button, "Copy the address")
    show(button)
    assert not button.isEnabled()
    qtbot.mouseClick(button, LEFT)
    assert clipboard.text() == ""
    held.hold("first")
    held.hold("second")
    qtbot.mouseClick(button, LEFT)
    assert clipboard.text() == "second"
    assert (button.text(), button.accessibleName()) == ("Copied", "Copied")
    qtbot.waitUntil(lambda: button.text() == "Copy")
    assert button.accessibleName() == "Copy the address"
    held.hold("")
    assert not button.isEnabled()
