"""The tray's menu and words, clicked as a person clicks them; the offscreen platform shows no icon."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from backend.wire.types import Preferences, RoomId
from desktop.client.state.badge import Badge
from desktop.i18n import install_language
from desktop.models.choices import Choices
from desktop.models.do_not_disturb import DoNotDisturb
from desktop.system.tray import Tray
from tests.helpers.examples import a_room, a_store, a_user


def words(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def click(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


@pytest.fixture
def choices(qapp):
    install_language(qapp, "en")
    return Choices()


@pytest.fixture
def tray(choices):
    tray = Tray(choices, DoNotDisturb(choices))
    yield tray
    tray.close()


def office():
    return a_store(
        [
            a_room(1, [a_user(2, "Bob & Co")], unread=3),
            a_room(2, [a_user(3, "Anna")]),
            a_room(3, [a_user(2)], name="Team", chat_type="group", unread=120),
            replace(a_room(4, [a_user(5, "Eve")], unread=7), preferences=Preferences(hidden=True)),
        ]
    )


def test_the_menu_lists_what_is_unread(tray, qtbot):
    tray.follow(office())
    assert words(tray.menu)[0] == "Open Mini Chat"
    assert set(words(tray.menu)[1:3]) == {"Bob && Co (3)", "Team (120)"}
    assert words(tray.menu)[3:] == ["Mark all as read", "Do not disturb", "Settings", "Quit"]
    with qtbot.waitSignal(tray.room_chosen) as chosen:
        click(tray.menu, "Bob && Co (3)")
    assert chosen.args == [1]


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Open Mini Chat", "opened"),
        ("Mark all as read", "all_read_wanted"),
        ("Settings", "settings_wanted"),
        ("Quit", "quit_wanted"),
    ],
)
def test_each_entry_says_what_is_wanted(tray, qtbot, text, signal):
    tray.follow(office())
    with qtbot.waitSignal(getattr(tray, signal)):
        click(tray.menu, text)


def test_only_a_plain_click_toggles(tray, qtbot):
    with qtbot.waitSignal(tray.toggled):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(tray.toggled):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


def test_do_not_disturb_is_chosen_and_turned_off(tray, choices):
    quiet = next(action.menu() for action in tray.menu.actions() if action.text() == "Do not disturb")
    assert words(quiet) == ["For 30 minutes", "For an hour", "Until tomorrow", "Until I turn it off"]
    click(quiet, "Until I turn it off")
    assert choices.settings.quiet_until is not None
    quiet = next(action.menu() for action in tray.menu.actions() if action.text() == "Do not disturb: on")
    click(quiet, "Turn off")
    assert choices.settings.quiet_until is None


def test_the_tooltip_has_the_exact_number(tray):
    tray.follow(office())
    for badge, text in (
        (Badge(1_234, has_dot=True), "Mini Chat: 1234 unread messages"),
        (Badge(0, has_dot=True), "Mini Chat: unread messages in groups"),
        (Badge(), "Mini Chat"),
    ):
        tray.show_badge(badge)
        assert tray.icon.toolTip() == text
    tray.follow(None)
    assert tray.icon.toolTip() == "Mini Chat: not signed in"
    assert "Mark all as read" not in words(tray.menu)


def test_nothing_to_read_is_nothing_to_mark(tray):
    store = a_store([a_room(1, [a_user(2, "Bob")])])
    tray.follow(store)
    read = next(action for action in tray.menu.actions() if action.text() == "Mark all as read")
    assert not read.isEnabled()
    store.rooms.set_preferences(RoomId(1), Preferences(pinned=True))
    tray.menu.aboutToShow.emit()
    assert len(words(tray.menu)) == 5


def test_another_style_is_drawn_at_once(tray, choices):
    before = tray.icon.icon().pixmap(16).toImage()
    choices.update(tray_style="light")
    assert tray.icon.icon().pixmap(16).toImage() != before


def test_a_thousand_news_leave_nothing_behind(tray, qtbot):
    tray.follow(office())
    before = len(tray.menu.findChildren(QObject))
    for count in range(50):
        tray.show_badge(Badge(count=count))
    qtbot.waitUntil(lambda: len(tray.menu.findChildren(QObject)) <= before)


def test_nothing_moves_in_a_menu_that_is_open(tray, qtbot):
    tray.menu.popup(QPoint(0, 0))
    entries = tray.menu.actions()
    tray.follow(office())
    assert tray.menu.actions() == entries
    tray.menu.close()
    tray.menu.aboutToShow.emit()
    assert "Team (120)" in words(tray.menu)
