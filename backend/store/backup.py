"""A whole copy of a database that is being written to."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

PAGES_AT_ONCE = 1_024


class CopyBroken(Exception):
    """What was copied isn't whole."""


def copy_database(source: Path, target: Path, keep_on: Callable[[], None]) -> None:
    """Copy what is committed now, while others write; `keep_on` is asked between pieces and may raise.

    Raises:
        CopyBroken: SQLite finds fault with the copy.
        sqlite3.Error: one of the two can't be read or written.
    """
    with closing(sqlite3.connect(source, isolation_level=None)) as reading:
        # Of one snapshot: without it each commit of another would begin the copy again.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        with closing(sqlite3.connect(target)) as writing:
            reading.backup(writing, pages=PAGES_AT_ONCE, progress=lambda *_: keep_on(), sleep=0)
            writing.execute("PRAGMA journal_mode=DELETE")  # one file, without others that belong to it
            keep_on()
            (verdict,) = writing.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise CopyBroken(str(verdict))


def database_bytes(path: Path) -> int:
    """What a database takes on the disk, with what hasn't been moved into it yet."""
    files = [path, path.with_name(f"{path.name}-wal")]
    return sum(file.stat().st_size for file in files if file.exists())
