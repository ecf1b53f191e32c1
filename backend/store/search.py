"""Search in messages: parts of words, over an index of letter triples that follows the log.

On SQLite the index is the FTS5 table `message_search`: its trigram tokenizer cuts the folded text into
triples, and beside them each message has one triple that names its room and one that names its author, so
that all of them are intersected inside the index. It keeps no text: what it finds are candidates, the newest
first, and each is held against what the message really says. What isn't indexed yet is read instead.
"""

import json
from collections.abc import Generator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa

from backend.store.facts import load_fact
from backend.store.messages import list_messages
from backend.store.tables import facts, memberships, messages
from backend.wire.folding import find_ranges, fold_text, has_all
from backend.wire.types import Message, MessageId, RoomId, UserId

INDEXED = "search_indexed"
"""The fact that says up to which message the index reaches."""

TAIL_MOST = 20_000
"""So many messages above the index are read at most: some 100 ms. Older ones wait until they are indexed."""

READ_MOST = 30_000
"""So many candidates are read at most: only a frequent word beside a rare lone letter comes to that."""

ROOMS_IN_INDEX = 500
"""Whoever is in more rooms than these has the candidates' rooms looked up one by one."""

CLOCK_SLACK = 3_600_000_000
"""The clock may have been set back by an hour: ids are in the order of time but for that."""

MAX_ID = 2**63 - 1

_END = "\U0010fffd"
"""Ends each text in the index, so that its last two letters begin a triple too."""

_ROOM, _AUTHOR = 0xF0000, 0x100000
_PLANE = 0xFFFD
"""Private-use planes: what they spell no word has, and if one had, only a candidate more would be read."""

_INSERT = "INSERT INTO message_search (rowid, words, room, author) VALUES (?, ?, ?, ?)"
_DELETE = (
    "INSERT INTO message_search (message_search, rowid, words, room, author) VALUES ('delete', ?, ?, ?, ?)"
)
_MERGE = "INSERT INTO message_search (message_search, rank) VALUES ('merge', ?)"
_TERMS = "SELECT term FROM message_terms WHERE term >= ? AND term <= ?"
_FITS = """
    deleted_at IS NULL AND room_id IN (SELECT value FROM json_each(:rooms))
    AND (:author IS NULL OR user_id = :author) AND created_at >= :after AND created_at < :before
"""
_CANDIDATES = sa.text(f"""
    SELECT id, content FROM message_search CROSS JOIN messages ON messages.id = message_search.rowid
    WHERE message_search MATCH :match AND message_search.rowid >= :first AND message_search.rowid < :end
    AND {_FITS} ORDER BY message_search.rowid DESC
""")  # noqa: S608  made of constants
_TAIL = sa.text(f"""
    SELECT id, content FROM messages NOT INDEXED WHERE id >= :first AND id < :end
    AND {_FITS} ORDER BY id DESC LIMIT :most
""")  # noqa: S608  made of constants


class Search(NamedTuple):
    """What is looked for: folded words, of which `searched` are long enough to be found by themselves.

    Times are microseconds, `before` itself doesn't belong; `before_id` pages on.
    """

    words: Sequence[str]
    searched: Sequence[str]
    room: RoomId | None = None
    author: UserId | None = None
    after: int | None = None
    before: int | None = None
    before_id: MessageId | None = None


class Hit(NamedTuple):
    """A message and where the searched words stand in it."""

    message: Message
    ranges: list[tuple[int, int]]


class Reach(NamedTuple):
    """Up to which id messages exist, and up to which the index knows them."""

    newest: int
    indexed: int


def search_messages(
    connection: sa.Connection, user_id: UserId, search: Search, limit: int
) -> tuple[list[Hit], bool] | None:
    """The newest `limit` messages with all the words, in the user's rooms, and whether older ones exist.

    Where reading ended before all was read, older ones may exist, after what was found. None where the user
    isn't in the room that was asked for.
    """
    mine = sa.select(memberships.c.room_id).where(memberships.c.user_id == user_id)
    rooms = list(connection.scalars(mine))
    if search.room is not None:
        if search.room not in rooms:
            return None
        rooms = [search.room]
    found: list[MessageId] = []
    was_read = 0
    with closing(_list_candidates(connection, rooms, search)) as candidates:
        for was_read, (message_id, content) in enumerate(islice(candidates, READ_MOST), 1):  # noqa: B007
            if has_all(content, search.words):
                found.append(message_id)
                if len(found) > limit:
                    break
    page = sorted(list_messages(connection, found[:limit]), key=lambda message: -message.id)
    hits = [Hit(message, find_ranges(message.content, search.searched)) for message in page]
    return hits, len(found) > limit or (was_read == READ_MOST and bool(found))


def _list_candidates(
    connection: sa.Connection, rooms: Sequence[RoomId], search: Search
) -> Generator[Sequence[Any]]:
    """Messages that may have the words, the newest first; read only as they are asked for."""
    first, end = _bounds(connection, search)
    indexed = int(load_fact(connection, INDEXED))
    values = {
        "rooms": json.dumps(rooms),
        "author": search.author,
        "after": -MAX_ID if search.after is None else search.after,
        "before": MAX_ID if search.before is None else search.before,
        "end": end,
    }
    values_of_tail = {**values, "first": max(first, indexed + 1), "most": TAIL_MOST}
    with connection.execute(_TAIL, values_of_tail) as tail:
        yield from tail
    match = _match(connection, search, rooms)
    if match is not None:
        with connection.execute(_CANDIDATES, {**values, "first": first, "match": match}) as found:
            yield from found


def _bounds(connection: sa.Connection, search: Search) -> tuple[int, int]:
    """From which id on, and below which, the message must lie."""
    first = 0 if search.after is None else _find_id_at(connection, search.after - CLOCK_SLACK)
    end = MAX_ID if search.before is None else _find_id_at(connection, search.before + CLOCK_SLACK)
    return first, end if search.before_id is None else min(end, search.before_id)


def _find_id_at(connection: sa.Connection, moment: int) -> int:
    """The lowest id from that moment on, by halving; above all: the next one."""
    low, high = 0, (connection.scalar(sa.select(sa.func.max(messages.c.id))) or 0) + 1
    created_at = sa.select(messages.c.created_at).where(messages.c.id >= sa.bindparam("middle")).limit(1)
    created_at = created_at.order_by(messages.c.id)
    while low < high:
        middle = (low + high) // 2
        found = connection.scalar(created_at, {"middle": middle})
        if found is not None and found < moment:
            low = middle + 1
        else:
            high = middle
    return low


# --- what is asked of the index -----------------------------------------------------------------------------


def _match(connection: sa.Connection, search: Search, rooms: Sequence[RoomId]) -> str | None:
    """The FTS5 expression; None: nothing in the index can have all that."""
    triples: dict[str, None] = {}
    every: list[str] = []
    for word in search.searched:
        safe = _index_text(word)
        triples.update((safe[at : at + 3], None) for at in range(len(safe) - 2))
        if len(safe) == 2:  # it is found by the triples that begin with it
            beginning = [row[0] for row in connection.exec_driver_sql(_TERMS, (safe, safe + "\U0010ffff"))]
            if not beginning:
                return None
            every.append(_any(beginning))
    every.extend(map(_quote, triples))
    if len(rooms) <= ROOMS_IN_INDEX:
        every.append(_any([_spell(_ROOM, room) for room in rooms]))
    if search.author is not None:
        every.append(_quote(_spell(_AUTHOR, search.author)))
    return " AND ".join(every) if rooms else None


def _any(terms: Sequence[str]) -> str:
    return f"({' OR '.join(map(_quote, terms))})"


def _quote(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _spell(plane: int, number: int) -> str:
    """An id as a triple of its own."""
    low, middle, high = number % _PLANE, number // _PLANE % _PLANE, number // _PLANE**2 % _PLANE
    return chr(plane + high) + chr(plane + middle) + chr(plane + low)


def _index_text(text: str) -> str:
    """The folded text as the tokenizer takes it: it stops at a NUL."""
    return fold_text(text).replace("\0", "\ufffd")


# --- keeping the index --------------------------------------------------------------------------------------


def _index_row(message_id: int, room_id: int, user_id: int, content: str) -> tuple[int, str, str, str]:
    return message_id, _index_text(content) + _END, _spell(_ROOM, room_id), _spell(_AUTHOR, user_id)


def reindex(connection: sa.Connection, message: Message, content: str) -> None:
    """The message says something else now; without content it is in no search any more."""
    if message.id > int(load_fact(connection, INDEXED)):
        return
    # The index must be told all that it had been told of the message, or it would go on finding it.
    known = _index_row(message.id, message.room, message.user.id, message.content)
    connection.exec_driver_sql(_DELETE, known)
    if content:
        connection.exec_driver_sql(_INSERT, _index_row(message.id, message.room, message.user.id, content))


def load_reach(connection: sa.Connection) -> Reach:
    """How far the log of all rooms and the index reach."""
    newest = connection.scalar(sa.select(sa.func.max(messages.c.id))) or 0
    return Reach(newest, int(load_fact(connection, INDEXED)))


def index_next(connection: sa.Connection, most: int) -> int:
    """Take the next messages into the index; how many there were."""
    rows = connection.execute(
        sa.select(messages.c.id, messages.c.room_id, messages.c.user_id, messages.c.content)
        .where(messages.c.id > int(load_fact(connection, INDEXED)))
        .order_by(messages.c.id)
        .limit(most)
    ).all()
    if rows:
        known = [_index_row(*row) for row in rows if row.content]
        if known:
            connection.exec_driver_sql(_INSERT, known)
        last = sa.update(facts).where(facts.c.name == INDEXED).values(value=str(rows[-1].id))
        connection.execute(last)
    return len(rows)


def merge_index(connection: sa.Connection, pages: int) -> bool:
    """Put some of the index's small pieces together; whether there was anything to do.

    The index doesn't do this by itself (automerge is off): it would keep a batch of messages waiting.
    """
    before = connection.scalar(sa.text("SELECT total_changes()")) or 0
    connection.exec_driver_sql(_MERGE, (pages,))
    return (connection.scalar(sa.text("SELECT total_changes()")) or 0) - before > 1
