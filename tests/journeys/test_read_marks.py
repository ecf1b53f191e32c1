"""Who has read what: marks that only go up, unread counts that are true, each person's own."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from itertools import combinations
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.helpers.people import Person, register, restart, visit
from tests.helpers.servers import ServerProcess

STEPS_OF_ROOM = 334
UNREAD = """
SELECT memberships.user_id, memberships.room_id, memberships.read_seq, count(messages.id)
FROM memberships LEFT JOIN messages ON messages.room_id = memberships.room_id
    AND messages.seq > memberships.read_seq AND messages.user_id <> memberships.user_id
GROUP BY memberships.user_id, memberships.room_id
"""


class Circle(NamedTuple):
    """Three people and a room for each two of them."""

    server: ServerProcess
    people: list[Person]
    rooms: dict[int, tuple[Person, Person]]


@asynccontextmanager
async def circle(folder: Path) -> AsyncIterator[Circle]:
    with ServerProcess(folder / "data") as server:
        async with visit(server) as http:
            people = [await register(http, name) for name in ("alice", "bob", "carol")]
            rooms = {await one.direct_room(other): (one, other) for one, other in combinations(people, 2)}
            yield Circle(server, people, rooms)


class Truth:
    """What marks and counts must be, kept in the plainest way: authors by seq, and marks."""

    def __init__(self, rooms: dict[int, tuple[Person, Person]]) -> None:
        self.authors: dict[int, list[Person]] = {room: [] for room in rooms}
        self.marks = {(room, person): 0 for room, members in rooms.items() for person in members}

    def length(self, room: int) -> int:
        return len(self.authors[room])

    def send(self, room: int, author: Person) -> None:
        self.authors[room].append(author)
        self.read(room, author, self.length(room))

    def read(self, room: int, person: Person, seq: int) -> None:
        self.marks[room, person] = max(self.marks[room, person], seq)

    def unread(self, room: int, person: Person) -> int:
        return sum(author is not person for author in self.authors[room][self.marks[room, person] :])

    def all_unread(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {
            (person.id, room): (mark, self.unread(room, person))
            for (room, person), mark in self.marks.items()
        }


async def as_served(circle: Circle) -> dict[tuple[int, int], tuple[int, int]]:
    """Mark and count of everybody in each room, from the list of rooms and from the rooms one by one."""
    served = {}
    for person in circle.people:
        rooms = await person.get("/api/chat/rooms/")
        assert rooms == [await person.get(f"/api/chat/rooms/{room['id']}/") for room in rooms]
        served |= {(person.id, room["id"]): (room["read_seq"], room["unread_count"]) for room in rooms}
    return served


def as_stored(server: ServerProcess) -> dict[tuple[int, int], tuple[int, int]]:
    """The same by SQL of our own."""
    with closing(sqlite3.connect(server.folder / "minichat.sqlite3")) as database:
        return {(user, room): (mark, count) for user, room, mark, count in database.execute(UNREAD)}


async def take_step(room: int, person: Person, truth: Truth, random: Random) -> None:
    """Somebody says something, or reads up to somewhere, in one of the ways there are."""
    match random.choices(("send", "read", "read all", "open"), weights=(50, 35, 5, 10))[0]:
        case "send":
            status, answer = await person.send(room, "something", "")
            truth.send(room, person)
            assert (status, answer["seq"]) == (201, truth.length(room))
        case "open":
            history = await person.get(f"/api/chat/rooms/{room}/history/?limit=1")
            truth.read(room, person, truth.length(room))
            assert history["room"]["unread_count"] == 0
        case how:
            seq = random.randint(1, truth.length(room)) if truth.length(room) and how == "read" else None
            body = {} if seq is None else {"seq": seq}
            status, state = await person.call("POST", f"/api/chat/rooms/{room}/read/", body)
            truth.read(room, person, truth.length(room) if seq is None else seq)
            assert (status, state) == (
                200,
                {
                    "room": room,
                    "read_seq": truth.marks[room, person],
                    "unread_count": truth.unread(room, person),
                    "last_seq": truth.length(room),
                    "unread_mentions": 0,
                    "unread_from": None,
                },
            )


async def test_after_a_thousand_random_steps_all_counts_are_true(tmp_path):
    async with circle(tmp_path) as here:
        truth = Truth(here.rooms)

        async def live(room: int) -> None:
            random = Random(room)
            for _ in range(STEPS_OF_ROOM):
                await take_step(room, random.choice(here.rooms[room]), truth, random)

        await asyncio.gather(*(live(room) for room in here.rooms))
        expected = truth.all_unread()
        assert len({count for _, count in expected.values()}) > 1
        assert await as_served(here) == expected
        assert as_stored(here.server) == expected
        for room, members in here.rooms.items():
            for message in await members[0].read_log(room):
                (reader,) = (person for person in members if person.id != message["user"]["id"])
                assert message["is_read"] == (truth.marks[room, reader] >= message["seq"])
        await restart(here.server)
        assert await as_served(here) == expected


async def test_a_mark_goes_up_whatever_the_order_of_calls_and_never_beyond_the_log(tmp_path):
    async with circle(tmp_path) as (_, (alice, bob, carol), rooms):
        room = next(room for room, members in rooms.items() if members == (alice, bob))
        for _ in range(50):
            await alice.send(room, "something", "")
        states = await asyncio.gather(
            *(bob.mark_read(room, seq) for seq in Random(50).sample(range(1, 41), 40))
        )
        assert {status for status, _ in states} == {200}
        assert all(state["read_seq"] + state["unread_count"] == 50 for _, state in states)
        status, state = await bob.mark_read(room, 7)
        assert (status, state["read_seq"], state["unread_count"]) == (200, 40, 10)

        for seq in (51, 2**53):
            status, answer = await bob.mark_read(room, seq)
            assert (status, set(answer)) == (400, {"seq"})
        status, answer = await carol.mark_read(room, 1)
        assert (status, answer["code"]) == (404, "no_such_room")
        (found,) = [found for found in await bob.get("/api/chat/rooms/") if found["id"] == room]
        assert (found["read_seq"], found["unread_count"]) == (40, 10)


async def test_older_pages_and_events_mark_nothing_and_the_newest_page_does(tmp_path):
    async with circle(tmp_path) as (_, (alice, bob, _), rooms):
        room = next(room for room, members in rooms.items() if members == (alice, bob))
        for _ in range(10):
            await alice.send(room, "something", "")
        await bob.read_log(room)
        await bob.get(f"/api/chat/messages/?room={room}")
        await bob.get(f"/api/chat/rooms/{room}/history/?before_seq=8")
        assert (await bob.get(f"/api/chat/rooms/{room}/"))["unread_count"] == 10
        page = await bob.get(f"/api/chat/rooms/{room}/history/?limit=3")
        assert page["room"]["unread_count"] == 0
        assert all(message["is_read"] for message in await alice.read_log(room))
