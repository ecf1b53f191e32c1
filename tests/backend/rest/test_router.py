"""Bodies that never arrive, or aren't what they claim to be, are refused and not our fault."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeAlias

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from backend.app import make_application, open_context
from backend.settings import Settings
from backend.wire.errors import ErrorCode
from backend.wire.limits import Limits
from backend.wire.rest import REGISTER

Client: TypeAlias = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    settings = Settings(data=tmp_path / "data", bcrypt_cost=4, limits=Limits(body_seconds=0.2))
    async with open_context(settings) as context, TestClient(TestServer(make_application(context))) as client:
        yield client


async def test_a_body_that_stalls_is_timed_out(client: Client) -> None:
    never = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b'{"username":'
        await never.wait()

    async with client.post(REGISTER.path, data=body()) as response:
        assert (response.status, (await response.json())["code"]) == (408, ErrorCode.TIMED_OUT)


async def test_a_body_that_is_not_compressed_as_it_says_is_refused(
    client: Client,
) -> None:
    async with client.post(REGISTER.path, data=b"{}", headers={"Content-Encoding": "gzip"}) as response:
        assert (response.status, (await response.json())["code"]) == (400, ErrorCode.BAD_REQUEST)
