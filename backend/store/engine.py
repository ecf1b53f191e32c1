"""The database: one writing connection, some reading ones; each reads its guarantees back when it opens."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa

Connection = sa.Connection
"""What questions are asked of; the name by which the upper floors know it."""

DatabaseTrouble = sa.exc.SQLAlchemyError
"""What a database that can't be used raises."""

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

BUSY_TIMEOUT_MS = 5_000
WAL_PAGES = 8_192
"""Past these 32 MiB a commit moves the log into the database itself: the checkpointer doesn't keep up."""
READERS = 3

_PRAGMAS = {
    "busy_timeout": BUSY_TIMEOUT_MS,
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a commit has reached the disk when it returns
    "foreign_keys": 1,
    "wal_autocheckpoint": WAL_PAGES,
    "cache_size": -16_384,
    "temp_store": 2,
}


class DatabaseUnsafe(Exception):
    """The database doesn't keep what the delivery contract needs of it."""


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, never by the driver
    for name, value in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != value:
            raise DatabaseUnsafe(f"SQLite's {name} is {found!r} where {value!r} is needed")


def _make_engine(url: sa.URL, begin: str) -> sa.Engine:
    # An error tells the statement that failed, and not the message or the hash that was in it.
    engine = sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


class Database:
    """Engines for one SQLite file. The writer's connection belongs to the writer's thread alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        url = sa.URL.create("sqlite", database=str(path))
        self._writing = _make_engine(url, "BEGIN IMMEDIATE")
        self._reading = _make_engine(url, "BEGIN")
        self._local = threading.local()
        self._opened: list[sa.Connection] = []
        self._has_news = False
        self._checkpointer: sqlite3.Connection | None = None
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    def connect_writer(self) -> sa.Connection:
        """The one connection that writes; to be used by one thread."""
        return self._writing.connect()

    @property
    def readers(self) -> ThreadPoolExecutor:
        """Where questions run: `run_in_executor(database.readers, database.ask, question, ...)`."""
        return self._readers

    def ask(
        self, question: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Answer a question from one snapshot of the database, on a reader's thread."""
        connection: sa.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._reading.connect()
            self._opened.append(connection)
        with connection.begin():
            return question(connection, *args, **kwargs)

    def note_commit(self) -> None:
        """The writer committed: the next checkpoint has something to move."""
        self._has_news = True

    def checkpoint(self) -> None:
        """Move what the write-ahead log has gathered into the database, without making anybody wait.

        What stands in its way (a full disk) is told to the operator; what was committed is safe where it is.
        """
        if not self._has_news:
            return
        self._has_news = False
        try:
            if self._checkpointer is None:
                self._checkpointer = sqlite3.connect(self.path, check_same_thread=False)
            self._checkpointer.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.Error:
            self._has_news = True
            log.warning("the write-ahead log can't be moved into the database now", exc_info=True)

    def close(self) -> None:
        """Close every reader; the writer closes its own."""
        self._readers.shutdown()
        for connection in (*self._opened, self._checkpointer):
            if connection is not None:
                connection.close()
        self._writing.dispose()
        self._reading.dispose()


def abandon(connection: sa.Connection) -> None:
    """Roll back, also when it was the commit that failed.

    SQLAlchemy takes the transaction for ended then, while SQLite may keep it open, and no other could begin.
    """
    connection.rollback()
    driver = connection.connection.driver_connection
    if driver is not None and driver.in_transaction:
        driver.rollback()


def is_disk_full(error: Exception) -> bool:
    """Whether the database refused because there is no room left."""
    return isinstance(error, sa.exc.OperationalError) and "full" in str(error.orig)


def is_busy(error: Exception) -> bool:
    """Whether another process held the database for longer than we wait."""
    return isinstance(error, sa.exc.OperationalError) and "locked" in str(error.orig)
