"""What journeys start from: a real server, and one loop of Qt and asyncio that must be left clean."""

import pytest

from tests.helpers.leaks import watched_loop
from tests.helpers.servers import ServerProcess


@pytest.fixture
def run(qapp):
    with watched_loop(qapp) as run:
        yield run


@pytest.fixture
def server(tmp_path):
    with ServerProcess(tmp_path / "server-data") as server:
        yield server
