import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest

from backend.wire.rest import GET_SERVER
from desktop.client.errors import Unreachable
from desktop.client.replies import Reply
from desktop.client.transport import Transport
from desktop.client.trust import Trust
from tests.helpers.scripted_server import lost, raw

AIOHTTP_ERRORS = [
    aiohttp.ClientError(),
    aiohttp.ClientConnectionError(),
    aiohttp.ClientConnectionResetError(),
    aiohttp.ClientPayloadError(),
    aiohttp.ServerDisconnectedError(),
    aiohttp.ServerTimeoutError(),
    aiohttp.InvalidURL("http://[/"),
    aiohttp.TooManyRedirects(None, ()),
    TimeoutError(),
    OSError("no route"),
    ConnectionRefusedError(),
]


@pytest.fixture
async def transport(tmp_path):
    transport = Transport(Trust(tmp_path))
    yield transport
    await transport.close()


async def _get(transport: Transport, address: str) -> Reply:
    return await transport.request("GET", address + GET_SERVER.path, headers={}, body=None, query={})


async def test_an_answer_comes_whole_whatever_it_is(transport, server):
    server.on(GET_SERVER, raw(418, b"tea", Retry_After="2.5"))
    assert await _get(transport, server.address) == Reply(status=418, body=b"tea", retry_after=2.5)


@pytest.mark.parametrize(
    ("header", "low", "high"),
    [
        ("", 0, 0),
        ("soon", 0, 0),
        ("-3", 0, 0),
        ("4", 4, 4),
        (timedelta(hours=1), 3_500, 3_600),
        (timedelta(hours=-1), 0, 0),
    ],
    ids=["none", "words", "negative", "seconds", "a date to come", "a date that was"],
)
async def test_the_wait_is_read_from_both_forms_of_the_header(transport, server, header, low, high):
    if isinstance(header, timedelta):
        header = format_datetime(datetime.now(UTC) + header)
    server.on(GET_SERVER, raw(503, Retry_After=header))
    assert low <= (await _get(transport, server.address)).retry_after <= high


async def test_a_redirect_is_not_followed_for_it_would_carry_the_token_elsewhere(transport, server):
    server.on(GET_SERVER, raw(302, Location="http://portal.example/"))
    assert (await _get(transport, server.address)).status == 302


async def test_no_answer_is_unreachable(transport, server):
    server.on(GET_SERVER, lost)
    with pytest.raises(Unreachable):
        await _get(transport, server.address)
    with pytest.raises(Unreachable):
        await _get(transport, "http://127.0.0.1:1")
    with pytest.raises(Unreachable):
        await _get(transport, "http://[")


@pytest.mark.parametrize("error", AIOHTTP_ERRORS, ids=lambda error: type(error).__name__)
async def test_nothing_of_aiohttp_gets_past_it(transport, server, error, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(aiohttp.ClientSession, "_request", fail)
    with pytest.raises(Unreachable):
        await _get(transport, server.address)
    with pytest.raises(Unreachable):
        await transport.open_socket("ws://127.0.0.1/", headers={})


async def test_a_socket_carries_frames_both_ways_and_tells_why_it_closed(transport, server):
    socket = await transport.open_socket(
        server.address.replace("http", "ws") + "/ws/", headers={"X-Test": "1"}
    )
    end = await server.next_live()
    assert end.headers["X-Test"] == "1"
    await end.send(b"down")
    assert await socket.receive() == b"down"
    await socket.send(b'{"up": 1}')
    assert await end.frames.get() == {"up": 1}
    await asyncio.gather(end.close(4408), _expect_end(socket))
    assert socket.close_code == 4408
    with pytest.raises(Unreachable):
        await socket.send(b"late")


async def test_a_server_that_opens_no_socket_is_heard(transport, server):
    server.on_handshake(raw(429, Retry_After="3"))
    url = server.address.replace("http", "ws") + "/ws/"
    assert await transport.open_socket(url, headers={}) == Reply(status=429, retry_after=3.0)


async def _expect_end(socket):
    assert await socket.receive() is None
    await socket.close()
