"""What is true of the whole database."""

import uuid

import pytest
import sqlalchemy as sa

from backend.store.facts import ACCOUNT_CHANGES, load_fact, raise_fact, save_fact


def test_the_database_has_an_id(connection):
    assert uuid.UUID(load_fact(connection, "server_id")).version == 4


def test_an_unknown_fact_is_a_bug(connection):
    with pytest.raises(sa.exc.NoResultFound):
        load_fact(connection, "colour")


def test_a_fact_takes_the_place_of_the_one_before(connection):
    for value in ("red", "green"):
        save_fact(connection, "colour", value)
        assert load_fact(connection, "colour") == value
    assert load_fact(connection, "server_id") != "green"


def test_a_fact_that_counts_is_raised_by_one(connection):
    raised = []
    for _ in range(2):
        raise_fact(connection, ACCOUNT_CHANGES)
        raised.append(load_fact(connection, ACCOUNT_CHANGES))
    assert raised == ["1", "2"]
