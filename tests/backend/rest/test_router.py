"""Bodies that never arrive, or aren't what they claim to be, are refused and not our fault."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.settings import Settings
from backend.wire.errors import ErrorCode
from backend.wire.limits import Limits
from backend.wire.rest import REGISTER
from tests.helpers.backends import Client, running


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    settings = Settings(data=tmp_path / "data", bcrypt_cost=4, limits=Limits(body_seconds=0.2))
    async with running(settings) as server:
        yield server.client


async def test_a_body_that_stalls_is_timed_out(client: Client) -> None:
    never = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b'{"username":'
        await never.wait()

    async with client.post(REGISTER.path, data=body()) as response:
        assert (response.status, (await response.json())["code"]) == (408, ErrorCode.TIMED_OUT)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "nonsense"])
async def test_a_body_that_says_that_it_is_compressed_is_refused(client: Client, encoding: str) -> None:
    headers = {"Content-Encoding": encoding}
    async with client.post(REGISTER.path, data=b"\x00{}", headers=headers, skip_auto_headers=()) as response:
        assert response.status == 415
        assert (await response.json())["code"] == ErrorCode.UNSUPPORTED_MEDIA_TYPE
