"""What is true of the whole database: rows of `facts`."""

import sqlalchemy as sa

from backend.store.tables import facts

ACCOUNT_CHANGES = "account_changes"
"""How often a command changed accounts behind the back of a server that may be running."""


def load_fact(connection: sa.Connection, name: str) -> str:
    """The value of a fact that the first migration stored."""
    return str(connection.execute(sa.select(facts.c.value).where(facts.c.name == name)).scalar_one())


def save_fact(connection: sa.Connection, name: str, value: str) -> None:
    """Store a fact, in the place of what was stored by that name."""
    changed = connection.execute(sa.update(facts).where(facts.c.name == name).values(value=value))
    if not changed.rowcount:
        connection.execute(sa.insert(facts).values(name=name, value=value))


def raise_fact(connection: sa.Connection, name: str) -> None:
    """Count a fact up by one."""
    raised = sa.cast(sa.cast(facts.c.value, sa.BigInteger) + 1, sa.Text)
    connection.execute(sa.update(facts).where(facts.c.name == name).values(value=raised))
