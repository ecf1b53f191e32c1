"""The SQLite file of the cache: opened, checked, and rebuilt when it can't be read; the unsent is saved."""

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

_log = logging.getLogger(__name__)

SCHEMA_VERSION = 3
VERSION_BEFORE = 2

SCHEMA = """
CREATE TABLE facts(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE people(id INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE rooms(id INTEGER PRIMARY KEY, body BLOB NOT NULL, cursor INTEGER NOT NULL);
CREATE TABLE marks(
    room INTEGER NOT NULL, user INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY(room, user)
) WITHOUT ROWID;
CREATE TABLE messages(
    room INTEGER NOT NULL, seq INTEGER NOT NULL, own_client_id TEXT UNIQUE, reply_to INTEGER,
    body BLOB NOT NULL, PRIMARY KEY(room, seq)
);
CREATE INDEX messages_reply_to ON messages(reply_to) WHERE reply_to IS NOT NULL;
CREATE TABLE entries(
    room INTEGER NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY(room, seq)
) WITHOUT ROWID;
CREATE TABLE ranges(
    room INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY(room, first)
) WITHOUT ROWID;
CREATE TABLE outbox(
    position INTEGER PRIMARY KEY AUTOINCREMENT, client_id TEXT NOT NULL UNIQUE, room INTEGER NOT NULL,
    content TEXT NOT NULL, reply_to INTEGER, created_at REAL NOT NULL, asked_at REAL NOT NULL,
    stage TEXT NOT NULL, error TEXT
);
"""
ADDED_BY_VERSION_3 = """
CREATE TABLE IF NOT EXISTS drafts(room INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS journal(
    position INTEGER PRIMARY KEY AUTOINCREMENT, room INTEGER NOT NULL, seq INTEGER
);
CREATE TABLE IF NOT EXISTS journals(id BLOB PRIMARY KEY) WITHOUT ROWID;
INSERT INTO journals VALUES (randomblob(16));
"""
"""`journal` names the messages that a search index must look at again, without a seq all of a room; its id
is another one when no index knows what lies here.
"""
OUTBOX_COLUMNS = ("client_id", "room", "content", "created_at", "asked_at", "stage", "error", "reply_to")

FACTS = f"""
SELECT name, value FROM facts
WHERE name = 'server_id' OR (SELECT user_version FROM pragma_user_version) BETWEEN 1 AND {SCHEMA_VERSION}
"""  # noqa: S608
"""Whose server the unsent was written for and, if this version understands it, who is signed in."""

BUSY_SECONDS = 0.5
"""How long another program may hold the file: the window stands still meanwhile."""
CHECKPOINT_AFTER = 500
"""Transactions between two checkpoints: some megabytes of log at most."""


class Database:
    """One connection, used by the loop's thread; WAL, so that a commit costs no flush.

    A file that can't be read is rebuilt; any other `sqlite3.Error`, as of a full disk, is the caller's.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._since_checkpoint = 0
        self.connection = _open_or_rebuild(path)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing. One at a time, and nothing is awaited within."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        self._since_checkpoint += 1

    def overwrite_deleted(self) -> None:
        """From now on what is deleted is gone from the file, too."""
        self.connection.execute("PRAGMA secure_delete=ON")

    @property
    def wants_checkpoint(self) -> bool:
        """The write-ahead log has grown."""
        return self._since_checkpoint >= CHECKPOINT_AFTER

    async def checkpoint(self) -> None:
        """Move the log into the file, in a thread: it flushes, which may take long."""
        self._since_checkpoint = 0
        await asyncio.to_thread(_checkpoint, self._path)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


def _checkpoint(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _open_or_rebuild(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    if _sibling(path, ".new").exists():
        _swap(path)
    try:
        return _open(path)
    except sqlite3.DatabaseError as error:
        if not is_beyond_use(error):
            raise
        _log.warning("the cache can't be read and is rebuilt: %s", error)
    return rebuild(path)


def is_beyond_use(error: sqlite3.Error) -> bool:
    """The content is at fault; a full disk or a lock is not, and leaves the file as it is.

    SQLITE_ERROR is what our statements meet in tables that aren't ours; an error without a code comes from
    `_require_schema`, or from text that is none.
    """
    return is_corrupt(error) or getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_ERROR


def is_corrupt(error: sqlite3.Error) -> bool:
    """The file doesn't hold what was written to it."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def rebuild(path: Path) -> sqlite3.Connection:
    """A new file in place of one that can't be read, with facts, drafts and the unsent; the old one is kept.

    The old file is touched when the new one is complete. Killed before that, the next start begins anew;
    after it, the next start finds the `.new` file and does the rest.
    """
    draft = _sibling(path, ".draft")
    for leftover in (draft, _sibling(draft, "-journal")):
        leftover.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        facts = _salvage(path, FACTS)
        known = {name for (name,) in _salvage(path, "SELECT name FROM pragma_table_info('outbox')")}
        columns = [name for name in OUTBOX_COLUMNS if name in known] or OUTBOX_COLUMNS[:1]
        drafts = _salvage(path, "SELECT room, body FROM drafts")
        unsent = _salvage(path, f"SELECT {', '.join(columns)} FROM outbox ORDER BY position")  # noqa: S608 - ours
        connection.execute("BEGIN")
        _make_schema(connection)
        connection.executemany("INSERT INTO facts VALUES (?, ?)", facts)
        connection.executemany("INSERT OR IGNORE INTO drafts VALUES (?, ?)", drafts)
        connection.executemany(
            f"INSERT OR IGNORE INTO outbox({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",  # noqa: S608 - ours
            unsent,
        )
        connection.execute("COMMIT")
    draft.replace(_sibling(path, ".new"))
    _swap(path)
    return _open(path)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        _require_schema(connection)
        for table in ("facts", "people", "rooms", "marks", "entries", "ranges", "outbox", "drafts"):
            connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - the names above
    except BaseException:
        connection.close()
        raise
    path.chmod(0o600)
    return connection


def _require_schema(connection: sqlite3.Connection) -> None:
    """A file of the version before gets what it lacks; any other's counts as unreadable.

    Then all comes from the server again but the outbox and the drafts.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        connection.execute("BEGIN")
        _make_schema(connection)
        connection.execute("COMMIT")
    elif version == VERSION_BEFORE:
        connection.execute("BEGIN IMMEDIATE")
        _run(connection, ADDED_BY_VERSION_3)
        connection.execute("COMMIT")
    elif version != SCHEMA_VERSION:
        raise sqlite3.DatabaseError(f"schema version {version}")


def _make_schema(connection: sqlite3.Connection) -> None:
    _run(connection, SCHEMA + ADDED_BY_VERSION_3)


def _run(connection: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def _salvage(path: Path, query: str) -> list[tuple[object, ...]]:
    """As many rows as can be read."""
    rows: list[tuple[object, ...]] = []
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for row in connection.execute(query):
                rows.append(row)  # noqa: PERF402 - the rows before a broken one are kept
    except sqlite3.DatabaseError as error:
        if not is_beyond_use(error):
            raise
        _log.warning("the broken cache was read up to row %d: %s", len(rows), error)
    return rows


def _swap(path: Path) -> None:
    """Put the new file in the old one's place; what was kept of earlier ones is not overwritten."""
    kept = next(
        name
        for number in count(1)
        if not (name := _sibling(path, f".broken{number if number > 1 else ''}")).exists()
    )
    for suffix in ("-wal", "-shm", ""):
        part = _sibling(path, suffix)
        if part.exists():
            part.replace(_sibling(kept, suffix))
    _sibling(path, ".new").replace(path)


def _sibling(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
