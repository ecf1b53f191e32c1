from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from desktop.models.choices import Choices
from desktop.settings import Settings
from desktop.theme import Theme
from desktop.widgets.entrance.login import LoginScreen
from desktop.widgets.entrance.login_form import LoginRequest
from tests.desktop.widgets.conftest import Show

Open = Callable[..., LoginScreen]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def open_screen(theme: Theme, show: Show) -> Open:
    def open_screen(choices: Choices | None = None, **options) -> LoginScreen:
        screen = LoginScreen(theme, choices or Choices(), **options)
        screen.resize(700, 680)
        show(screen)
        return screen

    return open_screen


def edit(screen: LoginScreen, name: str) -> QLineEdit:
    found = screen.findChild(QLineEdit, name)
    assert isinstance(found, QLineEdit)
    return found


def button(screen: LoginScreen, name: str = "submit") -> QPushButton:
    found = screen.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def card(screen: LoginScreen, name: str) -> QAbstractButton:
    found = screen.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


def problems(screen: LoginScreen) -> list[str]:
    return [label.text() for label in screen.findChildren(QLabel, "problem") if label.isVisible()]


def shown(screen: LoginScreen) -> list[str]:
    return [edit.objectName() for edit in screen.findChildren(QLineEdit) if edit.isVisible()]


def fill(qtbot: QtBot, screen: LoginScreen, **values: str) -> None:
    for name, value in values.items():
        qtbot.keyClicks(edit(screen, name), value)


def test_logging_in_on_this_computer(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen()
    assert set(shown(screen)) == {"username", "password"}
    qtbot.waitUntil(edit(screen, "username").hasFocus)
    fill(qtbot, screen, username=" alice ", password=" secret word ")
    with qtbot.waitSignal(screen.submitted) as asked:
        qtbot.keyClick(edit(screen, "password"), Qt.Key.Key_Return)
    assert asked.args == [
        LoginRequest(address=None, is_new=False, username="alice", password=" secret word ")
    ]


def test_creating_an_account(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen()
    qtbot.mouseClick(button(screen, "mode_create"), LEFT)
    assert button(screen).text() == "Create account"
    fill(
        qtbot,
        screen,
        username="bob",
        password="secret-1",
        first_name="Bob",
        last_name="Stone",
        email="b@x.org",
    )
    with qtbot.waitSignal(screen.submitted) as asked:
        qtbot.mouseClick(button(screen), LEFT)
    assert asked.args == [
        LoginRequest(
            address=None,
            is_new=True,
            username="bob",
            password="secret-1",
            first_name="Bob",
            last_name="Stone",
            email="b@x.org",
        )
    ]


@pytest.mark.parametrize("address", ["chat.example.org", "10.0.0.5:8001", "https://chat.example.org"])
def test_another_server(open_screen: Open, qtbot: QtBot, address: str) -> None:
    screen = open_screen()
    choice = screen.findChild(QComboBox, "server")
    assert isinstance(choice, QComboBox)
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    fill(qtbot, screen, address=address, username="alice", password="x")
    with qtbot.waitSignal(screen.submitted) as asked:
        qtbot.keyClick(edit(screen, "address"), Qt.Key.Key_Return)
    assert asked.args is not None
    assert asked.args[0].address == address


def test_what_is_known_is_filled_in(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen(address="http://10.0.0.5:8001", username="alice")
    assert edit(screen, "address").text() == "http://10.0.0.5:8001"
    qtbot.waitUntil(edit(screen, "password").hasFocus)


def test_nothing_is_sent_while_something_is_missing(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen()
    with qtbot.assertNotEmitted(screen.submitted):
        qtbot.mouseClick(button(screen), LEFT)
    assert problems(screen) == ["Fill this in."] * 2
    assert edit(screen, "username").hasFocus()
    fill(qtbot, screen, username="a")
    assert len(problems(screen)) == 1


def test_problems_stand_beside_their_fields_and_the_rest_above_the_button(open_screen: Open) -> None:
    screen = open_screen(is_new=True)
    screen.show_problem(
        "Some fields are wrong.",
        {"username": ["Taken."], "email": ["Not an address."], "device": ["Too long."]},
    )
    assert set(problems(screen)) == {"Taken.", "Not an address.", "Too long."}
    assert edit(screen, "username").accessibleDescription() == "Taken."
    assert edit(screen, "username").hasFocus()


def test_a_problem_of_no_field_is_told_as_it_is(open_screen: Open) -> None:
    screen = open_screen()
    screen.show_problem("Wrong username or password.")
    assert problems(screen) == ["Wrong username or password."]
    assert edit(screen, "password").hasFocus()


def test_while_busy_nothing_can_be_changed(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen()
    fill(qtbot, screen, username="alice", password="x")
    screen.set_busy(True, "Starting the server…")
    assert button(screen).text() == "Starting the server…"
    with qtbot.assertNotEmitted(screen.submitted):
        qtbot.mouseClick(button(screen), LEFT)
        qtbot.keyClick(edit(screen, "username"), Qt.Key.Key_Return)
    screen.set_busy(False)
    assert button(screen).text() == "Log in"
    assert edit(screen, "username").text() == "alice"


def test_the_password_can_be_shown(open_screen: Open) -> None:
    screen = open_screen()
    password = edit(screen, "password")
    assert password.echoMode() == QLineEdit.EchoMode.Password
    password.actions()[0].trigger()
    assert password.echoMode() == QLineEdit.EchoMode.Normal


def test_a_password_is_never_in_a_log(open_screen: Open) -> None:
    request = LoginRequest(address=None, is_new=False, username="alice", password="hush")
    assert "hush" not in repr(request)
    assert "hush" not in str(request)


def test_look_and_language_can_be_chosen_before_logging_in(open_screen: Open, qtbot: QtBot) -> None:
    choices = Choices()
    screen = open_screen(choices)
    menu_button = screen.findChild(object, "menu")
    qtbot.mouseClick(menu_button, LEFT)
    menu = screen.findChild(QMenu, "own_menu")
    assert isinstance(menu, QMenu)
    submenus = {action.text(): action.menu() for action in menu.actions()}
    russian = next(action for action in submenus["Language"].actions() if action.text() == "Русский")
    russian.trigger()
    assert choices.settings.language == "ru"
    menu.close()


def test_the_tab_key_goes_through_the_form_from_above(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen(is_new=True)
    qtbot.mouseClick(card(screen, "alone"), LEFT)
    edit(screen, "username").setFocus()
    order = []
    for _ in range(5):
        focused = QApplication.focusWidget()
        assert focused is not None
        order.append(focused.objectName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert order == ["username", "password", "first_name", "last_name", "email"]


@pytest.mark.parametrize("height", [680, 480])
def test_a_long_problem_squeezes_no_field(open_screen: Open, qtbot: QtBot, height: int) -> None:
    screen = open_screen(is_new=True)
    qtbot.mouseClick(card(screen, "alone"), LEFT)
    screen.resize(1000, height)
    before = {name: edit(screen, name).height() for name in shown(screen)}
    words = "This password is too short: it must contain at least 8 characters. " * 2
    screen.show_problem("The server does not answer. " * 6, {"first_name": [words], "password": [words]})
    screen.show_problem("The server does not answer. " * 6)
    qtbot.wait(50)
    screen.grab()
    assert {name: edit(screen, name).height() for name in shown(screen)} == before
    for label in screen.findChildren(QLabel, "problem"):
        assert not label.isVisible() or label.height() >= label.heightForWidth(label.width())
    for name in shown(screen):
        field = edit(screen, name)
        assert field.geometry().bottom() <= field.parentWidget().height()


def test_a_first_start_asks_one_question_before_any_form(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen(is_new=True)
    assert shown(screen) == []
    qtbot.waitUntil(card(screen, "join_server").hasFocus)
    assert card(screen, "join_server").accessibleDescription() != ""


def test_whoever_uses_it_alone_is_asked_for_no_address(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen(is_new=True)
    qtbot.mouseClick(card(screen, "alone"), LEFT)
    assert set(shown(screen)) == {"username", "password", "first_name", "last_name", "email"}
    assert not screen.findChild(QComboBox, "server").isVisible()
    fill(qtbot, screen, username="bob", password="secret-1")
    with qtbot.waitSignal(screen.submitted) as asked:
        qtbot.mouseClick(button(screen), LEFT)
    assert asked.args is not None
    assert (asked.args[0].address, asked.args[0].is_new) == (None, True)


def test_whoever_joins_is_asked_where_and_may_turn_back(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen(is_new=True)
    qtbot.waitUntil(card(screen, "join_server").hasFocus)
    qtbot.keyClick(card(screen, "join_server"), Qt.Key.Key_Return)
    assert edit(screen, "join_where").hasFocus()
    qtbot.mouseClick(card(screen, "back"), LEFT)
    assert shown(screen) == []
    qtbot.mouseClick(card(screen, "alone"), LEFT)
    assert shown(screen)[0] == "username"


def test_whoever_was_here_before_is_not_asked_again_but_may_begin_anew(
    open_screen: Open, qtbot: QtBot
) -> None:
    screen = open_screen(address="http://10.0.0.5:8001", is_new=True)
    assert "username" in shown(screen)
    qtbot.mouseClick(card(screen, "back"), LEFT)
    assert card(screen, "join_server").isVisible()


def test_the_question_stays_when_the_screen_is_built_again(open_screen: Open) -> None:
    screen = open_screen(is_new=True)
    again = open_screen(is_new=True)
    again.take_over(screen)
    assert shown(again) == []


def test_settings_are_reached_from_the_menu(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen()
    qtbot.mouseClick(card(screen, "menu"), LEFT)
    menu = screen.findChild(QMenu, "own_menu")
    assert menu is not None
    with qtbot.waitSignal(screen.settings_wanted):
        next(action for action in menu.actions() if action.objectName() == "settings").trigger()
    menu.close()


def test_what_has_no_room_at_a_large_size_of_text_is_not_cut(theme: Theme, show: Show) -> None:
    theme.apply(Settings(text_percent=200))
    screen = LoginScreen(theme, Choices())
    screen.resize(380, 480)
    show(screen)
    first, second = button(screen, "mode_log_in"), button(screen, "mode_create")
    assert second.y() > first.y()
    assert second.width() >= second.sizeHint().width()
    menu, area = screen.findChild(QToolButton, "menu"), screen.findChild(QScrollArea)
    assert area.y() >= menu.geometry().bottom(), "nothing scrolls behind the buttons"
    assert area.widget().width() <= area.viewport().width()
