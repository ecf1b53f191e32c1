"""People in a list, and choosing some of them by mouse and by keyboard."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from backend.wire.types import Contact
from desktop.models.person_rows import contact_row
from desktop.models.requests import Answer, FindContacts
from desktop.theme import Theme
from desktop.widgets.person_list import PersonList, PersonPicker
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import a_contact

LEFT = Qt.MouseButton.LeftButton
PEOPLE = [a_contact(2, "Bob Stone"), a_contact(3, "Анна Каренина"), a_contact(4, "Carol Danvers")]


def click_row(qtbot: QtBot, people: PersonList, number: int) -> None:
    qtbot.mouseClick(people.viewport(), LEFT, pos=people.visualRect(people.rows.index(number)).center())


def shown(people: PersonList) -> list[str]:
    rows = (people.rows.row(number) for number in range(people.rows.rowCount()))
    return [row.name for row in rows if row is not None]


@pytest.fixture
def people(theme: Theme, show: Show) -> PersonList:
    people = PersonList(theme, None)  # type: ignore[arg-type]
    people.resize(300, 300)
    people.show_rows([contact_row(person) for person in PEOPLE])
    show(people)
    return people


@pytest.fixture
def picker(theme: Theme, show: Show) -> PersonPicker:
    picker = PersonPicker(theme, None, known=PEOPLE, left_out=[PEOPLE[2].id])  # type: ignore[arg-type]
    picker.resize(360, 400)
    show(picker)
    picker.search.setFocus()
    return picker


def test_a_click_enter_and_space_choose(people: PersonList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(people.chosen) as chosen:
        click_row(qtbot, people, 1)
    assert chosen.args[0].user_id == 3
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(people.chosen):
            qtbot.keyClick(people, key)


def test_the_menu_is_asked_for_by_mouse_and_key(people: PersonList, qtbot: QtBot) -> None:
    asked: list[tuple[int, QPoint]] = []
    people.menu_wanted.connect(lambda row, place: asked.append((row.user_id, place)))
    people.setCurrentIndex(people.rows.index(2))
    keyboard = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(people.viewport(), keyboard)
    place = people.visualRect(people.rows.index(0)).center()
    mouse = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, people.mapToGlobal(place))
    QApplication.sendEvent(people.viewport(), mouse)
    below = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 290), QPoint(0, 0))
    QApplication.sendEvent(people.viewport(), below)
    assert [who for who, _ in asked] == [4, 2]


def test_the_keyboard_stays_with_its_person_when_rows_come(people: PersonList) -> None:
    people.setCurrentIndex(people.rows.index(1))
    people.show_rows([contact_row(a_contact(9, "Aaron First")), *(contact_row(p) for p in PEOPLE)])
    assert people.currentIndex().row() == 2


def test_people_are_chosen_and_let_go(picker: PersonPicker, qtbot: QtBot) -> None:
    assert shown(picker.list) == ["Bob Stone", "Анна Каренина"]
    with qtbot.waitSignal(picker.changed):
        click_row(qtbot, picker.list, 1)
    click_row(qtbot, picker.list, 0)
    assert picker.chosen() == (3, 2)
    click_row(qtbot, picker.list, 1)
    assert picker.chosen() == (2,)


def ask(qtbot: QtBot, picker: PersonPicker, words: str) -> FindContacts:
    with qtbot.waitSignal(picker.wished) as wished:
        qtbot.keyClicks(picker.search, words)
    (asked,) = wished.args
    assert isinstance(asked, FindContacts)
    return asked


def answer(asked: FindContacts, people: list[Contact], problem: str = "") -> None:
    assert asked.answer is not None
    asked.answer(Answer(value=people, problem=problem))


def test_typing_narrows_at_once_and_asks_the_server(picker: PersonPicker, qtbot: QtBot) -> None:
    asked = ask(qtbot, picker, "sto")
    assert asked.query == "sto"
    assert shown(picker.list) == ["Bob Stone"]
    answer(asked, [PEOPLE[0], a_contact(8, "Astoria New"), PEOPLE[2]])
    assert shown(picker.list) == ["Bob Stone", "Astoria New"]


def test_enter_takes_the_first_and_begins_the_next_search(picker: PersonPicker, qtbot: QtBot) -> None:
    answer(ask(qtbot, picker, "zoe"), [a_contact(8, "Zoe Found")])
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert picker.chosen() == (8,)
    assert picker.search.text() == ""
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert picker.chosen() == (8,), "who was taken stays taken"
    assert shown(picker.list) == ["Zoe Found", "Bob Stone", "Анна Каренина"]


def test_an_answer_to_an_older_search_is_dropped(picker: PersonPicker, qtbot: QtBot) -> None:
    old = ask(qtbot, picker, "zo")
    ask(qtbot, picker, "x")
    answer(old, [a_contact(8, "Zoe Found")])
    assert shown(picker.list) == []


def test_nobody_and_no_server_are_said(picker: PersonPicker, qtbot: QtBot) -> None:
    says = picker.findChild(QLabel, "quiet")
    answer(ask(qtbot, picker, "qqq"), [])
    assert (says.isVisible(), says.text()) == (True, "Nobody found.")
    answer(ask(qtbot, picker, "r"), [], problem="The server does not answer.")
    assert says.text() == "The server does not answer."


def test_down_goes_into_the_list(picker: PersonPicker, qtbot: QtBot) -> None:
    qtbot.keyClick(picker.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is picker.list
    qtbot.keyClick(picker.list, Qt.Key.Key_Down)
    qtbot.keyClick(picker.list, Qt.Key.Key_Space)
    assert picker.chosen() == (3,)
