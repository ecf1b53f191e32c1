"""What is true of the whole database: rows of `facts`."""

import sqlalchemy as sa

from backend.store.tables import facts


def load_fact(connection: sa.Connection, name: str) -> str:
    """The value of a fact that the first migration stored."""
    return str(connection.execute(sa.select(facts.c.value).where(facts.c.name == name)).scalar_one())
