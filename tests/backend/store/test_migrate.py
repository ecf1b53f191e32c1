"""A database comes to this program's version by itself, after a copy; a newer one is left alone."""

import sqlite3

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from backend.store.engine import Database
from backend.store.facts import load_fact
from backend.store.migrate import (
    HEAD,
    CopyFailed,
    DatabaseUnusable,
    NewerDatabase,
    OlderDatabase,
    find_revision,
    migrate,
    require_current,
)


def set_revision(path, revision):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


@pytest.fixture
def path(data):
    return data / "minichat.sqlite3"


def test_head_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", "backend.store:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_new_database_is_made_at_head(tmp_path):
    path = tmp_path / "new.sqlite3"
    assert find_revision(path) is None
    migrate(path)
    assert find_revision(path) == HEAD


def test_each_new_database_has_an_id_of_its_own(tmp_path):
    found = set()
    for name in ("a", "b"):
        migrate(tmp_path / name)
        database = Database(tmp_path / name)
        found.add(database.ask(load_fact, "server_id"))
        database.close()
    assert len(found) == 2


def test_an_empty_file_is_a_new_database(tmp_path):
    path = tmp_path / "empty.sqlite3"
    path.touch()
    migrate(path)
    assert find_revision(path) == HEAD


def test_a_database_at_head_is_left_alone(path):
    before = path.read_bytes()
    migrate(path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_newer_database_is_refused_untouched(path):
    set_revision(path, "9999")
    before = path.read_bytes()
    with pytest.raises(NewerDatabase, match="9999"):
        migrate(path)
    assert path.read_bytes() == before


def test_an_older_database_is_copied_before_it_is_touched(path):
    # There is no older version yet: the one claimed here has no migration, which fails after the copy.
    set_revision(path, "0000")
    with pytest.raises(Exception, match="0000"):
        migrate(path)
    (copy,) = path.parent.glob("*.0000-before-*")
    assert find_revision(copy) == "0000"


def test_a_copy_that_is_not_whole_stops_the_migration(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE filler (a UNIQUE)")
        connection.executemany("INSERT INTO filler VALUES (?)", [(f"{n:0100}",) for n in range(200)])
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name='filler'").fetchall()
    connection.close()
    set_revision(path, "0000")
    damaged = bytearray(path.read_bytes())
    index_page = max(page for (page,) in root)
    damaged[(index_page - 1) * 4096 + 3] ^= 0x01  # one cell fewer in the index than in the table
    path.write_bytes(damaged)
    with pytest.raises(CopyFailed, match="isn't whole"):
        migrate(path)


@pytest.mark.parametrize("content", [b"not a database" * 100, None], ids=["a text", "a folder"])
def test_what_is_no_database_is_said_in_one_line(tmp_path, content):
    path = tmp_path / "chat.sqlite3"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(DatabaseUnusable, match=r"chat\.sqlite3") as caught:
        migrate(path)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_missing_is_said_in_one_line(tmp_path):
    with pytest.raises(DatabaseUnusable) as caught:
        migrate(tmp_path / "missing" / "chat.sqlite3")
    assert "\n" not in str(caught.value)


def test_a_database_of_another_program_is_not_taken_for_ours(tmp_path):
    path = tmp_path / "other.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE users (id INTEGER)")
    connection.close()
    with pytest.raises(DatabaseUnusable, match="users"):
        migrate(path)


def test_who_works_beside_a_server_needs_the_database_as_it_is(path, tmp_path):
    require_current(path)
    set_revision(path, "0001")
    with pytest.raises(OlderDatabase, match="0001"):
        require_current(path)
    set_revision(path, "9999")
    with pytest.raises(NewerDatabase):
        require_current(path)
    with pytest.raises(OlderDatabase, match="no database"):
        require_current(tmp_path / "missing.sqlite3")
    path.write_bytes(b"x" * 5_000)
    with pytest.raises(DatabaseUnusable):
        require_current(path)
