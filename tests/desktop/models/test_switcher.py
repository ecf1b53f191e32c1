from PySide6.QtTest import QAbstractItemModelTester

from backend.wire.types import RoomId
from desktop.client.state.store import Store
from desktop.models.cards import CARD_ROLE
from desktop.models.switcher import SwitcherModel
from desktop.theme import Theme
from tests.helpers.examples import a_contact, a_room, a_store, a_user, an_office


def rooms(model: SwitcherModel) -> list[int | None]:
    return [model.index(row).data(CARD_ROLE).room_id for row in range(model.rowCount())]


def titles(model: SwitcherModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def an_example() -> Store:
    bob, anna = a_user(2, "Bob Stone"), a_user(3, "Anna Bobrova")
    there = [a_room(1, [anna]), a_room(2, [bob]), a_room(3, [bob, anna], name="Kabob", chat_type="group")]
    people = [a_contact(1, "Alice Doe"), a_contact(2, "Bob Stone"), a_contact(3, "Anna Bobrova")]
    return a_store(there, [*people, a_contact(9, "Bobby New")])


def test_unread_chats_stand_first_and_the_open_one_last(theme: Theme) -> None:
    shown = rooms(SwitcherModel(an_office(rooms=8), RoomId(1)))
    assert shown[:3] == [2, 4, 6]
    assert shown[-1] == 1
    assert len(shown) == 9


def test_the_best_fit_stands_first_and_people_without_a_chat_are_found(theme: Theme) -> None:
    model = SwitcherModel(an_example(), None)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_query("bob")
    assert titles(model) == ["Bob Stone", "Bobby New", "Anna Bobrova", "Kabob"]
    assert rooms(model)[1] is None
    model.set_query("alice")
    assert rooms(model) == []
    assert tester.model() is model


def test_thousands_of_chats_stay_a_short_list(theme: Theme) -> None:
    model = SwitcherModel(an_office(rooms=300), None)
    assert model.rowCount() == 50
    model.set_query("person")
    assert model.rowCount() == 50
