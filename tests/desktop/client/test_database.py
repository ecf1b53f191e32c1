import sqlite3
import stat
import sys
from contextlib import closing, contextmanager

import pytest

from desktop.client.database import CHECKPOINT_AFTER, OUTBOX_COLUMNS, SCHEMA_VERSION, VERSION_BEFORE, Database

INSERT = (
    f"INSERT INTO outbox({', '.join(OUTBOX_COLUMNS)}) VALUES (?, 7, 'unsent', 1.0, 1.0, 'queued', NULL, NULL)"
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "device" / "1.sqlite3"


def _outbox(database: Database) -> list[str]:
    return [row[0] for row in database.connection.execute("SELECT client_id FROM outbox ORDER BY position")]


def _insert(database: Database, *client_ids: str) -> None:
    with database.transaction() as write:
        write.executemany(INSERT, [(client_id,) for client_id in client_ids])


def _fill(path, count: int = 3) -> None:
    with closing(Database(path)) as database, database.transaction() as write:
        write.execute("INSERT INTO facts VALUES ('me', x'7b7d')")
        write.executemany(INSERT, [(f"c{number}",) for number in range(count)])


def _make_other_version(path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
        connection.commit()


@contextmanager
def _full_disk():
    """No file of this process may grow: the nearest thing to a full disk that needs no mount."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_commits_cost_no_flush_and_survive_a_killed_process(path):
    with closing(Database(path)) as database:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 1), ("wal_autocheckpoint", 0)):
            assert database.connection.execute(f"PRAGMA {pragma}").fetchone()[0] == value


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another thing there")
def test_the_file_is_its_owner_s_alone(path):
    Database(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_transaction_is_all_or_nothing_and_the_next_one_works(path):
    _fill(path)
    with closing(Database(path)) as database:
        with pytest.raises(sqlite3.IntegrityError):
            _insert(database, "new", "c1")
        assert _outbox(database) == ["c0", "c1", "c2"]
        _insert(database, "new")
        assert _outbox(database)[-1] == "new"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"this is no database at all" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:3_000]),
        lambda path: path.write_bytes(b"\0" * 100 + path.read_bytes()[100:]),
    ],
    ids=["junk", "cut", "header"],
)
def test_a_broken_file_is_moved_aside_and_built_anew(path, spoil):
    _fill(path)
    spoil(path)
    with closing(Database(path)) as database:
        assert database.connection.execute("SELECT * FROM facts").fetchall() == []
        with database.transaction() as write:
            write.execute(INSERT, ("new",))
    assert path.with_name(path.name + ".broken").exists()


def test_what_was_unsent_is_saved_out_of_a_file_of_another_version(path):
    _fill(path)
    _make_other_version(path)
    with closing(Database(path)) as database:
        assert _outbox(database) == ["c0", "c1", "c2"]
        assert database.connection.execute("SELECT * FROM facts").fetchall() == []
    with closing(Database(path)) as database:
        assert _outbox(database) == ["c0", "c1", "c2"]


def test_what_was_unsent_is_saved_out_of_a_file_with_a_broken_table(path):
    _fill(path)
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'facts'"
        (page,), (size,) = (
            connection.execute(query).fetchone(),
            connection.execute("PRAGMA page_size").fetchone(),
        )
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with closing(Database(path)) as database:
        assert _outbox(database) == ["c0", "c1", "c2"]


def test_a_file_that_somebody_else_holds_is_not_taken_for_broken(path, monkeypatch):
    _fill(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM facts")
        other.execute("COMMIT")
        connect = sqlite3.connect
        monkeypatch.setattr(
            sqlite3, "connect", lambda *args, **named: connect(*args, **(named | {"timeout": 0}))
        )
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            Database(path)
    assert not path.with_name(path.name + ".broken").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of the kind there")
def test_a_full_disk_is_not_taken_for_a_broken_file(path):
    _fill(path)
    with _full_disk(), pytest.raises(sqlite3.OperationalError):
        Database(path)
    with closing(Database(path)) as database:
        assert _outbox(database) == ["c0", "c1", "c2"]
    assert list(path.parent.glob("*.broken*")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of the kind there")
def test_a_broken_file_waits_for_room_on_the_disk(path):
    _fill(path)
    _make_other_version(path)
    with _full_disk(), pytest.raises(sqlite3.OperationalError):
        Database(path)
    with closing(Database(path)) as database:
        assert _outbox(database) == ["c0", "c1", "c2"]


def test_files_that_broke_before_are_kept_too(path):
    for number in range(3):
        _fill(path)
        path.write_bytes(b"this is no database at all, %d" % number * 100)
        Database(path).close()
        path.unlink()
    kept = sorted(part.name for part in path.parent.glob("*.broken*"))
    assert kept == ["1.sqlite3.broken", "1.sqlite3.broken2", "1.sqlite3.broken3"]


def test_a_start_that_was_killed_while_it_rebuilt_is_finished_by_the_next(path):
    _fill(path)
    path.replace(path.with_name(path.name + ".new"))
    path.write_bytes(b"what could not be read" * 100)
    with closing(Database(path)) as database:
        assert _outbox(database) == ["c0", "c1", "c2"]
    path.with_name(path.name + ".draft").write_bytes(b"half of one")
    _make_other_version(path)
    with closing(Database(path)) as database:
        assert _outbox(database) == ["c0", "c1", "c2"]


async def test_the_log_goes_into_the_file_when_it_has_grown(path):
    with closing(Database(path)) as database:
        for number in range(CHECKPOINT_AFTER):
            assert not database.wants_checkpoint
            with database.transaction() as write:
                write.execute(INSERT, (f"c{number}",))
        assert database.wants_checkpoint
        before = path.stat().st_size
        await database.checkpoint()
        assert path.stat().st_size > before
        assert not database.wants_checkpoint


def test_a_file_of_the_version_before_is_kept_as_it_is_and_gets_what_it_lacks(path):
    _fill(path)
    with closing(sqlite3.connect(path)) as connection:
        for table in ("drafts", "journal", "journals"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute(f"PRAGMA user_version={VERSION_BEFORE}")
        connection.commit()
    for _ in range(2):
        with closing(Database(path)) as database:
            assert _outbox(database) == ["c0", "c1", "c2"]
            assert database.connection.execute("SELECT name FROM facts").fetchall() == [("me",)]
            assert database.connection.execute("SELECT * FROM drafts").fetchall() == []
            assert len(database.connection.execute("SELECT * FROM journals").fetchall()) == 1
    assert list(path.parent.glob("*.broken*")) == []


def test_drafts_are_saved_out_of_a_broken_file(path):
    _fill(path)
    with closing(Database(path)) as database, database.transaction() as write:
        write.execute("INSERT INTO drafts VALUES (7, x'7b7d')")
        write.execute("DROP TABLE marks")
    with closing(Database(path)) as database:
        assert database.connection.execute("SELECT * FROM drafts").fetchall() == [(7, b"{}")]
        assert _outbox(database) == ["c0", "c1", "c2"]
    assert path.with_name(path.name + ".broken").exists()


def test_what_was_unsent_and_who_is_signed_in_are_saved_out_of_the_first_version(path):
    """Its outbox knew no replies."""
    _fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE outbox DROP COLUMN reply_to")
        connection.execute("DROP TABLE entries")
        connection.execute("PRAGMA user_version=1")
        connection.commit()
    with closing(Database(path)) as database:
        assert _outbox(database) == ["c0", "c1", "c2"]
        assert database.connection.execute("SELECT name FROM facts").fetchall() == [("me",)]
        _insert(database, "new")
