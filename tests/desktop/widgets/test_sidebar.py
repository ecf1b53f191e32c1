"""The sidebar by itself: how its rows look and what they offer, its width, its switch for unread chats."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QToolButton
from pytestqt.qtbot import QtBot

from backend.wire.live import PreferencesChanged
from backend.wire.types import Preferences, RoomId, UserId
from desktop.client.state.store import Store
from desktop.models.cards import CARD_ROLE, HEADING_ROLE
from desktop.models.choices import Choices
from desktop.models.wishes import ChangePreferences, FindMessages, Hits
from desktop.theme import Theme
from desktop.widgets.pictures import Pictures
from desktop.widgets.room_menu import FOR_EVER
from desktop.widgets.sidebar import ONLY_PICTURES_WIDTH, Sidebar
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import ME, a_message, a_room, a_store, a_user, an_office

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def open_sidebar(theme: Theme, show: Show) -> Callable[..., Sidebar]:
    def open_sidebar(
        store: Store | None = None, width: int = 300, pictures: Pictures | None = None
    ) -> Sidebar:
        sidebar = Sidebar(store or an_office(), theme, Choices(), pictures=pictures)
        sidebar.resize(width, 600)
        show(sidebar)
        return sidebar

    return open_sidebar


def rows(sidebar: Sidebar) -> QListView:
    found = sidebar.findChild(QListView, "room_list")
    assert isinstance(found, QListView)
    return found


def shown_rooms(sidebar: Sidebar) -> list[int]:
    model = rows(sidebar).model()
    return [model.index(row, 0).data(CARD_ROLE).room_id for row in range(model.rowCount())]


def picture_of(sidebar: Sidebar, row: int = 0) -> QImage:
    view = rows(sidebar)
    return view.viewport().grab(view.visualRect(view.model().index(row, 0))).toImage()


def prefer(store: Store, room: int, **preferences) -> None:
    store.apply(PreferencesChanged(room=RoomId(room), preferences=Preferences(**preferences)))


def has_color(image: QImage, name: str) -> bool:
    color = QColor(name)
    return any(image.pixelColor(x, y) == color for x in range(image.width()) for y in range(image.height()))


class TestRows:
    def test_a_heading_makes_its_row_higher(self, open_sidebar, qtbot: QtBot) -> None:
        store = an_office()
        sidebar = open_sidebar(store)
        view = rows(sidebar)
        plain = view.visualRect(view.model().index(0, 0)).height()
        prefer(store, 5, pinned=True)
        qtbot.waitUntil(lambda: view.visualRect(view.model().index(0, 0)).height() > plain)
        index = view.model().index(0, 0)
        assert (index.data(CARD_ROLE).room_id, index.data(HEADING_ROLE)) == (5, "Pinned")
        assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Pinned: ")

    def test_unread_calls_by_colour_unless_it_is_muted(self, open_sidebar, theme: Theme) -> None:
        store = an_office()
        sidebar = open_sidebar(store)
        assert has_color(picture_of(sidebar, 1), theme.tokens.badge)
        prefer(store, 2, muted_until=FOR_EVER)
        muted = picture_of(sidebar, 1)
        assert not has_color(muted, theme.tokens.badge)
        assert has_color(muted, theme.tokens.secondary)

    @pytest.mark.parametrize(
        "preferences", [{"pinned": True}, {"muted_until": FOR_EVER}, {"notifications": "nothing"}]
    )
    def test_each_preference_is_seen(self, open_sidebar, preferences: dict) -> None:
        store = a_store([a_room(1, [a_user(2, "Bob")])])
        sidebar = open_sidebar(store)
        before = picture_of(sidebar)
        prefer(store, 1, **preferences)
        assert picture_of(sidebar) != before

    def test_a_draft_is_seen(self, open_sidebar, theme: Theme) -> None:
        store = an_office()
        sidebar = open_sidebar(store)
        store.rooms.set_draft(RoomId(1), "half a thought")
        assert has_color(picture_of(sidebar), theme.tokens.link)

    def test_a_chosen_picture_takes_the_place_of_the_initials(self, open_sidebar) -> None:
        pictures = Pictures()
        room = replace(a_room(1, [a_user(2, "Bob")]), avatar="/avatars/1.webp")
        sidebar = open_sidebar(a_store([room]), pictures=pictures)
        wishes: list[object] = []
        pictures.wished.connect(wishes.append)
        image = QImage(64, 64, QImage.Format.Format_RGB32)
        image.fill(QColor("#123456"))
        pictures.put("/avatars/1.webp", image)
        assert has_color(picture_of(sidebar), "#123456")


class TestMenu:
    def test_the_right_button_asks_and_opens_nothing(self, open_sidebar, qtbot: QtBot) -> None:
        sidebar = open_sidebar()
        view = rows(sidebar)
        centre = view.visualRect(view.model().index(2, 0)).center()
        opened: list[object] = []
        sidebar.room_chosen.connect(opened.append)
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=centre)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, centre, view.viewport().mapToGlobal(centre))
        QApplication.sendEvent(view.viewport(), event)
        assert opened == []
        wishes: list[object] = []
        sidebar.wished.connect(wishes.append)
        room_id = shown_rooms(sidebar)[2]
        menu = QApplication.activePopupWidget()
        assert menu is not None
        menu.findChild(QAction, "pin").trigger()
        menu.close()
        assert [(wish.room_id, wish.changes.pinned) for wish in wishes] == [(room_id, True)]
        assert isinstance(wishes[0], ChangePreferences)

    def test_the_menu_key_asks_for_the_row_that_is_marked(self, open_sidebar) -> None:
        sidebar = open_sidebar()
        view = rows(sidebar)
        view.setCurrentIndex(view.model().index(1, 0))
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
        QApplication.sendEvent(view.viewport(), event)
        menu = QApplication.activePopupWidget()
        assert menu is not None
        assert menu.findChild(QAction, "leave") is not None
        menu.close()


class TestWidth:
    def test_a_narrow_list_has_only_pictures_and_a_button_to_search(self, open_sidebar, qtbot: QtBot) -> None:
        sidebar = open_sidebar(width=ONLY_PICTURES_WIDTH)
        assert not sidebar.findChild(QLineEdit, "search").isVisible()
        button = sidebar.findChild(QToolButton, "search_button")
        assert sidebar.focus_stops() == [button]
        with qtbot.waitSignal(sidebar.width_wanted):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        sidebar.resize(300, 600)
        assert sidebar.findChild(QLineEdit, "search").isVisible()
        assert not button.isVisible()

    def test_pictures_keep_their_pills(self, open_sidebar, theme: Theme) -> None:
        sidebar = open_sidebar(width=ONLY_PICTURES_WIDTH)
        assert has_color(picture_of(sidebar, 1), theme.tokens.badge)


class TestUnreadOnly:
    def test_the_switch_leaves_what_is_unread(self, open_sidebar) -> None:
        sidebar = open_sidebar()
        everything = shown_rooms(sidebar)
        sidebar.toggle_only_unread()
        assert set(shown_rooms(sidebar)) == {2, 4, 6}
        sidebar.toggle_only_unread()
        assert shown_rooms(sidebar) == everything

    def test_when_all_is_read_it_says_so(self, open_sidebar) -> None:
        sidebar = open_sidebar(a_store([a_room(1, [a_user(2)])]))
        sidebar.toggle_only_unread()
        said = sidebar.findChild(QLabel, "empty_text")
        assert said.isVisible()
        assert said.text() == "Everything is read."


def test_only_messages_that_name_the_person_are_mentions(open_sidebar, qtbot: QtBot) -> None:
    sidebar = open_sidebar()
    asked: list[FindMessages] = []
    sidebar.wished.connect(lambda wish: asked.append(wish) if isinstance(wish, FindMessages) else None)
    sidebar.list_mentions()
    qtbot.waitUntil(lambda: [wish.words for wish in asked] == ["@user1"])
    named = replace(a_message(2, 7, "@user1 could you look?"), mentions=[ME])
    namesake = replace(a_message(3, 4, "@user12 could you look?"), mentions=[UserId(12)])
    asked[0].answer(Hits(words="@user1", messages=(named, namesake), is_final=True))
    assert shown_rooms(sidebar) == [2]
    sidebar.findChild(QLineEdit, "search").setText("@user12")
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked[1].words == "", "another's name finds people"


class TestOrder:
    def test_a_choice_holds_at_once(self, theme: Theme, show: Show) -> None:
        choices = Choices()
        sidebar = Sidebar(an_office(rooms=4), theme, choices)
        show(sidebar)
        model = rows(sidebar).model()
        assert shown_rooms(sidebar) == [1, 2, 3, 4, 5]
        choices.update(sidebar_order="name", sidebar_sections=True)
        assert shown_rooms(sidebar)[0] == 2
        assert [model.index(row, 0).data(HEADING_ROLE) for row in (0, 1)] == ["Groups", "Direct messages"]
        titles = [model.index(row, 0).data() for row in range(1, model.rowCount())]
        assert titles == sorted(titles, key=str.casefold)
