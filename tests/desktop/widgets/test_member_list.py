"""Who is in a group, and what each of three roles may do with the others."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from backend.wire.types import Role, UserId
from desktop.client.state.store import Store
from desktop.models.administration import ShowResetCode
from desktop.models.requests import ChangeRole, RemoveMember
from desktop.models.wishes import ShowAddMembers, StartDirectChat, Wish
from desktop.theme import Theme
from desktop.widgets.dialog import Question
from desktop.widgets.member_list import MemberList
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import a_contact, a_room, a_store, a_user

LEFT = Qt.MouseButton.LeftButton


def a_group(my_role: Role, count: int = 3) -> Store:
    """Room 7 of mine; Bob (2) is an admin, the others are plain members, and somebody owns it."""
    others = [a_user(number) for number in range(2, 2 + count)]
    room = a_room(7, others, name="Team", chat_type="group")
    owner = 1 if my_role == "owner" else 4
    admins = [UserId(2), UserId(1)] if my_role == "admin" else [UserId(2)]
    room = msgspec.structs.replace(room, role=my_role, owner=UserId(owner), admins=admins)
    return a_store([room], [a_contact(user.id) for user in others])


class Shown:
    """A member list in a window, and what it wished for."""

    def __init__(self, theme: Theme, show: Show, store: Store) -> None:
        self.window = QWidget()
        self.window.resize(500, 700)
        self.members = MemberList(store, theme, self.window)
        self.members.resize(400, 600)
        self.wishes: list[Wish] = []
        self.members.wished.connect(self.wishes.append)
        room = store.rooms.get(store.rooms.ordered()[0].room_id)
        assert room is not None
        self.members.show_room(room)
        show(self.window)

    def menu(self, user_id: int) -> dict[str, object]:
        """What may be done with somebody: the words and their actions."""
        rows = self.members.list.rows
        row = rows.row(rows.number_of(UserId(user_id)) or 0)
        self.members.list.menu_wanted.emit(row, self.window.mapToGlobal(QPoint(9, 9)))
        menus = [menu for menu in self.members.findChildren(QMenu) if menu.isVisible()]
        if not menus:
            return {}
        actions = {action.text(): action for action in menus[0].actions() if action.text()}
        menus[0].hide()
        return actions  # type: ignore[return-value]

    def choose(self, user_id: int, text: str) -> None:
        self.menu(user_id)[text].trigger()  # type: ignore[attr-defined]


WRITE, ADMIN, NO_ADMIN = "Write a message", "Make an admin", "No longer an admin"
OWNER, REMOVE = "Make the owner…", "Remove from the group…"


@pytest.mark.parametrize(
    ("mine", "theirs", "may"),
    [
        ("owner", 2, [WRITE, NO_ADMIN, OWNER, REMOVE]),
        ("owner", 3, [WRITE, ADMIN, OWNER, REMOVE]),
        ("admin", 2, [WRITE]),
        ("admin", 3, [WRITE, REMOVE]),
        ("admin", 4, [WRITE]),
        ("member", 3, [WRITE]),
        ("owner", 1, []),
    ],
)
def test_each_role_may_what_the_server_lets_it(
    theme: Theme, show: Show, mine: Role, theirs: int, may: list[str]
) -> None:
    assert list(Shown(theme, show, a_group(mine)).menu(theirs)) == may


def test_roles_change_at_once_and_the_owner_s_after_a_question(
    theme: Theme, show: Show, qtbot: QtBot
) -> None:
    shown = Shown(theme, show, a_group("owner"))
    shown.choose(3, ADMIN)
    assert shown.wishes.pop() == ChangeRole(room_id=7, user_id=3, role="admin")
    shown.choose(3, OWNER)
    assert shown.wishes == []
    qtbot.mouseClick(shown.window.findChild(Question).findChild(QPushButton, "yes"), LEFT)
    assert shown.wishes.pop() == ChangeRole(room_id=7, user_id=3, role="owner")


def test_somebody_is_removed_after_a_question(theme: Theme, show: Show, qtbot: QtBot) -> None:
    shown = Shown(theme, show, a_group("admin"))
    shown.choose(3, REMOVE)
    question = shown.window.findChild(Question)
    qtbot.mouseClick(question.findChild(QPushButton, "no"), LEFT)
    assert shown.wishes == []
    qtbot.waitUntil(lambda: shown.window.findChild(Question) is None)
    shown.choose(3, REMOVE)
    qtbot.mouseClick(shown.window.findChild(Question).findChild(QPushButton, "yes"), LEFT)
    assert shown.wishes == [RemoveMember(room_id=7, user_id=3)]


def test_a_click_writes_to_somebody_else(theme: Theme, show: Show, qtbot: QtBot) -> None:
    shown = Shown(theme, show, a_group("member"))
    people = shown.members.list
    for user_id in (3, 1):
        number = people.rows.number_of(UserId(user_id))
        place = people.visualRect(people.rows.index(number)).center()
        qtbot.mouseClick(people.viewport(), LEFT, pos=place)
    assert shown.wishes == [StartDirectChat(UserId(3))]


def test_only_owner_and_admins_may_add(theme: Theme, show: Show, qtbot: QtBot) -> None:
    shown = Shown(theme, show, a_group("admin"))
    qtbot.mouseClick(shown.members.findChild(QPushButton, "add_members"), LEFT)
    assert shown.wishes == [ShowAddMembers(7)]
    member = Shown(theme, show, a_group("member"))
    assert not member.members.findChild(QPushButton, "add_members").isVisible()


def test_many_members_can_be_searched_and_all_rows_are_there(theme: Theme, show: Show, qtbot: QtBot) -> None:
    few = Shown(theme, show, a_group("member", 9))
    assert not few.members.findChild(QLineEdit, "member_search").isVisible()
    shown = Shown(theme, show, a_group("member", 30))
    search = shown.members.findChild(QLineEdit, "member_search")
    assert search.isVisible()
    people = shown.members.list
    assert people.height() >= people.height_of(31)
    qtbot.keyClicks(search, "person 17")
    assert people.rows.rowCount() == 1
    assert people.height() == people.height_of(1)


def test_only_an_administrator_of_the_server_makes_password_codes(theme: Theme, show: Show) -> None:
    store = a_group("member")
    shown = Shown(theme, show, store)
    assert "Code for a new password…" not in shown.menu(3)
    store.is_admin = True
    shown.choose(3, "Code for a new password…")
    assert shown.wishes == [ShowResetCode(UserId(3))]
