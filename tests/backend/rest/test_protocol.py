"""What HTTP makes of junk, haste and sloth: answers of the contract's shape, and no line is held for ever."""

import asyncio
import logging

import pytest

from backend.wire.limits import Limits
from tests.helpers import seed
from tests.helpers.raw import Line

HOST = b"Host: x\r\n"
HANDSHAKE = b"GET /ws/ HTTP/1.1\r\n" + HOST + b"Connection: upgrade\r\nSec-WebSocket-Version: 13\r\n"
LOG_IN = b"POST /api/auth/login/ HTTP/1.1\r\n" + HOST

JUNK = {
    "TLS": (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
    "words": (b"hello there\r\n\r\n", 400),
    "a version of its own": (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "no host": (b"GET /api/ HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET /api/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    "Host: [": (b"GET /api/ HTTP/1.1\r\nHost: [\r\n\r\n", 400),
    "Host: bytes": (b"GET /api/ HTTP/1.1\r\nHost: \xff\r\n\r\n", 400),
    "Host: a page": (b"GET /api/ HTTP/1.1\r\nHost: a/b?c\r\n\r\n", 400),
    "Host: empty": (b"GET /nowhere HTTP/1.1\r\nHost:\r\n\r\n", 404),
    "no colon": (b"GET /api/ HTTP/1.1\r\n" + HOST + b"nonsense\r\n\r\n", 400),
    "NUL in a header": (b"GET /api/ HTTP/1.1\r\n" + HOST + b"X: a\x00b\r\n\r\n", 400),
    "long address": (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 431),
    "long header": (b"GET /api/ HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 9_000 + b"\r\n\r\n", 431),
    "many headers": (b"GET /api/ HTTP/1.1\r\n" + HOST + b"X: x\r\n" * 200 + b"\r\n", 400),
    "no address": (b"GET http://[ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "path of bytes": (b"GET /avatars/%ff%00.svg HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "query of bytes": (b"GET /ws/chat/1/?token=%ff%00 HTTP/1.1\r\n" + HOST + b"\r\n", 401),
    "star": (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "method of its own": (b"BREW /api/ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "language of bytes": (b"GET /nowhere HTTP/1.1\r\n" + HOST + b"Accept-Language: \xff;q=\xfe\r\n\r\n", 404),
    "token of bytes": (b"GET /api/auth/me/ HTTP/1.1\r\n" + HOST + b"Authorization: Bearer \xff\r\n\r\n", 401),
    "half an upgrade": (
        b"GET /ws/ HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: upgrade\r\n\r\n",
        400,
    ),
    "an upgrade of bytes": (HANDSHAKE + b"Sec-WebSocket-Key: \xff\r\nUpgrade: websoc\xffet\r\n\r\n", 400),
    "a key of bytes": (HANDSHAKE + b"Sec-WebSocket-Key: \xff\r\nUpgrade: websocket\r\n\r\n", 400),
    "an expectation of bytes": (
        b"GET /nowhere HTTP/1.1\r\n" + HOST + b"Expect: 100-c\xffntinue\r\n\r\n",
        400,
    ),
    "negative length": (LOG_IN + b"Content-Length: -1\r\n\r\n", 400),
    "length of words": (LOG_IN + b"Content-Length: two\r\n\r\n{}", 400),
    "two lengths": (LOG_IN + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
    "length and chunks": (LOG_IN + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "unknown transfer": (LOG_IN + b"Transfer-Encoding: gzip\r\n\r\n{}", 400),
    "chunk of words": (LOG_IN + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400),
    "chunk that lies": (LOG_IN + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n", 400),
    "huge chunk": (LOG_IN + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffffffff\r\n{}", 400),
    "brotli": (LOG_IN + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}", 415),
    "broken deflate": (LOG_IN + b"Content-Encoding: deflate\r\nContent-Length: 2\r\n\r\n\xff\xff", 415),
    "unknown expectation": (LOG_IN + b"Expect: wonders\r\nContent-Length: 2\r\n\r\n{}", 417),
    "unknown expectation nowhere": (b"GET /nowhere HTTP/1.1\r\n" + HOST + b"Expect: wonders\r\n\r\n", 417),
}


@pytest.mark.parametrize("name", JUNK)
async def test_junk_is_the_clients_fault_and_is_told_so(server, caplog, name):
    caplog.set_level(logging.INFO)
    data, status = JUNK[name]
    line = await Line.open(server.client.port)
    await line.say(data)
    answer = await line.answer()
    assert answer.status == status
    assert seed.fits(answer.body, seed.ERROR)
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert (answer.headers["Server"], answer.headers["X-Content-Type-Options"]) == ("minichat", "nosniff")
    assert len(answer.headers["X-Request-ID"]) == 32
    await line.close()
    assert (await server.guest.get("/api/")).status == 200
    assert "Traceback" not in caplog.text


async def test_a_body_may_be_announced(server):
    line = await Line.open(server.client.port)
    await line.say(LOG_IN + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    assert (await line.answer()).status == 100
    await line.say(b"{}")
    answer = await line.answer()
    assert (answer.status, answer.body["code"]) == (400, "login_failed")
    await line.close()


async def test_an_old_client_may_name_no_host(server):
    line = await Line.open(server.client.port)
    await line.say(b"GET /health/live HTTP/1.0\r\n\r\n")
    assert (await line.answer()).status == 200
    assert await line.rest() == b""
    await line.close()


async def test_the_log_tells_junk_without_its_words(server, caplog):
    caplog.set_level(logging.INFO)
    secrets = [
        b"GET /ws/chat/1/?token=sesame HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 9_000 + b"\r\n\r\n",
        b"GET http://[/?token=sesame HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /ws/chat/1/?token=sesame" + b"x" * 9_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /ws/ HTTP/1.1\r\n" + HOST + b"Authorization: Bearer sesame\x00\r\n\r\n",
        LOG_IN + b"Transfer-Encoding: chunked\r\n\r\nsesame\r\n",
    ]
    for secret in secrets:
        line = await Line.open(server.client.port)
        await line.say(secret)
        assert (await line.answer()).status >= 400
        await line.close()
    told = [record for record in caplog.records if record.name.startswith("backend.rest")]
    assert len(told) >= len(secrets) - 1
    assert "sesame" not in caplog.text


@pytest.mark.parametrize("limits", [Limits(header_seconds=0.2)])
async def test_headers_that_never_end_are_not_waited_for(server):
    dumb, slow = await Line.open(server.client.port), await Line.open(server.client.port)
    begun = asyncio.get_running_loop().time()
    await slow.say(b"GET /api/ HTTP/1.1\r\n")
    for _ in range(3):
        await slow.say(b"X: x\r\n")
        await asyncio.sleep(0.05)
    assert await slow.rest() == await dumb.rest() == b""
    assert asyncio.get_running_loop().time() - begun < 2
    await slow.close()
    await dumb.close()


@pytest.mark.parametrize("limits", [Limits(header_seconds=0.2, keepalive_seconds=0.5)])
async def test_a_line_is_kept_between_requests_but_not_for_ever(server):
    line = await Line.open(server.client.port)
    for _ in range(3):
        await line.say(b"GET /api/ HTTP/1.1\r\n" + HOST + b"\r\n")
        assert (await line.answer()).status == 200
        await asyncio.sleep(0.25)
    await line.say(b"GET /api/ HT")
    assert await line.rest() == b""
    await line.close()


@pytest.mark.parametrize("limits", [Limits(body_seconds=0.2, linger_seconds=0.2)])
async def test_a_body_that_never_ends_is_not_waited_for(server):
    line = await Line.open(server.client.port)
    await line.say(LOG_IN + b"Content-Length: 100\r\n\r\n{")
    answer = await line.answer()
    assert (answer.status, answer.body["code"]) == (408, "timed_out")
    assert await line.rest() == b""
    await line.close()


@pytest.mark.parametrize("limits", [Limits(body_bytes=1_000, linger_seconds=0.3)])
async def test_an_endless_body_is_refused_and_then_cut_off(server):
    line = await Line.open(server.client.port)
    await line.say(LOG_IN + b"Transfer-Encoding: chunked\r\n\r\n")

    async def pour():
        while not line.reader.at_eof() and not line.writer.is_closing():
            await line.say(b"400\r\n" + b"x" * 1_024 + b"\r\n")
            await asyncio.sleep(0)

    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        pouring = tasks.create_task(pour())
        answer = await line.answer()
        assert (answer.status, answer.body["code"]) == (413, "too_large")
        assert await line.rest() == b""
        await pouring
    await line.close()


async def test_requests_in_one_breath_are_answered_in_order(server):
    line = await Line.open(server.client.port)
    await line.say(b"".join(b"GET /%d HTTP/1.1\r\n" % number + HOST + b"\r\n" for number in range(200)))
    for _ in range(200):
        assert (await line.answer()).status == 404
    await line.say(b"junk\r\n\r\n")
    assert (await line.answer()).status == 400
    assert await line.rest() == b""
    await line.close()
