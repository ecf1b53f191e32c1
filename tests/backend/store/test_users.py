"""Accounts: unique names and addresses, search in any alphabet, neighbours, who was seen when."""

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from backend.store.users import (
    erase_user,
    find_active_user,
    find_login,
    find_login_of,
    find_user,
    inserted_id,
    is_email_taken,
    is_username_taken,
    list_neighbours,
    list_people,
    load_joined_at,
    load_people,
    search_people,
    update_deactivated,
    update_password_hash,
    update_profile,
    update_seen,
)
from backend.wire.folding import fold
from backend.wire.types import UserId
from tests.helpers.rows import LONG_AGO, add_direct, add_group, add_user, ids


@pytest.fixture
def alice(connection):
    return add_user(connection, "alice", "Алиса", "Doe", email="alice@example.org")


def test_a_stored_account_is_found_as_it_was(connection, alice):
    assert find_user(connection, alice.id) == alice
    assert find_user(connection, UserId(alice.id + 1)) is None


def test_a_login_is_found_by_the_name_whatever_its_case(connection, alice):
    assert find_login(connection, "ALICE") == find_login_of(connection, alice.id) == (alice, "-", False)
    assert find_login(connection, "alicia") is None


def test_a_deactivated_account_can_be_looked_up_and_not_found(connection, alice):
    bob = add_user(connection, "bob")
    assert find_active_user(connection, alice.id) == alice
    update_deactivated(connection, alice.id, LONG_AGO)
    assert find_active_user(connection, alice.id) is None
    assert find_user(connection, alice.id) == alice
    assert find_login(connection, "alice") == (alice, "-", True)
    assert list_people(connection, bob.id, None, 0) == search_people(connection, "a", bob.id, 9) == []
    update_deactivated(connection, alice.id, None)
    assert find_active_user(connection, alice.id) == alice


def test_an_erased_account_keeps_its_id_and_when_it_was_made(connection, alice):
    (before,) = load_people(connection, [alice.id])
    erased = erase_user(connection, alice.id, "deleted-1", "f" * 32, LONG_AGO + 9)
    (after,) = load_people(connection, [alice.id])
    assert (after.user, after.user.username, after.user.email) == (erased, "deleted-1", "")
    assert after.avatar != before.avatar
    assert find_login(connection, "alice") is find_login(connection, "deleted-1") is None
    assert find_active_user(connection, alice.id) is None
    assert not is_username_taken(connection, "alice")
    assert is_username_taken(connection, "Deleted-1")
    assert load_joined_at(connection, alice.id) == LONG_AGO


def test_what_an_account_is_called_and_hashed_by_can_change(connection, alice):
    edited = replace(alice, first_name="Ёлка", email="New@Example.org")
    update_profile(connection, edited)
    update_password_hash(connection, alice.id, "+")
    assert find_login(connection, "alice") == (edited, "+", False)
    assert [person.user for person in search_people(connection, "елка", UserId(0), 9)] == [edited]
    assert is_email_taken(connection, "new@example.org")
    assert not is_email_taken(connection, alice.email)


@pytest.mark.parametrize(
    ("name", "email", "taken"),
    [
        ("Alice", "", (True, False)),
        ("bob", "alice@example.org", (False, True)),
        ("bob", "ALICE@example.org", (False, True)),
        ("bob", "", (False, False)),
    ],
)
def test_names_and_addresses_belong_to_one_account(connection, alice, name, email, taken):
    assert (is_username_taken(connection, name), is_email_taken(connection, email)) == taken


def test_the_database_itself_keeps_names_and_addresses_apart(connection, alice):
    with pytest.raises(sa.exc.IntegrityError, match="username_key"):
        add_user(connection, "Alice")
    connection.rollback()


def test_many_may_have_no_address_and_one_address_is_for_one(connection, alice):
    add_user(connection, "bob")
    add_user(connection, "carol")
    with pytest.raises(sa.exc.IntegrityError, match="email_key"):
        add_user(connection, "dave", email="Alice@example.org")
    connection.rollback()


def test_people_come_by_id_and_once(connection, alice):
    bob = add_user(connection, "bob")
    people = load_people(connection, [bob.id, alice.id, UserId(99)])
    assert [person.user for person in people] == [alice, bob]
    assert {person.seen_at for person in people} == {LONG_AGO}


def test_more_people_than_one_question_may_name_are_all_found(connection):
    many = [add_user(connection, f"user{number}") for number in range(1_001)]
    assert [person.user for person in load_people(connection, ids(many))] == many


def test_everybody_but_one_is_listed_by_name_and_by_pages(connection, alice):
    names = ("dave", "Bob", "carol")
    for name in names:
        add_user(connection, name)
    found = list_people(connection, alice.id, None, 0)
    assert [person.user.username for person in found] == ["Bob", "carol", "dave"]
    assert list_people(connection, alice.id, 1, 1) == found[1:2]
    assert list_people(connection, alice.id, 0, 0) == []


@pytest.mark.parametrize(
    ("needle", "found"),
    [
        ("FED", ["fedor"]),
        ("фёдор", ["fedor"]),
        ("ФЕДОР", ["fedor"]),
        ("достоев", ["fedor"]),
        ("o", ["bob", "fedor"]),
        ("%", ["percent%"]),
        ("_", []),
        ("straße", ["strasse"]),
        ("alice", []),
    ],
)
def test_search_finds_parts_of_names_in_any_case_and_alphabet(connection, alice, needle, found):
    add_user(connection, "fedor", "Фёдор", "Достоевский")
    add_user(connection, "bob")
    add_user(connection, "percent%")
    add_user(connection, "strasse")
    people = search_people(connection, fold(needle), alice.id, 10)
    assert [person.user.username for person in people] == found


def test_whose_username_begins_with_it_comes_first(connection, alice):
    add_user(connection, "a_user", "Bo")
    add_user(connection, "zed", "Robot")
    add_user(connection, "bo_late")
    people = search_people(connection, "bo", alice.id, 10)
    assert [person.user.username for person in people] == ["bo_late", "a_user", "zed"]
    assert search_people(connection, "bo", alice.id, 1) == people[:1]


def test_neighbours_are_those_who_share_a_room(connection, alice):
    bob, carol, dave = (add_user(connection, name) for name in ("bob", "carol", "dave"))
    add_direct(connection, alice, bob)
    add_group(connection, alice, bob, carol)
    add_group(connection, bob, dave)
    assert sorted(list_neighbours(connection, alice.id)) == ids([bob, carol])
    assert sorted(list_neighbours(connection, dave.id)) == ids([bob])
    assert list_neighbours(connection, add_user(connection, "erin").id) == []


def test_seen_is_stored_for_many_at_once(connection, alice):
    bob, carol = add_user(connection, "bob"), add_user(connection, "carol")
    update_seen(connection, {alice.id: LONG_AGO + 1, bob.id: LONG_AGO + 2})
    seen = [person.seen_at for person in load_people(connection, ids([alice, bob, carol]))]
    assert seen == [LONG_AGO + 1, LONG_AGO + 2, LONG_AGO]


def test_a_statement_that_inserted_nothing_has_no_id(connection):
    with pytest.raises(sa.exc.InvalidRequestError):
        inserted_id(connection.execute(sa.text("SELECT 1")))
