"""Each wish for a sheet opens it over the window; what it wishes for is handed on."""

import pytest
from PySide6.QtWidgets import QWidget

from backend.wire.types import RoomId
from desktop.client.state.store import Store
from desktop.models.choices import Choices
from desktop.models.requests import FindContacts, ListSessions
from desktop.models.wishes import (
    ShowAddMembers,
    ShowEditGroup,
    ShowNewGroup,
    ShowProfile,
    ShowSessions,
    Wish,
)
from desktop.theme import Theme
from desktop.widgets.dialog import Sheet
from desktop.widgets.room_window import RoomWindow
from desktop.widgets.sheets import Sheets
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import an_office

GROUP = RoomId(2)
WISHES = (ShowProfile(), ShowSessions(), ShowNewGroup(), ShowEditGroup(GROUP), ShowAddMembers(GROUP))


@pytest.fixture
def store() -> Store:
    return an_office()


@pytest.fixture
def window(theme: Theme, show: Show) -> QWidget:
    window = QWidget()
    window.resize(700, 700)
    show(window)
    return window


@pytest.fixture
def sheets(window: QWidget, store: Store, theme: Theme) -> Sheets:
    return Sheets(window, store, theme)


def visible(window: QWidget) -> list[str]:
    return [sheet.accessibleName() for sheet in window.findChildren(Sheet) if sheet.isVisible()]


def test_one_after_the_other_takes_the_place_of_the_last(sheets: Sheets, window: QWidget) -> None:
    seen = []
    for wish in WISHES:
        sheets.acts()[type(wish)](wish)
        (title,) = visible(window)
        seen.append(title)
    assert seen == ["Profile", "Devices", "New group", "Edit the group", "Add members"]


def test_what_they_wish_for_is_handed_on(sheets: Sheets) -> None:
    wishes: list[Wish] = []
    sheets.wished.connect(wishes.append)
    sheets.acts()[ShowSessions](ShowSessions())
    sheets.acts()[ShowNewGroup](ShowNewGroup())
    assert [type(wish) for wish in wishes] == [ListSessions, FindContacts]


def test_all_are_closed_with_the_chat(sheets: Sheets, window: QWidget) -> None:
    sheets.acts()[ShowProfile](ShowProfile())
    sheets.close_all()
    assert visible(window) == []


@pytest.mark.parametrize("wish", [ShowEditGroup(RoomId(99)), ShowAddMembers(RoomId(99))])
def test_a_group_that_is_gone_has_none(sheets: Sheets, window: QWidget, wish: Wish) -> None:
    sheets.acts()[type(wish)](wish)
    assert visible(window) == []


def test_without_a_person_there_is_no_profile(sheets: Sheets, store: Store, window: QWidget) -> None:
    store.sign_out("logged_out")
    sheets.acts()[ShowProfile](ShowProfile())
    assert visible(window) == []


def test_it_opens_over_the_window_that_is_in_front(
    sheets: Sheets, window: QWidget, store: Store, theme: Theme, show: Show
) -> None:
    other = RoomWindow(GROUP, store, theme, Choices())
    show(other)
    sheets.acts()[ShowProfile](ShowProfile())
    assert visible(window) == []
    assert visible(other) == ["Profile"]
    sheets.close_all()
    assert visible(other) == []
