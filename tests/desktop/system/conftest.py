"""A loop of Qt and asyncio for what the desktop asks of the machine."""

import pytest

from tests.helpers.leaks import watched_loop


@pytest.fixture
def run(qapp):
    with watched_loop(qapp) as run:
        yield run
