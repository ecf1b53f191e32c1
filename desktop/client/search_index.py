"""The search of what lies on this device: an index beside the cache, in a file of its own, used in threads.

The cache only notes in its journal which messages changed; the index takes them in before it answers, so that
nobody waits for it but who searches. It may be lost at any time: then it is made anew. Whether a message
still says what was looked for is read from the cache in the end, so a stale row is never shown.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import TypeVar

import msgspec

from backend.wire import codec
from backend.wire.folding import fold_text, has_all, split_words
from backend.wire.types import Message, MessageId, RoomId, Seq
from desktop.client.database import is_beyond_use

_log = logging.getLogger(__name__)
T = TypeVar("T")

VERSION = 1
SCHEMA = f"""
CREATE TABLE journals(id BLOB, position INTEGER NOT NULL);
CREATE TABLE places(id INTEGER PRIMARY KEY, room INTEGER NOT NULL, seq INTEGER NOT NULL, UNIQUE(room, seq));
CREATE VIRTUAL TABLE words USING fts5(folded, tokenize='trigram case_sensitive 1');
PRAGMA user_version={VERSION};
"""
TAKEN_AT_ONCE = 200
FIRST_LETTERS = 3
"""So many letters a word must have for the index to be of use; others are looked for in all texts."""


class FoundMessage(msgspec.Struct, frozen=True):
    """A message that has all the words."""

    message: Message
    room_id: RoomId


class SearchIndex:
    """The index of one account's cache."""

    def __init__(self, cache_path: Path) -> None:
        self._cache_path = cache_path
        self._path = cache_path.with_suffix(".search")
        self._lock = asyncio.Lock()
        self._is_closed = Event()

    async def find(self, query: str, room_id: RoomId | None, limit: int) -> list[FoundMessage]:
        """Messages that lie here and have all the words, the newest first."""
        words = split_words(query)
        if not words or limit <= 0:
            return []
        return await self._run(lambda index: list(_search(index, words, room_id, limit))) or []

    async def catch_up(self) -> None:
        """Take in what changed, so that the next search has little to do."""
        await self._run(lambda _: None)

    async def forget(self) -> None:
        """Nothing of it stays on the disk."""
        self.close()
        async with self._lock:
            self._remove()

    def close(self) -> None:
        """A thread that is at work ends soon."""
        self._is_closed.set()

    async def _run(self, task: Callable[[sqlite3.Connection], T]) -> T | None:
        """Use the index in a thread, one at a time also where who asked went away meanwhile."""
        await self._lock.acquire()
        working = asyncio.get_running_loop().run_in_executor(None, self._use, task)
        working.add_done_callback(lambda _: self._lock.release())
        return await asyncio.shield(working)

    # --- in a thread ---------------------------------------------------------------------------------------

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _use(self, task: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do something with the index as it should be now; one that can't be used is made anew, once.

        Where the disk won't, nothing is found here: the server can still be asked.
        """
        try:
            try:
                return self._try(task)
            except sqlite3.DatabaseError as error:
                if not is_beyond_use(error):
                    raise
                _log.warning("the search index is made anew: %s", error)
            self._remove()
            return self._try(task)
        except (sqlite3.Error, OSError) as error:
            _log.warning("what lies here can't be searched: %s", error)
            return None

    def _try(self, task: Callable[[sqlite3.Connection], T]) -> T | None:
        with closing(self._open()) as connection:
            is_whole = _take_changes(connection, self._is_closed)
            return task(connection) if is_whole else None

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=5.0)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")
            self._path.chmod(0o600)
            connection.execute("ATTACH ? AS cache", (str(self._cache_path),))
            connection.execute("PRAGMA cache.synchronous=NORMAL")
            _require_schema(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _require_schema(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA main.user_version").fetchone()
    if version == 0:
        connection.executescript(SCHEMA)
    elif version != VERSION:
        raise sqlite3.DatabaseError(f"index version {version}")


def _take_changes(connection: sqlite3.Connection, is_over: Event) -> bool:
    """Bring the index to where the cache's journal ends; of an unknown journal, begin with all messages."""
    row = connection.execute(
        "SELECT j.position FROM journals j JOIN cache.journals c ON c.id = j.id"
    ).fetchone()
    return _begin(connection, is_over) if row is None else _follow(connection, row[0], is_over)


def _begin(connection: sqlite3.Connection, is_over: Event) -> bool:
    """All that lies here, in pieces; only a whole index knows whose it is."""
    (position,) = connection.execute("SELECT coalesce(max(position), 0) FROM cache.journal").fetchone()
    (journal,) = connection.execute("SELECT id FROM cache.journals").fetchone()
    for table in ("journals", "places", "words"):
        connection.execute(f"DELETE FROM main.{table}")  # noqa: S608 - the names above
    after = 0
    while not is_over.is_set():
        rows = connection.execute(
            "SELECT rowid, body FROM cache.messages WHERE rowid > ? ORDER BY rowid LIMIT ?",
            (after, TAKEN_AT_ONCE),
        ).fetchall()
        if not rows:
            connection.execute("INSERT INTO main.journals VALUES (?, ?)", (journal, position))
            return True
        after = rows[-1][0]
        with _transaction(connection):
            _put(connection, [body for _, body in rows])
    return False


def _follow(connection: sqlite3.Connection, position: int, is_over: Event) -> bool:
    while not is_over.is_set():
        changes = connection.execute(
            "SELECT position, room, seq FROM cache.journal WHERE position > ? ORDER BY position LIMIT ?",
            (position, TAKEN_AT_ONCE),
        ).fetchall()
        if not changes:
            return True
        with _transaction(connection):
            for _, room_id, seq in changes:
                _look_again(connection, room_id, seq)
            position = changes[-1][0]
            connection.execute("UPDATE main.journals SET position = ?", (position,))
        connection.execute("DELETE FROM cache.journal WHERE position <= ?", (position,))
    return False


def _look_again(connection: sqlite3.Connection, room_id: RoomId, seq: Seq | None) -> None:
    """One message, or without a place all of a room, as the cache has it now."""
    where, place = ("room = ?", (room_id,)) if seq is None else ("room = ? AND seq = ?", (room_id, seq))
    known = connection.execute(f"SELECT id FROM main.places WHERE {where}", place).fetchall()  # noqa: S608
    connection.executemany("DELETE FROM words WHERE rowid = ?", known)
    connection.execute(f"DELETE FROM main.places WHERE {where}", place)  # noqa: S608 - the words above
    found = connection.execute(f"SELECT body FROM cache.messages WHERE {where}", place)  # noqa: S608
    _put(connection, [body for (body,) in found])


def _put(connection: sqlite3.Connection, bodies: Sequence[bytes]) -> None:
    messages = [codec.decode_answer(Message, body) for body in bodies]
    said = [message for message in messages if not message.deleted]
    places = [(message.id, message.room, message.seq) for message in said]
    connection.executemany("INSERT OR REPLACE INTO main.places VALUES (?, ?, ?)", places)
    texts = [(message.id, fold_text(message.content)) for message in said]
    connection.executemany("INSERT OR REPLACE INTO words(rowid, folded) VALUES (?, ?)", texts)


def _search(
    connection: sqlite3.Connection, words: Sequence[str], room_id: RoomId | None, limit: int
) -> Iterator[FoundMessage]:
    conditions: list[str] = []
    arguments: list[object] = []
    indexed = [word for word in words if len(word) >= FIRST_LETTERS]
    if indexed:
        conditions.append("words MATCH ?")  # GLOB would do, but crashes SQLite 3.40 on such an index
        arguments.append(" ".join(_phrase(word) for word in indexed))
    for word in words:
        if len(word) < FIRST_LETTERS:
            conditions.append("instr(words.folded, ?)")
            arguments.append(word)
    if room_id is not None:
        conditions.append("places.room = ?")
        arguments.append(room_id)
    query = (
        "SELECT words.rowid, messages.body FROM words CROSS JOIN main.places ON places.id = words.rowid"  # noqa: S608
        " CROSS JOIN cache.messages ON messages.room = places.room AND messages.seq = places.seq"
        f" WHERE {' AND '.join(conditions)} ORDER BY words.rowid DESC"
    )
    found = connection.execute(query, arguments)
    for message_id, body in found:
        message = codec.decode_answer(Message, body)
        if message.id == MessageId(message_id) and not message.deleted and has_all(message.content, words):
            yield FoundMessage(message, message.room)
            limit -= 1
            if limit == 0:
                return


def _phrase(word: str) -> str:
    """A word of which no sign means anything to a MATCH."""
    return '"' + word.replace('"', '""') + '"'


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
