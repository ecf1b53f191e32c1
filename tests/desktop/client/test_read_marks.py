import asyncio

import pytest

from backend.wire.answers import ReadState
from backend.wire.live import ReadMarkMoved
from backend.wire.rest import MARK_READ, REFRESH_TOKEN
from backend.wire.types import RoomId, Seq
from desktop.client.state.changes import Connection
from tests.helpers.client_core import connect, until, welcome
from tests.helpers.examples import a_message, a_room, a_user
from tests.helpers.scripted_server import fault, held, lost, ok

ROOM = RoomId(7)
BOB = a_user(2, "Bob")


def _room(read_seq: int = 0, unread: int = 9):
    return a_room(7, [BOB], last=a_message(7, 9), read_seq=read_seq, unread=unread)


def _state(read_seq: int, last_seq: int = 9):
    return ok(
        ReadState(room=ROOM, read_seq=Seq(read_seq), unread_count=last_seq - read_seq, last_seq=Seq(last_seq))
    )


def _marks(server):
    return [call.body["seq"] for call in server.calls_of(MARK_READ, room_id=7)]


async def test_the_count_is_the_server_s_answer(device, server):
    server.on(MARK_READ, _state(4), room_id=7)
    await connect(device, server, _room())
    device.client.mark_read(ROOM, Seq(4))
    assert device.client.store.rooms.get(ROOM).unread_count == 9, "clients never count for themselves"
    await until(lambda: device.client.store.rooms.get(ROOM).unread_count == 5)
    client = await device.restart()
    assert (client.store.rooms.get(ROOM).unread_count, client.store.rooms.get(ROOM).read_seq) == (5, 4)


async def test_while_one_is_under_way_only_the_highest_of_the_next_goes(device, server):
    gate = asyncio.Event()
    server.on(MARK_READ, held(gate, _state(2)), _state(8), room_id=7)
    await connect(device, server, _room())
    device.client.mark_read(ROOM, Seq(2))
    await until(lambda: _marks(server) == [2])
    for seq in (3, 8, 5):
        device.client.mark_read(ROOM, Seq(seq))
    gate.set()
    await until(lambda: device.client.store.rooms.get(ROOM).read_seq == 8)
    assert _marks(server) == [2, 8]


async def test_what_is_read_already_is_not_reported(device, server):
    await connect(device, server, _room(read_seq=5, unread=4))
    device.client.mark_read(ROOM, Seq(5))
    device.client.mark_read(RoomId(99), Seq(5))
    await asyncio.sleep(0.05)
    assert server.calls_of(MARK_READ, room_id=7) == []


@pytest.mark.parametrize("trouble", [lost, fault(503, "overloaded", retryable=True)])
async def test_it_is_reported_until_it_is_known(device, server, trouble):
    server.on(MARK_READ, trouble, trouble, _state(4), room_id=7)
    await connect(device, server, _room())
    device.client.mark_read(ROOM, Seq(4))
    await until(lambda: device.client.store.rooms.get(ROOM).read_seq == 4)


async def test_a_refusal_is_not_argued_with(device, server):
    server.on(MARK_READ, fault(404, "no_such_room"), _state(5), room_id=7)
    await connect(device, server, _room())
    device.client.mark_read(ROOM, Seq(4))
    await until(lambda: _marks(server) == [4])
    await asyncio.sleep(0.05)
    assert _marks(server) == [4]
    device.client.mark_read(ROOM, Seq(5))
    await until(lambda: device.client.store.rooms.get(ROOM).read_seq == 5)


async def test_the_end_of_the_session_ends_it_quietly(device, server):
    server.on(MARK_READ, fault(401, "token_invalid"), room_id=7)
    server.on(REFRESH_TOKEN, fault(401, "token_invalid"))
    await connect(device, server, _room())
    device.client.mark_read(ROOM, Seq(4))
    await until(lambda: device.client.connection is Connection.SIGNED_OUT)


async def test_a_mark_of_another_device_is_kept_too(device, server):
    end = await connect(device, server, _room())
    await end.send(
        ReadMarkMoved(room=ROOM, user=a_user(1).id, read_seq=Seq(9), unread_count=0, last_seq=Seq(9)),
        ReadMarkMoved(room=RoomId(99), user=a_user(1).id, read_seq=Seq(9), unread_count=0, last_seq=Seq(9)),
    )
    await until(lambda: device.client.store.total_unread == 0)
    client = await device.restart()
    assert client.store.total_unread == 0
    client.go_online()
    await welcome(client, server, _room(read_seq=9, unread=0))
