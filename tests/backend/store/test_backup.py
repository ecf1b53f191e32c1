"""A database is copied as it is at one moment, whatever is written meanwhile."""

import sqlite3
import threading
from contextlib import closing

import pytest

from backend.store import backup
from backend.store.backup import CopyBroken, copy_database, database_bytes


@pytest.fixture
def ledger(tmp_path):
    """A database in which each account's sum is 0 after each commit, and 4 MB of other things."""
    path = tmp_path / "ledger.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE moves (amount INTEGER)")
        connection.execute("CREATE TABLE ballast (body BLOB)")
        connection.executemany("INSERT INTO ballast VALUES (zeroblob(?))", [(4_000,)] * 1_000)
        connection.commit()
    return path


def sums(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*), coalesce(sum(amount), 0) FROM moves").fetchone()


def test_a_copy_is_of_one_moment_and_comes_to_an_end_while_others_write(ledger, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "PAGES_AT_ONCE", 50)
    has_ended, is_moving = threading.Event(), threading.Event()

    def move():
        with closing(sqlite3.connect(ledger, timeout=10)) as connection:
            while not has_ended.is_set():
                with connection:
                    connection.execute("INSERT INTO moves VALUES (1)")
                    connection.execute("INSERT INTO moves VALUES (-1)")
                is_moving.set()

    mover = threading.Thread(target=move)
    mover.start()
    pieces = []
    try:
        assert is_moving.wait(10)
        for number in range(3):
            copied = tmp_path / f"{number}.sqlite3"
            copy_database(ledger, copied, lambda: pieces.append(None))
            rows, total = sums(copied)
            assert (rows > 0, total) == (True, 0)
            assert [path.name for path in tmp_path.glob(f"{number}.*")] == [copied.name]
    finally:
        has_ended.set()
        mover.join()
    assert len(pieces) < 300  # 1000 blobs are about as many pages, in pieces of 50: none was begun again


def test_whoever_is_asked_to_keep_on_may_end_it(ledger, tmp_path):
    def no_more():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        copy_database(ledger, tmp_path / "copy.sqlite3", no_more)


def test_a_copy_that_is_not_whole_is_refused(ledger, tmp_path):
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("CREATE INDEX of_ballast ON ballast (length(body))")
        where = "SELECT rootpage FROM sqlite_schema WHERE name = 'of_ballast'"
        (root,) = connection.execute(where).fetchone()
        (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    with ledger.open("r+b") as file:
        file.seek((root - 1) * page_bytes)
        file.write(b"\xff" * page_bytes)
    with pytest.raises((CopyBroken, sqlite3.DatabaseError)):
        copy_database(ledger, tmp_path / "copy.sqlite3", lambda: None)


def test_what_is_not_moved_yet_counts_too(ledger):
    before = database_bytes(ledger)
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("INSERT INTO ballast VALUES (zeroblob(100000))")
        connection.commit()
        assert database_bytes(ledger) >= before + 100_000
