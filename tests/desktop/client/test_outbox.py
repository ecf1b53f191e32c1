import asyncio
import sqlite3
from datetime import timedelta
from itertools import product
from uuid import UUID

import msgspec
import pytest

from backend.wire.answers import SentMessage
from backend.wire.live import MessageCreated
from backend.wire.rest import REFRESH_TOKEN, SEND_MESSAGE
from backend.wire.types import RoomId, Seq
from desktop.client.cache import Cache
from desktop.client.outbox import EXPIRED_ASK, EXPIRES_AFTER, STEPS
from desktop.client.state.changes import Connection
from desktop.client.state.entries import EntryState
from desktop.client.unsent import Stage, Unsent
from tests.helpers.client_core import Device, SetClock, connect, until, welcome
from tests.helpers.examples import a_message, a_room, a_user
from tests.helpers.scripted_server import a_welcome, fault, held, lost, ok, raw

ALICE, BOB = a_user(1, "Alice Doe"), a_user(2, "Bob")
ROOM, OTHER_ROOM = RoomId(7), RoomId(8)
ROOMS = (a_room(7, [BOB]), a_room(8, [BOB]))


class Acks:
    """The server's part of sending: the next place in the room's log, the same again for the same id."""

    def __init__(self, first_seq: int = 1) -> None:
        self.stored: dict[str, SentMessage] = {}
        self._next = first_seq

    async def __call__(self, request):
        body = msgspec.json.decode(await request.read())
        known = self.stored.get(body["client_id"])
        if known is not None:
            return await ok(msgspec.structs.replace(known, duplicate=True))(request)
        message = a_message(body["room"], self._next, body["content"], author=ALICE)
        self._next += 1
        fields = {name: getattr(message, name) for name in message.__struct_fields__}
        ack = SentMessage(**fields | {"client_id": body["client_id"]}, duplicate=False)
        self.stored[ack.client_id] = ack
        return await ok(ack, 201)(request)

    def then_lost(self):
        """Stored, but the answer gets lost."""

        async def answer(request):
            await self(request)
            return await lost(request)

        return answer

    def event(self, client_id: str) -> MessageCreated:
        """The same message as everybody hears of it."""
        ack = self.stored[client_id]
        fields = {name: getattr(ack, name) for name in ack.__struct_fields__ if name != "duplicate"}
        return MessageCreated(room=ack.room, seq=ack.seq, message=type(a_message(1, 1))(**fields))


@pytest.fixture
def acks():
    return Acks()


def _entries(client, room_id=ROOM):
    return [(entry.content, entry.state) for entry in client.store.timelines.of(room_id)]


def _sent_bodies(server):
    return [(call.body["room"], call.body["content"]) for call in server.calls_of(SEND_MESSAGE)]


def test_the_table_is_the_diagram():
    allowed = {(before, after) for before, after in product(Stage, Stage) if after in STEPS[before]}
    assert allowed == {
        (Stage.QUEUED, Stage.IN_FLIGHT),
        (Stage.QUEUED, Stage.FAILED),
        (Stage.QUEUED, Stage.ACKED),
        (Stage.IN_FLIGHT, Stage.QUEUED),
        (Stage.IN_FLIGHT, Stage.FAILED),
        (Stage.IN_FLIGHT, Stage.ACKED),
        (Stage.FAILED, Stage.QUEUED),
        (Stage.FAILED, Stage.FAILED),
        (Stage.FAILED, Stage.ACKED),
        (Stage.FAILED, Stage.DISCARDED),
    }


async def test_a_message_is_on_the_disk_and_on_screen_before_send_returns(device, server):
    server.on(SEND_MESSAGE, lost)
    await connect(device, server, *ROOMS)
    client_id = device.client.send(ROOM, "привет\n😀")
    assert str(UUID(client_id)) == client_id
    [entry] = device.client.store.timelines.of(ROOM)
    assert (entry.key, entry.content, entry.is_own) == (client_id, "привет\n😀", True)
    other_look = Cache(device.folder / "1.sqlite3", ALICE.id)
    assert [(row.client_id, row.content) for row in other_look.unsent.rows()] == [(client_id, "привет\n😀")]
    other_look.close()


async def test_an_id_is_a_uuid_that_begins_with_the_time(device, server, acks):
    server.on(SEND_MESSAGE, acks)
    await connect(device, server, *ROOMS)
    first, second = (UUID(device.client.send(ROOM, text)) for text in ("one", "two"))
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert first != second
    [entry, _] = device.client.store.timelines.of(ROOM)
    assert first.int >> 80 == int(entry.at.timestamp() * 1_000)


async def test_messages_of_a_room_go_one_after_the_other_and_rooms_do_not_wait_for_each_other(
    device, server, acks
):
    gate = asyncio.Event()
    server.on(SEND_MESSAGE, held(gate, acks), acks)
    await connect(device, server, *ROOMS)
    await device.client.open_room(ROOM)
    for text in ("one", "two", "three"):
        device.client.send(ROOM, text)
    device.client.send(OTHER_ROOM, "elsewhere")
    await until(lambda: len(acks.stored) == 1)
    assert _sent_bodies(server) == [(7, "one"), (8, "elsewhere")]
    assert _entries(device.client)[:2] == [("one", EntryState.IN_FLIGHT), ("two", EntryState.QUEUED)]
    gate.set()
    await until(lambda: len(acks.stored) == 4)
    assert [body for body in _sent_bodies(server) if body[0] == 7] == [(7, "one"), (7, "two"), (7, "three")]


async def test_a_lost_answer_is_asked_for_again_under_the_same_id(device, server, acks):
    server.on(SEND_MESSAGE, acks.then_lost(), acks)
    await connect(device, server, *ROOMS)
    await device.client.open_room(ROOM)
    client_id = device.client.send(ROOM, "once")
    await until(lambda: _entries(device.client) == [("once", EntryState.SENT)])
    assert [call.body["client_id"] for call in server.calls_of(SEND_MESSAGE)] == [client_id] * 2
    assert list(acks.stored) == [client_id]


@pytest.mark.parametrize(
    "trouble",
    [
        lost,
        raw(502, b"<html>bad gateway</html>"),
        raw(200, b"<html>portal</html>"),
        raw(200, b'{"seq": "wrong"}'),
        raw(404, b"not ours"),
        fault(429, "rate_limited", retryable=True, retry_after=0.01),
        fault(503, "overloaded", retryable=True),
        fault(507, "storage_full", retryable=True),
        fault(500, "server_error", retryable=True),
    ],
)
async def test_what_may_pass_is_tried_again(device, server, acks, trouble):
    server.on(SEND_MESSAGE, trouble, trouble, acks)
    await connect(device, server, *ROOMS)
    await device.client.open_room(ROOM)
    device.client.send(ROOM, "stubborn")
    await until(lambda: _entries(device.client) == [("stubborn", EntryState.SENT)])
    assert len(server.calls_of(SEND_MESSAGE)) == 3


async def test_the_wait_that_a_server_asks_for_is_kept(device, server, acks):
    server.on(SEND_MESSAGE, raw(503, b"", Retry_After="0.3"), acks)
    await connect(device, server, *ROOMS)
    started = asyncio.get_running_loop().time()
    device.client.send(ROOM, "later")
    await until(lambda: acks.stored)
    assert asyncio.get_running_loop().time() - started >= 0.3


@pytest.mark.parametrize(
    ("status", "code"), [(404, "no_such_room"), (409, "client_id_conflict"), (413, "too_large")]
)
async def test_a_final_no_fails_the_message_visibly_and_lets_the_next_one_go(
    device, server, acks, status, code
):
    server.on(SEND_MESSAGE, fault(status, code), acks)
    await connect(device, server, *ROOMS)
    await device.client.open_room(ROOM)
    device.client.send(ROOM, "refused")
    device.client.send(ROOM, "fine")
    await until(lambda: ("fine", EntryState.SENT) in _entries(device.client))
    assert _entries(device.client) == [("fine", EntryState.SENT), ("refused", EntryState.FAILED)]
    assert device.client.store.timelines.of(ROOM)[1].error == code
    await device.restart()
    assert _entries(device.client) == [("refused", EntryState.FAILED)], "it stays until the person decides"


async def test_the_person_decides_about_a_failed_message(device, server, acks):
    server.on(SEND_MESSAGE, fault(404, "no_such_room"), fault(404, "no_such_room"), acks)
    await connect(device, server, *ROOMS)
    await device.client.open_room(ROOM)
    again, away = device.client.send(ROOM, "again"), device.client.send(ROOM, "away")
    await until(lambda: [state for _, state in _entries(device.client)] == [EntryState.FAILED] * 2)
    device.client.discard(away)
    device.client.retry(again)
    await until(lambda: _entries(device.client) == [("again", EntryState.SENT)])
    device.client.retry(again)
    device.client.discard(again)
    await device.restart()
    await device.client.open_room(ROOM)
    assert _entries(device.client) == [("again", EntryState.SENT)]


async def test_only_a_failed_message_can_be_given_up_for_another_may_be_stored_already(device, server):
    server.on(SEND_MESSAGE, lost)
    await connect(device, server, *ROOMS)
    client_id = device.client.send(ROOM, "on its way")
    device.client.discard(client_id)
    assert [content for content, _ in _entries(device.client)] == ["on its way"]


async def test_what_waited_for_a_day_asks_before_it_goes(server, tmp_path, acks):
    clock = SetClock()
    device = Device(server.address, tmp_path / "device", clock)
    server.on(SEND_MESSAGE, acks)
    await connect(device, server, *ROOMS)
    await device.client.close()
    device.client = await device.restart()
    old = device.client.send(ROOM, "old")
    clock.pass_time(EXPIRES_AFTER.total_seconds())
    young = device.client.send(ROOM, "young")
    clock.pass_time(1)
    device.client.go_online()
    await welcome(device.client, server, *ROOMS)
    await until(lambda: acks.stored)
    assert list(acks.stored) == [young]
    [entry] = [entry for entry in device.client.store.timelines.of(ROOM) if entry.key == old]
    assert (entry.state, entry.error) == (EntryState.FAILED, EXPIRED_ASK)
    clock.pass_time(EXPIRES_AFTER.total_seconds())
    device.client.retry(old)
    await until(lambda: old in acks.stored)
    await device.close()
    assert timedelta(hours=24) == EXPIRES_AFTER


async def test_what_was_in_flight_when_the_program_died_is_sent_again(device, server, acks):
    server.on(SEND_MESSAGE, held(asyncio.Event(), acks))
    await connect(device, server, *ROOMS)
    client_id = device.client.send(ROOM, "interrupted")
    await until(lambda: _entries(device.client) == [("interrupted", EntryState.IN_FLIGHT)])
    await until(lambda: server.calls_of(SEND_MESSAGE))
    client = await device.restart()
    assert _entries(client) == [("interrupted", EntryState.QUEUED)]
    server.on(SEND_MESSAGE, acks)
    client.go_online()
    await welcome(client, server, *ROOMS)
    await until(lambda: client_id in acks.stored)


@pytest.mark.parametrize("event_first", [True, False])
async def test_ack_and_event_make_one_entry_in_either_order(device, server, acks, event_first):
    gate = asyncio.Event()

    async def answer(request):
        response = await acks(request)
        await gate.wait()
        return response

    server.on(SEND_MESSAGE, answer if event_first else acks)
    end = await connect(device, server, *ROOMS)
    await device.client.open_room(ROOM)
    client_id = device.client.send(ROOM, "hello")
    await until(lambda: client_id in acks.stored)
    if not event_first:
        await until(lambda: _entries(device.client) == [("hello", EntryState.SENT)])
    await end.send(acks.event(client_id))
    await until(lambda: _entries(device.client) == [("hello", EntryState.SENT)])
    gate.set()
    second = device.client.send(ROOM, "second")
    await until(lambda: second in acks.stored)
    await end.send(acks.event(second))
    await until(lambda: device.client.store.rooms.get(ROOM).last_seq == 2)
    await until(lambda: _entries(device.client) == [("hello", EntryState.SENT), ("second", EntryState.SENT)])
    assert device.client.store.rooms.get(ROOM).unread_count == 0
    await device.restart()
    await device.client.open_room(ROOM)
    assert _entries(device.client) == [("hello", EntryState.SENT), ("second", EntryState.SENT)]


async def test_a_message_that_comes_back_by_the_log_needs_no_answer(device, server, acks):
    """The answer was lost, and before the next try the live connection proves that it is stored."""
    server.on(SEND_MESSAGE, acks.then_lost(), held(asyncio.Event(), acks))
    end = await connect(device, server, *ROOMS)
    await device.client.open_room(ROOM)
    client_id = device.client.send(ROOM, "hello")
    await until(lambda: client_id in acks.stored)
    await end.send(acks.event(client_id))
    await until(lambda: _entries(device.client) == [("hello", EntryState.SENT)])
    client = await device.restart()
    assert _entries(client) == [], "nothing is on its way any more"


async def test_what_came_back_by_the_log_is_not_sent_again_when_its_answer_gets_lost(device, server, acks):
    gate = asyncio.Event()

    async def answer(request):
        await acks(request)
        await gate.wait()
        return await lost(request)

    server.on(SEND_MESSAGE, answer, acks)
    end = await connect(device, server, *ROOMS)
    await device.client.open_room(ROOM)
    client_id = device.client.send(ROOM, "hello")
    await until(lambda: client_id in acks.stored)
    await end.send(acks.event(client_id))
    await until(lambda: _entries(device.client) == [("hello", EntryState.SENT)])
    gate.set()
    device.client.send(ROOM, "second")
    await until(lambda: len(acks.stored) == 2)
    device.client.send(ROOM, "third")
    await until(lambda: len(acks.stored) == 3)
    assert _sent_bodies(server) == [(7, "hello"), (7, "second"), (7, "third")]


async def test_an_ack_ahead_of_missing_entries_is_shown_and_they_come_before_it(device, server):
    acks = Acks(first_seq=3)
    server.on(SEND_MESSAGE, acks)
    end = await connect(device, server, *ROOMS)
    await device.client.open_room(ROOM)
    client_id = device.client.send(ROOM, "mine")
    await until(lambda: _entries(device.client) == [("mine", EntryState.SENT)])
    for seq in (1, 2):
        await end.send(MessageCreated(room=ROOM, seq=Seq(seq), message=a_message(7, seq, author=BOB)))
    await end.send(acks.event(client_id))
    await until(lambda: device.client.store.timelines.of(ROOM).confirmed_count == 3)
    assert [entry.seq for entry in device.client.store.timelines.of(ROOM)] == [1, 2, 3]
    await device.restart()
    await device.client.open_room(ROOM)
    assert [entry.seq for entry in device.client.store.timelines.of(ROOM)] == [1, 2, 3]


def _full(times: int, at: Stage, write):
    """The disk takes no row that reaches a stage, so many times."""
    left = [times]

    def update(cache, row):
        if row.stage is at and left[0] > 0:
            left[0] -= 1
            raise sqlite3.OperationalError("database or disk is full")
        write(cache, row)

    return update


@pytest.mark.parametrize("stage", [Stage.IN_FLIGHT, Stage.QUEUED])
async def test_a_full_disk_delays_messages_and_keeps_their_order(device, server, acks, monkeypatch, stage):
    monkeypatch.setattr(Unsent, "update", _full(3, stage, Unsent.update))
    server.on(SEND_MESSAGE, lost, acks)
    await connect(device, server, *ROOMS)
    for text in ("one", "two", "three"):
        device.client.send(ROOM, text)
    await until(lambda: len(acks.stored) == 3)
    assert [ack.content for ack in acks.stored.values()] == ["one", "two", "three"]


async def test_an_ack_that_the_full_disk_did_not_take_is_asked_for_again(device, server, acks, monkeypatch):
    add_events, troubles = Cache.add_events, [sqlite3.OperationalError("disk I/O error")]

    def add(*args):
        if troubles:
            raise troubles.pop()
        add_events(*args)

    monkeypatch.setattr(Cache, "add_events", add)
    server.on(SEND_MESSAGE, acks)
    await connect(device, server, *ROOMS)
    await device.client.open_room(ROOM)
    device.client.send(ROOM, "once")
    await until(lambda: _entries(device.client) == [("once", EntryState.SENT)])
    assert len(server.calls_of(SEND_MESSAGE)) == 2


async def test_nothing_is_sent_while_nobody_was_welcomed(device, server, acks):
    server.on(SEND_MESSAGE, acks)
    end = await connect(device, server, *ROOMS)
    await end.close()
    await until(lambda: device.client.connection is not Connection.ONLINE)
    client_id = device.client.send(ROOM, "later")
    end = await server.next_live()
    await asyncio.sleep(0.1)
    assert server.calls_of(SEND_MESSAGE) == []
    await end.send(a_welcome(*ROOMS))
    await until(lambda: client_id in acks.stored)


async def test_half_a_character_can_not_be_kept_or_sent(device, server, acks):
    server.on(SEND_MESSAGE, acks)
    await connect(device, server, *ROOMS)
    device.client.send(ROOM, "a\ud83d b \ud83d\ude00")
    await until(lambda: acks.stored)
    assert [ack.content for ack in acks.stored.values()] == ["a\ufffd b \U0001f600"]


async def test_the_end_of_the_session_stops_delivery_and_loses_nothing(device, server, acks):
    server.on(SEND_MESSAGE, fault(401, "token_invalid"))
    server.on(REFRESH_TOKEN, fault(401, "token_invalid"))
    await connect(device, server, *ROOMS)
    client_id = device.client.send(ROOM, "unsent")
    await until(lambda: device.client.connection is Connection.SIGNED_OUT)
    server.on(SEND_MESSAGE, acks)
    end = await connect(device, server, *ROOMS)
    assert end is not None
    await until(lambda: client_id in acks.stored)


async def test_what_a_message_answers_goes_with_it_over_restarts_and_retries(device, server):
    acks = Acks(first_seq=2)
    server.on(SEND_MESSAGE, lost)
    question = a_message(7, 1, "what?", author=BOB)
    await connect(device, server, a_room(7, [BOB], last=question))
    await device.client.open_room(ROOM)
    device.client.send(ROOM, "that", question.id)
    pending = device.client.store.timelines.of(ROOM).pending[0]
    assert (pending.reply_to, pending.quote.content) == (question.id, "what?")
    client = await device.restart()
    server.on(SEND_MESSAGE, fault(503, "overloaded", retryable=True), acks)
    client.go_online()
    await welcome(client, server, a_room(7, [BOB], last=question))
    await until(lambda: acks.stored)
    assert {call.body["reply_to"] for call in server.calls_of(SEND_MESSAGE)} == {question.id}
