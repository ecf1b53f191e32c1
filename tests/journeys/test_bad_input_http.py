"""Junk, floods and sloth against the running program: refused, felt by nobody else, and quiet in the log."""

import asyncio
import re
import struct
import time
import uuid
from contextlib import AsyncExitStack, suppress
from random import Random

import aiohttp
import pytest

from tests.helpers.people import PASSWORD, Person, chat_frame, register, visit
from tests.helpers.raw import Line
from tests.helpers.servers import ServerProcess

TEXT, BINARY, CLOSE, PING = 0x1, 0x2, 0x8, 0x9
QUICK_SECONDS = 1.0


@pytest.fixture
def server(tmp_path, monkeypatch):
    for name, value in {"HEADER_SECONDS": "1", "FRAME_BYTES": "4096", "AUTHENTICATION_SECONDS": "3"}.items():
        monkeypatch.setenv(f"MINICHAT_LIMIT_{name}", value)
    monkeypatch.setenv("MINICHAT_LOG_LEVEL", "DEBUG")
    with ServerProcess(tmp_path / "data", "--limits", "on") as server:
        yield server


@pytest.fixture
def log(tmp_path):
    """What stands in the server's log by now."""
    return (tmp_path / "data.log").read_text


def frame(opcode: int, payload: bytes = b"", *, first: int = 0x80, says: int | None = None) -> bytes:
    """A client's frame; `first` are the bits beside the opcode, `says` the length that it claims."""
    size = len(payload) if says is None else says
    length = struct.pack("!B", 0x80 | size) if size < 126 else struct.pack("!BQ", 0x80 | 127, size)
    return bytes([first | opcode]) + length + b"\0\0\0\0" + payload


JUNK_FRAMES = {
    "an opcode of its own": (frame(0x3, b"x"), 1002),
    "a control opcode of its own": (frame(0xB, b"x"), 1002),
    "a bit of no extension": (frame(TEXT, b"{}", first=0xC0), 1002),
    "half a ping": (frame(PING, first=0), 1002),
    "a long ping": (frame(PING, b"x" * 126), 1002),
    "more of nothing": (frame(0x0, b"x"), 1002),
    "a text in a text": (frame(TEXT, b"{", first=0) + frame(TEXT, b"}"), 1002),
    "a close of one byte": (frame(CLOSE, b"x"), 1002),
    "a close with no code": (frame(CLOSE, struct.pack("!H", 999)), 1002),
    "a close of bytes": (frame(CLOSE, struct.pack("!H", 1000) + b"\xff\xff"), 1007),
    "a giant": (frame(TEXT, b"{", says=2**40), 1009),
    "the greatest": (frame(TEXT, b"{", says=2**63 - 1), 1009),
    "a giant in pieces": (frame(TEXT, b"x" * 4_000, first=0) + frame(0x0, b"x" * 4_000, first=0), 1009),
}


async def open_raw(server: ServerProcess, person: Person) -> Line:
    """A socket of which every byte is ours."""
    line = await Line.open(server.port)
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    await line.say(request("GET /ws/", f"Authorization: Bearer {person.token}", key, *HANDSHAKE))
    assert (await line.answer()).status == 101
    opcode, _ = await read_frame(line)
    assert opcode == TEXT
    return line


async def read_frame(line: Line) -> tuple[int, bytes]:
    """The opcode and the payload of the next frame of the server."""
    first, size = await line.reader.readexactly(2)
    if size == 126:
        (size,) = struct.unpack("!H", await line.reader.readexactly(2))
    elif size == 127:
        (size,) = struct.unpack("!Q", await line.reader.readexactly(8))
    return first & 0x0F, await line.reader.readexactly(size)


async def test_junk_frames_end_their_own_socket_and_no_other(server, log):
    async with visit(server) as http:
        alice, bob = await register(http, "alice"), await register(http, "bob")
        room = await alice.direct_room(bob)
        async with bob.open_device() as device:
            assert (await device.receive_json())["type"] == "welcome"
            for name, (junk, code) in JUNK_FRAMES.items():
                line = await open_raw(server, alice)
                await line.say(junk)
                async with asyncio.timeout(5):
                    opcode, payload = await read_frame(line)
                    assert opcode == CLOSE, name
                    assert struct.unpack("!H", payload[:2]) == (code,), name
                    await line.say(frame(CLOSE, payload[:2]))
                    assert await line.rest() == b"", name
                await line.close()
            await alice.send(room, "still there?", str(uuid.uuid4()))
            async with asyncio.timeout(5):
                while (heard := await device.receive_json())["type"] != "message_created":
                    pass
            assert heard["message"]["content"] == "still there?"
    assert "Traceback" not in log()


async def test_frames_of_wrong_kinds_are_told_and_the_socket_goes_on(server):
    wrong = [
        frame(BINARY, b'{"type": "activity"}'),
        frame(TEXT, b"\xff\xfe"),
        frame(TEXT),
        frame(TEXT, b"[" * 4_000),
    ]
    async with visit(server) as http:
        alice = await register(http, "alice")
        line = await open_raw(server, alice)
        for junk in wrong:
            await line.say(junk)
            opcode, payload = await read_frame(line)
            assert (opcode, b'"type":"error"' in payload) == (TEXT, True)
        await line.say(frame(PING, b"there?"))
        assert await read_frame(line) == (0xA, b"there?")
        await line.close()


async def test_a_flood_of_strangers_takes_nobodys_place(server):
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(visit(server, connections=400))
        alice = await register(http, "alice")

        async def knock() -> int:
            try:
                await stack.enter_async_context(http.ws_connect("/ws/"))
            except aiohttp.WSServerHandshakeError as error:
                return error.status
            return 101

        answers = await asyncio.gather(*[knock() for _ in range(200)])
        assert answers.count(101) == 50
        assert answers.count(429) == 150
        begun = time.monotonic()
        device = await stack.enter_async_context(alice.open_device())
        assert (await device.receive_json())["type"] == "welcome"
        assert time.monotonic() - begun < QUICK_SECONDS


async def test_a_crowd_that_never_ends_its_requests_delays_nobody_and_is_sent_away(server):
    crowd = [await Line.open(server.port) for _ in range(300)]
    for line in crowd:
        await line.say(b"POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    async with visit(server) as http:
        begun = time.monotonic()
        await register(http, "alice")
        assert time.monotonic() - begun < QUICK_SECONDS
    async with asyncio.timeout(5):
        assert set(await asyncio.gather(*[line.rest() for line in crowd])) == {b""}
    for line in crowd:
        await line.close()


HANDSHAKE = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
BEARER = "Authorization: Bearer TOKEN"


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    """An HTTP request."""
    head = (f"{line} HTTP/1.1", "Host: x:80", *headers, "", "")
    return "\r\n".join(head).encode() + body


REQUESTS = [
    request("GET /api/auth/me/", BEARER),
    request("GET /api/chat/messages/?room=1&limit=5&at=2026", BEARER),
    request("GET /avatars/abc.svg", "Accept-Language: ru;q=0.5, en", "Content-Encoding: gzip"),
    request("POST /api/chat/rooms/", BEARER, "Content-Length: 12", body=b'{"name":"a"}'),
    request(
        "POST /api/auth/login/",
        "Transfer-Encoding: chunked",
        "Expect: 100-continue",
        body=b"2\r\n{}\r\n0\r\nX: y\r\n\r\n",
    ),
    request(
        "OPTIONS /api/",
        "Origin: http://localhost:3000",
        "Access-Control-Request-Method: PUT",
        "Forwarded: for=192.0.2.1;proto=https",
        "X-Forwarded-For: 192.0.2.1, [::1]:3",
    ),
    request(
        "GET /ws/",
        BEARER,
        "Origin: http://x:80",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *HANDSHAKE,
        body=frame(TEXT, b"{}"),
    ),
]
PIECES = [
    b"\0",
    b"\xff",
    b"\r\n",
    b"\r\n\r\n",
    b"%00",
    b"%ff",
    b"9" * 20,
    b"-1",
    b":",
    b"chunked",
    b"[",
    b"http://",
    b"//",
    b"*",
]


def spoil(sound: bytes, random: Random) -> bytes:
    """The request with a few of its bytes changed, added, taken away or repeated."""
    spoiled = bytearray(sound)
    for _ in range(random.randint(1, 4)):
        at, other = random.randrange(len(spoiled)), random.randrange(len(spoiled))
        match random.choice(["change", "add", "take", "repeat"]):
            case "change":
                spoiled[at] = random.randrange(256)
            case "add":
                spoiled[at:at] = random.choice(PIECES)
            case "take":
                del spoiled[at : at + random.randint(1, 8)]
            case "repeat":
                spoiled[at:at] = spoiled[other : other + 60]
    return bytes(spoiled)


async def test_no_spoiled_request_is_our_fault(server, log):
    random = Random(20261123)
    async with visit(server) as http:
        token = (await register(http, "alice")).token.encode()

    async def send(data: bytes) -> list[bytes]:
        line = await Line.open(server.port)
        await line.say(data)
        answer = b""
        with suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(0.5):
                answer = await line.reader.read(65_536)
        await line.close()
        return re.findall(rb"HTTP/1\.[01] (\d\d\d)", answer)

    for _ in range(20):
        spoiled = [spoil(random.choice(REQUESTS).replace(b"TOKEN", token), random) for _ in range(50)]
        for data, statuses in zip(spoiled, await asyncio.gather(*map(send, spoiled)), strict=True):
            assert not [status for status in statuses if status >= b"500"], data
    assert "Traceback" not in log()


async def test_the_log_of_a_busy_session_holds_no_secrets(server, log):
    secret = "the very words that nobody else may read"
    async with visit(server) as http:
        alice, bob = await register(http, "alice"), await register(http, "bob")
        room = await alice.direct_room(bob)
        for password in (PASSWORD, "a wrong but telling guess"):
            login = {"username": "alice", "password": password}
            async with http.post("/api/auth/login/", json=login) as answer:
                tokens = (await answer.json()).get("tokens", {})
        async with alice.open_room(room) as ws:
            await ws.send_json(chat_frame(secret, str(uuid.uuid4())))
            await ws.send_str(f'{{"message": "{secret}"')
            await ws.receive()
        assert (await alice.send(room, secret, str(uuid.uuid4())))[0] == 201
        async with http.post("/api/auth/login/", data=f'{{"password": "{PASSWORD}"'.encode()) as answer:
            assert answer.status == 400
        for target in (f"/ws/chat/{room}/", f"http://[/{room}"):
            line = await Line.open(server.port)
            await line.say(
                f"GET {target}?token={alice.token} HTTP/1.1\r\nHost: x\r\nX: {'x' * 9_000}\r\n\r\n".encode()
            )
            assert (await line.answer()).status >= 400
            await line.close()
    assert server.stop() == 0
    told = log()
    assert "can't be understood" in told
    found = [
        word
        for word in (alice.token, bob.token, PASSWORD, "telling guess", secret, "?token=e")
        if word in told
    ]
    assert found == []
    assert not re.search(r"eyJ\w+", told)
    assert tokens == {}
