"""The second start and the first, over a real socket; strangers, corpses and late ones included."""

import asyncio
import contextlib
import json
import os
import socket
import stat

import pytest

from desktop.system.single_instance import FirstInstance, call_first


async def call(profile, link=""):
    return await asyncio.to_thread(call_first, profile, link=link)


@pytest.fixture
async def calls(tmp_path):
    heard = []
    first = FirstInstance(tmp_path, heard.append)
    await first.listen()
    yield heard
    await first.close()
    assert not (tmp_path / "window.json").exists()


async def test_a_second_start_is_heard_with_what_it_brings(tmp_path, calls, monkeypatch):
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "from-the-launcher")
    assert await call(tmp_path)
    assert [heard.activation_token for heard in calls] == ["from-the-launcher"]


async def test_an_invite_arrives_whole_and_shows_itself_to_no_log(tmp_path, calls):
    link = "minichat://join/10.0.0.5:8001/1-secret"
    assert await call(tmp_path, link)
    assert [heard.link for heard in calls] == [link]
    assert "secret" not in repr(calls)


async def test_a_link_beyond_all_measure_is_cut_here_and_refused_there(tmp_path, calls):
    assert await call(tmp_path, "x" * 5_000)
    place = json.loads((tmp_path / "window.json").read_text())
    reader, writer = await asyncio.open_connection("127.0.0.1", place["port"])
    writer.write(json.dumps({"key": place["key"], "link": "x" * 5_000}).encode() + b"\n")
    assert await reader.read() == b""
    writer.close()
    assert [len(heard.link) for heard in calls] == [600]


async def test_only_the_same_person_can_read_the_key(tmp_path, calls):
    assert stat.S_IMODE((tmp_path / "window.json").stat().st_mode) == 0o600


async def test_bytes_that_are_no_text_keep_nobody_from_being_heard(tmp_path, calls, monkeypatch):
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "\udcff1")
    assert await call(tmp_path, "minichat://join/\udcff")
    assert [(heard.activation_token, heard.link) for heard in calls] == [("?1", "minichat://join/?")]


JUNK = [
    b"",
    b"GET / HTTP/1.1\r\n\r\n",
    b'{"key": "guess"}\n',
    b'{"key": "\xff"}\n',
    b'{"a":' + b"[" * 9_000 + b"\n",
    b"x" * 100_000,
]


@pytest.mark.parametrize("words", JUNK)
async def test_a_stranger_on_the_port_raises_nothing(tmp_path, calls, words):
    broken = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: broken.append(context))
    port = json.loads((tmp_path / "window.json").read_text())["port"]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(words)
    writer.write_eof()
    with contextlib.suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()
    assert (calls, broken) == ([], [])
    assert await call(tmp_path)


async def test_a_first_one_that_is_just_starting_is_waited_for(tmp_path):
    heard = []
    first = FirstInstance(tmp_path, heard.append)
    calling = asyncio.gather(call(tmp_path))
    await asyncio.sleep(0.2)
    await first.listen()
    assert await calling == [True]
    await first.close()
    assert len(heard) == 1


def test_a_corpse_answers_nothing(tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    place = {"port": port, "key": "k", "pid": os.getpid()}
    (tmp_path / "window.json").write_text(json.dumps(place))
    assert not call_first(tmp_path, 0.2)
    (tmp_path / "window.json").write_text("no json")
    assert not call_first(tmp_path, 0.2)
