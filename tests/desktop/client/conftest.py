"""What tests of the client core start from: a device, and a server that does what it is told."""

import logging

import pytest

from tests.helpers.client_core import Device
from tests.helpers.scripted_server import ScriptedServer


@pytest.fixture
async def server():
    async with ScriptedServer() as server:
        yield server


@pytest.fixture
async def device(server, tmp_path):
    device = Device(server.address, tmp_path / "device")
    yield device
    await device.close()


@pytest.fixture(autouse=True)
def _no_errors_in_the_log(caplog):
    """Whatever the client core logs as an error is a bug of ours, unless the test says so by clearing it."""
    yield
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == []
