"""Starting a server here, as far as the screen goes: what is asked for, and what is said of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.models.choices import Choices
from desktop.models.hosting import StartHosting
from desktop.models.requests import Answer
from desktop.theme import Theme
from desktop.widgets.entrance.login import START, LoginScreen
from desktop.widgets.entrance.start_server_page import StartServerPage
from tests.desktop.widgets.conftest import Show

LEFT = Qt.MouseButton.LeftButton


class Page:
    """A person before the page."""

    def __init__(self, screen: LoginScreen, qtbot: QtBot) -> None:
        self.screen = screen
        self._qtbot = qtbot
        self.asked: list[StartHosting] = []
        screen.wished.connect(self.asked.append)

    def field(self, name: str) -> QLineEdit:
        return self.screen.findChild(QLineEdit, name)

    def type(self, **texts: str) -> None:
        for name, text in texts.items():
            self._qtbot.keyClicks(self.field(name), text)

    def press(self, name: str) -> None:
        self._qtbot.mouseClick(self.screen.findChild(QPushButton, name), LEFT)

    def says(self) -> list[str]:
        page = self.screen.findChild(StartServerPage)
        return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]

    def answer(self, answer: Answer) -> None:
        asked = self.asked[-1]
        assert asked.answer is not None
        asked.answer(answer)


@pytest.fixture
def page(theme: Theme, show: Show, qtbot: QtBot) -> Page:
    screen = LoginScreen(theme, Choices(), is_new=True)
    screen.resize(700, 680)
    show(screen)
    screen.show_page(START)
    return Page(screen, qtbot)


def test_three_fields_and_one_button(page: Page, qtbot: QtBot) -> None:
    assert QApplication.focusWidget() is page.field("team_name")
    page.type(team_name=" Bakery ", own_name="Anna Maria Schmidt", new_password=" secret 77 ")
    assert "You log in as anna." in page.says()
    assert page.field("new_password").echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClick(page.field("new_password"), Qt.Key.Key_Return)
    (asked,) = page.asked
    assert (asked.name, asked.username, asked.password) == ("Bakery", "anna", " secret 77 ")
    assert (asked.first_name, asked.last_name) == ("Anna", "Maria Schmidt")
    assert "Making the certificate and your account…" in page.says()
    assert not page.field("new_password").isEnabled()
    page.press("start_hosting")
    assert len(page.asked) == 1, "once is enough"


def test_what_is_empty_is_asked_for(page: Page) -> None:
    page.press("start_hosting")
    assert page.asked == []
    assert page.says().count("Fill this in.") == 3
    assert QApplication.focusWidget() is page.field("team_name")


def test_a_password_that_the_server_would_refuse_starts_none(page: Page) -> None:
    page.type(team_name="Bakery", own_name="Anna", new_password="seven77")
    page.press("start_hosting")
    assert page.asked == []
    assert page.field("new_password").accessibleDescription() == "At least 8 characters."
    assert QApplication.focusWidget() is page.field("new_password")


def test_another_username(page: Page, qtbot: QtBot) -> None:
    page.type(team_name="Bakery", own_name="Anna", new_password="secret 77")
    page.press("change_username")
    username = page.field("own_username")
    assert (username.text(), QApplication.focusWidget()) == ("anna", username)
    assert "You log in as anna." not in page.says()
    username.selectAll()
    qtbot.keyClicks(username, "baker")
    page.press("start_hosting")
    assert page.asked[0].username == "baker"


def test_a_name_without_a_usable_letter_needs_a_username(page: Page) -> None:
    page.type(team_name="Bakery", new_password="secret 77")
    page.field("own_name").insert("李雷")  # Qt's robot has no such key
    page.press("start_hosting")
    assert page.asked == []
    assert QApplication.focusWidget() is page.field("own_username")
    page.type(own_username="lilei")
    page.press("start_hosting")
    assert page.asked[0].username == "lilei"


def test_what_the_server_says_stands_beside_the_field(page: Page) -> None:
    page.type(team_name="Bakery", own_name="Anna", new_password="12345678")
    page.press("start_hosting")
    page.answer(Answer(fields={"username": ["Taken."], "password": ["Too common.", "Only digits."]}))
    assert page.field("own_username").text() == "anna"
    assert page.field("own_username").accessibleDescription() == "Taken."
    assert page.field("new_password").accessibleDescription() == "Too common.\nOnly digits."
    assert page.field("new_password").text() == "12345678", "nothing is lost"
    page.press("start_hosting")
    page.answer(Answer(fields={"first_name": ["Too long."], "port": ["Taken."]}))
    assert page.field("own_name").accessibleDescription() == "Too long."
    assert "Taken." in page.says()
    page.press("start_hosting")
    page.answer(Answer(problem="The port is taken."))
    assert "The port is taken." in page.says()
    assert "Making the certificate and your account…" not in page.says()


def test_another_language_loses_nothing(page: Page, theme: Theme, show: Show) -> None:
    page.type(team_name="Bakery", own_name="Anna", new_password="secret 77")
    page.press("change_username")
    anew = LoginScreen(theme, Choices(), is_new=True)
    show(anew)
    anew.take_over(page.screen)
    names = ("team_name", "own_name", "own_username", "new_password")
    assert [anew.findChild(QLineEdit, name).text() for name in names] == [
        "Bakery",
        "Anna",
        "anna",
        "secret 77",
    ]
    assert anew.findChild(QLineEdit, "own_username").isVisible()


def test_esc_leads_back_to_what_was_chosen(page: Page, qtbot: QtBot) -> None:
    page.type(team_name="Bakery", new_password="secret 77")
    qtbot.keyClick(page.field("team_name"), Qt.Key.Key_Escape)
    assert not page.field("team_name").isVisible()
    assert QApplication.focusWidget().objectName() == "start_server"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert (page.field("team_name").text(), page.field("new_password").text()) == ("Bakery", "")
