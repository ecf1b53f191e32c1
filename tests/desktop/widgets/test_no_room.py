"""What one may begin with: by who one is, and whether there are chats already."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from backend.wire.live import RoomCreated
from backend.wire.types import UserId
from desktop.client.state.store import Store
from desktop.models.administration import ShowInvite
from desktop.models.choices import Choices
from desktop.models.joining import Inviter
from desktop.models.wishes import StartDirectChat
from desktop.theme import Theme
from desktop.widgets.chat import ChatScreen
from desktop.widgets.no_room import NoRoom
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import a_room, a_store, a_user

LEFT = Qt.MouseButton.LeftButton
ANNA = Inviter(user_id=UserId(7), name="Anna & Berg")


class Start:
    """A person before the empty side of the main screen."""

    def __init__(self, theme: Theme, show: Show, qtbot: QtBot, store: Store) -> None:
        self.store = store
        self.screen = ChatScreen(store, theme, Choices())
        self.wishes: list[object] = []
        self.screen.wished.connect(self.wishes.append)
        self._qtbot = qtbot
        self.screen.resize(900, 600)
        show(self.screen)
        self._part = self.screen.findChild(NoRoom)

    def says(self) -> str:
        return self._part.findChild(QLabel, "empty_text").text()

    def offers(self) -> list[str]:
        return [button.text() for button in self._part.findChildren(QPushButton) if button.isVisible()]

    def press(self) -> None:
        self._qtbot.mouseClick(self._part.findChild(QPushButton, "primary"), LEFT)


@pytest.fixture
def start(theme: Theme, show: Show, qtbot: QtBot) -> Start:
    return Start(theme, show, qtbot, a_store())


def test_whoever_came_by_an_invite_may_answer_it(start: Start) -> None:
    start.screen.offer_inviter(ANNA)
    assert start.says() == "Here you are. Anna & Berg invited you."
    assert start.offers() == ["Write to Anna && Berg", "Find people"]
    start.press()
    assert start.wishes[-1:] == [StartDirectChat(UserId(7))]
    start.store.apply(RoomCreated(room=a_room(1, [a_user(7, "Anna")]), people=[]))
    assert start.offers() == ["Find people"], "there is a chat now"


def test_an_administrator_without_a_chat_invites(start: Start) -> None:
    assert start.offers() == ["Find people"]
    start.store.is_admin = True
    start.store.load(a_user(1, "Alice Doe"), "", [], [])
    assert start.offers() == ["Invite people", "Find people"]
    start.press()
    assert start.wishes[-1:] == [ShowInvite()]


def test_who_has_chats_chooses_one(theme: Theme, show: Show, qtbot: QtBot) -> None:
    store = a_store([a_room(1, [a_user(2, "Bob")])])
    store.is_admin = True
    start = Start(theme, show, qtbot, store)
    start.screen.offer_inviter(ANNA)
    assert start.says() == "Choose a chat, or find somebody to talk to."
    assert start.offers() == ["Find people"]


def test_a_name_without_an_end_pushes_nothing_aside(start: Start) -> None:
    start.screen.resize(700, 500)
    start.screen.offer_inviter(Inviter(user_id=UserId(7), name="W" * 150))
    assert start.offers()[0].endswith("…")
    assert start.screen.minimumSizeHint().width() <= 700
