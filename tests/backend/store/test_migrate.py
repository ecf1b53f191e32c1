"""A database comes to this program's version by itself, after a copy; a newer one is left alone."""

import sqlite3

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from backend.store.engine import Database
from backend.store.facts import load_fact
from backend.store.invites import insert_invite, load_invite
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
from backend.store.users import has_admin
from backend.wire.types import UserId


def set_revision(path, revision):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


def make_revision(path, revision):
    """A new database as an earlier program made it."""
    config = Config()
    config.set_main_option("script_location", "backend.store:migrations")
    database = Database(path)
    with database.connect_writer() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
    database.close()


def rows_of(connection):
    """What is in each table of ours."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        " AND name NOT LIKE 'message!_%' ESCAPE '!' AND name <> 'alembic_version'"
    )
    return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for (name,) in names}


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
    # No program made the version that is claimed here: it has no migration, which fails after the copy.
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


def test_a_database_of_before_invites_keeps_all_that_is_in_it(tmp_path):
    path = tmp_path / "minichat.sqlite3"
    make_revision(path, "0002")
    with sqlite3.connect(path) as connection:
        for number, name in enumerate(("alice", "bob"), 1):
            connection.execute(
                "INSERT INTO users (id, username, username_key, email, email_key, first_name, last_name,"
                " search_key, password_hash, avatar_key, joined_at, is_admin)"
                " VALUES (?1, ?2, ?2, '', '', '', '', ?2, '-', ?2, 1700000000000000, ?1 = 1)",
                (number, name),
            )
        connection.execute(
            "INSERT INTO rooms (id, name, description, chat_type, created_at, last_seq)"
            " VALUES (1, 'Team', '', 'group', 1, 1)"
        )
        connection.execute(
            "INSERT INTO messages (room_id, seq, user_id, client_id, digest, content, created_at)"
            " VALUES (1, 1, 1, x'01', x'01', 'hello', 1)"
        )
        before = rows_of(connection)
    connection.close()
    assert migrate(path) == "0002"
    (copy,) = tmp_path.glob("*.0002-before-*")
    assert find_revision(copy) == "0002"
    with sqlite3.connect(path) as connection:
        after = rows_of(connection)
    connection.close()
    assert after.pop("facts") == sorted([*before.pop("facts"), ("first_invite", "0")])
    assert (after.pop("invites"), after.pop("reset_codes")) == ([], [])
    assert after == before
    assert after["messages"]
    database = Database(path)
    assert database.ask(has_admin)
    assert database.ask(load_fact, "first_invite") == "0"
    with database.connect_writer() as connection:
        invite_id = insert_invite(
            connection, created_by=UserId(1), expires_at=5, uses=1, makes_admin=False, now=1
        )
        assert load_invite(connection, invite_id).created_by.username == "alice"
    database.close()
