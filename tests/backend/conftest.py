"""For tests of the server: databases that are migrated once, the server's middle, the whole of it."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from backend.settings import Settings
from backend.store.engine import Connection, Database
from backend.store.migrate import migrate
from backend.wire.limits import Limits
from tests.helpers.backends import Backend, data_folder, running
from tests.helpers.desks import Desk
from tests.helpers.offices import Office


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An unexpected log line fails a test; one that expects some clears them."""
    yield
    records = [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in records] == []


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the migrations make it."""
    path = tmp_path_factory.mktemp("template") / "minichat.sqlite3"
    migrate(path)
    return path


@pytest.fixture
def data(tmp_path: Path, template: Path) -> Path:
    """A server's data folder."""
    return data_folder(tmp_path / "data", template)


@pytest.fixture
def database(data: Path) -> Iterator[Database]:
    """The database of that folder."""
    database = Database(data / "minichat.sqlite3")
    yield database
    database.close()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """Its writing connection, for questions and writes of the store."""
    with database.connect_writer() as connection:
        yield connection


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    """Its writer, and hands that feed it batches; a thousand units may wait."""
    desk = Desk(database, 1_000)
    desk.writer.start()
    yield desk
    desk.open()
    await desk.writer.close()


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    """Actions, writer and hub over that database."""
    office = Office(database)
    yield office
    await office.writer.close()


@pytest.fixture
def limits() -> Limits:
    """What `server` keeps; a test gives others by parametrisation."""
    return Limits()


@pytest.fixture
async def server(data: Path, limits: Limits) -> AsyncIterator[Backend]:
    """The whole server."""
    async with running(Settings(data=data, bcrypt_cost=4, limits=limits)) as backend:
        yield backend
