"""What is beyond the window, with a real window, state and loop; the offscreen platform has no tray."""

import asyncio

import pytest
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from backend.wire.types import RoomId
from desktop.client.scope import TaskScope
from desktop.client.state.badge import Badge
from desktop.models.choices import Choices
from desktop.settings import Settings
from desktop.system.outside import Outside
from desktop.system.single_instance import call_first
from tests.helpers.examples import a_message, a_room, a_store, a_user, created
from tests.helpers.hands import until
from tests.helpers.leaks import watched_loop


@pytest.fixture
def run(qapp):
    with watched_loop(qapp) as run:
        yield run


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    return window


def outside_of(window, profile, settings=None) -> tuple[Outside, Choices]:
    choices = Choices(settings)
    return Outside(window, profile, choices, TaskScope("test")), choices


def test_a_second_start_brings_the_window_back(run, window, tmp_path):
    async def journey():
        outside, _ = outside_of(window, tmp_path)
        window.showMinimized()
        outside.start()
        assert await asyncio.to_thread(call_first, tmp_path)
        await until(lambda: window.isVisible() and not window.isMinimized(), "it is back")
        await outside.close()
        assert not await asyncio.to_thread(call_first, tmp_path, 0.1)

    run(journey())


def test_an_invite_of_a_second_start_is_handed_on_once_the_window_is_back(run, window, tmp_path):
    async def journey():
        outside, _ = outside_of(window, tmp_path)
        opened = []
        outside.link_opened.connect(lambda link: opened.append((link, window.isVisible())))
        outside.start()
        assert await asyncio.to_thread(call_first, tmp_path, link="minichat://join/x")
        await until(lambda: opened == [("minichat://join/x", True)], "it is handed on")
        await outside.close()

    run(journey())


def test_the_total_follows_who_is_signed_in(run, window, tmp_path):
    async def journey():
        outside, _ = outside_of(window, tmp_path)
        told = []
        outside.total_changed.connect(told.append)
        first, second = a_store([a_room(1, [a_user(2)], unread=3)]), a_store([a_room(1, [a_user(2)])])
        outside.follow(first, lambda: (None, False))
        await until(lambda: told[-1:] == [Badge(3)], "it is counted")
        outside.start()
        outside.follow(second, lambda: (RoomId(1), True))
        await until(lambda: told[-1] == Badge(), "nothing waits for the other one")
        message = a_message(1, 1)
        second.apply_entries(RoomId(1), created([message]))
        second.tell_arrivals([message], {message.seq})
        await until(lambda: told[-1] == Badge(1), "one message does")
        outside.unfollow()
        assert told[-1] == Badge()
        await outside.close()

    run(journey())


def test_closing_keeps_the_program_where_it_can_be_found(run, window, tmp_path):
    async def journey():
        outside, choices = outside_of(window, tmp_path, Settings(close_to_tray=True))
        wanted = []
        outside.quit_wanted.connect(lambda: wanted.append("quit"))
        window.show()
        outside.close_window()
        assert window.isMinimized()
        assert not choices.settings.told_of_tray
        assert wanted == []
        choices.update(close_to_tray=False)
        outside.close_window()
        assert wanted == ["quit"]
        await outside.close()

    run(journey())


def test_a_hidden_start_without_a_tray_is_a_minimised_one(run, window, tmp_path):
    async def journey():
        outside, _ = outside_of(window, tmp_path)
        outside.start(is_hidden=True)
        await until(window.isMinimized, "it is in the task bar")
        await outside.close()

    run(journey())


def test_it_can_be_closed_before_it_has_started(run, window, tmp_path):
    async def journey():
        outside, _ = outside_of(window, tmp_path)
        outside.start()
        await outside.close()

    run(journey())


@pytest.mark.qt_log_ignore("systemTrayWindowChanged")  # the offscreen platform's own matter
def test_a_tray_that_comes_later_is_used_and_shows_what_is_unread(run, window, tmp_path, monkeypatch):
    async def journey():
        outside, _ = outside_of(window, tmp_path)
        told = []
        outside.total_changed.connect(told.append)
        outside.follow(a_store([a_room(1, [a_user(2)], unread=3)]), lambda: (None, False))
        await until(lambda: told[-1:] == [Badge(3)], "it is counted")
        outside.look_for_tray()
        assert not outside.has_tray
        monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
        outside.look_for_tray()
        tray = outside._tray
        assert outside.has_tray
        assert tray.icon.toolTip() == "Mini Chat: 3 unread messages"
        outside.look_for_tray()
        assert outside._tray is tray
        await outside.close()

    run(journey())
