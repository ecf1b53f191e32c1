"""The list of keys shows every line of the table, fits a narrow window and closes with Esc."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.keys import KEYS, shown_keys
from desktop.widgets.shortcut_list import open_shortcut_list
from tests.desktop.widgets.conftest import Show


@pytest.mark.parametrize("width", [380, 1000])
def test_all_keys_are_listed_and_none_is_cut(theme, show: Show, qtbot: QtBot, width: int) -> None:
    window = QWidget()
    window.resize(width, 600)
    show(window)
    sheet = open_shortcut_list(window)
    labels = sheet.findChildren(QLabel)
    texts = [label.text() for label in labels]
    for key in KEYS.values():
        assert key.text in texts
        assert shown_keys(key) in texts
    named = [label for label in labels if label.objectName() == "quiet" and label.isVisible()]
    assert all(label.width() >= label.sizeHint().width() for label in named)
    with qtbot.waitSignal(sheet.closed):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
