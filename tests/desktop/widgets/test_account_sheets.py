"""One's own account: name and address, password, devices, the end of it."""

from datetime import UTC, datetime

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from backend.wire.answers import SessionInfo
from backend.wire.bodies import EditProfile
from backend.wire.types import SessionId
from desktop.models.requests import (
    Answer,
    ChangePassword,
    ChangeProfile,
    DeleteAccount,
    EndSessions,
    ListSessions,
    Request,
)
from desktop.models.wishes import ShowSessions, Wish
from desktop.theme import Theme
from desktop.widgets.account_sheets import DeleteAccountSheet, PasswordSheet, ProfileSheet, SessionsSheet
from desktop.widgets.dialog import Question
from desktop.widgets.form_sheet import FormSheet
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import a_user

LEFT = Qt.MouseButton.LeftButton
NOW = datetime.now(UTC)


@pytest.fixture
def window(theme: Theme, show: Show) -> QWidget:
    window = QWidget()
    window.resize(700, 700)
    show(window)
    return window


def opened(sheet: FormSheet) -> list[Wish]:
    wishes: list[Wish] = []
    sheet.wished.connect(wishes.append)
    sheet.open()
    return wishes


def press(qtbot: QtBot, within: QWidget, name: str) -> None:
    qtbot.mouseClick(within.findChild(QPushButton, name), LEFT)


def type_into(qtbot: QtBot, sheet: QWidget, **texts: str) -> None:
    for name, text in texts.items():
        field = sheet.findChild(QLineEdit, name)
        field.clear()
        qtbot.keyClicks(field, text)


def answer(asked: Wish, said: Answer) -> None:
    assert isinstance(asked, Request)
    assert asked.answer is not None
    asked.answer(said)


def test_a_name_and_an_address_are_saved(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    me = msgspec.structs.replace(a_user(1, "Alice Doe"), email="a@x.org")
    sheet = ProfileSheet(window, theme, me)
    wishes = opened(sheet)
    assert sheet.findChild(QLineEdit, "email").text() == "a@x.org"
    type_into(qtbot, sheet, first_name=" Alicia ", email="nonsense")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    (asked,) = wishes
    assert isinstance(asked, ChangeProfile)
    assert asked.changes == EditProfile(first_name="Alicia", last_name="Doe", email="nonsense")
    answer(asked, Answer(fields={"email": ["Not an address."]}))
    assert QApplication.focusWidget().accessibleDescription() == "Not an address."


def test_from_the_profile_to_password_and_devices(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = ProfileSheet(window, theme, a_user(1, "Alice Doe"))
    wishes = opened(sheet)
    press(qtbot, sheet, "password")
    password = window.findChild(PasswordSheet)
    assert password.isVisible()
    assert sheet.isVisible()
    type_into(qtbot, password, old_password="old", new_password="new", new_password_confirm="new")
    press(qtbot, password, "change")
    assert isinstance(wishes[-1], ChangePassword)
    answer(wishes[-1], Answer())
    assert not password.isVisible()
    press(qtbot, sheet, "sessions")
    assert wishes[-1] == ShowSessions()


def test_a_new_password_is_typed_twice(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = PasswordSheet(window)
    wishes = opened(sheet)
    assert sheet.findChild(QLineEdit, "new_password").echoMode() is QLineEdit.EchoMode.Password
    type_into(qtbot, sheet, old_password="old", new_password="new one", new_password_confirm="new two")
    press(qtbot, sheet, "change")
    assert wishes == []
    assert QApplication.focusWidget().accessibleDescription() == "This is not the same password."
    type_into(qtbot, sheet, new_password_confirm="new one")
    press(qtbot, sheet, "change")
    (asked,) = wishes
    assert isinstance(asked, ChangePassword)
    assert (asked.old, asked.new) == ("old", "new one")
    answer(asked, Answer(fields={"old_password": ["Wrong password."]}))
    assert QApplication.focusWidget().objectName() == "old_password"


def test_the_account_goes_after_password_and_question(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = DeleteAccountSheet(window)
    wishes = opened(sheet)
    press(qtbot, sheet, "delete")
    assert window.findChild(Question) is None
    type_into(qtbot, sheet, password="secret")
    press(qtbot, sheet, "delete")
    question = window.findChild(Question)
    assert wishes == []
    press(qtbot, question, "yes")
    (asked,) = wishes
    assert isinstance(asked, DeleteAccount)
    assert asked.password == "secret"
    answer(asked, Answer(problem="Wrong password."))
    assert sheet.isVisible()


def test_from_the_profile_to_the_end_of_the_account(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = ProfileSheet(window, theme, a_user(1, "Alice Doe"))
    wishes = opened(sheet)
    press(qtbot, sheet, "delete_account")
    end = window.findChild(DeleteAccountSheet)
    type_into(qtbot, end, password="secret")
    press(qtbot, end, "delete")
    press(qtbot, window.findChild(Question), "yes")
    assert isinstance(wishes[-1], DeleteAccount)
    assert end.is_busy
    assert sheet.isVisible()


def a_session(number: int, device: str = "", *, is_current: bool = False) -> SessionInfo:
    return SessionInfo(
        id=SessionId(number), device=device, created_at=NOW, last_seen=NOW, is_current=is_current
    )


def test_devices_are_listed_and_signed_out(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = SessionsSheet(window)
    wishes = opened(sheet)
    assert isinstance(wishes[0], ListSessions)
    three = [a_session(1, "Laptop <b>"), a_session(2, "This one", is_current=True), a_session(3)]
    answer(wishes[0], Answer(value=three))
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    assert texts.index("This one") < texts.index("Laptop <b>")
    assert "Unknown device" in texts
    buttons = [button for button in sheet.findChildren(QPushButton) if button.text() == "Sign out"]
    assert [button.accessibleName() for button in buttons] == [
        "Sign out: Laptop <b>",
        "Sign out: Unknown device",
    ]
    qtbot.mouseClick(buttons[0], LEFT)
    asked = wishes[-1]
    assert isinstance(asked, EndSessions)
    assert asked.session_ids == (1,)
    answer(asked, Answer())
    assert isinstance(wishes[-1], ListSessions)
    answer(wishes[-1], Answer(value=three[1:]))
    press(qtbot, sheet, "end_others")
    press(qtbot, window.findChild(Question), "yes")
    asked = wishes[-1]
    assert isinstance(asked, EndSessions)
    assert asked.session_ids == (3,)
    answer(asked, Answer())
    answer(wishes[-1], Answer(value=three[1:2]))
    assert not sheet.findChild(QPushButton, "end_others").isVisible()


def test_devices_that_cannot_be_had_are_said(theme: Theme, window: QWidget) -> None:
    sheet = SessionsSheet(window)
    wishes = opened(sheet)
    answer(wishes[0], Answer(problem="The server does not answer."))
    assert sheet.findChild(QLabel, "problem").text() == "The server does not answer."
