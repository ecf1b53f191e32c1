"""The page about the server: what it looks at, what it shows of it, what can be changed there."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from backend.downloads import FOLDER
from backend.wire.answers import DataCopy
from desktop.models.administration import CopyData, ListInvites, ReadServerStatus, RevokeInvite
from desktop.models.hosting import (
    ChangeHosting,
    HostingState,
    ReadHosting,
    ReadLogTail,
    ResumeHosting,
    RunWithoutWindow,
    ShareServer,
    StopHosting,
)
from desktop.models.requests import Answer, Request
from desktop.theme import Theme
from desktop.widgets.dialog import Question
from desktop.widgets.fingerprint import FingerprintPicture
from desktop.widgets.hosting import server_sections, server_sheet
from desktop.widgets.hosting.invite_sheet import InviteSheet
from desktop.widgets.hosting.server_parts import LogView
from desktop.widgets.hosting.server_sheet import ServerSheet
from tests.desktop.widgets.conftest import Show
from tests.helpers.server_scenes import a_hosting, a_status, an_invite

R = TypeVar("R", bound=Request)
LEFT = Qt.MouseButton.LeftButton
NOW = datetime.now(UTC)
LOOKS = (ReadHosting, ReadLogTail, ReadServerStatus, ListInvites)


class Page:
    """A person before the page, and whoever answers it."""

    def __init__(self, window: QWidget, theme: Theme, qtbot: QtBot, *, is_own: bool) -> None:
        self.window = window
        self.sheet = ServerSheet(window, theme, is_own=is_own)
        self._qtbot = qtbot
        self.asked: list[Request] = []
        self.hosting: HostingState | None = None
        self.sheet.wished.connect(self._take)

    def open(self, hosting: HostingState | None = None) -> None:
        self.hosting = hosting
        self.sheet.open()
        self._qtbot.wait(1)  # new rows show in the next turn of the loop

    def _take(self, asked: Request) -> None:
        values = {
            ReadHosting: self.hosting,
            ReadLogTail: ["first line", "last line"],
            ReadServerStatus: a_status(NOW),
            ListInvites: [an_invite(NOW, 12, used=3)],
        }
        self.asked.append(asked)
        if type(asked) in values and asked.answer is not None:
            asked.answer(Answer(value=values[type(asked)]))

    def last(self, kind: type[R]) -> R:
        found = self.asked[-1]
        assert isinstance(found, kind), found
        return found

    def answer(self, value: object = None, problem: str = "", **fields: list[str]) -> None:
        answer = self.asked[-1].answer
        assert answer is not None
        answer(Answer(value=value, problem=problem, fields=fields))

    def press(self, name: str) -> None:
        shown = [one for one in self.window.findChildren(QAbstractButton, name) if one.isVisible()]
        self._qtbot.mouseClick(shown[-1], LEFT)

    def offers(self, name: str) -> bool:
        return any(one.isVisible() for one in self.sheet.findChildren(QPushButton, name))

    def says(self) -> str:
        labels = self.window.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())


@pytest.fixture
def window(theme: Theme, show: Show) -> QWidget:
    window = QWidget()
    window.resize(700, 1400)
    show(window)
    return window


@pytest.fixture
def own(window: QWidget, theme: Theme, qtbot: QtBot) -> Page:
    return Page(window, theme, qtbot, is_own=True)


@pytest.fixture
def elsewhere(window: QWidget, theme: Theme, qtbot: QtBot) -> Page:
    return Page(window, theme, qtbot, is_own=False)


def test_all_there_is_to_know_of_the_own_server(own: Page, clipboard: QClipboard) -> None:
    own.open(a_hosting())
    said = own.says()
    for words in (
        "Пекарня «Ромашка»",
        "https://192.168.100.115:8001",
        "01:23:45:67:89:AB:CD:EF",
        "For 7 more people",
        "By Анна Шмидт · 3 people joined",
        "4 people with 7 devices, of 9 accounts",
        "Bob Stone",
        "87.0 MB",
        "12.4 MB",
        "151.0 GB",
        "sudo ufw allow 8001/tcp",
    ):
        assert words in said
    assert own.sheet.findChild(QPlainTextEdit, "server_log").toPlainText() == "first line\nlast line"
    own.press("copy_address")
    assert clipboard.text() == "https://192.168.100.115:8001"
    own.press("copy_fingerprint")
    assert clipboard.text().count(":") == 31
    own.press("copy_firewall")
    assert clipboard.text() == "sudo ufw allow 8001/tcp"


def test_it_looks_again_while_it_is_shown_and_not_after(
    own: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_sheet, "_REFRESH_MS", 20)
    page = Page(own.window, own.sheet._theme, qtbot, is_own=True)
    page.open(a_hosting())
    qtbot.waitUntil(lambda: sum(isinstance(one, ReadServerStatus) for one in page.asked) > 3)
    page.hosting = a_hosting(problem="The disk is full.")
    qtbot.waitUntil(lambda: "The disk is full." in page.says())
    page.sheet.close()
    before = len(page.asked)
    qtbot.wait(100)
    assert len(page.asked) == before


def test_this_computer_is_looked_at_less_often_while_all_is_well(
    own: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_sheet, "_REFRESH_MS", 10)
    page = Page(own.window, own.sheet._theme, qtbot, is_own=True)
    page.open(a_hosting())

    def count(kind: type[Request]) -> int:
        return sum(isinstance(one, kind) for one in page.asked)

    qtbot.waitUntil(lambda: count(ReadServerStatus) >= 16)
    assert count(ReadHosting) <= count(ReadServerStatus) // 5 + 2
    page.hosting = a_hosting(is_running=False)
    qtbot.waitUntil(lambda: "The server is stopped" in page.says())
    before = count(ReadHosting)
    qtbot.wait(100)
    assert count(ReadHosting) > before + 3, "whether it is back"
    page.sheet.close()


def test_what_is_on_its_way_is_not_asked_for_again(
    own: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_sheet, "_REFRESH_MS", 10)
    sheet = ServerSheet(own.window, own.sheet._theme, is_own=False)
    asked: list[Request] = []
    sheet.wished.connect(asked.append)
    sheet.open()
    qtbot.wait(100)
    assert [type(one) for one in asked] == [ReadServerStatus, ListInvites]
    sheet.close()


def test_of_a_server_elsewhere_what_it_tells(elsewhere: Page) -> None:
    elsewhere.open()
    assert {type(one) for one in elsewhere.asked} == {ReadServerStatus, ListInvites}
    said = elsewhere.says()
    assert "Who may create an account: By invite. It can be found in its network." in said
    assert "Bob Stone" in said
    for name in ("stop_server", "runs_without_window", "registration_open", "open_log", "share_server"):
        assert not elsewhere.offers(name)


def test_a_server_that_does_not_answer_says_so_until_it_does(elsewhere: Page, qtbot: QtBot) -> None:
    asked: list[Request] = []
    elsewhere.sheet.wished.disconnect()
    elsewhere.sheet.wished.connect(asked.append)
    elsewhere.open()
    assert asked[0].answer is not None
    asked[0].answer(Answer(problem="The server does not answer."))
    assert "The server does not answer." in elsewhere.says()
    asked[0].answer(Answer(value=a_status(NOW)))
    assert "The server does not answer." not in elsewhere.says()


def test_who_may_register_and_whether_it_is_found(own: Page) -> None:
    own.open(a_hosting())
    own.press("registration_open")
    assert own.last(ChangeHosting).registration == "open"
    own.answer(problem="The file can't be written.")
    assert own.sheet.findChild(QPushButton, "registration_invite").isChecked(), "as it is"
    assert "The file can't be written." in own.says()
    own.press("announced")
    assert own.asked[-1] == ChangeHosting(is_announced=False, answer=own.asked[-1].answer)
    own.hosting = a_hosting(is_announced=False)
    own.answer()
    assert not own.sheet.findChild(QAbstractButton, "announced").isChecked()


def test_an_invite_is_shown_again_and_revoked_after_a_question(own: Page) -> None:
    own.open(a_hosting())
    own.press("show_invite")
    shown = own.window.findChild(InviteSheet)
    assert shown.findChild(QLineEdit, "invite_link").text() == an_invite(NOW, 12).web_link
    shown.close()
    own.press("revoke_invite")
    own.window.findChild(Question).close()
    assert not any(isinstance(one, RevokeInvite) for one in own.asked)
    own.press("revoke_invite")
    own.press("yes")
    assert own.last(RevokeInvite).invite_id == 12


def test_people_are_invited_from_here(own: Page) -> None:
    own.open(a_hosting())
    own.press("invite_people")
    assert own.window.findChild(InviteSheet).isVisible()


def test_a_copy_says_where_it_is_and_how_large(own: Page, elsewhere: Page) -> None:
    copy = DataCopy(name="minichat-20261123-140500.zip", bytes=14_800_000, created_at=NOW)
    own.open(a_hosting(folder=Path("/srv/minichat")))
    own.press("copy_data")
    assert isinstance(own.asked[-1], CopyData)
    own.answer(copy)
    assert f"Copied, 14.8 MB: {Path('/srv/minichat/copies') / copy.name}" in own.says()
    assert own.offers("open_copies")
    own.sheet.close()
    elsewhere.open()
    elsewhere.press("copy_data")
    elsewhere.answer(copy)
    assert f"Copied, 14.8 MB: {copy.name} in the folder" in elsewhere.says()
    assert not elsewhere.offers("open_copies")


def test_installers_for_colleagues_have_a_folder(
    own: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(server_sections, "open_folder", opened.append)
    own.open(msgspec.structs.replace(a_hosting(), folder=tmp_path))
    for _ in range(2):
        own.press("open_downloads")
    assert opened == [tmp_path / FOLDER] * 2
    assert opened[0].is_dir()


def test_the_log_begins_at_its_end_and_stays_where_it_is_read(theme: Theme, show: Show) -> None:
    box = QWidget()
    log = LogView(theme, box)
    log.show_lines([f"line {number}" for number in range(100)])
    show(box)
    bar = log.verticalScrollBar()
    assert 0 < bar.value() == bar.maximum()
    log.setFixedHeight(log.height() // 2)  # a bar for its long lines came, or larger letters
    assert bar.value() == bar.maximum()
    bar.setValue(7)
    log.show_lines([f"line {number}" for number in range(120)])
    assert bar.value() == 7


def test_it_is_stopped_after_a_question_and_started_again(own: Page) -> None:
    own.open(a_hosting())
    assert not own.offers("start_server_again")
    own.press("stop_server")
    assert "3 other people are connected." in "".join(
        label.text() for label in own.window.findChild(Question).findChildren(QLabel)
    )
    own.press("yes")
    assert isinstance(own.asked[-1], StopHosting)
    own.hosting = a_hosting(is_running=False)
    own.answer()
    assert "The server is stopped" in own.says()
    assert not own.offers("stop_server")
    assert not own.offers("copy_data")
    own.press("start_server_again")
    assert isinstance(own.asked[-1], ResumeHosting)
    own.hosting = a_hosting()
    own.answer()
    assert "The server is stopped" not in own.says()
    assert own.offers("copy_data")


def test_the_system_runs_it_where_it_can(own: Page) -> None:
    own.open(a_hosting())
    own.press("runs_without_window")
    assert own.last(RunWithoutWindow).is_on
    own.hosting = a_hosting(
        runs_without_window=True, boot_hint="loginctl enable-linger", no_service_reason=""
    )
    own.answer()
    assert "loginctl enable-linger" in own.says()
    own.press("runs_without_window")
    assert not own.last(RunWithoutWindow).is_on
    own.hosting = a_hosting(can_run_without_window=False, no_service_reason="No systemd here.")
    own.answer()
    assert "No systemd here." in own.says()
    assert not own.sheet.findChild(QAbstractButton, "runs_without_window").isEnabled()


def test_others_are_let_in_by_a_name_of_the_team(own: Page, qtbot: QtBot) -> None:
    own.open(HostingState(is_running=True))
    assert "Only this computer reaches its server now." in own.says()
    assert not own.offers("stop_server")
    assert not any(isinstance(one, ReadServerStatus) for one in own.asked)
    team = own.sheet.findChild(QLineEdit, "name")
    qtbot.keyClick(team, Qt.Key.Key_Return)
    assert "Fill this in." in own.says()
    qtbot.keyClicks(team, " Bakery ")
    qtbot.keyClick(team, Qt.Key.Key_Return)
    assert own.last(ShareServer).name == "Bakery"
    own.answer(name=["Too long."])
    assert team.accessibleDescription() == "Too long."
    own.press("share_server")
    assert sum(isinstance(one, ShareServer) for one in own.asked) == 2
    own.hosting = a_hosting()
    own.answer(an_invite(NOW, 1))
    shown = own.window.findChild(InviteSheet)
    assert shown.findChild(QLineEdit, "invite_link").text() == an_invite(NOW, 1).web_link
    assert own.offers("stop_server")


def test_rows_that_stay_the_same_keep_the_keyboard(own: Page, qtbot: QtBot) -> None:
    own.open(a_hosting())
    row = own.sheet.findChild(QPushButton, "revoke_invite")
    row.setFocus()
    own.sheet._look()
    assert own.sheet.findChild(QPushButton, "revoke_invite") is row
    assert row.hasFocus()


def test_of_many_people_the_first_are_named(elsewhere: Page) -> None:
    elsewhere.sheet.wished.disconnect()
    asked: list[Request] = []
    elsewhere.sheet.wished.connect(asked.append)
    elsewhere.open()
    assert asked[0].answer is not None
    status = msgspec.structs.replace(a_status(NOW, people=45), memory_bytes=0)
    asked[0].answer(Answer(value=status))
    assert "and 15 more" in elsewhere.says()
    assert "\n–" in elsewhere.says()


def test_whoever_may_let_others_in_writes_the_name_at_once(own: Page, qtbot: QtBot) -> None:
    own.open(HostingState())
    qtbot.keyClicks(QApplication.focusWidget(), "Bakery")
    assert own.sheet.findChild(QLineEdit, "name").text() == "Bakery"
    own.sheet.setFocus()
    own.sheet.take_answer(Answer(problem="No."))
    assert QApplication.focusWidget() is own.sheet, "asked once"


def test_the_fingerprint_has_its_picture_beside_it(own: Page, theme: Theme) -> None:
    own.open(a_hosting(fingerprint=""))
    (picture,) = own.sheet.findChildren(FingerprintPicture)
    assert not picture.isVisible()
    own.hosting = a_hosting()
    own.sheet.take_answer(Answer())
    assert picture.isVisible()
    alone = FingerprintPicture(a_hosting().fingerprint, theme, own.sheet)
    assert picture.grab().toImage() == alone.grab().toImage()


def test_a_name_in_one_long_word_pushes_nothing_out_of_sight(own: Page) -> None:
    own.window.resize(380, 900)
    name = "W" * 60
    own.open(a_hosting(name=name))
    area = own.sheet.findChild(QScrollArea, "sheet_area")
    assert area.widget().width() <= area.viewport().width()
    label = next(one for one in own.sheet.findChildren(QLabel, "info_title"))
    assert label.accessibleName() == name
    assert label.height() > 2 * label.fontMetrics().height(), "it goes on in further lines"
