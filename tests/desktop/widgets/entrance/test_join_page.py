"""Joining a server on the first screen: which one, who one is there, and a password that was forgotten."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QClipboard, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from backend.wire.invites import InviteLink
from backend.wire.types import UserId
from desktop.models.choices import Choices
from desktop.models.joining import Inviter, LookAround, LookAt, ResetPassword, ServerPreview
from desktop.models.nearby import NearbyServer, NearbyServers
from desktop.models.requests import Answer
from desktop.theme import Theme
from desktop.widgets.entrance.login import LoginScreen
from desktop.widgets.entrance.login_form import LoginRequest
from tests.desktop.widgets.conftest import Show

LEFT = Qt.MouseButton.LeftButton
INVITE = InviteLink(host="10.0.0.5", port=8001, token="1-secret", fingerprint="ab" * 32)
OFFICE = NearbyServer(name="Office", address="https://10.0.0.5:8001", fingerprint="ab" * 32, server_id="s1")
GARAGE = NearbyServer(name="Garage", address="http://10.0.0.6:8001", server_id="s2")


class Visit:
    """A person on the join page, and all that the screen wished of its parent."""

    def __init__(self, qtbot: QtBot, screen: LoginScreen) -> None:
        self.screen = screen
        self.wishes: list[object] = []
        self.requests: list[LoginRequest] = []
        self._qtbot = qtbot
        screen.wished.connect(self.wishes.append)
        screen.submitted.connect(self.requests.append)

    def edit(self, name: str) -> QLineEdit:
        found = self.screen.findChild(QLineEdit, name)
        assert isinstance(found, QLineEdit)
        return found

    def sees(self, name: str) -> bool:
        return any(widget.isVisible() for widget in self.screen.findChildren(object, name))

    def click(self, name: str) -> None:
        button = self.screen.findChild(QAbstractButton, name)
        assert button is not None
        assert button.isVisible()
        self._qtbot.mouseClick(button, LEFT)

    def write(self, **values: str) -> None:
        for name, value in values.items():
            for letter in value:
                key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self.edit(name), key)

    def press(self, name: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
        self._qtbot.keyClick(self.screen.findChild(object, name), key)

    def paste(self, clipboard: QClipboard, text: str) -> None:
        clipboard.setText(text)
        field = self.edit("join_where")
        self._qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def problems(self) -> list[str]:
        return [label.text() for label in self.screen.findChildren(QLabel, "problem") if label.isVisible()]

    def words(self) -> list[str]:
        return [label.text() for label in self.screen.findChildren(QLabel) if label.isVisible()]

    def looks(self) -> list[LookAt]:
        return [wish for wish in self.wishes if isinstance(wish, LookAt)]

    def answer(self, value: object = None, **problem: object) -> None:
        wish = next(wish for wish in reversed(self.wishes) if isinstance(wish, LookAt | ResetPassword))
        assert wish.answer is not None
        wish.answer(Answer(value=value, **problem))

    def tell_nearby(self, found: NearbyServers) -> None:
        wish = next(wish for wish in reversed(self.wishes) if isinstance(wish, LookAround))
        assert wish.take is not None
        wish.take(found)

    def arrive(self, invite: InviteLink | None = INVITE, **server: object) -> None:
        """A server has answered, and one stands before its form."""
        self.write(join_where=invite.link if invite else "10.0.0.5:8001")
        self.press("join_where")
        given = {"address": "https://10.0.0.5:8001", "registration": "invite", "name": "Office"}
        self.answer(ServerPreview(**{**given, "invite": invite, **server}))


@pytest.fixture
def visit(theme: Theme, show: Show, qtbot: QtBot) -> Visit:
    screen = LoginScreen(theme, Choices(), is_new=True)
    screen.resize(700, 680)
    show(screen)
    visit = Visit(qtbot, screen)
    visit.click("join_server")
    return visit


def test_a_pasted_invite_leads_on_by_itself_and_three_things_more_are_enough(
    visit: Visit, clipboard: QClipboard
) -> None:
    visit.paste(clipboard, f"Come here: {INVITE.web_link} !")
    (asked,) = visit.looks()
    assert asked.invite == INVITE
    assert visit.edit("join_where").text() == INVITE.web_link
    visit.answer(
        ServerPreview(
            address=INVITE.address,
            name="Office",
            registration="invite",
            invite=INVITE,
            invited_by="Boris",
            inviter_id=UserId(3),
        )
    )
    assert "Office" in visit.words()
    assert "You are joining 10.0.0.5:8001. Boris invited you." in visit.words()
    assert visit.edit("own_name").hasFocus()
    visit.write(own_name="Анна Шмидт", join_password="a long secret")
    assert "You log in as anna." in visit.words()
    visit.click("join_submit")
    assert visit.requests == [
        LoginRequest(
            address=INVITE.address,
            is_new=True,
            username="anna",
            password="a long secret",
            first_name="Анна",
            last_name="Шмидт",
            invite=INVITE,
            inviter=Inviter(user_id=UserId(3), name="Boris"),
        )
    ]


def test_an_invite_that_is_typed_waits_for_enter(visit: Visit) -> None:
    visit.write(join_where=INVITE.link)
    assert visit.looks() == []
    visit.press("join_where")
    assert [asked.invite for asked in visit.looks()] == [INVITE]


@pytest.mark.parametrize("broken", ["minichat://join/10.0.0.5", "https://office.example/join/", "minichat:"])
def test_a_broken_invite_is_told_under_the_field_and_stays_there(visit: Visit, broken: str) -> None:
    visit.write(join_where=broken)
    visit.click("join_go_on")
    assert visit.looks() == []
    assert "not a whole invite" in visit.problems()[0]
    assert visit.edit("join_where").text() == broken
    assert visit.edit("join_where").hasFocus()
    visit.write(join_where="x")
    assert visit.problems() == []


def test_nothing_is_no_server(visit: Visit) -> None:
    visit.click("join_go_on")
    assert visit.problems() == ["Fill this in."]


def test_what_the_server_says_of_an_invite_stands_under_the_field(visit: Visit) -> None:
    visit.write(join_where=INVITE.link)
    visit.click("join_go_on")
    visit.write(join_where="more")
    visit.press("join_where")
    assert len(visit.looks()) == 1
    visit.answer(problem="This invite has expired. Ask for a new one.")
    assert visit.problems() == ["This invite has expired. Ask for a new one."]
    assert visit.edit("join_where").text() == INVITE.link
    assert not visit.edit("join_where").isReadOnly()


def test_who_turns_back_is_not_called_forward_again(visit: Visit) -> None:
    visit.write(join_where="10.0.0.5")
    visit.press("join_where")
    visit.click("back")
    visit.answer(ServerPreview(address="http://10.0.0.5", name="Office", registration="open"))
    assert visit.sees("join_server")
    visit.click("join_server")
    assert not visit.edit("join_where").isReadOnly()


def test_servers_nearby_are_listed_as_they_come_and_chosen_by_keys(visit: Visit, qtbot: QtBot) -> None:
    assert any("None has been found yet" in words for words in visit.words())
    visit.tell_nearby(NearbyServers(servers=(OFFICE,)))
    visit.tell_nearby(NearbyServers(servers=(OFFICE, GARAGE)))
    rows = visit.screen.findChild(QListView, "nearby_list")
    assert rows.isVisible()
    assert not any("None has been found yet" in words for words in visit.words())
    visit.press("join_where", Qt.Key.Key_Down)
    assert rows.hasFocus()
    qtbot.keyClick(rows, Qt.Key.Key_End)
    qtbot.keyClick(rows, Qt.Key.Key_Up)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    (asked,) = visit.looks()
    assert (asked.address, asked.announced) == (OFFICE.address, OFFICE.fingerprint)
    visit.answer(problem="The server does not answer.")
    qtbot.mouseClick(rows.viewport(), LEFT, pos=rows.visualRect(rows.model().index(1, 0)).center())
    assert visit.looks()[-1].address == GARAGE.address


def test_what_was_announced_says_nothing_of_another_address(visit: Visit, qtbot: QtBot) -> None:
    visit.tell_nearby(NearbyServers(servers=(OFFICE,)))
    visit.press("nearby_list")
    visit.answer(problem="The server does not answer.")
    visit.write(join_where="9")
    visit.press("join_where")
    assert (visit.looks()[-1].address, visit.looks()[-1].announced) == (f"{OFFICE.address}9", "")


def test_a_network_that_cannot_be_searched_is_a_sentence(visit: Visit) -> None:
    visit.tell_nearby(NearbyServers(is_blocked=True))
    assert any("can't be searched" in words for words in visit.words())
    assert not visit.sees("nearby_list")


def test_nobody_looks_around_for_another_page(visit: Visit) -> None:
    visit.click("back")
    wish = visit.wishes[-1]
    assert isinstance(wish, LookAround)
    assert wish.take is None


def test_whoever_has_an_account_logs_in_by_the_same_invite(visit: Visit) -> None:
    visit.arrive()
    visit.click("other_way")
    visit.write(join_username=" anna ", join_password="secret")
    visit.press("join_password")
    (request,) = visit.requests
    assert (request.username, request.is_new, request.invite) == ("anna", False, INVITE)


@pytest.mark.parametrize(
    ("registration", "words"), [("invite", "by invite"), ("closed", "takes no new members")]
)
def test_where_nobody_may_make_an_account_one_logs_in(visit: Visit, registration: str, words: str) -> None:
    visit.arrive(None, registration=registration)
    assert visit.edit("join_username").hasFocus()
    assert any(words in line for line in visit.words())
    assert not visit.sees("other_way")


@pytest.mark.parametrize(
    ("address", "is_told"),
    [("http://10.0.0.5:8001", True), ("https://10.0.0.5", False), ("http://[::1]", False)],
)
def test_who_reads_along_is_told_before_a_password_is_asked_for(
    visit: Visit, address: str, is_told: bool
) -> None:
    visit.arrive(None, address=address, registration="open")
    assert any("does not encrypt" in line for line in visit.words()) is is_told


def test_an_open_server_takes_whoever_comes(visit: Visit) -> None:
    visit.arrive(None, registration="open")
    visit.write(own_name="Anna", join_password="a long secret")
    visit.press("own_name")
    (request,) = visit.requests
    assert (request.is_new, request.invite, request.username) == (True, None, "anna")


def test_a_username_that_is_taken_can_be_changed_and_nothing_is_lost(visit: Visit) -> None:
    visit.arrive()
    visit.write(own_name="Anna Schmidt", join_password="a long secret")
    visit.press("join_password")
    visit.screen.set_busy(True)
    assert not visit.edit("join_password").isEnabled()
    visit.screen.show_problem("", {"username": ["This username is taken."]})
    assert visit.problems() == ["This username is taken."]
    assert visit.edit("own_username").hasFocus()
    assert visit.edit("own_username").text() == "anna"
    visit.write(own_username="2")
    visit.press("own_username")
    assert visit.requests[-1].username == "anna2"
    assert visit.requests[-1].password == "a long secret"


def test_a_name_without_a_letter_of_ours_needs_a_username(visit: Visit) -> None:
    visit.arrive()
    visit.write(own_name="安娜", join_password="a long secret")
    visit.press("join_password")
    assert visit.requests == []
    assert visit.edit("own_username").hasFocus()
    assert visit.problems() == ["Fill this in."]


def test_what_is_missing_is_said_beside_each_field(visit: Visit) -> None:
    visit.arrive()
    visit.click("join_submit")
    assert visit.requests == []
    assert visit.problems() == ["Fill this in."] * 2
    assert visit.edit("own_name").hasFocus()


def test_a_problem_of_no_field_stands_above_the_button(visit: Visit) -> None:
    visit.arrive()
    visit.screen.show_problem("", {"address": ["The server does not answer."], "last_name": ["Too long."]})
    assert set(visit.problems()) == {"The server does not answer.", "Too long."}


def test_a_forgotten_password_is_set_by_a_code_and_leads_in(visit: Visit) -> None:
    visit.arrive()
    visit.click("other_way")
    visit.write(join_username="anna")
    visit.click("join_forgot")
    assert visit.edit("reset_username").text() == "anna"
    assert visit.edit("code_field").hasFocus()
    visit.click("reset_submit")
    assert visit.problems() == ["Fill this in."] * 2
    visit.write(code_field="KXQF-7MPA-93TD", reset_password="a new secret")
    visit.press("reset_password")
    asked = visit.wishes[-1]
    assert isinstance(asked, ResetPassword)
    assert (asked.address, asked.username, asked.code) == ("https://10.0.0.5:8001", "anna", "KXQF-7MPA-93TD")
    visit.answer(problem="Wrong name or code, or the code has expired or been used.")
    assert len(visit.problems()) == 1
    visit.press("code_field")
    visit.answer(fields={"new_password": ["Too short."], "new_password_confirm": ["Too short."]})
    assert visit.problems() == ["Too short.", "Too short."]
    visit.press("code_field")
    visit.answer()
    (request,) = visit.requests
    assert (request.username, request.password, request.is_new) == ("anna", "a new secret", False)
    assert visit.sees("join_submit")
    assert visit.edit("reset_password").text() == ""


def test_an_invite_in_the_field_for_an_address_is_an_invite(
    theme: Theme, show: Show, qtbot: QtBot, clipboard: QClipboard
) -> None:
    screen = LoginScreen(theme, Choices(), address="http://10.0.0.9:1", username="anna")
    show(screen)
    visit = Visit(qtbot, screen)
    field = visit.edit("address")
    field.selectAll()
    clipboard.setText(INVITE.link)
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [asked.invite for asked in visit.looks()] == [INVITE]
    assert visit.edit("join_where").isVisible()


def test_all_of_it_outlives_another_language(visit: Visit, theme: Theme, show: Show, qtbot: QtBot) -> None:
    visit.arrive()
    visit.write(own_name="Anna", join_password="a long secret")
    again = LoginScreen(theme, Choices(), is_new=True)
    again.take_over(visit.screen)
    show(again)
    later = Visit(qtbot, again)
    later.click("join_submit")
    assert (later.requests[0].username, later.requests[0].invite) == ("anna", INVITE)
    later.click("back")
    assert later.edit("join_where").text() == INVITE.link


def test_the_whole_fingerprint_is_a_hint_at_its_row(visit: Visit, qtbot: QtBot) -> None:
    visit.tell_nearby(NearbyServers(servers=(OFFICE,)))
    rows = visit.screen.findChild(QListView, "nearby_list")
    assert rows.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole).count("AB") == 32


def test_a_password_waits_for_no_other_server(visit: Visit) -> None:
    visit.arrive()
    visit.write(own_name="Anna", join_password="a long secret")
    visit.click("back")
    assert visit.edit("join_password").text() == ""
    visit.edit("join_where").clear()
    visit.arrive()
    visit.write(join_password="a long secret")
    visit.screen.show_page("join")
    visit.edit("join_where").clear()
    visit.write(join_where="10.0.0.9:8001")
    visit.press("join_where")
    visit.answer(ServerPreview(address="https://10.0.0.9:8001", name="Other", registration="open"))
    assert visit.edit("join_password").text() == ""
    assert visit.edit("own_name").text() == "Anna"
