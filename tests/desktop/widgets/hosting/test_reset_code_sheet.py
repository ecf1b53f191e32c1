"""A code for somebody who forgot their password: made once it is asked for, shown once, with what to say."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from backend.wire.answers import ResetCode
from backend.wire.types import UserId
from desktop.models.administration import MakeResetCode
from desktop.models.requests import Answer
from desktop.theme import Theme
from desktop.widgets.hosting.reset_code_sheet import ResetCodeSheet
from tests.desktop.widgets.conftest import Show

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(theme: Theme, show: Show) -> QWidget:
    window = QWidget()
    window.resize(700, 700)
    show(window)
    return window


def said(sheet: QWidget) -> str:
    return "\n".join(label.text() for label in sheet.findChildren(QLabel) if label.isVisible())


def test_the_code_and_what_to_say(theme: Theme, window: QWidget, qtbot: QtBot, clipboard: QClipboard) -> None:
    sheet = ResetCodeSheet(window, theme, UserId(7), "Bob Stone", "bob")
    asked: list[MakeResetCode] = []
    sheet.wished.connect(asked.append)
    sheet.open()
    assert asked == [], "an earlier code would be void"
    assert "Bob Stone" in said(sheet)
    make, copy = sheet.findChild(QPushButton, "make_code"), sheet.findChild(QPushButton, "copy_code")
    assert not copy.isVisible()
    qtbot.mouseClick(make, LEFT)
    assert [one.user_id for one in asked] == [7]
    answer = asked[0].answer
    assert answer is not None
    answer(Answer(problem="The server does not answer."))
    assert "The server does not answer." in said(sheet)
    qtbot.mouseClick(make, LEFT)
    answer = asked[1].answer
    assert answer is not None
    answer(Answer(value=ResetCode(code="KXQF-7MPA-93TD", expires_at=datetime.now(UTC) + timedelta(days=1))))
    assert sheet.findChild(QLineEdit, "reset_code").text() == "KXQF-7MPA-93TD"
    assert "enter the username bob" in said(sheet)
    assert not make.isVisible()
    qtbot.mouseClick(copy, LEFT)
    assert clipboard.text() == "Username: bob\nCode: KXQF-7MPA-93TD"
