"""The information about a room: what is known of a person or a group, live, and what may be done."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from backend.wire.bodies import EditPreferences
from backend.wire.live import PreferencesChanged, PresenceChanged, RoomChanged
from backend.wire.types import Preferences, RoomId, Seq, UserId
from desktop.client.state.store import Store
from desktop.models.administration import ShowResetCode
from desktop.models.requests import DeleteGroup
from desktop.models.wishes import ChangePreferences, LeaveRoom, ShowEditGroup, Wish
from desktop.theme import Theme
from desktop.widgets.dialog import Question
from desktop.widgets.info_panel import InfoPanel
from desktop.widgets.person_list import PersonList
from desktop.widgets.room_menu import FOR_EVER
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import NOON, a_contact, a_room, a_store, a_user

LEFT = Qt.MouseButton.LeftButton
DIRECT, GROUP = RoomId(1), RoomId(2)


@pytest.fixture
def store() -> Store:
    bob = msgspec.structs.replace(a_user(2, "Bob <i>Stone</i>"), email="bob@x.org")
    group = a_room(GROUP, [bob, a_user(3)], name="Team & Co", chat_type="group")
    group = msgspec.structs.replace(group, owner=UserId(1), role="owner", description="<b>Plans</b>")
    people = [a_contact(2, "Bob <i>Stone</i>", is_online=True), a_contact(3)]
    return a_store([a_room(DIRECT, [bob]), group], people)


class Shown:
    def __init__(self, panel: InfoPanel) -> None:
        self.panel = panel
        self.wishes: list[Wish] = []
        panel.wished.connect(self.wishes.append)

    def texts(self) -> list[str]:
        """All words that can be seen."""
        return [
            label.text() for label in self.panel.findChildren(QLabel) if label.isVisible() and label.text()
        ]

    def button(self, name: str) -> QPushButton:
        found = self.panel.findChild(QPushButton, name)
        assert isinstance(found, QPushButton)
        return found


@pytest.fixture
def shown(store: Store, theme: Theme, show: Show) -> Shown:
    panel = InfoPanel(store, theme)
    panel.resize(320, 800)
    show(panel)
    return Shown(panel)


def test_a_person_with_what_is_known_of_them(shown: Shown, store: Store, qtbot: QtBot) -> None:
    shown.panel.show_room(DIRECT)
    texts = shown.texts()
    for words in ("Bob <i>Stone</i>", "online", "@user2", "bob@x.org"):
        assert words in texts
    assert not shown.button("leave_group").isVisible()
    assert not shown.button("edit_group").isVisible()
    store.apply(PresenceChanged(user=UserId(2), is_online=False, last_seen=NOON - timedelta(days=900)))
    qtbot.waitUntil(lambda: "online" not in shown.texts())


def test_users_words_are_plain(shown: Shown) -> None:
    shown.panel.show_room(GROUP)
    labels = [label for label in shown.panel.findChildren(QLabel) if "<b>" in label.text()]
    assert labels
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_a_group_and_its_changes(shown: Shown, store: Store, qtbot: QtBot) -> None:
    shown.panel.show_room(GROUP)
    assert {"Team & Co", "3 members", "<b>Plans</b>"} <= set(shown.texts())
    changed = RoomChanged(
        room=GROUP,
        seq=Seq(1),
        by=UserId(1),
        name="Crew",
        description="",
        avatar="",
        is_public=False,
    )
    store.apply(changed)
    qtbot.waitUntil(lambda: "Crew" in shown.texts())
    assert "<b>Plans</b>" not in shown.texts()
    assert "Description" not in shown.texts()


def test_leaving_is_asked_and_told_who_will_own(shown: Shown, qtbot: QtBot) -> None:
    shown.panel.show_room(GROUP)
    qtbot.mouseClick(shown.button("leave_group"), LEFT)
    question = shown.panel.findChild(Question)
    words = question.findChild(QLabel, "sheet_title").text()
    assert words == "Leave “Team & Co”? Whoever has been in it the longest becomes its owner."
    qtbot.mouseClick(question.findChild(QPushButton, "yes"), LEFT)
    assert shown.wishes == [LeaveRoom(GROUP)]


def test_deleting_is_asked(shown: Shown, qtbot: QtBot) -> None:
    shown.panel.show_room(GROUP)
    qtbot.mouseClick(shown.button("delete_group"), LEFT)
    assert shown.wishes == []
    qtbot.mouseClick(shown.panel.findChild(Question).findChild(QPushButton, "yes"), LEFT)
    assert shown.wishes == [DeleteGroup(room_id=GROUP)]


def test_a_group_is_edited_in_its_sheet(shown: Shown, qtbot: QtBot) -> None:
    shown.panel.show_room(GROUP)
    qtbot.mouseClick(shown.button("edit_group"), LEFT)
    assert shown.wishes == [ShowEditGroup(GROUP)]


def test_how_much_it_may_call_is_said_and_chosen(shown: Shown, store: Store, qtbot: QtBot) -> None:
    shown.panel.show_room(DIRECT)
    notify = shown.button("notifications")
    assert notify.text() == "All messages"
    qtbot.mouseClick(notify, LEFT)
    menu = shown.panel.findChild(QMenu, "notification_menu")
    next(action for action in menu.actions() if action.objectName() == "notify_mentions").trigger()
    menu.close()
    assert shown.wishes == [ChangePreferences(DIRECT, EditPreferences(notifications="mentions"))]
    for preferences, words in (
        (Preferences(notifications="nothing"), "Nothing"),
        (Preferences(muted_until=FOR_EVER), "Muted"),
        (Preferences(muted_until=datetime.now(UTC) + timedelta(hours=1)), "Muted until"),
        (Preferences(muted_until=datetime.now(UTC) - timedelta(hours=1)), "All messages"),
    ):
        store.apply(PreferencesChanged(room=DIRECT, preferences=preferences))
        qtbot.waitUntil(lambda words=words: notify.text().startswith(words))


def test_a_mute_that_ran_out_is_shown_by_itself(shown: Shown, store: Store, qtbot: QtBot) -> None:
    shown.panel.show_room(DIRECT)
    until = datetime.now(UTC) + timedelta(milliseconds=150)
    store.apply(PreferencesChanged(room=DIRECT, preferences=Preferences(muted_until=until)))
    notify = shown.button("notifications")
    qtbot.waitUntil(lambda: notify.text().startswith("Muted until"))
    qtbot.waitUntil(lambda: notify.text() == "All messages", timeout=2_000)


def test_it_closes_by_its_cross_and_by_esc(shown: Shown, qtbot: QtBot) -> None:
    shown.panel.show_room(DIRECT)
    close = shown.panel.findChild(QToolButton, "close_info")
    with qtbot.waitSignal(shown.panel.close_wanted):
        qtbot.mouseClick(close, LEFT)
    with qtbot.waitSignal(shown.panel.close_wanted):
        qtbot.keyClick(close, Qt.Key.Key_Escape)


def test_a_burst_of_news_is_drawn_once(shown: Shown, store: Store, qtbot: QtBot) -> None:
    shown.panel.show_room(GROUP)
    drawn: list[bool] = []
    people = shown.panel.findChild(PersonList).rows
    people.dataChanged.connect(lambda: drawn.append(True))
    for is_online in (True, False) * 50 + (True,):
        store.apply(PresenceChanged(user=UserId(3), is_online=is_online, last_seen=NOON))
    assert drawn == []
    qtbot.waitUntil(lambda: bool(people.row(1) and people.row(1).is_online and drawn))
    assert drawn == [True]


def test_a_room_that_is_gone_stays_as_it_was(shown: Shown, store: Store, qtbot: QtBot) -> None:
    shown.panel.show_room(GROUP)
    store.remove_room(GROUP)
    qtbot.wait(60)
    assert "Team & Co" in shown.texts()


def test_only_an_administrator_of_the_server_makes_password_codes(
    shown: Shown, store: Store, qtbot: QtBot
) -> None:
    shown.panel.show_room(DIRECT)
    assert not shown.button("reset_code").isVisible()
    store.is_admin = True
    shown.panel.show_room(GROUP)
    assert not shown.button("reset_code").isVisible()
    shown.panel.show_room(DIRECT)
    qtbot.mouseClick(shown.button("reset_code"), LEFT)
    assert shown.wishes == [ShowResetCode(UserId(2))]
