"""Sessions: a generation that rises with each refresh, whether its pair was used, and an end for good."""

import pytest

from backend.store.sessions import (
    Session,
    end_session,
    find_session,
    insert_session,
    update_generation,
    update_generation_used,
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


def test_a_session_ends_once(connection, session):
    assert end_session(connection, session.id, LONG_AGO + 1) == session.user.id
    assert find_session(connection, session.id) is None
    assert end_session(connection, session.id, LONG_AGO + 2) is None


def test_a_session_that_never_was_is_not_found(connection):
    assert find_session(connection, SessionId(7)) is None
    assert end_session(connection, SessionId(7), LONG_AGO) is None


def test_the_id_of_a_session_is_never_used_again(connection, session):
    connection.exec_driver_sql("DELETE FROM sessions")
    assert insert_session(connection, session.user, "", LONG_AGO).id > session.id
