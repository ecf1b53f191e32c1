"""A server that means harm, or is broken: the client core stays up and shows nothing odd."""

import asyncio
import contextlib
from datetime import UTC, datetime

import pytest
from aiohttp import web
from msgspec.structs import replace

from backend.wire import codec
from backend.wire.live import MessageCreated, RoomChanged, WelcomePage
from backend.wire.rest import GET_EVENTS, LIST_MESSAGES
from backend.wire.types import Preferences, RoomId, Seq
from desktop.client import transport
from desktop.client.errors import ServerFailed, Unreachable
from desktop.client.live import MOST_PAGES
from desktop.client.plain import NAME_LENGTH, TEXT_LENGTH
from desktop.client.state.changes import Connection
from tests.helpers.client_core import connect, error_of, sign_in, until, welcome
from tests.helpers.examples import NOON, a_contact, a_message, a_room, a_user
from tests.helpers.scripted_server import a_welcome, raw

ROOM = RoomId(7)
BOB = a_user(2, "Bob")
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC).replace(tzinfo=None)
NEVER = datetime(9999, 12, 31, tzinfo=UTC).replace(tzinfo=None)


def _rooms():
    return a_room(7, [BOB], last=a_message(7, 1, author=BOB))


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"no json",
        b"\xff\xfe\x00",
        b'{"type":"message_created"}',
        b'{"type":"typing","room":1,"user":2,"username":"x","is_typing":true,"x":' + b"[" * 100_000,
        b'{"type":"read_mark_moved","room":"7","user":null,"read_seq":{},"unread_count":[]}',
        codec.encode(WelcomePage(rooms=[], people=[], has_more=False)),
        b'"' + b"x" * (transport.LARGEST_FRAME_BYTES + 1) + b'"',
    ],
    ids=["empty", "text", "bytes", "torn", "deep", "types", "page", "giant"],
)
async def test_a_frame_that_makes_no_sense_costs_a_connection_and_nothing_else(device, server, frame):
    end = await connect(device, server, _rooms())
    client = device.client
    with contextlib.suppress(ConnectionError):
        await end.send(frame)
    await welcome(client, server, _rooms())
    assert client.store.rooms.get(ROOM).title == "Bob"


async def test_a_welcome_without_an_end_ends(device, server):
    client = await sign_in(device, server)
    client.go_online()
    end = await server.next_live()
    await end.send(replace(a_welcome(_rooms()), has_more=True))
    page = codec.encode(WelcomePage(rooms=[], people=[], has_more=True))
    with contextlib.suppress(ConnectionError):
        await end.send(*[page] * (MOST_PAGES + 1))
    await asyncio.wait_for(end.closed.wait(), 10)
    await welcome(client, server, _rooms())


async def test_an_answer_without_an_end_is_no_answer(device, server):
    sent = 0

    async def endless(request):
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(b" " * 1_000_000)
                sent += 1
        return response

    server.on(LIST_MESSAGES, endless)
    await connect(device, server, a_room(7, [BOB], last=a_message(7, 90)))
    trouble = await error_of(device.client.show_around(ROOM, Seq(5)))
    assert isinstance(trouble, ServerFailed)
    assert sent < 100


async def test_an_answer_that_trickles_is_given_up(device, server, monkeypatch):
    monkeypatch.setattr(transport, "CALL_SECONDS", 0.3)

    async def trickle(request):
        response = web.StreamResponse()
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(b" ")
                await asyncio.sleep(0.05)
        return response

    server.on(LIST_MESSAGES, trickle)
    await connect(device, server, a_room(7, [BOB], last=a_message(7, 90)))
    assert isinstance(await error_of(device.client.show_around(ROOM, Seq(5))), Unreachable)


@pytest.mark.parametrize("body", [b"", b"[", b"{}", b"[[[[", b"[1]", b"\xff", b"[" * 100_000])
async def test_an_answer_that_makes_no_sense_leaves_all_as_it_was(device, server, body):
    server.on(LIST_MESSAGES, raw(200, body))
    server.on(GET_EVENTS, raw(200, body), room_id=7)
    end = await connect(device, server, _rooms())
    client = device.client
    await client.open_room(ROOM)
    message = a_message(7, 5, author=BOB)
    await end.send(MessageCreated(room=ROOM, seq=Seq(5), message=message))  # makes the client ask for 2 to 4
    await until(lambda: server.calls_of(GET_EVENTS, room_id=7))
    assert [entry.seq for entry in client.store.timelines.of(ROOM)] == [1]
    assert client.connection is Connection.ONLINE


async def test_names_and_texts_are_tamed_where_they_come_in(device, server):
    evil = "\u202e" + "Bob\0 \n" * 200_000
    bob = replace(BOB, first_name=evil, last_name="", username="b\u200bob")
    group = a_room(7, [bob], name=evil, chat_type="group")
    client = await sign_in(device, server)
    client.go_online()
    end = await server.next_live()
    await end.send(a_welcome(group, a_room(8, [bob]), people=[a_contact(2, evil)]))
    await until(lambda: client.connection is Connection.ONLINE)
    await client.open_room(ROOM)
    renamed = RoomChanged(
        room=ROOM, seq=Seq(2), by=BOB.id, name="a\u2066b", description="", is_public=False, avatar=""
    )
    long = a_message(7, 1, "x" * 1_000_000, author=bob)
    await end.send(MessageCreated(room=ROOM, seq=Seq(1), message=long))
    await until(lambda: len(client.store.timelines.of(ROOM)) == 1)
    [entry] = client.store.timelines.of(ROOM)
    names = [
        client.store.rooms.get(ROOM).title,
        client.store.rooms.get(RoomId(8)).title,
        client.store.people.get(BOB.id).full_name,
        client.store.rooms.get(ROOM).participants[-1].full_name,
        entry.author_name,
    ]
    assert {name[:8] for name in names} == {"Bob Bob "}
    assert max(map(len, names)) == NAME_LENGTH - 1, "the last one would end in a space"
    assert (len(entry.content), entry.author_username) == (TEXT_LENGTH, "bob")
    await end.send(renamed)
    await until(lambda: client.store.rooms.get(ROOM).title == "ab")


async def test_times_without_a_zone_or_out_of_all_bounds_keep_nobody_out(device, server):
    odd = replace(a_message(7, 1, author=BOB), timestamp=LONG_AGO)
    room = replace(
        a_room(7, [BOB], last=odd, created_at=NEVER),
        preferences=Preferences(muted_until=NEVER),
    )
    client = await sign_in(device, server)
    client.go_online()
    end = await server.next_live()
    contact = a_contact(2, last_seen=NOON.replace(tzinfo=None))
    await end.send(a_welcome(room, a_room(8, [BOB]), people=[contact]))
    await until(lambda: client.connection is Connection.ONLINE)
    for store in (client.store, (await device.restart()).store):
        assert [known.room_id for known in store.rooms.ordered()] == [8, 7]
        assert store.badge.count == 0
        assert store.people.get(BOB.id).last_seen == NOON
    await device.client.open_room(ROOM)
    [entry] = device.client.store.timelines.of(ROOM)
    assert entry.at.astimezone().year == 1970
