"""Many rows by one statement, in the order that the statement takes them."""

import pytest
import sqlalchemy as sa

from backend.store.bulk import Bulk
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
