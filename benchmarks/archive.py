"""Long histories: messages put straight into a stopped server's database, as if they had been sent."""

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from random import Random

from benchmarks.chat import Pair
from benchmarks.processes import Running, ServerFailed

_SECONDS_APART = 20
_VOCABULARY = 20_000
_INDEX_SECONDS = 1_800.0
_POLL_SECONDS = 0.25
_BEHIND = """
SELECT max(id) > (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'search_indexed') FROM messages
"""
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


def vocabulary() -> list[str]:
    """The invented words, the most frequent first; always the same."""
    random = Random(20_26)
    return ["".join(random.choices(_SYLLABLES, k=random.randint(1, 4))) for _ in range(_VOCABULARY)]


def contents(count: int) -> Iterator[str]:
    """That many lines of invented words, few of them in many lines and most of them rare; always the same."""
    random = Random(1)
    words = vocabulary()
    weights = list(accumulate(1 / rank for rank in range(1, _VOCABULARY + 1)))
    for _ in range(count):
        yield " ".join(random.choices(words, cum_weights=weights, k=random.randint(3, 14)))


def fill_mini_chat(data: Path, pair: Pair, count: int) -> None:
    """That many messages in the pair's room, from both in turn and read by both."""
    with _open(data / "minichat.sqlite3") as database:
        members = database.execute(
            "SELECT user_id FROM memberships WHERE room_id = ? ORDER BY user_id", (pair.room_id,)
        ).fetchall()
        (last_seq,) = database.execute("SELECT last_seq FROM rooms WHERE id = ?", (pair.room_id,)).fetchone()
        (last_id,) = database.execute("SELECT coalesce(max(id), 0) FROM messages").fetchone()
        first_at = time.time_ns() // 1_000 - count * _SECONDS_APART * 1_000_000
        database.executemany(
            "INSERT INTO messages (id, room_id, seq, user_id, client_id, digest, content, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    last_id + number,
                    pair.room_id,
                    last_seq + number,
                    members[number % 2][0],
                    (created_at // 1_000).to_bytes(6, "big") + secrets.token_bytes(10),
                    secrets.token_bytes(16),
                    content,
                    created_at,
                )
                for number, content in enumerate(contents(count), 1)
                for created_at in [first_at + number * _SECONDS_APART * 1_000_000]
            ),
        )
        last_seq += count
        database.execute("UPDATE rooms SET last_seq = ? WHERE id = ?", (last_seq, pair.room_id))
        database.execute("UPDATE memberships SET read_seq = ? WHERE room_id = ?", (last_seq, pair.room_id))


def fill_reference(data: Path, pair: Pair, count: int) -> None:
    """The same for the group-commit reference."""
    with _open(data / "reference.db") as database:
        created_at = datetime.now(UTC).isoformat()
        database.executemany(
            "INSERT INTO messages (room_id, seq, user_id, content, created_at) VALUES (?, ?, ?, ?, ?)",
            (
                (pair.room_id, number, int(pair.tokens[number % 2]), content, created_at)
                for number, content in enumerate(contents(count), 1)
            ),
        )


def wait_until_indexed(data: Path, server: Running) -> None:
    """Return when the server has taken all messages into its search, in its own time, and come to rest."""
    end = time.monotonic() + _INDEX_SECONDS
    path = data / "minichat.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as database:
        while database.execute(_BEHIND).fetchone()[0]:
            if time.monotonic() > end:
                raise ServerFailed(f"after {_INDEX_SECONDS:.0f} s the search doesn't know all messages")
            time.sleep(_POLL_SECONDS)
    server.wait_until_idle()


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    """The database in one transaction; nothing is lost that couldn't be made again, so nothing is synced."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA synchronous = OFF")
        with database:
            yield database
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
