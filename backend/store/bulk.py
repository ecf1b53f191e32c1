"""Many rows by one statement: SQLAlchemy writes the SQL, the driver gets the rows as they are.

Core prepares the parameters of every row anew, which cost a third of a message's time in the writer.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa


class Bulk:
    """A statement for rows whose values stand in the order of `names`, its bind parameters."""

    def __init__(self, statement: sa.Insert | sa.Update, names: Sequence[str]) -> None:
        self._statement = statement
        self._names = tuple(names)
        self._sql: dict[str, str] = {}

    def execute(self, connection: sa.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run the statement once for each row."""
        sql = self._sql.get(connection.dialect.name) or self._compile(connection.dialect)
        connection.exec_driver_sql(sql, list(rows))

    def _compile(self, dialect: sa.Dialect) -> str:
        compiled = self._statement.compile(dialect=dialect, column_keys=list(self._names))
        order = tuple(getattr(compiled, "positiontup", None) or ())
        if order != self._names:
            raise ValueError(f"the statement takes {order}, not {self._names}")
        self._sql[dialect.name] = str(compiled)
        return self._sql[dialect.name]
