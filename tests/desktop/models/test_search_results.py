from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtTest import QAbstractItemModelTester

from backend.wire.answers import PublicRoom
from backend.wire.types import RoomId
from desktop.client.state.store import Store
from desktop.models.cards import CARD_ROLE, HEADING_ROLE
from desktop.models.search_results import SearchResultsModel, snippet_of
from desktop.theme import Theme
from tests.helpers.examples import NOON, a_contact, a_message, a_room, a_store, a_user


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
        ("ob", [(1, 2)]),
        ("anna", []),
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
    assert tester.model() is model


def test_an_answer_to_an_older_query_is_ignored(store: Store) -> None:
    model = SearchResultsModel(store)
    model.set_query("bo")
    model.add_people("b", [a_contact(9, "Barbara New")])
    assert found(model) == [(1, 2)]


def test_somebody_found_by_the_server_leads_to_the_chat_one_has_with_them(store: Store) -> None:
    model = SearchResultsModel(store)
    model.set_query("stone-age nickname")
    model.add_people("stone-age nickname", [a_contact(2, "Bob Stone")])
    assert found(model) == [(1, 2)]


def a_group(room_id: int, name: str, *, is_member: bool = False) -> PublicRoom:
    return PublicRoom(
        id=RoomId(room_id),
        name=name,
        description="",
        avatar="",
        created_at=NOON,
        participants_count=3,
        is_member=is_member,
    )


@pytest.fixture
def model(store: Store) -> Iterator[SearchResultsModel]:
    model = SearchResultsModel(store)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield model
    assert tester.model() is model


def parts(model: SearchResultsModel) -> list[tuple[str, str]]:
    indexes = [model.index(row) for row in range(model.rowCount())]
    return [(index.data(HEADING_ROLE), index.data()) for index in indexes]


def test_each_kind_has_its_heading_in_whatever_order_answers_come(model: SearchResultsModel) -> None:
    model.set_query("bo")
    model.add_messages("bo", [a_message(2, 5, "about the boat")])
    model.add_groups("bo", [a_group(7, "Boats"), a_group(2, "Boxes", is_member=True)])
    model.add_people("bo", [a_contact(9, "Bo Far"), a_contact(10, "Bo Near")])
    assert parts(model) == [
        ("Chats", "Bob Stone"),
        ("People", "Bo Far"),
        ("", "Bo Near"),
        ("Groups to join", "Boats"),
        ("Messages", "Release room"),
    ]


def test_the_server_s_messages_join_those_of_the_device(model: SearchResultsModel) -> None:
    model.set_query("boat")
    cached = [a_message(2, 8, "boat eight"), a_message(2, 4, "boat four")]
    model.add_messages("boat", cached)
    model.add_messages("boat", [a_message(1, 9, "boat nine"), *cached, a_message(2, 6, "boat six")])
    cards = [model.index(row).data(CARD_ROLE) for row in range(model.rowCount())]
    assert [card.place for card in cards] == [9, 8, 6, 4]
    assert [heading for heading, _title in parts(model)] == ["Messages", "", "", ""]


def test_of_messages_only_those_that_can_be_shown(model: SearchResultsModel) -> None:
    model.set_query("boat")
    model.add_messages("older", [a_message(2, 5, "boat")])
    model.add_messages("boat", [a_message(77, 5, "boat elsewhere")])
    model.add_messages("boat", [replace(a_message(2, 6, "boat"), deleted=True)])
    assert model.rowCount() == 0


def test_a_hit_is_marked_and_stands_near_the_beginning(model: SearchResultsModel) -> None:
    long = "word " * 100 + "the bo\u0430t\nand the BOAT " + "word " * 100
    model.set_query("boat")
    model.add_messages("boat", [a_message(2, 5, long)])
    card = model.index(0).data(CARD_ROLE)
    (start, end), *_ = card.spans
    assert card.preview[start:end] == "BOAT"
    assert card.preview.startswith("…")
    assert start < 40
    assert "\n" not in card.preview


def test_a_snippet_begins_with_a_whole_word() -> None:
    assert snippet_of("short and found", "found") == "short and found"
    assert snippet_of("a" * 300 + " needle", "needle").startswith("…")
    assert snippet_of("one two three four five six seven eight needle", "needle") == (
        "…five six seven eight needle"
    )
