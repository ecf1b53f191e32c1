"""Rooms in windows of their own: opened once, titled, remembered, closed with what they show."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from backend.wire.types import RoomId
from desktop.client.state.changes import RoomRemoved
from desktop.client.state.store import Store
from desktop.models.choices import Choices
from desktop.models.wishes import FindMessages, ReportActivity, SendMessage, ShowNewest, ShowSwitcher, Wish
from desktop.settings import RoomPlace, Settings
from desktop.theme import Theme
from desktop.widgets.info_column import InfoColumn
from desktop.widgets.room import RoomPane
from desktop.widgets.room_window import RoomWindow, RoomWindows
from tests.helpers.examples import an_office

Wishes = list[tuple[Wish, RoomWindow]]
Make = Callable[..., RoomWindows]


@pytest.fixture
def store() -> Store:
    return an_office()


@pytest.fixture
def choices() -> Choices:
    return Choices()


@pytest.fixture
def make(store: Store, theme: Theme, qtbot: QtBot) -> Iterator[Make]:
    made: list[RoomWindows] = []

    def make(choices: Choices) -> RoomWindows:
        windows = RoomWindows(lambda room_id: RoomWindow(room_id, store, theme, choices), store, choices)
        made.append(windows)
        return windows

    yield make
    for windows in made:
        windows.close_all(is_for_good=True)
    qtbot.waitUntil(lambda: not shown())


def shown() -> list[RoomWindow]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, RoomWindow)]


def window_of(room: int) -> RoomWindow:
    return next(window for window in shown() if window.room_id == room)


def test_a_room_has_one_window_however_often_it_is_wished_for(make: Make, choices, qtbot: QtBot) -> None:
    windows = make(choices)
    for room in (1, 2, 1):
        windows.open(RoomId(room))
    assert sorted(window.room_id for window in shown()) == [1, 2]
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window_of(1))
    assert windows.active() is window_of(1)
    windows.open(RoomId(404))
    assert len(shown()) == 2


def test_what_is_wished_comes_with_the_window_that_wishes_it(make: Make, choices, qtbot: QtBot) -> None:
    windows = make(choices)
    wishes: Wishes = []
    windows.wished.connect(lambda wish, window: wishes.append((wish, window)))
    windows.open(RoomId(1))
    windows.open(RoomId(2))
    first = window_of(1)
    assert [wish for wish, _ in wishes] == [ShowNewest(RoomId(1)), ShowNewest(RoomId(2))]
    field = first.findChild(QPlainTextEdit, "composer")
    assert field is not None
    qtbot.keyClicks(field, "hi")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    sent = [(wish.room_id, wish.text, window) for wish, window in wishes if isinstance(wish, SendMessage)]
    assert sent == [(1, "hi", first)]
    assert sum(isinstance(wish, ReportActivity) for wish, _ in wishes) == 1
    first.note_sent(RoomId(1))
    assert field.toPlainText() == ""


def test_a_search_ends_with_its_window(make: Make, choices, qtbot: QtBot) -> None:
    windows = make(choices)
    asked: list[FindMessages] = []
    windows.wished.connect(lambda wish, _: asked.append(wish) if isinstance(wish, FindMessages) else None)
    windows.open(RoomId(1))
    window = window_of(1)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(QApplication.focusWidget(), "cache")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    window.close()
    assert [wish.words for wish in asked[-2:]] == ["cache", ""]
    assert asked[-2].seeker is asked[-1].seeker


def test_the_title_is_the_room_s_with_what_is_unread(make: Make, choices, store: Store) -> None:
    windows = make(choices)
    room = next(room for room in store.rooms.ordered() if room.unread_count)
    windows.open(room.room_id)
    assert window_of(room.room_id).windowTitle() == f"({room.unread_count}) {room.title}"


def test_a_room_that_is_gone_takes_its_window_along(make: Make, choices, store: Store, qtbot: QtBot) -> None:
    windows = make(choices)
    windows.open(RoomId(1))
    store.changes.emit(RoomRemoved(RoomId(1)))
    qtbot.waitUntil(lambda: not shown())


def test_a_window_comes_back_where_it_stood(make: Make, choices, qtbot: QtBot) -> None:
    windows = make(choices)
    windows.open(RoomId(1))
    window_of(1).setGeometry(40, 50, 600, 500)
    window_of(1).close()
    qtbot.waitUntil(lambda: not shown())
    assert [(place.room_id, place.is_open) for place in choices.settings.room_windows] == [(1, False)]
    windows.open(RoomId(1))
    assert (window_of(1).width(), window_of(1).height()) == (600, 500)


def test_what_was_open_at_the_end_is_open_at_the_next_start(make: Make, choices, qtbot: QtBot) -> None:
    windows = make(choices)
    for room in (1, 2):
        windows.open(RoomId(room))
    window_of(2).close()
    windows.close_all(is_for_good=False)
    qtbot.waitUntil(lambda: not shown())
    again = make(Choices(choices.settings))
    again.open_those_of_last_time()
    assert [window.room_id for window in shown()] == [1]


def test_after_signing_out_none_comes_back(make: Make, choices, qtbot: QtBot) -> None:
    windows = make(choices)
    windows.open(RoomId(1))
    windows.close_all(is_for_good=True)
    qtbot.waitUntil(lambda: not shown())
    windows.open_those_of_last_time()
    assert shown() == []


def test_a_place_that_is_none_is_no_harm_and_few_are_kept(make: Make, store: Store) -> None:
    old = tuple(RoomPlace(room_id=room, place="no place") for room in range(1, 40))
    choices = Choices(Settings(room_windows=old))
    make(choices).open(RoomId(1))
    assert window_of(1).isVisible()
    assert len(choices.settings.room_windows) == 20


def test_who_is_in_the_room_stands_in_its_place_until_asked_again(make: Make, choices, qtbot: QtBot) -> None:
    make(choices).open(RoomId(2))
    window = window_of(2)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    for is_shown in (True, False):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
        assert window.findChild(InfoColumn).isVisible() is is_shown
        assert window.findChild(RoomPane).isVisible() is not is_shown
    assert not choices.settings.shows_info


def test_the_keys_of_the_main_window_that_make_sense_here_hold_here(
    make: Make, choices, qtbot: QtBot
) -> None:
    windows = make(choices)
    wished: list[Wish] = []
    windows.wished.connect(lambda wish, _window: wished.append(wish))
    windows.open(RoomId(2))
    window = window_of(2)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    seen = []
    for _ in range(3):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F6)
        seen.append(window.focusWidget().objectName())
    assert seen == ["timeline", "composer", "timeline"]
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget().objectName() == "composer"
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert ShowSwitcher() in wished
