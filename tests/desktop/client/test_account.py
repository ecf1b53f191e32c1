import asyncio

import pytest

from backend.wire.answers import Notice
from backend.wire.live import MessageCreated, PresenceChanged, RoomCreated, SessionEnded, Typing
from backend.wire.rest import LIST_MESSAGES, LOG_OUT, SEND_MESSAGE
from backend.wire.types import RoomId, Seq, UserId
from desktop.client.cache import Cache
from desktop.client.outbox import SERVER_CHANGED
from desktop.client.state.changes import Connection
from desktop.client.state.entries import EntryState
from tests.helpers.client_core import connect, sign_in, until
from tests.helpers.examples import a_contact, a_message, a_room, a_user
from tests.helpers.scripted_server import ScriptedServer, a_welcome, fault, lost

BOB = a_user(2, "Bob")
ROOM = RoomId(7)


def _event(seq: int):
    return MessageCreated(room=ROOM, seq=Seq(seq), message=a_message(7, seq, author=BOB))


async def test_another_server_at_the_address_gets_nothing_of_what_was_meant_for_the_first(device, server):
    server.on(SEND_MESSAGE, lost)
    server.on(LIST_MESSAGES, [a_message(7, seq, f"of the first {seq}") for seq in range(1, 5)], [])
    end = await connect(device, server, a_room(7, [BOB], last=a_message(7, 5), unread=3))
    client = device.client
    await client.open_room(ROOM)
    client.send(ROOM, "for the first")
    await end.close()
    end = await server.next_live()
    eves = a_room(7, [a_user(3, "Eve")], last=a_message(7, 9, "of another"))
    await end.send(a_welcome(eves, server_id="another"))
    await until(lambda: client.store.rooms.get(ROOM).title == "Eve")
    theirs, entry = client.store.timelines.of(ROOM)
    assert theirs.content == "of another"
    assert (entry.content, entry.state, entry.error) == ("for the first", EntryState.FAILED, SERVER_CHANGED)
    assert (client.store.total_unread, client.store.rooms.get(ROOM).last_text) == (0, "of another")
    client = await device.restart()
    [entry] = client.store.timelines.of(ROOM)
    assert (entry.state, entry.error) == (EntryState.FAILED, SERVER_CHANGED)
    client.retry(entry.key)
    [entry] = client.store.timelines.of(ROOM)
    assert (entry.state, entry.error) == (EntryState.FAILED, SERVER_CHANGED), "one may copy or delete it"
    client.discard(entry.key)
    assert len(client.store.timelines.of(ROOM)) == 0


@pytest.mark.parametrize("signs_out", [True, False])
async def test_strangers_get_nothing_even_after_signing_in_anew(device, server, signs_out):
    """The user's and the room's number are the same at a fresh server; its id is not."""
    server.on(SEND_MESSAGE, fault(404, "no_such_room"), lost)
    server.on(LOG_OUT, Notice(message="bye"))
    end = await connect(device, server, a_room(7, [BOB]))
    device.client.send(ROOM, "refused")
    await until(
        lambda: [entry.state for entry in device.client.store.timelines.of(ROOM)] == [EntryState.FAILED]
    )
    device.client.send(ROOM, "for Bob")
    if signs_out:
        await device.client.log_out()
    else:
        await end.send(SessionEnded(reason="password_changed"))
    await until(lambda: device.client.connection is Connection.SIGNED_OUT)
    async with ScriptedServer() as another:
        device.client.set_address(another.address)
        client = await sign_in(device, another)
        client.go_online()
        end = await another.next_live()
        await asyncio.sleep(0.1)
        await end.send(a_welcome(a_room(7, [a_user(3, "Eve")]), server_id="another"))
        await until(lambda: client.connection is Connection.ONLINE)
        pending = list(client.store.timelines.of(ROOM))
        assert [(entry.content, entry.error) for entry in pending] == [
            ("refused", SERVER_CHANGED),
            ("for Bob", SERVER_CHANGED),
        ]
        for entry in pending:
            client.retry(entry.key)
        await asyncio.sleep(0.1)
        assert another.calls_of(SEND_MESSAGE) == []
        await device.close()


async def test_the_state_at_the_next_start_is_the_state_at_the_last_stop(device, server):
    end = await connect(device, server, a_room(7, [BOB], last=a_message(7, 5), unread=2), a_room(8, [BOB]))
    await end.send(
        a_welcome(
            a_room(7, [BOB], last=a_message(7, 5), unread=2),
            a_room(8, [BOB]),
            people=[a_contact(2, "Bob", is_online=True)],
        ),
        _event(6),
        _event(7),
        PresenceChanged(user=UserId(2), is_online=True, last_seen=None),
    )
    store = device.client.store
    await until(lambda: store.rooms.get(ROOM) and store.rooms.get(ROOM).unread_count == 4)
    before = store.rooms.ordered()
    client = await device.restart()
    assert client.store.rooms.ordered() == before
    assert client.store.people.get(UserId(2)) == a_contact(2, "Bob", is_online=False)


async def test_the_people_of_a_room_that_is_known_already_are_known_at_the_next_start(device, server):
    end = await connect(device, server, a_room(7, [BOB]))
    await end.send(RoomCreated(room=a_room(7, [BOB]), people=[a_contact(2, "Bob")]))
    await until(lambda: device.client.store.people.get(UserId(2)))
    client = await device.restart()
    assert client.store.people.get(UserId(2)) == a_contact(2, "Bob")


async def test_who_types_is_forgotten_with_the_connection(device, server):
    end = await connect(device, server, a_room(7, [BOB]))
    await end.send(Typing(room=ROOM, user=BOB.id, username="user2", is_typing=True))
    await until(lambda: device.client.store.rooms.get(ROOM).typing == (2,))
    await end.close()
    await until(lambda: device.client.store.rooms.get(ROOM).typing == ())


async def test_the_cache_is_tidied_while_messages_come(device, server, monkeypatch):
    """A start after a long time has few events to apply, and finds the state of the last stop."""
    monkeypatch.setattr("desktop.client.database.CHECKPOINT_AFTER", 20)
    end = await connect(device, server, a_room(7, [BOB]))
    path = device.folder / "1.sqlite3"
    before = path.stat().st_size
    await end.send(*(_event(seq) for seq in range(1, 111)))
    await until(lambda: device.client.store.total_unread == 110)
    await until(lambda: path.stat().st_size > before)
    state = device.client.store.rooms.ordered()
    await device.close()
    cache = Cache(path, a_user(1).id)
    [snapshot] = cache.load_snapshot().rooms
    cache.close()
    assert 90 <= snapshot.last_seq <= 110
    client = await device.restart()
    assert client.store.rooms.ordered() == state
    assert client.store.rooms.get(ROOM).others_read_seq == 110
