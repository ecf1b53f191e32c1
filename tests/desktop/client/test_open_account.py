"""A cache that is broken costs neither the sign-in nor what is unsent, at a start and in use."""

import sqlite3
from contextlib import closing

import pytest

from backend.wire.live import MessageCreated
from backend.wire.rest import SEND_MESSAGE
from backend.wire.types import RoomId, Seq
from tests.helpers.client_core import connect, sign_in, until, welcome
from tests.helpers.examples import a_message, a_room, a_user
from tests.helpers.scripted_server import lost

ALICE, BOB = a_user(1, "Alice Doe"), a_user(2, "Bob")
ROOM = RoomId(7)


def _event(seq: int) -> MessageCreated:
    return MessageCreated(room=ROOM, seq=Seq(seq), message=a_message(7, seq, author=BOB))


def _error(words: str, code: int) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(words)
    error.sqlite_errorcode = code
    return error


def _corrupt() -> sqlite3.DatabaseError:
    return _error("database disk image is malformed", sqlite3.SQLITE_CORRUPT)


async def test_who_closes_the_window_before_the_first_welcome_is_signed_in_at_the_next_start(device, server):
    await sign_in(device, server)
    client = await device.restart()
    assert client.store.me == ALICE
    client.go_online()
    await welcome(client, server, a_room(7, [BOB]))
    assert client.store.rooms.get(ROOM) is not None


async def test_a_page_of_messages_that_broke_costs_neither_the_sign_in_nor_what_is_unsent(device, server):
    server.on(SEND_MESSAGE, lost)
    end = await connect(device, server, a_room(7, [BOB]))
    await end.send(*(_event(seq) for seq in range(1, 101)))
    await until(lambda: device.client.store.total_unread == 100)
    device.client.send(ROOM, "unsent")
    await device.close()
    path = device.folder / "1.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'messages'"
        (root,), (size,) = (connection.execute(sql).fetchone() for sql in (query, "PRAGMA page_size"))
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    client = await device.restart()
    assert client.store.me == ALICE
    assert [entry.content for entry in client.store.timelines.of(ROOM)] == ["unsent"]
    client.go_online()
    await welcome(client, server, a_room(7, [BOB], last=a_message(7, 100)))
    assert client.store.rooms.get(ROOM).last_seq == 100


async def test_a_cache_that_breaks_in_use_is_rebuilt_once(device, server):
    server.on(SEND_MESSAGE, lost)
    await connect(device, server, a_room(7, [BOB]))
    device.client.send(ROOM, "unsent")
    opened = device.client._opened
    before = opened.account
    with opened.mending():
        raise _corrupt()
    assert opened.account not in {None, before}
    assert [entry.content for entry in device.client.store.timelines.of(ROOM)] == ["unsent"]
    assert (device.folder / "1.sqlite3.broken").exists()
    await welcome(device.client, server, a_room(7, [BOB]))
    with pytest.raises(sqlite3.DatabaseError, match="malformed"), opened.mending():
        raise _corrupt()


async def test_what_fails_for_another_reason_is_no_broken_cache(device, server):
    await connect(device, server, a_room(7, [BOB]))
    opened = device.client._opened
    before = opened.account
    with pytest.raises(sqlite3.DatabaseError, match="full"), opened.mending():
        raise _error("database or disk is full", sqlite3.SQLITE_FULL)
    assert opened.account is before


async def test_an_account_that_was_left_meanwhile_is_nobody_s_trouble(device, server):
    await connect(device, server, a_room(7, [BOB]))
    opened = device.client._opened
    with opened.mending():
        opened.put_away()
        raise _corrupt()
    assert opened.account is None
    assert not (device.folder / "1.sqlite3.broken").exists()
