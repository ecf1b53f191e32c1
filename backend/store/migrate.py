"""Brings a database to this program's version, after a verified copy; Alembic is loaded only when needed."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from backend.store.engine import Database, DatabaseUnsafe

HEAD = "0003"
"""The newest revision; a test holds it against the migrations' files."""


class NewerDatabase(Exception):
    """The database was written by a newer Mini Chat."""


class OlderDatabase(Exception):
    """The database has to be migrated first, or made at all."""


class DatabaseUnusable(Exception):
    """The file can't be opened, or isn't a database; the text says which and why."""


class CopyFailed(DatabaseUnusable):
    """The copy made before a migration isn't whole; nothing was changed."""


def find_revision(path: Path) -> str | None:
    """The revision of the database at `path`; None where there is none yet."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    connection = sqlite3.connect(path)
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return None
    finally:
        connection.close()
    return None if row is None else str(row[0])


def _copy_verified(path: Path, revision: str) -> None:
    """Write `<name>.before-<head>` beside the database and check it page by page."""
    target = path.with_name(f"{path.name}.{revision}-before-{HEAD}")
    source = sqlite3.connect(path)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    finally:
        copy.close()
        source.close()
    if verdict != "ok":
        raise CopyFailed(f"the copy {target} isn't whole: {verdict}")


def require_current(path: Path) -> None:
    """For who reads and writes beside a server, and leaves the database's version alone.

    Raises:
        NewerDatabase: this program doesn't know it.
        OlderDatabase: `migrate` has to come first.
        DatabaseUnusable: and why.
    """
    try:
        revision = find_revision(path)
    except (sqlite3.Error, OSError) as error:
        raise DatabaseUnusable(f"the database {path} can't be used: {error}") from error
    _refuse_newer(revision)
    if revision is None:
        raise OlderDatabase(f"there is no database at {path} yet: run 'minichat-server migrate' or serve")
    if revision != HEAD:
        raise OlderDatabase(
            f"the database {path} is of version {revision}, this program needs {HEAD}:"
            " run 'minichat-server migrate'"
        )


def _refuse_newer(revision: str | None) -> None:
    if revision is not None and revision > HEAD:
        raise NewerDatabase(
            f"the database is of version {revision}, this program knows {HEAD}: update Mini Chat"
        )


def migrate(path: Path) -> str | None:
    """Bring the database at `path` to HEAD; the revision that it was of, None where there was none.

    At HEAD already: nothing is loaded and nothing happens.

    Raises:
        NewerDatabase: this program must not touch it.
        DatabaseUnusable: and why.
    """
    try:
        return _migrate(path)
    except (sqlite3.Error, sa.exc.DBAPIError, DatabaseUnsafe) as error:
        reason = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        raise DatabaseUnusable(f"the database {path} can't be used: {reason}") from error


def _migrate(path: Path) -> str | None:
    revision = find_revision(path)
    if revision == HEAD:
        return revision
    _refuse_newer(revision)
    if revision is not None:
        _copy_verified(path, revision)
    from alembic import command  # noqa: PLC0415  0.2 s that a start without a migration needn't pay
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "backend.store:migrations")
    database = Database(path)
    with database.connect_writer() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    database.close()
    return revision
