"""What is true of the whole database: rows of `facts`."""

import sqlalchemy as sa

from backend.store.tables import facts


def load_fact(connection: sa.Connection, name: str) -> str:
    """The value of a fact that the first migration stored."""
    return str(connection.execute(sa.select(facts.c.value).where(facts.c.name == name)).scalar_one())


def save_fact(connection: sa.Connection, name: str, value: str) -> None:
    """Store a fact, in the place of what was stored by that name."""
    changed = connection.execute(sa.update(facts).where(facts.c.name == name).values(value=value))
    if not changed.rowcount:
        connection.execute(sa.insert(facts).values(name=name, value=value))
