import asyncio
from functools import partial
from random import Random

import pytest
from msgspec.structs import replace

from backend.wire import codec
from backend.wire.answers import EventPage
from backend.wire.live import MessageCreated, RoomChanged
from backend.wire.rest import GET_EVENTS, LIST_MESSAGES, SEND_MESSAGE
from backend.wire.types import RoomId, Seq
from desktop.client.errors import Unreachable
from desktop.client.state.changes import (
    EntriesInserted,
    EntryChanged,
    HistoryStateChanged,
    MessageArrived,
    TimelineReset,
)
from desktop.client.state.entries import EntryState
from tests.helpers.client_core import connect, error_of, record, until, welcome
from tests.helpers.examples import a_message, a_room, a_user, deleted, edited
from tests.helpers.scripted_server import fault, held, lost, ok, raw

ROOM = RoomId(7)
BOB = a_user(2, "Bob")


class Office:
    """The server's side of one room with a long past, and its ways of reading it."""

    def __init__(self, server, length: int) -> None:
        self.events = []
        self.messages = {}
        for _ in range(length):
            self.say()
        server.on(GET_EVENTS, self._answer_events, room_id=7)
        server.on(LIST_MESSAGES, self.page)

    @property
    def length(self) -> int:
        return len(self.events)

    def say(self):
        message = a_message(7, self.length + 1, author=BOB)
        self.messages[message.seq] = message
        return self._add(MessageCreated(room=ROOM, seq=message.seq, message=message))

    def edit(self, seq: int):
        event = edited(self.messages[seq], self.length + 1, f"Message {seq}, edited at {self.length}")
        self.messages[seq] = event.message
        return self._add(event)

    def delete(self, seq: int):
        event = deleted(self.messages[seq], self.length + 1)
        self.messages[seq] = event.message
        return self._add(event)

    def rename(self):
        return self._add(
            RoomChanged(
                room=ROOM,
                seq=Seq(self.length + 1),
                by=BOB.id,
                name=f"Name {self.length}",
                description="",
                is_public=False,
                avatar="",
            )
        )

    def room(self):
        last = self.messages[max(self.messages)] if self.messages else None
        return replace(a_room(7, [BOB], last=last), last_seq=Seq(self.length))

    def texts(self, first: int = 1, last: int | None = None) -> list[tuple[int, str]]:
        """What stands in the room between two places."""
        end = last or self.length
        return [(seq, m.content) for seq, m in sorted(self.messages.items()) if first <= seq <= end]

    async def page(self, request):
        """As the server reads pages: below, above or around a place."""
        limit, seqs = int(request.query["limit"]), sorted(self.messages)
        [(name, place)] = [(k, int(v)) for k, v in request.query.items() if k.endswith("_seq")]
        newer = [seq for seq in seqs if (seq > place if name == "after_seq" else seq >= place)]
        older = [seq for seq in seqs if seq < place]
        if name == "before_seq":
            found, has_more = older[-limit:], len(older) > limit
        elif name == "after_seq":
            found, has_more = newer[:limit], len(newer) > limit
        else:
            newer = newer[: limit - limit // 2]
            rest = limit - len(newer)
            found, has_more = older[-rest:] + newer, len(older) > rest
        body = codec.encode([self.messages[seq] for seq in found])
        return await raw(200, body, X_Has_More=str(has_more).lower())(request)

    async def _answer_events(self, request):
        after, limit = int(request.query["after_seq"]), int(request.query["limit"])
        page = EventPage(
            room=ROOM,
            events=self.events[after : after + limit],
            last_seq=Seq(self.length),
            has_more=after + limit < self.length,
        )
        return await ok(page)(request)

    def _add(self, event):
        self.events.append(event)
        return event


def _timeline(client):
    return client.store.timelines.of(ROOM)


def _shown(client):
    return [(entry.seq, entry.content) for entry in _timeline(client)]


def _ends(client):
    seqs = [entry.seq for entry in _timeline(client)]
    return seqs[0], seqs[-1]


async def test_a_place_of_the_past_is_shown_with_what_stands_around_it(device, server):
    office = Office(server, 500)
    await connect(device, server, office.room())
    client, changes = device.client, record(device.client)
    await client.open_room(ROOM)
    changes.clear()
    await client.show_around(ROOM, Seq(200))
    assert changes == [TimelineReset(ROOM)]
    assert _shown(client) == office.texts(175, 224)
    assert (_timeline(client).has_older, _timeline(client).has_newer) == (True, True)
    await client.show_around(ROOM, Seq(210))
    assert changes == [TimelineReset(ROOM)], "it is on show already"
    await client.open_room(ROOM)
    assert _shown(client) == office.texts(451)
    assert not _timeline(client).has_newer


async def test_one_gets_back_to_the_present_page_by_page(device, server):
    office = Office(server, 500)
    end = await connect(device, server, office.room())
    client = device.client
    await client.open_room(ROOM)
    await client.show_around(ROOM, Seq(370))
    changes = record(client)
    await client.load_newer(ROOM)
    assert _ends(client) == (345, 444)
    loading = HistoryStateChanged(ROOM)
    assert changes == [loading, loading, EntriesInserted(ROOM, 50, 50)]
    await client.load_newer(ROOM)
    assert (_ends(client), _timeline(client).has_newer) == ((345, 494), True), "the newest page lies here"
    await client.load_newer(ROOM)
    assert (_ends(client), _timeline(client).has_newer) == ((345, 500), False)
    await end.send(office.say())
    await until(lambda: _ends(client) == (345, 501))
    await client.load_newer(ROOM)
    assert _shown(client) == office.texts(345)
    asked = len(server.calls_of(LIST_MESSAGES))
    client = await device.restart()
    await client.open_room(ROOM)
    await client.show_around(ROOM, Seq(370))
    assert _shown(client) == office.texts(345, 394)
    assert len(server.calls_of(LIST_MESSAGES)) == asked, "all of it lies here"


async def test_what_is_said_meanwhile_is_counted_and_not_shown_in_the_past(device, server):
    office = Office(server, 300)
    end = await connect(device, server, office.room())
    client = device.client
    await client.open_room(ROOM)
    await client.show_around(ROOM, Seq(100))
    before = _shown(client)
    changes = record(client)
    await end.send(office.say(), office.say())
    await until(lambda: client.store.rooms.get(ROOM).last_seq == 302)
    assert (_shown(client), client.store.rooms.get(ROOM).unread_count) == (before, 2)
    assert [type(change) for change in changes if hasattr(change, "key")] == [MessageArrived] * 2
    await client.open_room(ROOM)
    assert _shown(client) == office.texts(253)


async def test_edits_and_deletions_reach_the_past_on_show(device, server):
    office = Office(server, 300)
    end = await connect(device, server, office.room())
    client = device.client
    await client.open_room(ROOM)
    await client.show_around(ROOM, Seq(100))
    changes = record(client)
    await end.send(office.edit(80), office.delete(90), office.edit(299))
    await until(lambda: client.store.rooms.get(ROOM).last_seq == 303)
    assert _shown(client) == office.texts(75, 124)
    indexes = [change.index for change in changes if isinstance(change, EntryChanged)]
    assert indexes == [5, 15]


async def test_an_edit_that_overtakes_the_page_counts(device, server):
    office, gate = Office(server, 300), asyncio.Event()
    end = await connect(device, server, office.room())
    old_page = codec.encode([office.messages[seq] for seq in range(75, 125)])
    server.on(LIST_MESSAGES, held(gate, raw(200, old_page, X_Has_More="true")))
    client = device.client
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(client.show_around(ROOM, Seq(100)))
        await until(lambda: server.calls_of(LIST_MESSAGES))
        await end.send(office.edit(80), office.say())
        await until(lambda: client.store.rooms.get(ROOM).last_seq == 302)
        gate.set()
    assert _shown(client) == office.texts(75, 124)


async def test_offline_a_place_that_lies_here_is_shown_and_another_leaves_all_as_it_was(device, server):
    office = Office(server, 500)
    await connect(device, server, office.room())
    await device.client.open_room(ROOM)
    await device.client.show_around(ROOM, Seq(200))
    client = await device.restart()
    await client.open_room(ROOM)
    server.on(LIST_MESSAGES, lost)
    newest = _shown(client)
    assert isinstance(await error_of(client.show_around(ROOM, Seq(100))), Unreachable)
    assert (_shown(client), _timeline(client).has_newer) == (newest, False)
    await client.show_around(ROOM, Seq(200))
    assert _shown(client) == office.texts(175, 224)
    await client.load_newer(ROOM)
    assert (_ends(client), _timeline(client).has_newer) == ((175, 224), True)
    assert not _timeline(client).is_loading_newer
    await client.show_around(ROOM, Seq(176))
    assert _shown(client) == office.texts(175, 224)


async def test_the_last_wish_counts(device, server):
    office, gate = Office(server, 500), asyncio.Event()
    await connect(device, server, office.room())
    client = device.client
    await client.open_room(ROOM)
    server.on(LIST_MESSAGES, held(gate, office.page), office.page)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(client.show_around(ROOM, Seq(100)))
        await until(lambda: len(server.calls_of(LIST_MESSAGES)) == 2)
        await client.show_around(ROOM, Seq(300))
        gate.set()
    assert _shown(client) == office.texts(275, 324)


async def test_who_writes_comes_back_to_the_present(device, server):
    server.on(SEND_MESSAGE, lost)
    office = Office(server, 300)
    await connect(device, server, office.room())
    client = device.client
    client.send(ROOM, "waits")
    await client.open_room(ROOM)
    await client.show_around(ROOM, Seq(100))
    assert _shown(client) == office.texts(75, 124), "what is on its way belongs to the present"
    client.send(ROOM, "and this")
    assert [entry.content for entry in _timeline(client)][-3:] == ["Message 300", "waits", "and this"]
    assert not _timeline(client).has_newer


async def test_two_views_of_a_room_stay_each_where_they_are(device, server):
    office = Office(server, 400)
    await connect(device, server, office.room())
    client, timeline = device.client, _timeline(device.client)
    await client.open_room(ROOM)
    await client.show_around(ROOM, Seq(100))
    looking = [timeline.watch(), timeline.watch()]
    changes = record(client)
    client.send(ROOM, "said in the other one")
    await client.open_room(ROOM)
    assert not timeline.has_newer
    assert _shown(client)[0][0] <= 100
    assert [entry.content for entry in timeline][-1] == "said in the other one"
    await client.show_around(ROOM, Seq(20))
    assert _shown(client)[:-1] == office.texts(first=_shown(client)[0][0])
    assert _shown(client)[0][0] <= 20
    assert not any(isinstance(change, TimelineReset) for change in changes)
    for stop in looking:
        stop()
    await client.show_around(ROOM, Seq(200))
    await client.open_room(ROOM)
    assert not timeline.has_newer


async def test_a_page_that_another_view_asked_for_is_waited_for(device, server):
    office = Office(server, 400)
    await connect(device, server, office.room())
    client, timeline = device.client, _timeline(device.client)
    await client.open_room(ROOM)
    await client.show_around(ROOM, Seq(100))
    timeline.watch()
    timeline.watch()
    changes = record(client)
    async with asyncio.TaskGroup() as both:
        both.create_task(client.load_newer(ROOM))
        both.create_task(client.open_room(ROOM))
    assert not timeline.has_newer
    assert not any(isinstance(change, TimelineReset) for change in changes)


async def test_a_place_too_far_away_is_shown_alone_to_both(device, server, monkeypatch):
    monkeypatch.setattr("desktop.client.history.MOST_PAGES_BETWEEN", 2)
    office = Office(server, 400)
    await connect(device, server, office.room())
    client, timeline = device.client, _timeline(device.client)
    await client.open_room(ROOM)
    timeline.watch()
    timeline.watch()
    await client.show_around(ROOM, Seq(100))
    assert timeline.has_newer
    assert 100 in dict(_shown(client))
    await client.open_room(ROOM)
    assert (timeline.has_newer, _shown(client)[-1][0]) == (False, 400)


async def test_what_is_on_its_way_settles_unseen_and_shows_again_at_the_end(device, server):
    server.on(SEND_MESSAGE, fault(403, "not_a_member"))
    office = Office(server, 120)
    await connect(device, server, office.room())
    client = device.client
    await client.open_room(ROOM)
    client.send(ROOM, "refused")
    await client.show_around(ROOM, Seq(30))
    await until(lambda: _timeline(client).pending[0].state is EntryState.FAILED)
    while _timeline(client).has_newer:
        await client.load_newer(ROOM)
    assert _shown(client) == [*office.texts(5), (None, "refused")]


async def test_a_place_that_the_log_has_not_reached_yet_is_the_newest_page(device, server):
    office = Office(server, 10)
    await connect(device, server, office.room())
    await device.client.show_around(ROOM, Seq(99))
    assert _shown(device.client) == office.texts()


async def test_a_room_of_strangers_shows_nothing(device, server):
    await connect(device, server)
    await device.client.show_around(ROOM, Seq(1))
    assert not _timeline(device.client).is_loaded


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_was_looked_at_the_room_ends_as_the_server_has_it(device, server, seed):
    """And at each moment what is shown is a part of the log without a hole."""
    rng, office = Random(seed), Office(server, 180)
    end = await connect(device, server, office.room())
    client = device.client
    await client.open_room(ROOM)
    for _ in range(50):
        match rng.choice(["around", "newer", "older", "open", "live", "live", "away", "restart"]):
            case "around":
                await client.show_around(ROOM, Seq(rng.randint(1, office.length)))
            case "newer":
                await client.load_newer(ROOM)
            case "older":
                await client.load_older(ROOM)
            case "open":
                await client.open_room(ROOM)
            case "live":
                await end.send(_happen(office, rng))
            case "away":
                await end.close()
                for _ in range(rng.randint(0, 12)):
                    _happen(office, rng)
                end = await welcome(client, server, office.room())
            case "restart":
                client = await device.restart()
                client.go_online()
                end = await welcome(client, server, office.room())
                await client.open_room(ROOM)
        await until(partial(_shows_what_is_so, client, office))
    await client.open_room(ROOM)
    while _timeline(client).has_older:
        await client.load_older(ROOM)
    await until(lambda: _shown(client) == office.texts())


def _shows_what_is_so(client, office: Office) -> bool:
    shown = _shown(client)
    last = shown[-1][0] if _timeline(client).has_newer else None
    return shown == office.texts(shown[0][0], last)


def _happen(office: Office, rng: Random):
    match rng.choice(["say", "say", "edit", "delete", "rename"]):
        case "say":
            return office.say()
        case "rename":
            return office.rename()
        case what:
            there = [seq for seq, message in office.messages.items() if not message.deleted]
            return getattr(office, what)(rng.choice(there))
