"""Toggling, raising and putting away a real window."""

import pytest
from PySide6.QtWidgets import QWidget

from desktop.system.window_keeper import Away, WindowKeeper


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def test_an_active_window_goes_and_comes_back(window):
    keeper = WindowKeeper(window)
    keeper.toggle()
    assert not window.isVisible()
    keeper.toggle()
    assert window.isVisible()


def test_a_window_that_lost_the_keyboard_to_the_click_goes_too(window, qtbot):
    now = [100.0]
    keeper = WindowKeeper(window, clock=lambda: now[0])
    other = QWidget()
    qtbot.addWidget(other)
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    now[0] += 0.1
    keeper.toggle()
    assert not window.isVisible()
    window.show()
    now[0] += 5
    keeper.toggle()
    assert window.isVisible()


def test_a_minimised_window_comes_back_as_large_as_it_was(window):
    keeper = WindowKeeper(window)
    window.showMaximized()
    size = window.size()
    window.showMinimized()
    keeper.bring()
    assert not window.isMinimized()
    assert window.isMaximized()
    assert window.size() == size


@pytest.mark.parametrize(
    ("platform", "has_tray", "away"),
    [
        ("linux", True, Away.HIDDEN),
        ("linux", False, Away.MINIMISED),
        ("win32", True, Away.HIDDEN),
        ("darwin", False, Away.HIDDEN),
    ],
)
def test_a_closed_window_goes_where_it_can_be_found_again(window, platform, has_tray, away):
    assert WindowKeeper(window, platform).put_away(has_tray=has_tray) is away
    assert window.isVisible() == (away is Away.MINIMISED)
    assert window.isMinimized() == (away is Away.MINIMISED)
