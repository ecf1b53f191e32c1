"""Each connection has the guarantees of the delivery contract; a question sees one snapshot."""

import sqlite3
from concurrent.futures import wait
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.store.engine import Database, DatabaseUnsafe, is_busy, is_disk_full
from backend.store.facts import load_fact

GUARANTEES = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5_000}


def pragma(connection, name):
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


@pytest.mark.parametrize("name", GUARANTEES)
def test_writer_and_readers_have_the_guarantees(database, name):
    with database.connect_writer() as connection:
        assert pragma(connection, name) == GUARANTEES[name]
    assert database.ask(pragma, name) == GUARANTEES[name]


def test_a_database_that_can_not_keep_them_is_refused():
    in_memory = Database(Path(":memory:"))
    with pytest.raises(DatabaseUnsafe, match="journal_mode"):
        in_memory.connect_writer()
    in_memory.close()


def test_a_write_begins_by_taking_the_lock(database):
    with database.connect_writer() as writer:
        writer.exec_driver_sql("SELECT 1")
        other = sqlite3.connect(database.path, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
        writer.rollback()


def test_a_question_sees_one_snapshot_whatever_is_written_meanwhile(database, connection):
    def count(reader):
        return reader.exec_driver_sql("SELECT count(*) FROM facts").scalar_one()

    def question(reader):
        before = count(reader)
        connection.exec_driver_sql("INSERT INTO facts VALUES ('colour', 'red')")
        connection.commit()
        return before, count(reader)

    before, during = database.ask(question)
    assert before == during
    assert database.ask(count) == before + 1


def test_a_reader_does_not_wait_for_the_writer(database, connection):
    connection.exec_driver_sql("INSERT INTO facts VALUES ('colour', 'red')")
    assert database.ask(load_fact, "server_id")
    connection.rollback()


def test_questions_run_on_threads_of_their_own(database):
    asked = [database.readers.submit(database.ask, load_fact, "server_id") for _ in range(20)]
    done, _ = wait(asked, timeout=10)
    assert len({future.result() for future in done}) == 1
    assert len(done) == 20


def test_a_checkpoint_moves_what_was_committed_into_the_file_once_there_is_news(database, connection):
    def rows_in_file_alone():
        copy = database.path.with_name("copy.sqlite3")
        copy.write_bytes(database.path.read_bytes())
        alone = sqlite3.connect(copy)
        (count,) = alone.execute("SELECT count(*) FROM facts").fetchone()
        alone.close()
        return count

    before = rows_in_file_alone()
    connection.exec_driver_sql("INSERT INTO facts VALUES ('colour', 'red')")
    connection.commit()
    database.checkpoint()
    assert rows_in_file_alone() == before
    database.note_commit()
    database.checkpoint()
    assert rows_in_file_alone() == before + 1


def test_a_checkpoint_that_fails_is_told_and_tried_again(database, connection, caplog):
    connection.exec_driver_sql("INSERT INTO facts VALUES ('colour', 'red')")
    connection.commit()
    path, database.path = database.path, database.path.with_name("missing") / "minichat.sqlite3"
    database.note_commit()
    database.checkpoint()
    assert "can't be moved" in caplog.text
    caplog.clear()
    database.path = path
    database.checkpoint()
    alone = database.path.with_name("copy.sqlite3")
    alone.write_bytes(database.path.read_bytes())
    with closing(sqlite3.connect(alone)) as copy:
        assert copy.execute("SELECT value FROM facts WHERE name = 'colour'").fetchone() == ("red",)


def test_a_closed_database_lets_go_of_its_file(data):
    database = Database(data / "minichat.sqlite3")
    database.ask(load_fact, "server_id")
    database.readers.submit(database.ask, load_fact, "server_id").result()
    database.close()
    assert not (data / "minichat.sqlite3-wal").exists()


def test_a_full_disk_and_a_locked_database_are_told_apart(database, connection):
    pages = pragma(connection, "page_count")
    connection.rollback()
    connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(sa.exc.OperationalError) as full:
        connection.exec_driver_sql("INSERT INTO facts VALUES ('big', hex(zeroblob(100000)))")
    connection.rollback()
    connection.exec_driver_sql("INSERT INTO facts VALUES ('small', '')")
    with database.connect_writer() as other:
        other.connection.driver_connection.execute("PRAGMA busy_timeout=1")
        with pytest.raises(sa.exc.OperationalError) as locked:
            other.exec_driver_sql("SELECT 1")
    connection.rollback()
    assert (is_disk_full(full.value), is_busy(full.value)) == (True, False)
    assert (is_disk_full(locked.value), is_busy(locked.value)) == (False, True)
    assert not is_busy(ValueError("locked"))


def test_an_error_tells_no_value_of_its_statement(connection):
    with pytest.raises(sa.exc.IntegrityError) as caught:
        connection.execute(sa.text("INSERT INTO facts VALUES ('server_id', :value)"), {"value": "a secret"})
    assert "INSERT INTO facts" in str(caught.value)
    assert "a secret" not in str(caught.value)
