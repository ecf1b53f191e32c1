"""Groups are made, changed and filled by hand and by keyboard."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from backend.wire.bodies import EditRoom
from backend.wire.types import RoomId, UserId
from desktop.client.state.room_record import RoomState
from desktop.models.requests import AddMembers, Answer, CreateGroup, EditGroup, FindContacts, Request
from desktop.theme import Theme
from desktop.widgets.form_sheet import FormSheet
from desktop.widgets.group_sheets import AddMembersSheet, EditGroupSheet, NewGroupSheet
from desktop.widgets.person_list import PersonList
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import a_contact, a_room, a_store, a_user

LEFT = Qt.MouseButton.LeftButton
PEOPLE = [a_contact(2, "Bob Stone"), a_contact(3, "Carol Danvers"), a_contact(4, "Dave Grohl")]


@pytest.fixture
def window(theme: Theme, show: Show) -> QWidget:
    window = QWidget()
    window.resize(700, 700)
    show(window)
    return window


def wishes_of(sheet: FormSheet) -> list[Request]:
    wishes: list[Request] = []
    sheet.wished.connect(wishes.append)
    return wishes


def press(qtbot: QtBot, sheet: QWidget, name: str) -> None:
    qtbot.mouseClick(sheet.findChild(QPushButton, name), LEFT)


def answer(asked: Request, said: Answer) -> None:
    assert asked.answer is not None
    asked.answer(said)


def a_group() -> RoomState:
    room = a_room(7, [a_user(2, "Bob Stone")], name="Team", chat_type="group")
    room = msgspec.structs.replace(room, description="Plans", is_public=True)
    state = a_store([room]).rooms.get(room.id)
    assert state is not None
    return state


def test_a_group_is_made_with_its_people(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = NewGroupSheet(window, theme, people=PEOPLE, my_id=UserId(1))
    wishes = wishes_of(sheet)
    sheet.open()
    assert QApplication.focusWidget().objectName() == "name"
    assert isinstance(wishes[0], FindContacts)
    qtbot.keyClicks(QApplication.focusWidget(), "  Design ")
    qtbot.keyClicks(sheet.findChild(QPlainTextEdit, "description"), "All of it")
    qtbot.mouseClick(sheet.findChild(QAbstractButton, "is_public"), LEFT)
    qtbot.keyClicks(sheet.findChild(QLineEdit, "people_search"), "carol")
    qtbot.keyClick(sheet.findChild(QLineEdit, "people_search"), Qt.Key.Key_Return)
    press(qtbot, sheet, "create")
    made = wishes[-1]
    assert isinstance(made, CreateGroup)
    assert (made.name, made.description, made.is_public) == ("Design", "All of it", True)
    assert (made.member_ids, made.picture) == ((3,), None)
    with qtbot.waitSignals([sheet.closed, sheet.created]):
        answer(made, Answer(value=RoomId(12)))


def test_a_group_without_a_name_asks_for_one(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = NewGroupSheet(window, theme, people=PEOPLE)
    sheet.open()
    wishes = wishes_of(sheet)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert wishes == []
    assert QApplication.focusWidget().accessibleDescription() == "Fill this in."


def test_a_refused_name_stands_beside_it(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = NewGroupSheet(window, theme)
    sheet.open()
    wishes = wishes_of(sheet)
    qtbot.keyClicks(QApplication.focusWidget(), "x")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    answer(wishes[-1], Answer(fields={"name": ["Too short."]}))
    assert sheet.findChild(QLineEdit, "name").accessibleDescription() == "Too short."
    assert sheet.isVisible()


def test_what_a_group_is_called_is_changed(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = EditGroupSheet(window, theme, a_group())
    wishes = wishes_of(sheet)
    sheet.open()
    name = QApplication.focusWidget()
    assert isinstance(name, QLineEdit)
    assert name.text() == "Team"
    assert sheet.findChild(QAbstractButton, "is_public").isChecked()
    name.selectAll()
    qtbot.keyClicks(name, "Crew")
    qtbot.mouseClick(sheet.findChild(QAbstractButton, "is_public"), LEFT)
    press(qtbot, sheet, "save")
    (asked,) = wishes
    assert isinstance(asked, EditGroup)
    assert asked.room_id == 7
    assert asked.changes == EditRoom(name="Crew", description="Plans", is_public=False)
    with qtbot.waitSignal(sheet.closed):
        answer(asked, Answer())


def test_people_are_added_who_are_not_in_it(theme: Theme, window: QWidget, qtbot: QtBot) -> None:
    sheet = AddMembersSheet(window, theme, a_group(), people=PEOPLE)
    wishes = wishes_of(sheet)
    sheet.open()
    people = sheet.findChild(PersonList)
    assert people.rows.rowCount() == 2
    assert not sheet.findChild(QPushButton, "add").isEnabled()
    for number in (1, 0):
        place = people.visualRect(people.rows.index(number)).center()
        qtbot.mouseClick(people.viewport(), LEFT, pos=place)
    press(qtbot, sheet, "add")
    asked = wishes[-1]
    assert isinstance(asked, AddMembers)
    assert (asked.room_id, asked.user_ids) == (7, (4, 3))
