import pytest
from PySide6.QtTest import QAbstractItemModelTester

from desktop.client.state.store import Store
from desktop.models.cards import CARD_ROLE
from desktop.models.search_results import SearchResultsModel
from desktop.theme import Theme
from tests.helpers.examples import a_contact, a_room, a_store, a_user


@pytest.fixture
def store(theme: Theme) -> Store:
    bob, anna = a_user(2, "Bob Stone"), a_user(3, "Анна Каренина")
    rooms = [a_room(1, [bob]), a_room(2, [bob, anna], name="Release room", chat_type="group")]
    return a_store(
        rooms, [a_contact(2, "Bob Stone"), a_contact(3, "Анна Каренина"), a_contact(1, "Alice Doe")]
    )


def found(model: SearchResultsModel) -> list[tuple[int | None, int | None]]:
    cards = [model.index(row).data(CARD_ROLE) for row in range(model.rowCount())]
    return [(card.room_id, card.user_id) for card in cards]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bob", [(1, 2)]),
        ("sto", [(1, 2)]),
        ("stone bob", [(1, 2)]),
        ("user2", [(1, 2)]),
        ("@user2", [(1, 2)]),
        ("room", [(2, None)]),
        ("КАР", [(None, 3)]),
        ("ob", []),
        ("alice", []),
        ("", []),
    ],
)
def test_what_the_device_knows_is_shown_at_once(store: Store, query: str, expected: list) -> None:
    model = SearchResultsModel(store)
    model.set_query(query)
    assert found(model) == expected


def test_strangers_come_with_the_answer_and_nobody_twice(store: Store) -> None:
    model = SearchResultsModel(store)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_query("b")
    model.add_people("b", [a_contact(2, "Bob Stone"), a_contact(9, "Barbara New")])
    assert found(model) == [(1, 2), (None, 9)]
    assert model.is_answered
    assert tester.model() is model


def test_an_answer_to_an_older_query_is_ignored(store: Store) -> None:
    model = SearchResultsModel(store)
    model.set_query("bo")
    model.add_people("b", [a_contact(9, "Barbara New")])
    assert found(model) == [(1, 2)]
    assert not model.is_answered


def test_somebody_found_by_the_server_leads_to_the_chat_one_has_with_them(store: Store) -> None:
    model = SearchResultsModel(store)
    model.set_query("stone-age nickname")
    model.add_people("stone-age nickname", [a_contact(2, "Bob Stone")])
    assert found(model) == [(1, 2)]
