import asyncio
import os

import pytest

from backend.wire.answers import Nothing, Notice
from backend.wire.rest import LOG_OUT, Endpoint
from desktop.client.api import LARGEST_PICTURE_BYTES
from desktop.client.pictures import AT_ONCE, Pictures
from tests.helpers.client_core import connect
from tests.helpers.scripted_server import fault, held, lost, raw

PATH = "/avatars/abc.webp"
PICTURE = Endpoint("GET", PATH, Nothing)


def _at(path: str) -> Endpoint:
    return Endpoint("GET", path, Nothing)


@pytest.fixture
async def client(device, server):
    await connect(device, server)
    return device.client


async def test_a_picture_is_asked_for_once_and_then_lies_here(client, device, server):
    server.on(PICTURE, raw(200, b"pixels"))
    assert [await client.picture(PATH) for _ in range(2)] == [b"pixels"] * 2
    assert await client.picture(server.address + PATH) == b"pixels"
    [call] = server.calls_of(PICTURE)
    assert call.token == "", "a picture is for everybody: the token goes nowhere"
    await device.restart()
    server.on(PICTURE, lost)
    assert await device.client.picture(PATH) == b"pixels"


async def test_wishes_at_the_same_time_are_one_request(client, server):
    gate = asyncio.Event()
    server.on(PICTURE, held(gate, raw(200, b"pixels")))
    async with asyncio.TaskGroup() as tasks:
        asked = [tasks.create_task(client.picture(PATH)) for _ in range(5)]
        await asyncio.sleep(0.05)
        gate.set()
    assert [task.result() for task in asked] == [b"pixels"] * 5
    assert len(server.calls_of(PICTURE)) == 1


async def test_few_are_asked_for_at_once(client, server):
    gate, paths = asyncio.Event(), [f"/avatars/{number}.webp" for number in range(AT_ONCE + 3)]
    for path in paths:
        server.on(_at(path), held(gate, raw(200, path.encode())))
    before = len(server.calls)
    async with asyncio.TaskGroup() as tasks:
        asked = [tasks.create_task(client.picture(path)) for path in paths]
        await asyncio.sleep(0.2)
        assert len(server.calls) - before == AT_ONCE
        gate.set()
    assert [task.result() for task in asked] == [path.encode() for path in paths]


@pytest.mark.parametrize(
    "answer",
    [
        raw(404),
        raw(302, Location="http://127.0.0.1:1/elsewhere"),
        raw(401),
        raw(200, b"x" * (LARGEST_PICTURE_BYTES + 1)),
    ],
    ids=["missing", "redirect", "refused", "too large"],
)
async def test_what_is_no_picture_is_not_asked_for_again(client, server, answer):
    server.on(PICTURE, answer)
    assert [await client.picture(PATH) for _ in range(2)] == [None, None]
    assert len(server.calls_of(PICTURE)) == 1


@pytest.mark.parametrize("answer", [lost, fault(503, "overloaded", retryable=True)])
async def test_after_trouble_one_may_ask_again(client, server, answer):
    server.on(PICTURE, answer, answer, raw(200, b"pixels"))
    assert await client.picture(PATH) is None
    while (picture := await client.picture(PATH)) is None:
        pass
    assert picture == b"pixels"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "relative.webp",
        "http://[/",
        "http://elsewhere.example/a.webp",
        "//elsewhere.example/a.webp",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:image/png;base64,AA",
        "/avatars/generated.svg",
    ],
)
async def test_nothing_is_asked_of_anybody_else_nor_what_one_draws_oneself(client, server, address):
    before = len(server.calls)
    assert await client.picture(address) is None
    assert len(server.calls) == before


async def test_the_longest_unused_ones_make_room(client, server, tmp_path):
    pictures = Pictures(client._api, tmp_path / "pictures", kept_bytes=250)
    for number, name in enumerate("abc"):
        server.on(_at(f"/{name}.webp"), raw(200, name.encode() * 100))
        await pictures.read(f"/{name}.webp")
        for path in (tmp_path / "pictures").iterdir():
            facts = path.stat()
            os.utime(path, (facts.st_atime - 10, facts.st_mtime - 10))
        if number == 1:
            await pictures.read("/a.webp")
    asked = len(server.calls)
    assert await pictures.read("/a.webp") == b"a" * 100
    assert await pictures.read("/c.webp") == b"c" * 100
    assert len(server.calls) == asked
    assert await pictures.read("/b.webp") == b"b" * 100
    assert len(server.calls) == asked + 1


async def test_a_disk_that_takes_nothing_costs_only_the_next_request(client, server, tmp_path):
    (tmp_path / "pictures").write_text("in the way")
    server.on(PICTURE, raw(200, b"pixels"))
    pictures = Pictures(client._api, tmp_path / "pictures")
    assert [await pictures.read(PATH) for _ in range(2)] == [b"pixels"] * 2
    assert len(server.calls_of(PICTURE)) == 2


async def test_signing_out_leaves_none_behind(client, device, server):
    server.on(PICTURE, raw(200, b"pixels"))
    server.on(LOG_OUT, Notice(message="bye"))
    await client.picture(PATH)
    assert list(device.folder.glob("*.pictures/*"))
    await client.log_out()
    assert list(device.folder.glob("*.pictures")) == []
    assert await client.picture(PATH) is None
