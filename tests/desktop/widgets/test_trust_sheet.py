import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.client import Untrusted
from desktop.client.errors import Reason
from desktop.theme import Theme
from desktop.widgets.fingerprint import FingerprintView
from desktop.widgets.trust_sheet import TrustSheet, ask_to_trust
from tests.desktop.widgets.conftest import Show
from tests.helpers.talks import LEFT
from tests.helpers.trust_scenes import KNOWN, SHOWN, a_doubt


@pytest.fixture
def window(show: Show) -> QWidget:
    window = QWidget()
    window.resize(900, 640)
    show(window)
    return window


class Believer:
    """Takes what the person trusts; a disk may refuse it."""

    def __init__(self) -> None:
        self.trusted: list[str] = []
        self.is_full = False

    def __call__(self, fingerprint: str) -> None:
        if self.is_full:
            raise OSError(28, "No space left on device")
        self.trusted.append(fingerprint)


@pytest.fixture
def believer() -> Believer:
    return Believer()


def words(sheet: TrustSheet) -> str:
    return "\n".join(label.text() for label in sheet.findChildren(QLabel) if label.isVisibleTo(sheet))


def button(sheet: TrustSheet, name: str) -> QPushButton | None:
    return sheet.findChild(QPushButton, name)


def press(sheet: TrustSheet, name: str) -> None:
    found = button(sheet, name)
    assert found is not None
    QTest.mouseClick(found, LEFT)


def opened(window: QWidget, theme: Theme, believer: Believer, doubt: Untrusted) -> TrustSheet:
    return ask_to_trust(window, theme, doubt, believer)


def test_at_first_one_certificate_is_compared_and_trusted(
    window: QWidget, theme: Theme, believer: Believer, qtbot: QtBot
) -> None:
    sheet = opened(window, theme, believer, a_doubt("unknown"))
    assert "minichat.example.org:8001" in words(sheet)
    assert "CD:01:6F:2C:3B:99:F6:EF" in words(sheet)
    assert "Compare it with what the host's page shows." in words(sheet)
    press(sheet, "trust_accept")
    qtbot.waitUntil(lambda: not isValid(sheet))
    assert believer.trusted == [SHOWN]


def test_what_a_server_nearby_announced_is_said_beside_what_it_shows(window: QWidget, theme: Theme) -> None:
    same = TrustSheet(window, theme, a_doubt("unknown"), announced=SHOWN)
    assert "announced in your network, which proves nothing" in words(same)
    another = TrustSheet(window, theme, a_doubt("unknown"), announced="ab" * 32)
    assert "It is not the one that was announced" in words(another)
    assert "AB:AB:AB:AB:AB:AB:AB:AB" in words(another)
    unasked = TrustSheet(window, theme, a_doubt("unknown"))
    assert "announced" not in words(unasked)


def test_enter_trusts_at_first_for_nothing_is_wrong(
    window: QWidget, theme: Theme, believer: Believer, qtbot: QtBot
) -> None:
    sheet = opened(window, theme, believer, a_doubt("unknown"))
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isValid(sheet))
    assert believer.trusted == [SHOWN]


@pytest.mark.parametrize(
    "doubt",
    [a_doubt("changed", KNOWN), a_doubt("changed"), a_doubt("wrong_name"), a_doubt("expired")],
    ids=lambda doubt: f"{doubt.reason} {bool(doubt.known)}",
)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_in_a_hurry_nobody_trusts_what_is_wrong(
    window: QWidget, theme: Theme, believer: Believer, qtbot: QtBot, doubt: Untrusted, key: Qt.Key
) -> None:
    sheet = opened(window, theme, believer, doubt)
    QTest.keyClick(sheet, key)
    qtbot.waitUntil(lambda: not isValid(sheet))
    assert believer.trusted == []


def test_old_and_new_stand_side_by_side(window: QWidget, theme: Theme, believer: Believer) -> None:
    sheet = opened(window, theme, believer, a_doubt("changed", KNOWN))
    old, new = sheet.findChildren(FingerprintView)
    assert "3A:1E:FE:CD" in words(sheet)
    assert "CD:01:6F:2C" in words(sheet)
    assert "Somebody may pretend to be your server" in words(sheet)
    assert old.mapTo(sheet, old.rect().topLeft()).y() == new.mapTo(sheet, new.rect().topLeft()).y()
    assert old.x() < new.x()
    window.resize(380, 640)
    QTest.qWait(1)
    assert old.x() == new.x()
    assert old.y() < new.y()
    press(sheet, "trust_accept")
    assert believer.trusted == [SHOWN]


def test_the_server_of_another_invite_can_not_be_trusted(
    window: QWidget, theme: Theme, believer: Believer
) -> None:
    sheet = opened(window, theme, believer, a_doubt("changed", KNOWN, is_by_invite=True))
    assert "This is not the server of the invite" in words(sheet)
    assert "Ask whoever invited you for a new invite." in words(sheet)
    assert sheet.findChild(QPushButton, "trust_cancel").text() == "Close"
    assert len(sheet.findChildren(FingerprintView)) == 2
    assert button(sheet, "trust_accept") is None


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("wrong_name", "The certificate is for another address"),
        ("expired", "The certificate is out of date"),
        ("forgotten", "can't be read any more"),
    ],
)
def test_it_says_what_is_wrong(
    window: QWidget, theme: Theme, believer: Believer, reason: Reason, said: str
) -> None:
    sheet = opened(window, theme, believer, a_doubt(reason))
    assert said in words(sheet)
    press(sheet, "trust_accept")
    assert believer.trusted == [SHOWN]


def test_a_disk_that_is_full_is_told_and_the_sheet_stays(
    window: QWidget, theme: Theme, believer: Believer, caplog: pytest.LogCaptureFixture
) -> None:
    believer.is_full = True
    sheet = opened(window, theme, believer, a_doubt("unknown"))
    press(sheet, "trust_accept")
    assert sheet.isVisible()
    assert "could not be saved on this computer" in words(sheet)
    assert "can't be kept" in caplog.text
    believer.is_full = False
    press(sheet, "trust_accept")
    assert believer.trusted == [SHOWN]
