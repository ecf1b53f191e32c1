"""Sessions: a generation that rises with each refresh, whether its pair was used, and an end for good."""

import pytest

from backend.store.sessions import (
    Session,
    end_session,
    find_owner,
    find_session,
    insert_session,
    list_open,
    list_sessions,
    list_signed_in,
    update_generation,
    update_generation_used,
    update_sessions_seen,
)
from backend.wire.types import SessionId
from tests.helpers.rows import LONG_AGO, add_user


@pytest.fixture
def session(connection):
    return insert_session(connection, add_user(connection, "alice"), "laptop", LONG_AGO)


def test_a_new_session_is_of_generation_1_and_unused(connection, session):
    assert session == Session(session.id, session.user, 1, LONG_AGO, is_generation_used=False)
    assert find_session(connection, session.id) == session


def test_the_next_generation_is_unused_again(connection, session):
    update_generation_used(connection, session.id, 1)
    found = find_session(connection, session.id)
    assert found is not None
    assert found.is_generation_used
    update_generation(connection, session.id, 2, LONG_AGO + 5)
    assert find_session(connection, session.id) == Session(
        session.id, session.user, 2, LONG_AGO + 5, is_generation_used=False
    )


def test_the_use_of_an_older_pair_says_nothing_of_the_present_one(connection, session):
    update_generation(connection, session.id, 2, LONG_AGO)
    update_generation_used(connection, session.id, 1)
    found = find_session(connection, session.id)
    assert found is not None
    assert not found.is_generation_used


def test_a_session_ends(connection, session):
    assert find_owner(connection, session.id) == session.user.id
    end_session(connection, session.id, LONG_AGO + 1)
    assert find_session(connection, session.id) is None
    assert find_owner(connection, session.id) is None


def test_a_session_that_never_was_is_not_found(connection):
    assert find_session(connection, SessionId(7)) is None
    assert find_owner(connection, SessionId(7)) is None


def test_open_sessions_are_listed_the_newest_first_without_expired_ones(connection, session):
    alice, bob = session.user, add_user(connection, "bob")
    for user, device, made in ((alice, "phone", 10), (bob, "other", 20), (alice, "ended", 30)):
        last = insert_session(connection, user, device, LONG_AGO + made)
    end_session(connection, last.id, LONG_AGO + 31)
    update_generation(connection, session.id, 2, LONG_AGO + 5)
    rows = list_sessions(connection, alice.id, since=0)
    assert [(row.device, row.created_at, row.seen_at) for row in rows] == [
        ("phone", LONG_AGO + 10, LONG_AGO + 10),
        ("laptop", LONG_AGO, LONG_AGO + 5),
    ]
    assert list_sessions(connection, alice.id, since=LONG_AGO + 5) == rows[:1]
    update_sessions_seen(connection, {session.id: LONG_AGO + 50, rows[0].id: LONG_AGO + 60})
    assert [row.seen_at - LONG_AGO for row in list_sessions(connection, alice.id, since=0)] == [60, 50]


def test_which_of_many_are_open_and_who_is_signed_in(connection, session):
    bob = add_user(connection, "bob")
    ended = insert_session(connection, bob, "", LONG_AGO)
    end_session(connection, ended.id, LONG_AGO)
    many = {SessionId(number) for number in range(1_200)}
    assert list_open(connection, many) == {session.id}
    assert list_signed_in(connection, [session.user.id, bob.id]) == {session.user.id}
    assert list_open(connection, []) == set()


def test_the_id_of_a_session_is_never_used_again(connection, session):
    connection.exec_driver_sql("DELETE FROM sessions")
    assert insert_session(connection, session.user, "", LONG_AGO).id > session.id
