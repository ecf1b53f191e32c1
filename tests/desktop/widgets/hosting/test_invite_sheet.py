"""The invite on screen: shown, copied, made anew; as the server answers."""

from datetime import UTC, datetime

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from backend.wire.invites import InviteLink
from desktop.models.administration import DAY, DrawCode, ListInvites, MakeInvite
from desktop.models.requests import Answer, Request
from desktop.system.qr_rows import make_rows
from desktop.theme import Theme
from desktop.widgets.hosting.invite_sheet import InviteSheet, terms_text
from desktop.widgets.hosting.qr_code import QrCode
from tests.desktop.widgets.conftest import Show
from tests.helpers.server_scenes import an_invite

LEFT = Qt.MouseButton.LeftButton
NOW = datetime.now(UTC)


@pytest.fixture
def window(theme: Theme, show: Show) -> QWidget:
    window = QWidget()
    window.resize(700, 800)
    show(window)
    return window


def opened(sheet: InviteSheet) -> list[Request]:
    wishes: list[Request] = []
    sheet.wished.connect(wishes.append)
    sheet.open()
    return wishes


def answer(asked: Request, value: object = None, problem: str = "") -> None:
    assert asked.answer is not None
    asked.answer(Answer(value=value, problem=problem))


def link(sheet: InviteSheet) -> str:
    return sheet.findChild(QLineEdit, "invite_link").text()


def press(qtbot: QtBot, sheet: QWidget, name: str) -> None:
    qtbot.mouseClick(sheet.findChild(QPushButton, name), LEFT)


def is_dark_somewhere(sheet: InviteSheet) -> bool:
    code = sheet.findChild(QrCode)
    image = code.grab().toImage()
    return any(image.pixelColor(x, code.height() // 2).lightness() == 0 for x in range(image.width()))


def test_an_invite_that_is_left_is_shown_again(theme: Theme, window: QWidget) -> None:
    sheet = InviteSheet(window, theme)
    wishes = opened(sheet)
    assert isinstance(wishes[0], ListInvites)
    assert sheet.is_busy
    full, left = an_invite(NOW, 14, uses=1, used=1), an_invite(NOW, 13, used=3)
    answer(wishes[0], [full, left, an_invite(NOW, 12)])
    assert link(sheet) == left.web_link
    assert not sheet.is_busy
    assert not is_dark_somewhere(sheet)
    drawn = wishes[-1]
    assert isinstance(drawn, DrawCode)
    answer(drawn, make_rows(drawn.words))
    assert drawn.words == left.web_link
    assert is_dark_somewhere(sheet)
    said = [label.text() for label in sheet.findChildren(QLabel)]
    assert terms_text(left) in said
    assert terms_text(left).startswith("For 7 more people")


def test_a_fresh_invite_is_for_all_that_it_was_made_for(theme: Theme, window: QWidget) -> None:
    fresh = an_invite(NOW, uses=100)
    assert terms_text(fresh).startswith("For 100 people ")
    sheet = InviteSheet(window, theme, fresh)
    wishes = opened(sheet)
    assert sheet.findChild(QPushButton, "uses_100").isChecked()
    assert sheet.findChild(QPushButton, "days_7").isChecked()
    sheet.findChild(QPushButton, "make_another").click()
    made = wishes[-1]
    assert isinstance(made, MakeInvite)
    assert made.uses == 100


def test_browsers_warn_of_a_server_that_vouches_for_itself(theme: Theme, window: QWidget) -> None:
    own = an_invite(NOW)
    sheet = InviteSheet(window, theme, own)
    opened(sheet)
    assert "a browser warns once" in "".join(label.text() for label in sheet.findChildren(QLabel))
    known = InviteLink(host="chat.example.org", port=443, token="1-abc", is_encrypted=True)
    sheet = InviteSheet(window, theme, structs.replace(own, link=known.link, web_link=known.web_link))
    opened(sheet)
    assert "opens in any browser" in "".join(label.text() for label in sheet.findChildren(QLabel))


def test_where_none_is_left_one_is_made(theme: Theme, window: QWidget) -> None:
    sheet = InviteSheet(window, theme)
    wishes = opened(sheet)
    answer(wishes[0], [])
    made = wishes[1]
    assert isinstance(made, MakeInvite)
    assert (made.uses, made.valid_seconds) == (10, 7 * DAY)
    answer(made, an_invite(NOW, 1))
    assert link(sheet) == an_invite(NOW, 1).web_link


def test_both_links_are_copied(theme: Theme, window: QWidget, qtbot: QtBot, clipboard: QClipboard) -> None:
    invite = an_invite(NOW)
    sheet = InviteSheet(window, theme, invite)
    wishes = opened(sheet)
    assert [type(wish) for wish in wishes] == [DrawCode], "nothing is asked for what is known"
    assert link(sheet) == invite.web_link
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert clipboard.text() == invite.web_link
    press(qtbot, sheet, "copy_direct")
    assert clipboard.text() == invite.link


def test_another_one_for_whom_and_how_long_one_likes(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = InviteSheet(window, theme, an_invite(NOW))
    wishes = opened(sheet)
    press(qtbot, sheet, "uses_100")
    press(qtbot, sheet, "days_30")
    press(qtbot, sheet, "make_another")
    made = wishes[-1]
    assert isinstance(made, MakeInvite)
    assert (made.uses, made.valid_seconds) == (100, 30 * DAY)
    answer(made, problem="The server does not answer.")
    assert link(sheet) == an_invite(NOW).web_link, "the old one stays"
    assert "The server does not answer." in [label.text() for label in sheet.findChildren(QLabel)]
    press(qtbot, sheet, "make_another")
    answer(wishes[-1], an_invite(NOW, 99, uses=100))
    assert link(sheet) == an_invite(NOW, 99).web_link


def test_a_code_that_comes_late_is_not_that_of_another_invite(
    theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    sheet = InviteSheet(window, theme)
    wishes = opened(sheet)
    answer(wishes[0], [an_invite(NOW, 1)])
    late = wishes[-1]
    press(qtbot, sheet, "make_another")
    answer(wishes[-1], an_invite(NOW, 2))
    answer(late, make_rows("of the first"))
    assert not is_dark_somewhere(sheet)
