"""A card over a window is a dialog to a reader, and nothing of it stays when it is gone."""

import gc

import shiboken6
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.dialog_accessible import be_dialog


def test_a_card_is_a_modal_dialog_with_a_name(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    card, plain = QWidget(window), QWidget(window)
    be_dialog(card, "Settings")
    interface = QAccessible.queryAccessibleInterface(card)
    assert interface.role() == QAccessible.Role.Dialog
    assert interface.text(QAccessible.Text.Name) == "Settings"
    assert interface.state().modal
    assert QAccessible.queryAccessibleInterface(plain).role() != QAccessible.Role.Dialog


def test_a_card_that_was_read_goes_like_any_other(qtbot: QtBot) -> None:
    card = QWidget()
    be_dialog(card, "Settings")
    assert QAccessible.queryAccessibleInterface(card).isValid()
    card.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(card))
    gc.collect()
