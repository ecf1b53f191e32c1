import asyncio

import msgspec
import pytest

from backend.wire import codec
from backend.wire.answers import EventPage
from backend.wire.live import MemberRemoved, MessageCreated, RoomChanged, RoomCreated, RoomGone
from backend.wire.rest import GET_EVENTS, GET_ROOM, LIST_MESSAGES
from backend.wire.types import RoomId, Seq, UserId
from desktop.client.history import PAGE_LENGTH
from desktop.client.room_logs import EVENTS_LENGTH, FAR_BEHIND, ROOMS_AT_ONCE
from desktop.client.state.changes import EntriesInserted, HistoryStateChanged, MessageArrived, RoomRemoved
from tests.helpers.client_core import connect, record, sign_in, until, welcome
from tests.helpers.examples import a_contact, a_message, a_room, a_user, answering, created, deleted, edited
from tests.helpers.scripted_server import fault, held, lost, ok, raw

BOB = a_user(2, "Bob")
ROOM = RoomId(7)


class Log:
    """The server's side of one room's log, and its two ways of reading it."""

    def __init__(self, length: int, room_id: int = 7) -> None:
        self.room_id = room_id
        self.length = length

    def message(self, seq: int):
        return a_message(self.room_id, seq, author=BOB)

    def event(self, seq: int):
        return MessageCreated(room=RoomId(self.room_id), seq=Seq(seq), message=self.message(seq))

    def room(self, *, unread: int = 0):
        last = self.message(self.length) if self.length else None
        return a_room(self.room_id, [BOB], last=last, unread=unread)

    async def answer_room(self, request):
        return await ok(self.room())(request)

    async def events(self, request):
        after, limit = int(request.query["after_seq"]), int(request.query["limit"])
        last = min(after + limit, self.length)
        page = EventPage(
            room=RoomId(self.room_id),
            events=[self.event(seq) for seq in range(after + 1, last + 1)],
            last_seq=Seq(self.length),
            has_more=last < self.length,
        )
        return await ok(page)(request)

    async def messages(self, request):
        before = int(request.query.get("before_seq", self.length + 1))
        first = max(1, before - int(request.query["limit"]))
        return await ok([self.message(seq) for seq in range(first, before)])(request)

    def serve(self, server):
        server.on(GET_EVENTS, self.events, room_id=self.room_id)
        server.on(LIST_MESSAGES, self.messages)
        server.on(GET_ROOM, self.answer_room, room_id=self.room_id)


def _seqs(client, room_id=ROOM):
    return [entry.seq for entry in client.store.timelines.of(room_id)]


async def _stored_seqs(device, room_id=ROOM):
    """What a program finds that is started anew, without a server."""
    client = await device.restart()
    await client.open_room(room_id)
    return _seqs(client, room_id)


async def test_entries_apply_in_order_once_and_a_gap_is_fetched(device, server):
    log = Log(0)
    log.serve(server)
    end = await connect(device, server, log.room())
    await device.client.open_room(ROOM)
    log.length = 6
    await end.send(*(log.event(seq) for seq in (1, 1, 2, 5, 6, 2, 5)))
    await until(lambda: _seqs(device.client) == [1, 2, 3, 4, 5, 6])
    [call] = server.calls_of(GET_EVENTS, room_id=7)
    assert call.query == {"after_seq": "2", "limit": str(EVENTS_LENGTH)}
    assert device.client.store.rooms.get(ROOM).unread_count == 6
    assert await _stored_seqs(device) == [1, 2, 3, 4, 5, 6]


def _arrivals(changes):
    return [(change.key, change.is_live) for change in changes if isinstance(change, MessageArrived)]


def _arrived(seqs, *, is_live):
    return [(f"#{7_000_000 + seq}", is_live) for seq in seqs]


async def test_each_message_of_another_person_arrives_once_and_live_is_what_was_said_just_now(device, server):
    log = Log(3)
    log.serve(server)
    end = await connect(device, server, log.room(unread=3))
    changes = record(device.client)
    await device.client.open_room(ROOM)
    assert _seqs(device.client) == [1, 2, 3]
    assert _arrivals(changes) == [], "history is no arrival"
    log.length = 5
    await end.send(log.event(4), log.event(4), log.event(5))
    await until(lambda: _seqs(device.client) == [1, 2, 3, 4, 5])
    assert _arrivals(changes) == _arrived([4, 5], is_live=True)
    await end.close()
    changes.clear()
    log.length = 7
    end = await welcome(device.client, server, log.room(unread=7))
    log.length = 9
    await end.send(log.event(9))
    await until(lambda: _seqs(device.client) == list(range(1, 10)))
    assert _arrivals(changes) == _arrived([6, 7, 8], is_live=False) + _arrived([9], is_live=True)
    changes.clear()
    client = await device.restart()
    changes = record(client)
    await client.open_room(ROOM)
    assert _arrivals(changes) == [], "nor is what lies here"


async def test_an_arrival_is_told_when_the_state_has_it(device, server):
    end = await connect(device, server, Log(0).room())
    client, seen = device.client, []

    def look(change):
        if isinstance(change, MessageArrived):
            room = client.store.rooms.get(ROOM)
            seen.append((change.entry.content, room.last_text, room.unread_count, client.store.badge.count))

    client.store.changes.subscribe(look)
    await end.send(Log(0).event(1))
    await until(lambda: seen)
    assert seen == [("Message 1", "Message 1", 1, 1)]


async def test_neither_own_nor_deleted_messages_arrive(device, server):
    alice = a_user(1, "Alice Doe")
    gone = deleted(a_message(7, 2, author=BOB), 3).message
    end = await connect(device, server, Log(0).room())
    changes = record(device.client)
    await end.send(*created([a_message(7, 1, author=alice), gone, a_message(7, 3, author=BOB)]))
    await until(lambda: device.client.store.rooms.get(ROOM).last_seq == 3)
    assert _arrivals(changes) == _arrived([3], is_live=True)


async def test_who_was_far_away_hears_of_the_newest_page_and_of_rooms_that_are_new(device, server):
    log = Log(60)
    log.serve(server)
    end = await connect(device, server, log.room())
    changes = record(device.client)
    await end.close()
    log.length = 60 + FAR_BEHIND + 1
    new = a_room(8, [a_user(3, "Eve")], last=a_message(8, 1, author=a_user(3, "Eve")), unread=1)
    await welcome(device.client, server, log.room(), new)
    await until(lambda: len(_arrivals(changes)) == PAGE_LENGTH + 1)
    newest = range(log.length - PAGE_LENGTH + 1, log.length + 1)
    assert _arrivals(changes) == [("#8000001", False), *_arrived(newest, is_live=False)]


async def test_what_is_held_above_a_gap_is_not_shown_before_the_gap_is_filled(device, server):
    log, gate = Log(3), asyncio.Event()
    server.on(GET_EVENTS, held(gate, log.events), room_id=7)
    end = await connect(device, server, Log(0).room())
    await device.client.open_room(ROOM)
    await end.send(log.event(3))
    await until(lambda: server.calls_of(GET_EVENTS, room_id=7))
    assert _seqs(device.client) == []
    gate.set()
    await until(lambda: _seqs(device.client) == [1, 2, 3])


async def test_live_entries_that_overtake_a_fetch_are_not_doubled(device, server):
    log, gate = Log(3), asyncio.Event()
    server.on(GET_EVENTS, held(gate, log.events), room_id=7)
    end = await connect(device, server, Log(0).room())
    await device.client.open_room(ROOM)
    await end.send(log.event(3))
    await until(lambda: server.calls_of(GET_EVENTS, room_id=7))
    await end.send(log.event(1), log.event(2), log.event(4), log.event(5))
    await until(lambda: _seqs(device.client) == [1, 2, 3, 4, 5])
    gate.set()
    await end.send(log.event(6))
    await until(lambda: _seqs(device.client) == [1, 2, 3, 4, 5, 6])
    assert device.client.store.rooms.get(ROOM).unread_count == 6


async def test_a_device_that_was_away_catches_up_page_by_page_and_counts_once(device, server):
    log = Log(5)
    log.serve(server)
    end = await connect(device, server, log.room())
    await device.client.open_room(ROOM)
    device.client.store.timelines.of(ROOM).watch()
    await end.close()
    log.length = 5 + 2 * EVENTS_LENGTH + 7
    changes = record(device.client)
    end = await welcome(device.client, server, log.room(unread=99))
    await until(lambda: len(_seqs(device.client)) == log.length)
    assert _seqs(device.client) == list(range(1, log.length + 1))
    assert device.client.store.rooms.get(ROOM).unread_count == 99
    assert [change.count for change in changes if isinstance(change, EntriesInserted)] == [200, 200, 7]
    assert [call.query["after_seq"] for call in server.calls_of(GET_EVENTS, room_id=7)] == ["5", "205", "405"]


async def test_catching_up_goes_on_after_trouble(device, server):
    log = Log(2)
    server.on(GET_EVENTS, lost, fault(503, "overloaded", retryable=True), log.events, room_id=7)
    await connect(device, server, Log(0).room())
    client = await device.restart()
    client.go_online()
    await welcome(client, server, log.room())
    await until(lambda: client.store.rooms.get(ROOM).last_text == "Message 2")
    await until(lambda: len(server.calls_of(GET_EVENTS, room_id=7)) == 3)
    server.on(LIST_MESSAGES, lost)
    await client.open_room(ROOM)
    await until(lambda: _seqs(client) == [1, 2])


async def test_a_log_that_gives_nothing_is_asked_politely(device, server):
    """A server that claims entries and doesn't give them must not be asked in a tight loop."""
    log = Log(0)
    log.serve(server)
    end = await connect(device, server, log.room())
    await end.send(Log(9).event(9))
    await until(lambda: len(server.calls_of(GET_EVENTS, room_id=7)) > 2)
    log.length = 9
    await until(lambda: device.client.store.rooms.get(ROOM).unread_count == 9)


async def test_few_rooms_at_a_time_and_the_most_recent_first(device, server):
    logs = [Log(4, room_id) for room_id in range(1, 9)]
    gate, under_way, most = asyncio.Event(), set(), []

    def answer(log):
        async def serve(request):
            under_way.add(log.room_id)
            most.append(len(under_way))
            await gate.wait()
            under_way.discard(log.room_id)
            return await log.events(request)

        return serve

    for log in logs:
        server.on(GET_EVENTS, answer(log), room_id=log.room_id)
    await connect(device, server, *(Log(0, log.room_id).room() for log in logs))
    await device.client.close()
    client = await device.restart()
    client.go_online()
    recent_last = [
        msgspec.structs.replace(
            log.room(),
            last_message=msgspec.structs.replace(
                log.message(4), timestamp=log.message(log.room_id).timestamp
            ),
        )
        for log in logs
    ]
    await welcome(client, server, *recent_last)
    await until(lambda: len(under_way) == ROOMS_AT_ONCE)
    assert under_way == {8, 7, 6}
    gate.set()
    await until(lambda: len(most) == len(logs))
    assert max(most) == ROOMS_AT_ONCE


async def test_far_behind_takes_the_newest_page_and_fills_the_hole_when_somebody_scrolls(device, server):
    log = Log(60)
    log.serve(server)
    end = await connect(device, server, log.room())
    await device.client.open_room(ROOM)
    await until(lambda: _seqs(device.client) == list(range(10, 61)))
    await end.close()
    log.length = 60 + FAR_BEHIND + 1
    await welcome(device.client, server, log.room())
    newest = list(range(log.length - PAGE_LENGTH + 1, log.length + 1))
    await until(lambda: _seqs(device.client) == newest)
    assert server.calls_of(GET_EVENTS, room_id=7) == []
    assert device.client.store.timelines.of(ROOM).has_older
    while device.client.store.timelines.of(ROOM).has_older:
        await device.client.load_older(ROOM)
    assert _seqs(device.client) == list(range(1, log.length + 1))


async def test_not_quite_so_far_behind_gets_every_entry(device, server):
    log = Log(1)
    log.serve(server)
    end = await connect(device, server, log.room())
    await device.client.open_room(ROOM)
    device.client.store.timelines.of(ROOM).watch()
    await end.close()
    log.length = 1 + FAR_BEHIND
    await welcome(device.client, server, log.room())
    await until(lambda: len(_seqs(device.client)) == log.length)


async def test_opening_shows_what_is_here_at_once_and_then_the_newest_page(device, server):
    log, gate = Log(120), asyncio.Event()
    server.on(LIST_MESSAGES, held(gate, log.messages))
    await connect(device, server, log.room())
    changes = record(device.client)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(device.client.open_room(ROOM))
        await until(lambda: server.calls_of(LIST_MESSAGES))
        assert _seqs(device.client) == [120]
        assert device.client.store.timelines.of(ROOM).is_loading_older
        gate.set()
    assert _seqs(device.client) == list(range(70, 121))
    assert changes.count(HistoryStateChanged(ROOM)) == 2
    assert device.client.store.rooms.get(ROOM).read_seq == 0, "looking is not reading"


async def test_older_pages_come_from_the_server_once_and_then_from_the_cache(device, server):
    log = Log(120)
    log.serve(server)
    await connect(device, server, log.room())
    await device.client.open_room(ROOM)
    await device.client.load_older(ROOM)
    await device.client.load_older(ROOM)
    await device.client.load_older(ROOM)
    assert _seqs(device.client) == list(range(1, 121))
    calls = len(server.calls_of(LIST_MESSAGES))
    client = await device.restart()
    await client.open_room(ROOM)
    for _ in range(3):
        await client.load_older(ROOM)
    assert _seqs(client) == list(range(1, 121))
    assert (len(server.calls_of(LIST_MESSAGES)), client.store.timelines.of(ROOM).has_older) == (calls, False)


async def test_two_wishes_for_older_entries_are_one_call(device, server):
    log, gate = Log(300), asyncio.Event()
    log.serve(server)
    await connect(device, server, log.room())
    await device.client.open_room(ROOM)
    server.on(LIST_MESSAGES, held(gate, log.messages))
    before = len(server.calls_of(LIST_MESSAGES))
    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(device.client.load_older(ROOM))
        await until(lambda: len(server.calls_of(LIST_MESSAGES)) > before)
        gate.set()
    assert len(server.calls_of(LIST_MESSAGES)) == before + 1
    assert len(_seqs(device.client)) == 101


@pytest.mark.parametrize(
    "trouble", [lost, fault(503, "overloaded", retryable=True), fault(404, "no_such_room")]
)
async def test_without_the_server_one_may_ask_again(device, server, trouble):
    log = Log(120)
    server.on(LIST_MESSAGES, trouble)
    await connect(device, server, log.room())
    await device.client.open_room(ROOM)
    timeline = device.client.store.timelines.of(ROOM)
    assert (_seqs(device.client), timeline.has_older, timeline.is_loading_older) == ([120], True, False)
    log.serve(server)
    await device.client.load_older(ROOM)
    assert len(_seqs(device.client)) == 51


async def test_a_room_that_was_opened_offline_is_filled_when_the_server_is_back(device, server):
    log = Log(120)
    log.serve(server)
    await connect(device, server, log.room())
    client = await device.restart()
    server.on(LIST_MESSAGES, lost)
    await client.open_room(ROOM)
    assert _seqs(client) == [120]
    log.serve(server)
    client.go_online()
    await welcome(client, server, log.room())
    await until(lambda: len(_seqs(client)) == 51)


async def test_an_empty_room_is_whole_without_asking(device, server):
    await connect(device, server, Log(0).room())
    await device.client.open_room(ROOM)
    assert (len(device.client.store.timelines.of(ROOM)), server.calls_of(LIST_MESSAGES)) == (0, [])
    assert not device.client.store.timelines.of(ROOM).has_older


async def test_a_new_room_begins_with_its_creation(device, server):
    end = await connect(device, server)
    room = a_room(7, [BOB])
    await end.send(RoomCreated(room=room, people=[a_contact(2, "Bob")]), RoomCreated(room=room, people=[]))
    await end.send(Log(1).event(1))
    await until(lambda: device.client.store.rooms.get(ROOM) is not None)
    await until(lambda: device.client.store.rooms.get(ROOM).unread_count == 1)
    await device.client.open_room(ROOM)
    assert await _stored_seqs(device) == [1]


async def test_an_entry_of_a_room_that_nobody_told_of_is_left_to_the_next_welcome(device, server):
    end = await connect(device, server)
    await end.send(Log(1).event(1), codec.encode({"type": "made_up_later", "x": 1}))
    await end.close()
    await welcome(device.client, server, Log(1).room(unread=1))
    assert device.client.store.rooms.get(ROOM).unread_count == 1


async def test_a_log_that_shrank_is_shown_as_it_is_now(device, server):
    log = Log(5)
    log.serve(server)
    end = await connect(device, server, log.room())
    await device.client.open_room(ROOM)
    await end.close()
    log.length = 3
    await welcome(device.client, server, log.room())
    await until(lambda: _seqs(device.client) == [1, 2, 3])


async def test_a_room_that_is_gone_shows_nothing_any_more(device, server):
    log = Log(5)
    log.serve(server)
    end = await connect(device, server, log.room())
    await device.client.open_room(ROOM)
    await end.close()
    await welcome(device.client, server)
    assert (device.client.store.rooms.get(ROOM), _seqs(device.client)) == (None, [])


async def test_nothing_is_loaded_for_somebody_who_never_looks(device, server):
    log = Log(500)
    log.serve(server)
    await sign_in(device, server)
    device.client.go_online()
    await welcome(device.client, server, log.room())
    assert server.calls_of(LIST_MESSAGES) == server.calls_of(GET_EVENTS, room_id=7) == []


async def test_an_entry_that_only_a_newer_server_understands_keeps_its_place(device, server):
    log = Log(0)
    unknown = '{"type":"poll_opened","room":7,"seq":%d,"poll":{"id":1}}'

    async def newer_events(request):
        entries = [codec.encode(log.event(1)), (unknown % 2).encode(), codec.encode(log.event(3))]
        page = {
            "room": 7,
            "events": [msgspec.Raw(entry) for entry in entries],
            "last_seq": 3,
            "has_more": False,
        }
        return await raw(200, codec.encode(page))(request)

    server.on(GET_EVENTS, newer_events, room_id=7)
    end = await connect(device, server, log.room())
    await device.client.open_room(ROOM)
    await end.send(log.event(3))
    await until(lambda: _seqs(device.client) == [1, 3])
    await end.send((unknown % 4).encode(), log.event(5))
    await until(lambda: _seqs(device.client) == [1, 3, 5])


class Story(Log):
    """A log of all kinds of entries, and the messages as they are now."""

    def __init__(self, *entries) -> None:
        super().__init__(len(entries))
        self.entries = list(entries)

    def message(self, seq: int):
        revised = [entry.message for entry in self.entries if hasattr(entry, "message")]
        return next(message for message in reversed(revised) if message.seq == seq)

    def event(self, seq: int):
        return self.entries[seq - 1]

    async def messages(self, request):
        before = int(request.query["before_seq"])
        found = [entry.seq for entry in self.entries if isinstance(entry, MessageCreated)]
        page = [self.message(seq) for seq in found if seq < before]
        return await raw(200, codec.encode(page), X_Has_More="false")(request)


def _said(client):
    return ["(deleted)" if entry.deleted else entry.content for entry in client.store.timelines.of(ROOM)]


def _story():
    one, two = a_message(7, 1, "one", author=BOB), a_message(7, 3, "two", author=BOB)
    renamed = RoomChanged(
        room=ROOM, seq=Seq(4), by=BOB.id, name="Cellar", description="", is_public=False, avatar=""
    )
    [first, second] = created([one, two])
    return Story(first, edited(one, 2, "ONE"), second, renamed, deleted(two, 5))


def _group(*others, **about):
    room = a_room(7, [BOB, *others], name="Office", chat_type="group")
    return msgspec.structs.replace(room, **about)


@pytest.mark.parametrize("arrivals", [(1, 2, 3, 4, 5), (5,), (2, 1, 5, 4), (1, 3, 2, 2, 5)])
async def test_entries_of_every_kind_apply_in_order_once_however_they_come(device, server, arrivals):
    story = _story()
    story.serve(server)
    end = await connect(device, server, _group())
    await device.client.open_room(ROOM)
    await end.send(*(story.event(seq) for seq in arrivals))
    await until(lambda: _said(device.client) == ["ONE", "(deleted)"])
    room = device.client.store.rooms.get(ROOM)
    assert (room.last_seq, room.unread_count, room.title, room.last_is_deleted) == (5, 1, "Cellar", True)
    client = await device.restart()
    await client.open_room(ROOM)
    assert (_said(client), client.store.rooms.get(ROOM)) == (["ONE", "(deleted)"], room)


async def test_a_page_that_was_on_its_way_does_not_bring_back_what_was_changed_meanwhile(device, server):
    story, gate = _story(), asyncio.Event()
    one, two = (event.message for event in (story.event(1), story.event(3)))
    two = answering(two, one)
    old = held(gate, raw(200, codec.encode([one, two]), X_Has_More="false"))
    server.on(LIST_MESSAGES, old)
    end = await connect(device, server, _group(last_seq=Seq(4)))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(device.client.open_room(ROOM))
        await until(lambda: server.calls_of(LIST_MESSAGES))
        await end.send(edited(one, 5, "ONE"), edited(two, 6, "TWO"))
        await until(lambda: device.client.store.rooms.get(ROOM).last_seq == 6)
        gate.set()
    assert _said(device.client) == ["ONE", "TWO"]
    client = await device.restart()
    await client.open_room(ROOM)
    assert _said(client) == ["ONE", "TWO"]


async def test_a_quote_on_its_way_is_as_its_message_is_now(device, server):
    one, gate = a_message(7, 1, "one", author=BOB), asyncio.Event()
    answer = answering(a_message(7, 2, "what?", author=BOB), one)
    server.on(LIST_MESSAGES, held(gate, ok([one, answer])))
    end = await connect(device, server, _group(last_seq=Seq(4)))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(device.client.open_room(ROOM))
        await until(lambda: server.calls_of(LIST_MESSAGES))
        await end.send(deleted(one, 5))
        await until(lambda: device.client.store.rooms.get(ROOM).last_seq == 5)
        gate.set()
    assert device.client.store.timelines.of(ROOM)[1].quote.deleted


async def test_a_room_whose_newest_entries_are_no_messages_opens_at_its_last_one(device, server):
    story = _story()
    story.serve(server)
    await connect(device, server, _group(last_seq=Seq(5), last_message=story.message(3)))
    await device.client.open_room(ROOM)
    assert _said(device.client) == ["ONE", "(deleted)"]
    assert not device.client.store.timelines.of(ROOM).has_older
    assert len(server.calls_of(LIST_MESSAGES)) == 1


def _removal(seq: int, user: int = 1):
    return MemberRemoved(room=ROOM, seq=Seq(seq), by=BOB.id, user=UserId(user))


async def test_a_removal_is_the_last_that_is_seen_of_a_room_after_what_stands_before_it(device, server):
    story = Story(*created([a_message(7, 1, author=BOB)]), _removal(2))
    story.serve(server)
    end = await connect(device, server, _group())
    await device.client.open_room(ROOM)
    changes = record(device.client)
    await end.send(story.event(2))
    await until(lambda: device.client.store.rooms.get(ROOM) is None)
    assert len(server.calls_of(GET_EVENTS, room_id=7)) == 1
    assert [type(change) for change in changes].count(RoomRemoved) == 1
    assert (_said(device.client), device.client.store.people.all()) == ([], [])
    client = await device.restart()
    assert client.store.rooms.ordered() == []


async def test_somebody_else_s_removal_leaves_the_room(device, server):
    end = await connect(device, server, _group(a_user(3, "Eve")))
    await end.send(_removal(1, 3))
    await until(lambda: len(device.client.store.rooms.get(ROOM).participants) == 2)


async def test_a_removal_in_the_past_of_who_is_a_member_again_is_past(device, server):
    end = await connect(device, server, _group())
    await end.close()
    story = Story(_removal(1), *created([a_message(7, 2, author=BOB)]))
    story.serve(server)
    await welcome(device.client, server, _group(last_seq=Seq(2), last_message=story.message(2)))
    await device.client.open_room(ROOM)
    await until(lambda: _said(device.client) == ["Message 2"])
    assert device.client.store.rooms.get(ROOM).title == "Office"


async def test_a_room_of_which_the_server_knows_nothing_any_more_goes(device, server):
    server.on(GET_EVENTS, fault(404, "no_such_room"), room_id=7)
    end = await connect(device, server, _group())
    await end.send(_removal(9))
    await until(lambda: device.client.store.rooms.get(ROOM) is None)
    await end.send(RoomGone(room=ROOM))
    await end.send(RoomCreated(room=_group(last_seq=Seq(12)), people=[]))
    await until(lambda: device.client.store.rooms.get(ROOM) is not None)
    await end.send(*created([a_message(7, 13, author=BOB)]))
    await until(lambda: device.client.store.rooms.get(ROOM).last_seq == 13)


async def test_who_skips_far_ahead_takes_the_room_as_it_is_now(device, server):
    """What was skipped may have changed what lay here: messages, names, members."""
    log = Log(3)
    log.serve(server)
    end = await connect(device, server, log.room())
    await device.client.open_room(ROOM)
    assert _seqs(device.client) == [1, 2, 3]
    log.length = FAR_BEHIND + 10
    now = a_room(7, [a_user(2, "Robert")], last=log.message(log.length), unread=5)
    server.on(GET_ROOM, now, room_id=7)
    await end.send(log.event(log.length))
    await until(lambda: _seqs(device.client)[-1] == log.length)
    room = device.client.store.rooms.get(ROOM)
    assert (room.title, room.unread_count, room.last_seq) == ("Robert", 5, log.length)
    assert len(_seqs(device.client)) == PAGE_LENGTH
    await end.send(log.event(log.length + 1))
    await until(lambda: device.client.store.rooms.get(ROOM).unread_count == 6)
    client = await device.restart()
    assert client.store.rooms.get(ROOM).unread_count == 6
    server.on(LIST_MESSAGES, lost)
    await client.open_room(ROOM)
    assert len(_seqs(client)) == PAGE_LENGTH, "what lay below is to be read anew"
