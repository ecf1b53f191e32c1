from datetime import UTC, datetime

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from backend.wire.types import UserId
from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.person_rows import PERSON_ROLE, PersonRow, PersonRows, contact_row, member_rows
from tests.helpers.examples import a_contact, a_room, a_store, a_user

PEOPLE = (
    a_contact(2, "Bob Stone"),
    a_contact(3, "Анна Каренина", is_online=True),
    a_contact(4, "Carol Danvers", is_online=True),
    a_contact(5, "Dave Grohl", last_seen=datetime(2020, 1, 1, tzinfo=UTC)),
)


def a_group() -> tuple[Store, RoomState]:
    others = [a_user(person.id, person.full_name) for person in PEOPLE]
    room = a_room(7, others, name="Team", chat_type="group")
    room = msgspec.structs.replace(room, owner=UserId(1), admins=[UserId(5)], role="owner")
    store = a_store([room], PEOPLE)
    state = store.rooms.get(room.id)
    assert state is not None
    return store, state


@pytest.fixture(autouse=True)
def _english(theme) -> None:
    """Words of this language."""


def test_owner_admins_who_is_online_then_by_name() -> None:
    rows = member_rows(*a_group())
    assert [row.user_id for row in rows] == [1, 5, 4, 3, 2]
    assert [row.label for row in rows] == ["owner", "admin", "", "", ""]
    assert [row.is_online for row in rows] == [False, False, True, True, False]
    assert (rows[0].is_me, rows[0].note) == (True, "you")
    assert rows[1].note.startswith("last seen January 1, 2020")


@pytest.mark.parametrize(
    ("words", "found"),
    [("кАРЕ", [3]), ("stone bob", [2]), ("user5", [5]), ("nobody", []), ("  ", [1, 5, 4, 3, 2])],
)
def test_the_search_takes_parts_of_names_in_any_case(words: str, found: list[int]) -> None:
    assert [row.user_id for row in member_rows(*a_group(), words)] == found


def test_a_row_is_spoken_in_one_line() -> None:
    assert contact_row(PEOPLE[0], is_chosen=True).spoken == "Bob Stone, @user2, chosen"
    assert member_rows(*a_group())[0].spoken == "Alice Doe, you, owner"


def test_what_stays_is_not_touched() -> None:
    model = PersonRows()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    changed: list[int] = []
    resets: list[bool] = []
    model.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    model.modelReset.connect(lambda: resets.append(True))
    rows = [contact_row(person) for person in PEOPLE]
    model.show_rows(rows)
    assert resets == [True]
    model.show_rows([rows[0], msgspec.structs.replace(rows[1], note="new"), *rows[2:]])
    assert (changed, resets) == ([1], [True])
    model.show_rows(rows[:2])
    assert model.rowCount() == 2
    assert model.number_of(UserId(3)) == 1
    assert model.number_of(UserId(5)) is None


def test_a_painter_gets_the_row_and_a_reader_its_words() -> None:
    model = PersonRows()
    model.show_rows([contact_row(PEOPLE[0])])
    index = model.index(0)
    assert isinstance(index.data(PERSON_ROLE), PersonRow)
    assert index.data(Qt.ItemDataRole.DisplayRole) == "Bob Stone"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Bob Stone, @user2"
    assert model.row(5) is None
