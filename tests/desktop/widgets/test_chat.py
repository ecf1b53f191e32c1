"""The main screen as a whole: sidebar, room and keys together, by real events."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QMenu, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from backend.wire.answers import PublicRoom
from backend.wire.live import ReadMarkMoved
from backend.wire.types import RoomId, Seq, UserId
from desktop.client.state.changes import Connection
from desktop.client.state.entries import Draft, Entry
from desktop.client.state.store import Store
from desktop.models.administration import ShowInvite, ShowServer
from desktop.models.cards import CARD_ROLE
from desktop.models.choices import Choices
from desktop.models.do_not_disturb import NO_END
from desktop.models.wishes import (
    FindMessages,
    FindPeople,
    Hits,
    JoinRoom,
    MarkRead,
    ReportActivity,
    SaveDraft,
    SendMessage,
    ShowNewest,
    SignOut,
    StartDirectChat,
    TellTyping,
    Wish,
)
from desktop.settings import Settings
from desktop.theme import Theme
from desktop.widgets.chat import ChatScreen
from desktop.widgets.room import RoomPane
from desktop.widgets.settings_sheet import SettingsSheet
from desktop.widgets.sidebar import Sidebar
from desktop.widgets.timeline.view import TimelineView
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import (
    ME,
    NOON,
    a_contact,
    a_direct_store,
    a_message,
    a_pending,
    a_store,
    an_office,
    created,
)

W = TypeVar("W", bound=QWidget)
Open = Callable[..., ChatScreen]
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def open_screen(theme: Theme, show: Show) -> Open:
    drafts: dict[RoomId, Draft] = {}

    def keep_draft(wish: Wish) -> None:
        if isinstance(wish, SaveDraft):
            drafts[wish.room_id] = wish.draft

    def open_screen(
        store: Store | None = None, width: int = 1000, choices: Choices | None = None, **options
    ) -> ChatScreen:
        screen = ChatScreen(
            store or an_office(), theme, choices or Choices(), read_draft=drafts.get, **options
        )
        screen.wished.connect(keep_draft)
        screen.resize(width, 640)
        show(screen)
        return screen

    return open_screen


@contextmanager
def wishing(screen: ChatScreen, kind: type[Wish]) -> Iterator[list[Wish]]:
    """The wishes of one kind that a screen has while the block runs."""
    wishes: list[Wish] = []

    def keep(wish: Wish) -> None:
        if isinstance(wish, kind):
            wishes.append(wish)

    screen.wished.connect(keep)
    yield wishes
    screen.wished.disconnect(keep)


def part(screen: QWidget, kind: type[W], name: str = "") -> W:
    found = screen.findChild(kind, name) if name else screen.findChild(kind)
    assert isinstance(found, kind)
    return found


def composer(screen: ChatScreen) -> QPlainTextEdit:
    return part(screen, QPlainTextEdit, "composer")


def search(screen: ChatScreen) -> QLineEdit:
    return part(screen, QLineEdit, "search")


def rooms(screen: ChatScreen) -> QListView:
    return part(screen, QListView, "room_list")


def titles(screen: ChatScreen) -> list[str]:
    model = rooms(screen).model()
    return [model.index(row, 0).data(CARD_ROLE).title for row in range(model.rowCount())]


def click_row(screen: ChatScreen, row: int, qtbot: QtBot) -> None:
    view = rooms(screen)
    rect = view.visualRect(view.model().index(row, 0))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())


def visible_entries(screen: ChatScreen) -> list[Entry]:
    view = part(screen, TimelineView)
    return [view.rows.entry(shown.row) for shown in view.rows.strip.shown()]


def has_marked_words(screen: ChatScreen) -> bool:
    talk = part(screen, TimelineView)
    picture, color = talk.grab().toImage(), QColor(talk.rows.layouts.look.tokens.highlight)
    width, height = picture.width(), picture.height()
    return any(picture.pixelColor(x, y) == color for x in range(0, width, 2) for y in range(0, height, 4))


def focus() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


class TestChats:
    def test_a_click_opens_a_chat_and_one_can_write(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        with wishing(screen, ShowNewest) as opened:
            click_row(screen, 0, qtbot)
        assert opened == [ShowNewest(RoomId(1))]
        assert screen.current_room == 1
        assert focus() == "composer"
        qtbot.keyClicks(composer(screen), "hello")
        with wishing(screen, SendMessage) as sent:
            qtbot.keyClick(composer(screen), Qt.Key.Key_Return)
        assert sent == [SendMessage(RoomId(1), "hello")]

    def test_the_list_is_walked_with_the_keyboard(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        assert focus() == "room_list"
        qtbot.keyClick(rooms(screen), Qt.Key.Key_Down)
        with wishing(screen, ShowNewest) as opened:
            qtbot.keyClick(rooms(screen), Qt.Key.Key_Return)
        assert opened == [ShowNewest(RoomId(2))]

    def test_the_open_chat_stays_marked_while_chats_move(self, open_screen: Open, qtbot: QtBot) -> None:
        store = an_office()
        screen = open_screen(store)
        screen.open_room(RoomId(4))
        store.apply_entries(
            RoomId(4), created([a_message(4, 10, "up I go", at=store.rooms.ordered()[0].last_at)])
        )
        assert rooms(screen).currentIndex().data(CARD_ROLE).room_id == 4

    def test_neighbours_by_key(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        order = [rooms(screen).model().index(row, 0).data(CARD_ROLE).room_id for row in range(3)]
        visited = []
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up):
            qtbot.keyClick(screen, key, ALT)
            visited.append(screen.current_room)
        assert visited == [order[0], order[1], order[0], order[0], order[0]]

    def test_a_draft_waits_in_its_room(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        screen.open_room(RoomId(1))
        qtbot.keyClicks(composer(screen), "half a thou")
        with wishing(screen, TellTyping) as told:
            screen.open_room(RoomId(2))
        assert told == [TellTyping(RoomId(1), is_typing=False)]
        assert composer(screen).toPlainText() == ""
        screen.open_room(RoomId(1))
        assert composer(screen).toPlainText() == "half a thou"

    def test_drafts_go_over_to_another_screen(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        for room_id, text in ((1, "here"), (2, "and there"), (3, "")):
            screen.open_room(RoomId(room_id))
            qtbot.keyClicks(composer(screen), text)
        screen.open_room(RoomId(2))
        qtbot.keyClicks(composer(screen), "!")
        screen.flush_draft()
        other = open_screen()
        for room_id, text in ((1, "here"), (2, "and there!"), (3, "")):
            other.open_room(RoomId(room_id))
            assert composer(other).toPlainText() == text

    def test_without_chats_one_begins_with_the_search(self, open_screen: Open) -> None:
        open_screen(a_store())
        assert focus() == "search"

    def test_a_snapshot_without_the_open_room_closes_it(self, open_screen: Open) -> None:
        store = an_office()
        screen = open_screen(store)
        screen.open_room(RoomId(1))
        assert store.me is not None
        store.load(store.me, "", [], [])
        assert screen.current_room is None
        assert not part(screen, TimelineView).isVisible()

    def test_activity_is_told_now_and_then(self, open_screen: Open, qtbot: QtBot) -> None:
        now = [0.0]
        screen = open_screen(clock=lambda: now[0])
        told: list[int] = []
        screen.wished.connect(lambda wish: told.append(1) if isinstance(wish, ReportActivity) else None)
        screen.open_room(RoomId(1))
        qtbot.keyClicks(composer(screen), "abc")
        assert len(told) == 1
        now[0] = 21
        qtbot.keyClicks(composer(screen), "abc")
        assert len(told) == 2


class TestSearch:
    def test_typing_finds_chats_at_once_and_asks_for_people(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        qtbot.keyClick(screen, Qt.Key.Key_N, CTRL)
        assert (focus(), search(screen).text()) == ("search", "@")
        search(screen).clear()
        with wishing(screen, FindPeople) as asked:
            search(screen).insert("конст")  # QTest can only press ASCII
            qtbot.waitUntil(lambda: asked == [FindPeople("конст")])
        assert titles(screen) == ["Константин Константинович Константинопольский"]
        screen.show_people("конст", [a_contact(77, "Константа Планка")])
        assert titles(screen)[1:] == ["Константа Планка"]

    def test_one_may_choose_from_everybody(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen(a_store())
        button = next(button for button in screen.findChildren(QPushButton) if button.text() == "Find people")
        with wishing(screen, FindPeople) as asked:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
            qtbot.waitUntil(lambda: asked == [FindPeople("@")])
        assert focus() == "search"
        screen.show_people("@", [a_contact(77, "Ada"), a_contact(78, "Bob")])
        assert titles(screen) == ["Ada", "Bob"]

    def test_enter_opens_the_first_and_closes_the_search(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        qtbot.keyClicks(search(screen), "bob")
        with wishing(screen, ShowNewest) as opened:
            qtbot.keyClick(search(screen), Qt.Key.Key_Return)
        assert opened == [ShowNewest(RoomId(1))]
        assert search(screen).text() == ""
        assert len(titles(screen)) > 5
        assert focus() == "composer"

    def test_a_stranger_is_chosen_by_arrow_and_enter(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        search(screen).setFocus()
        qtbot.keyClicks(search(screen), "bo")
        qtbot.keyClick(search(screen), Qt.Key.Key_Down)
        screen.show_people("bo", [a_contact(77, "Boris New"), a_contact(78, "Bo Far")])
        assert titles(screen) == ["Bob Stone", "Boris New", "Bo Far"]
        qtbot.keyClick(search(screen), Qt.Key.Key_Down)
        with wishing(screen, StartDirectChat) as chosen:
            qtbot.keyClick(search(screen), Qt.Key.Key_Return)
        assert chosen == [StartDirectChat(UserId(77))]

    def test_nobody_found_is_said_only_after_the_answer(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        said = part(part(screen, Sidebar), QWidget, "empty_text")
        with wishing(screen, FindMessages) as asked:
            qtbot.keyClicks(search(screen), "zzz")
            qtbot.waitUntil(lambda: len(asked) == 1)
        assert said.text() == "Searching…"
        screen.show_people("zz", [])
        assert said.text() == "Searching…"
        screen.show_people("zzz", [])
        assert said.text() == "Searching…"
        asked[-1].answer(Hits(words="zzz", is_final=True))
        assert said.text() == "Nothing found."
        screen.show_search_problem("The server does not answer.")
        assert said.text() == "The server does not answer."

    def test_a_message_that_is_found_is_shown_and_the_search_stays(
        self, open_screen: Open, qtbot: QtBot
    ) -> None:
        screen = open_screen(a_direct_store(200))
        with wishing(screen, FindMessages) as asked:
            qtbot.keyClicks(search(screen), "message 7")
            qtbot.waitUntil(lambda: len(asked) == 1)
        found = [a_message(1, 77), a_message(1, 7)]
        asked[0].answer(Hits(words="message 7", messages=tuple(found), is_final=True))
        assert titles(screen) == ["Bob Stone", "Bob Stone"]
        click_row(screen, 1, qtbot)
        assert (screen.current_room, search(screen).text()) == (1, "message 7")
        assert "Message 7" in [entry.content for entry in visible_entries(screen)]

    def test_the_words_are_marked_in_the_message_until_the_search_ends(
        self, open_screen: Open, qtbot: QtBot
    ) -> None:
        screen = open_screen(a_direct_store(5))
        with wishing(screen, FindMessages) as asked:
            qtbot.keyClicks(search(screen), "message 4")
            qtbot.waitUntil(lambda: len(asked) == 1)
        asked[0].answer(Hits(words="message 4", messages=(a_message(1, 4),), is_final=True))
        click_row(screen, 0, qtbot)
        assert has_marked_words(screen)
        search(screen).clear()
        assert not has_marked_words(screen)

    def test_a_group_that_is_found_is_joined(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        qtbot.keyClicks(search(screen), "chess")
        group = PublicRoom(
            id=RoomId(77),
            name="Chess",
            description="",
            avatar="",
            created_at=NOON,
            participants_count=3,
            is_member=False,
        )
        screen.show_groups("chess", [group])
        with wishing(screen, JoinRoom) as joined:
            qtbot.keyClick(search(screen), Qt.Key.Key_Return)
        assert joined == [JoinRoom(RoomId(77))]

    def test_what_is_found_here_stands_while_the_server_is_away(
        self, open_screen: Open, qtbot: QtBot
    ) -> None:
        screen = open_screen()
        qtbot.keyClicks(search(screen), "bob")
        screen.show_search_problem("The server does not answer.")
        assert titles(screen) == ["Bob Stone"]
        note = part(screen, QWidget, "search_note")
        assert (note.isVisible(), note.text()) == (True, "The server does not answer.")
        search(screen).clear()
        assert not note.isVisible()

    def test_escape_leaves_the_search_then_the_sidebar(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        screen.open_room(RoomId(1))
        qtbot.keyClick(screen, Qt.Key.Key_F, CTRL | SHIFT)
        qtbot.keyClicks(search(screen), "b")
        qtbot.keyClick(search(screen), Qt.Key.Key_Escape)
        assert (search(screen).text(), focus()) == ("", "search")
        assert rooms(screen).currentIndex().data(CARD_ROLE).room_id == 1
        qtbot.keyClick(search(screen), Qt.Key.Key_Escape)
        assert focus() == "composer"

    def test_quick_typing_asks_the_server_once(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        with wishing(screen, FindPeople) as asked:
            qtbot.keyClicks(search(screen), "barbara")
            qtbot.wait(250)
            assert asked == [FindPeople("barbara")]
            search(screen).clear()
        assert asked == [FindPeople("barbara"), FindPeople("")]

    def test_a_newcomer_is_told_what_to_do(self, open_screen: Open) -> None:
        store = Store()
        screen = open_screen(store)
        said = part(part(screen, Sidebar), QWidget, "empty_text")
        assert said.isVisible()
        assert said.text().startswith("No chats yet.")


class TestKeys:
    def test_the_quick_switcher_opens_a_chat(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        qtbot.keyClick(screen, Qt.Key.Key_K, CTRL)
        assert focus() == "switcher_field"
        qtbot.keyClicks(QApplication.focusWidget(), "bob")
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert screen.current_room == 1
        assert focus() == "composer"

    def test_the_open_chat_is_searched_and_the_hit_is_shown(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen(a_direct_store(200))
        screen.open_room(RoomId(1))
        qtbot.keyClick(composer(screen), Qt.Key.Key_F, CTRL)
        assert focus() == "find_field"
        with wishing(screen, FindMessages) as asked:
            qtbot.keyClicks(QApplication.focusWidget(), "message 7")
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        asked[-1].answer(Hits(words="message 7", messages=(a_message(1, 7), a_message(1, 77))))
        assert "Message 77" in [entry.content for entry in visible_entries(screen)]
        qtbot.keyClick(screen, Qt.Key.Key_F3)
        assert "Message 7" in [entry.content for entry in visible_entries(screen)]
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        assert focus() == "composer"

    def test_the_first_unread_message_is_shown_from_the_field(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen(a_direct_store(200, read_seq=100))
        screen.open_room(RoomId(1))
        part(screen, TimelineView).go_to_bottom()
        assert "Message 101" not in [entry.content for entry in visible_entries(screen)]
        qtbot.keyClick(composer(screen), Qt.Key.Key_PageUp, SHIFT)
        assert "Message 101" in [entry.content for entry in visible_entries(screen)]

    def test_only_unread_chats_and_all_again(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        everything = titles(screen)
        qtbot.keyClick(screen, Qt.Key.Key_U, CTRL | SHIFT)
        assert len(titles(screen)) == 3
        qtbot.keyClick(screen, Qt.Key.Key_U, CTRL | SHIFT)
        assert titles(screen) == everything


class TestRoom:
    def pane(self, screen: ChatScreen) -> RoomPane:
        return part(screen, RoomPane)

    def status(self, screen: ChatScreen) -> str:
        return part(screen, QWidget, "room_status").text()

    def test_the_header_follows_presence_and_typing(self, open_screen: Open) -> None:
        store = a_direct_store(3)
        screen = open_screen(store)
        screen.open_room(RoomId(1))
        assert part(screen, QWidget, "room_title").text() == "Bob Stone"
        assert self.status(screen) == "online"
        store.rooms.set_typing(RoomId(1), UserId(2), is_typing=True)
        assert self.status(screen) == "typing…"
        store.rooms.set_typing(RoomId(1), UserId(2), is_typing=False)
        store.people.set_presence(UserId(2), is_online=False, last_seen=None)
        assert self.status(screen) == "offline"

    def test_sending_goes_to_the_end_and_clears_the_unread_line(
        self, open_screen: Open, qtbot: QtBot
    ) -> None:
        store = a_direct_store(100, read_seq=40)
        screen = open_screen(store)

        def keep(wish: Wish) -> None:
            if isinstance(wish, SendMessage):
                store.add_pending(wish.room_id, a_pending("p-1", wish.text))
                screen.note_sent(wish.room_id)

        screen.wished.connect(keep)
        screen.open_room(RoomId(1))
        view = part(screen, TimelineView)
        assert not view.is_at_bottom
        qtbot.keyClicks(composer(screen), "here I am")
        qtbot.keyClick(composer(screen), Qt.Key.Key_Return)
        assert view.is_at_bottom
        assert view.rows.entry(100).content == "here I am"
        assert view.rows.layout_of(40).divider is None
        assert composer(screen).toPlainText() == ""

    def test_news_while_nobody_looks_stop_at_the_unread_line(
        self, open_screen: Open, show: Show, theme: Theme
    ) -> None:
        store = a_direct_store(30)
        screen = open_screen(store)
        screen.open_room(RoomId(1))
        rows = part(screen, TimelineView).rows
        other = QWidget()
        show(other)
        store.apply_entries(RoomId(1), created([a_message(1, 31)]))
        assert rows.model is not None
        assert rows.model.divider_row == 30
        assert rows.strip.is_at_bottom
        for seq in range(32, 80):
            store.apply_entries(RoomId(1), created([a_message(1, seq)]))
        assert rows.strip.top_of(30) == 8
        assert not rows.strip.is_at_bottom

    def test_escape_goes_to_the_newest(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen(a_direct_store(100, read_seq=40))
        screen.open_room(RoomId(1))
        view = part(screen, TimelineView)
        with wishing(screen, MarkRead) as told:
            qtbot.keyClick(composer(screen), Qt.Key.Key_Escape)
            assert told == [MarkRead(RoomId(1), Seq(100))], "at once"
        assert view.is_at_bottom
        assert view.rows.layout_of(40).divider is None
        assert screen.current_room == 1

    def test_what_is_on_screen_is_read(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen(a_direct_store(100, read_seq=95))
        with wishing(screen, MarkRead) as told:
            screen.open_room(RoomId(1))
            qtbot.waitUntil(lambda: told == [MarkRead(RoomId(1), Seq(100))], timeout=2000)

    def test_the_place_in_a_room_is_kept(self, open_screen: Open, qtbot: QtBot) -> None:
        store = an_office()
        screen = open_screen(store)
        big = a_direct_store(300)
        timeline = big.timelines.of(RoomId(1))
        store.timelines.of(RoomId(3)).reset(list(timeline), has_older=False)
        store.apply(
            ReadMarkMoved(room=RoomId(3), user=ME, read_seq=Seq(300), unread_count=0, last_seq=Seq(300))
        )
        screen.open_room(RoomId(3))
        view = part(screen, TimelineView)
        view.scroll_by(-3000)
        place = view.place()
        screen.open_room(RoomId(1))
        screen.open_room(RoomId(3))
        assert view.place() == place

    def test_letters_typed_over_the_talk_go_to_the_composer(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        screen.open_room(RoomId(1))
        part(screen, TimelineView).setFocus()
        qtbot.keyClick(part(screen, TimelineView), Qt.Key.Key_H)
        qtbot.keyClick(composer(screen), Qt.Key.Key_I)
        assert composer(screen).toPlainText() == "hi"

    def test_regions_are_walked_with_f6(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen()
        screen.open_room(RoomId(1))
        visited = []
        for modifiers in (None, None, None, SHIFT):
            qtbot.keyClick(
                QApplication.focusWidget(), Qt.Key.Key_F6, modifiers or Qt.KeyboardModifier.NoModifier
            )
            visited.append(focus())
        assert visited == ["search", "timeline", "composer", "timeline"]


class TestNarrow:
    def test_one_column_at_a_time(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen(width=400)
        back = part(screen, QWidget, "back")
        assert rooms(screen).isVisible()
        assert not part(screen, RoomPane).isVisible()
        click_row(screen, 0, qtbot)
        assert not rooms(screen).isVisible()
        assert composer(screen).isVisible()
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
        assert rooms(screen).isVisible()
        assert screen.current_room is None

    def test_a_wider_window_shows_both(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen(width=400)
        click_row(screen, 0, qtbot)
        screen.resize(900, 640)
        assert rooms(screen).isVisible()
        assert composer(screen).isVisible()
        assert not part(screen, QWidget, "back").isVisible()

    def test_escape_at_the_end_leads_back(self, open_screen: Open, qtbot: QtBot) -> None:
        screen = open_screen(width=400)
        click_row(screen, 0, qtbot)
        qtbot.keyClick(composer(screen), Qt.Key.Key_Escape)
        assert rooms(screen).isVisible()


def test_the_own_menu(open_screen: Open, qtbot: QtBot) -> None:
    choices = Choices(Settings(theme="light"))
    screen = open_screen(choices=choices)
    qtbot.mouseClick(part(screen, QWidget, "menu"), Qt.MouseButton.LeftButton)
    menu = part(screen, QMenu, "own_menu")
    actions = {action.text(): action for action in menu.actions()}
    assert "Alice Doe  ·  @user1" in actions
    looks = {action.text(): action for action in actions["Appearance"].menu().actions()}
    assert looks["Light"].isChecked()
    looks["Dark"].trigger()
    assert choices.settings.theme == "dark"
    with wishing(screen, SignOut) as wished:
        actions["Log out"].trigger()
    assert wished == [SignOut()]
    menu.close()


@pytest.mark.parametrize(
    ("is_admin", "server", "words"),
    [(True, "https://office:8001", "Server…"), (True, "", "Server…"), (False, "", "Let others in…")],
)
def test_the_way_to_the_server_is_in_the_own_menu(
    open_screen: Open, qtbot: QtBot, is_admin: bool, server: str, words: str
) -> None:
    screen = open_screen(choices=Choices(Settings(server=server)))
    screen._store.is_admin = is_admin
    qtbot.mouseClick(part(screen, QWidget, "menu"), Qt.MouseButton.LeftButton)
    menu = part(screen, QMenu, "own_menu")
    actions = {action.text(): action for action in menu.actions()}
    with wishing(screen, ShowServer) as wished:
        actions[words].trigger()
    assert wished == [ShowServer()]
    assert ("Invite people…" in actions) == is_admin
    if is_admin:
        with wishing(screen, ShowInvite) as invited:
            actions["Invite people…"].trigger()
        assert invited == [ShowInvite()]
    menu.close()


def test_members_of_a_server_elsewhere_have_no_way_to_it(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen(choices=Choices(Settings(server="https://office:8001")))
    qtbot.mouseClick(part(screen, QWidget, "menu"), Qt.MouseButton.LeftButton)
    menu = part(screen, QMenu, "own_menu")
    assert "server" not in {action.objectName() for action in menu.actions()}
    menu.close()


@pytest.mark.parametrize(
    ("before", "words", "after"), [(None, "Until I turn it off", NO_END), (NO_END, "Turn off", None)]
)
def test_peace_is_in_the_own_menu_too(
    open_screen: Open, qtbot: QtBot, before: datetime | None, words: str, after: datetime | None
) -> None:
    choices = Choices(Settings(quiet_until=before))
    screen = open_screen(choices=choices)
    qtbot.mouseClick(part(screen, QWidget, "menu"), Qt.MouseButton.LeftButton)
    menu = part(screen, QMenu, "own_menu")
    offers = {action.text(): action for action in part(menu, QMenu, "quiet").actions()}
    offers[words].trigger()
    assert choices.settings.quiet_until == after
    menu.close()


def test_what_stands_behind_a_sheet_lives_on_after_it(open_screen: Open, theme: Theme, qtbot: QtBot) -> None:
    choices = Choices(Settings(theme="light"))
    screen = open_screen(choices=choices)
    sheet = SettingsSheet(screen, theme, choices, {})
    sheet.open()
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shiboken6.isValid(sheet))
    qtbot.keyClick(search(screen), Qt.Key.Key_U, CTRL | SHIFT)
    assert search(screen).placeholderText() == "Search unread"
    theme.apply(Settings(theme="dark", text_percent=150))


def test_nothing_runs_while_nothing_happens(open_screen: Open, qtbot: QtBot) -> None:
    screen = open_screen()
    screen.open_room(RoomId(1))
    screen.show_connection(Connection.ONLINE, None)
    qtbot.wait(900)
    running = [timer for timer in screen.findChildren(QTimer) if timer.isActive()]
    assert [timer.timerType() for timer in running] == [Qt.TimerType.VeryCoarseTimer], "only that to midnight"


def test_every_control_can_be_named_by_a_reader(open_screen: Open) -> None:
    screen = open_screen()
    screen.open_room(RoomId(1))
    unnamed = [
        widget.objectName() or type(widget).__name__
        for widget in screen.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and not widget.objectName().startswith("qt_")
    ]
    assert unnamed == []
    model = rooms(screen).model()
    index: QModelIndex = model.index(1, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith(
        "Редакция, 3 unread messages, Carol: Lunch"
    )
