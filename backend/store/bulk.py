"""Statements on hot paths: SQLAlchemy writes the SQL once, the driver gets the values as they are.

Core prepares statement and parameters anew each time, which cost a third of a message's time in the writer
and half of a page's in a reader.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa


class _Prepared:
    """A statement whose values stand in the order of `names`, its bind parameters."""

    def __init__(self, statement: sa.Select[Any] | sa.Insert | sa.Update, names: Sequence[str]) -> None:
        self._statement = statement
        self._names = tuple(names)
        self._sql: dict[str, str] = {}

    def _sql_for(self, dialect: sa.Dialect) -> str:
        return self._sql.get(dialect.name) or self._compile(dialect)

    def _compile(self, dialect: sa.Dialect) -> str:
        names = None if isinstance(self._statement, sa.Select) else list(self._names)
        compiled = self._statement.compile(dialect=dialect, column_keys=names)
        order = tuple(getattr(compiled, "positiontup", None) or ())
        if order != self._names:
            raise ValueError(f"the statement takes {order}, not {self._names}")
        self._sql[dialect.name] = str(compiled)
        return self._sql[dialect.name]


class Bulk(_Prepared):
    """A statement for many rows."""

    def execute(self, connection: sa.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run the statement once for each row."""
        connection.exec_driver_sql(self._sql_for(connection.dialect), list(rows))


class Query(_Prepared):
    """A question; its answers come as the driver gives them, so it is for columns of plain types."""

    def all(self, connection: sa.Connection, *values: object) -> Sequence[Sequence[Any]]:
        """The rows that it finds."""
        if not connection.in_transaction():
            connection.begin()
        cursor = connection.connection.cursor()
        cursor.execute(self._sql_for(connection.dialect), values)
        return cursor.fetchall()
