"""Many rows by one statement, in the order that the statement takes them."""

import pytest
import sqlalchemy as sa

from backend.store.bulk import Bulk, Query
from backend.store.tables import facts


@pytest.fixture
def connection():
    engine = sa.create_engine("sqlite://")
    facts.create(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _facts(connection):
    return {row.name: row.value for row in connection.execute(sa.select(facts))}


def test_rows_go_in_and_change_as_they_are(connection):
    Bulk(sa.insert(facts), ("name", "value")).execute(connection, [("a", "1"), ("b", "2")])
    raise_value = (
        sa.update(facts).where(facts.c.name == sa.bindparam("which")).values(value=sa.bindparam("to"))
    )
    Bulk(raise_value, ("to", "which")).execute(connection, [("3", "a"), ("4", "b")])
    assert _facts(connection) == {"a": "3", "b": "4"}


def test_an_order_that_is_not_the_statements_is_refused_before_anything_is_written(connection):
    with pytest.raises(ValueError, match="takes"):
        Bulk(sa.insert(facts), ("value", "name")).execute(connection, [("1", "a")])
    assert _facts(connection) == {}


def test_what_the_database_refuses_is_told_as_sqlalchemy_tells_it(connection):
    insert = Bulk(sa.insert(facts), ("name", "value"))
    with pytest.raises(sa.exc.IntegrityError):
        insert.execute(connection, [("a", "1"), ("a", "2")])


def test_a_question_gets_plain_rows_by_values_in_its_order(connection):
    Bulk(sa.insert(facts), ("name", "value")).execute(connection, [("a", "1"), ("b", "2")])
    named = Query(sa.select(facts.c.value).where(facts.c.name == sa.bindparam("which")), ("which",))
    assert named.all(connection, "b") == [("2",)]
    assert named.all(connection, "c") == []


def test_a_question_is_asked_inside_a_transaction(connection):
    everything = Query(sa.select(facts.c.name), ())
    everything.all(connection)
    assert connection.in_transaction()


def test_a_question_whose_values_stand_otherwise_is_refused(connection):
    question = sa.select(facts).where(
        facts.c.name == sa.bindparam("which"), facts.c.value == sa.bindparam("what")
    )
    with pytest.raises(ValueError, match="takes"):
        Query(question, ("what", "which")).all(connection, "1", "a")
