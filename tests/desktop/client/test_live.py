import asyncio
import logging
import sqlite3

import msgspec
import pytest

from backend.wire import codec
from backend.wire.answers import Tokens
from backend.wire.live import (
    CloseCode,
    PresenceChanged,
    RoomCreated,
    SessionEnded,
    Trouble,
    WelcomePage,
)
from backend.wire.rest import REFRESH_TOKEN
from backend.wire.types import UserId
from desktop.client import live
from desktop.client.cache import Cache
from desktop.client.errors import Stopped
from desktop.client.state.changes import Connection, ConnectionChanged, RoomAdded, RoomsReset, SignedOut
from tests.helpers.client_core import Device, Patient, SetClock, connect, record, sign_in, until, welcome
from tests.helpers.examples import a_contact, a_room, a_user
from tests.helpers.scripted_server import a_welcome, fault, lost, raw

BOB = a_user(2, "Bob")
ROOM = a_room(7, [BOB])
EXPIRED = fault(401, "token_invalid")
SECOND = Tokens(access="access-2", refresh="refresh-2")


def _connections(changes):
    return [change.connection for change in changes if isinstance(change, ConnectionChanged)]


async def test_it_authenticates_and_is_online_with_the_welcome(device, server):
    client = await sign_in(device, server)
    changes = record(client)
    client.go_online()
    client.go_online()
    end = await server.next_live()
    assert end.headers["Authorization"] == "Bearer access-1"
    assert _connections(changes) == [Connection.CONNECTING]
    await end.send(a_welcome(ROOM))
    await until(lambda: client.connection is Connection.ONLINE)
    assert client.store.rooms.get(7) is not None
    assert server.live.empty(), "one device, one socket"


@pytest.mark.parametrize(
    "code", [CloseCode.RESTART, CloseCode.SLOW, CloseCode.OUR_BUG, CloseCode.RATE, CloseCode.BYE]
)
async def test_whatever_closes_it_it_comes_back(device, server, code):
    end = await connect(device, server, ROOM)
    changes = record(device.client)
    await end.close(code)
    await welcome(device.client, server, ROOM)
    assert _connections(changes) == [Connection.OFFLINE, Connection.CONNECTING, Connection.ONLINE]


async def test_a_server_that_its_host_stopped_is_remembered_as_such_until_it_is_back(device, server):
    end = await connect(device, server, ROOM)
    client = device.client
    server.on_handshake(lost, lost, lost)
    await end.close(CloseCode.STOPPED)
    await until(lambda: isinstance(client.trouble, Stopped))
    back = await server.next_live()
    assert isinstance(client.trouble, Stopped), "that nobody answers meanwhile is no news"
    await back.send(a_welcome(ROOM))
    await until(lambda: client.connection is Connection.ONLINE)
    assert client.trouble is None


async def test_while_it_waits_it_says_until_when(device, server, tmp_path):
    clock = SetClock()
    waiting = Device(server.address, tmp_path / "waiting", clock)
    client = await sign_in(waiting, server)
    server.on_handshake(raw(503, Retry_After="30"))
    told = []
    client.store.changes.subscribe(lambda change: told.append((change, client.retry_at)))
    client.go_online()
    await until(lambda: client.retry_at is not None)
    assert client.retry_at == pytest.approx(clock.monotonic() + 30, abs=0.1)
    assert told[-1][1] == client.retry_at, "who hears of it can show the time at once"
    await waiting.close()
    assert client.retry_at is None


@pytest.mark.parametrize(
    "refusal",
    [raw(404, b"nginx"), raw(429, b"", Retry_After="0.01"), raw(500), raw(200, b"<html>portal</html>")],
)
async def test_whatever_refuses_it_is_asked_again(device, server, refusal):
    server.on_handshake(refusal, refusal)
    client = await sign_in(device, server)
    client.go_online()
    await welcome(client, server, ROOM)


async def test_an_old_access_token_is_renewed_on_the_way(device, server):
    server.on_handshake(EXPIRED)
    server.on(REFRESH_TOKEN, SECOND)
    client = await sign_in(device, server)
    client.go_online()
    end = await welcome(client, server, ROOM)
    assert end.headers["Authorization"] == "Bearer access-2"
    assert device.vault.load().refresh == "refresh-2"


async def test_closed_for_its_token_s_sake_it_renews_it_and_comes_back(device, server):
    server.on(REFRESH_TOKEN, SECOND)
    end = await connect(device, server, ROOM)
    await end.close(CloseCode.AUTHENTICATION)
    end = await welcome(device.client, server, ROOM)
    assert end.headers["Authorization"] == "Bearer access-2"


async def test_closed_for_good_it_signs_out(device, server):
    server.on(REFRESH_TOKEN, EXPIRED)
    end = await connect(device, server, ROOM)
    changes = record(device.client)
    await end.close(CloseCode.AUTHENTICATION)
    await until(lambda: SignedOut("token_invalid") in changes)
    assert device.client.connection is Connection.SIGNED_OUT
    assert device.vault.load() is None


async def test_told_that_the_session_ended_it_signs_out_and_does_not_come_back(device, server):
    end = await connect(device, server, ROOM)
    changes = record(device.client)
    await end.send(SessionEnded(reason="password_changed"))
    await until(lambda: SignedOut("password_changed") in changes)
    await asyncio.wait_for(end.closed.wait(), 5)
    await asyncio.sleep(0.1)
    assert server.live.empty()
    assert device.client.store.me is None


async def test_signals_go_up_while_it_is_connected_and_are_worth_nothing_otherwise(device, server):
    end = await connect(device, server, ROOM)
    device.client.report_activity()
    device.client.report_activity()
    assert await asyncio.wait_for(end.frames.get(), 5) == {"type": "activity"}
    device.client.set_typing(7, True)
    assert (await asyncio.wait_for(end.frames.get(), 5))["type"] == "typing"
    client = await device.restart()
    client.set_typing(7, True)
    client.report_activity()


async def test_what_it_does_not_know_it_passes_over(device, server):
    end = await connect(device, server, ROOM)
    await end.send(
        codec.encode({"type": "reaction_added", "emoji": "👍"}),
        Trouble(code="bad_frame", message="what?"),
        PresenceChanged(user=UserId(99), is_online=True, last_seen=None),
    )
    await end.close()
    await welcome(device.client, server, ROOM)


@pytest.mark.parametrize("frame", [b"junk", b"[]", b'{"type": "presence_changed", "user": "x"}', b"\xff"])
async def test_a_frame_that_no_server_should_send_makes_it_start_over(device, server, frame):
    end = await connect(device, server, ROOM)
    await end.send(frame)
    await welcome(device.client, server, ROOM)


async def test_another_protocol_is_not_guessed_at(device, server):
    client = await sign_in(device, server)
    client.go_online()
    end = await server.next_live()
    await end.send(a_welcome(ROOM, protocol=2))
    await welcome(client, server, ROOM)


async def test_a_server_that_never_says_welcome_is_given_up(device, server, monkeypatch):
    monkeypatch.setattr(live, "WELCOME_SECONDS", 0.05)
    client = await sign_in(device, server)
    client.go_online()
    await server.next_live()
    await welcome(client, server, ROOM)
    await asyncio.sleep(0.1)
    assert client.connection is Connection.ONLINE, "the deadline is for the welcome alone"


async def test_a_bug_of_ours_is_reported_and_the_state_loaded_anew(device, server, caplog):
    end = await connect(device, server, ROOM)
    bugs = [LookupError("a bug in a model")]

    def show(change):
        if bugs and isinstance(change, RoomAdded):
            raise bugs.pop()

    device.client.store.changes.subscribe(show)
    await end.send(RoomCreated(room=a_room(8, [BOB]), people=[]))
    await welcome(device.client, server, ROOM, a_room(8, [BOB]))
    assert "LookupError: a bug in a model" in caplog.text
    assert device.client.store.rooms.get(8) is not None
    caplog.clear()


async def test_a_disk_that_takes_nothing_is_no_bug_and_is_tried_again(device, server, caplog, monkeypatch):
    def fill_the_disk(*_):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    end = await connect(device, server, ROOM)
    with monkeypatch.context() as full:
        full.setattr(Cache, "add_room", fill_the_disk)
        await end.send(RoomCreated(room=a_room(8, [BOB]), people=[]))
        await until(lambda: device.client.connection is Connection.OFFLINE)
        assert isinstance(device.client.trouble, sqlite3.OperationalError)
    await welcome(device.client, server, ROOM, a_room(8, [BOB]))
    assert device.client.trouble is None
    assert "Traceback" not in caplog.text


async def test_after_sleep_it_reconnects_at_once(server, tmp_path, monkeypatch, caplog):
    """The wall clock went on while the other one stood."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(live, "WATCH_SECONDS", 0.05)
    clock = SetClock()
    device = Device(server.address, tmp_path / "device", clock)
    await connect(device, server, ROOM)
    await asyncio.sleep(0.15)
    assert server.live.empty(), "nobody slept"
    awake = clock.awake
    clock.pass_time(3_600)
    clock.awake = awake
    await welcome(device.client, server, ROOM)
    assert "the machine slept for 3600 s" in caplog.text
    await device.close()


@pytest.mark.parametrize("wait", ["inf", "nan", "99999999", "60"])
async def test_whatever_wait_it_was_asked_for_a_person_who_tries_now_is_obeyed(device, server, wait):
    client = await sign_in(device, server)
    server.on_handshake(raw(503, Retry_After=wait))
    client.go_online()
    await until(lambda: client.connection is Connection.OFFLINE and client.retry_at is not None)
    client.woke_up()
    await welcome(client, server, ROOM)


async def test_woken_while_it_waits_it_tries_at_once(server, tmp_path):
    device = Device(server.address, tmp_path / "device", rng=Patient())
    client = await sign_in(device, server)
    server.on_handshake(raw(502))
    client.go_online()
    await until(lambda: client.retry_at is not None)
    client.woke_up()
    await welcome(client, server, ROOM)
    client.woke_up()
    client.woke_up()
    await welcome(client, server, ROOM)
    await device.close()


async def hang(client):
    """The next try to connect meets somebody who takes connections and says nothing."""
    taken = asyncio.Event()

    async def take(reader, writer):
        taken.set()
        await reader.read()
        writer.close()

    hole = await asyncio.start_server(take, "127.0.0.1", 0)
    client.set_address(f"http://127.0.0.1:{hole.sockets[0].getsockname()[1]}")
    client.go_online()
    await asyncio.wait_for(taken.wait(), 5)
    hole.close()


async def test_woken_while_it_connects_it_begins_anew(server, tmp_path):
    device = Device(server.address, tmp_path / "device", rng=Patient())
    client = await sign_in(device, server)
    await hang(client)
    client.set_address(server.address)
    await welcome(client, server, ROOM)
    await device.close()


async def test_who_looks_again_and_again_cuts_no_young_try_short(server, tmp_path):
    clock = SetClock()
    device = Device(server.address, tmp_path / "device", clock, rng=Patient())
    client = await sign_in(device, server)
    client.hurry()
    client.go_online()
    end = await server.next_live()
    clock.pass_time(live.PATIENCE_SECONDS - 0.1)
    client.hurry()
    await end.send(a_welcome(ROOM))
    await until(lambda: client.connection is Connection.ONLINE)
    clock.pass_time(60)
    client.hurry()
    await asyncio.sleep(0.05)
    assert client.connection is Connection.ONLINE
    server.on_handshake(raw(502))
    await end.close()
    await until(lambda: client.retry_at is not None)
    client.hurry()
    await server.next_live()
    clock.pass_time(live.PATIENCE_SECONDS)
    client.hurry()
    await welcome(client, server, ROOM)
    await device.close()


async def test_a_welcome_in_pages_is_taken_as_a_whole(device, server):
    client = await sign_in(device, server)
    changes = record(client)
    client.go_online()
    end = await server.next_live()
    rooms = [a_room(number, [BOB]) for number in (7, 8, 9)]
    people = [a_contact(2, "Bob")]
    await end.send(
        msgspec.structs.replace(a_welcome(rooms[0]), has_more=True),
        WelcomePage(rooms=[rooms[1]], people=people, has_more=True),
    )
    await asyncio.sleep(0.05)
    assert (client.store.rooms.ordered(), client.connection) == ([], Connection.CONNECTING)
    await end.send(
        WelcomePage(rooms=[rooms[2]], people=[], has_more=False),
        RoomCreated(room=a_room(4, [BOB]), people=[]),
    )
    await until(lambda: client.store.rooms.get(4) is not None)
    assert {room.room_id for room in client.store.rooms.ordered()} == {4, 7, 8, 9}
    assert client.store.people.get(UserId(2)) is not None
    assert [change for change in changes if isinstance(change, RoomsReset | RoomAdded)] == [
        RoomsReset(),
        RoomAdded(4),
    ]
    assert client.connection is Connection.ONLINE


async def test_a_welcome_that_broke_off_is_begun_anew(device, server):
    client = await sign_in(device, server)
    client.go_online()
    end = await server.next_live()
    await end.send(msgspec.structs.replace(a_welcome(a_room(8, [BOB])), has_more=True))
    await end.close()
    end = await welcome(client, server, ROOM)
    assert [room.room_id for room in client.store.rooms.ordered()] == [7]
    await end.send(WelcomePage(rooms=[], people=[], has_more=False))
    await welcome(client, server, ROOM)
