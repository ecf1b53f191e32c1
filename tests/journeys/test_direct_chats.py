"""Two people who ask for their chat at the same time, many times over, get one room."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack

from tests.helpers.people import Json, Person, register, restart, visit
from tests.helpers.servers import ServerProcess

PAIRS = 5
CALLS_OF_EACH = 10


async def race(one: Person, other: Person) -> list[tuple[int, Json]]:
    """Twenty calls at once, ten from each side."""
    calls = [
        caller.call("POST", "/api/chat/create-direct-chat/", {"user_id": callee.id})
        for _ in range(CALLS_OF_EACH)
        for caller, callee in ((one, other), (other, one))
    ]
    return list(await asyncio.gather(*calls))


def check_one_room(answers: list[tuple[int, Json]], one: Person, other: Person) -> int:
    """One call made the room, the others found it, and each side sees the other in it."""
    assert Counter(status for status, _ in answers) == {201: 1, 200: 2 * CALLS_OF_EACH - 1}
    rooms = [answer["room"] for _, answer in answers]
    (room_id,) = {room["id"] for room in rooms}
    assert all({user["id"] for user in room["participants"]} == {one.id, other.id} for room in rooms)
    views = Counter(room["other_participant"]["id"] for room in rooms)
    assert views == {one.id: CALLS_OF_EACH, other.id: CALLS_OF_EACH}
    return int(room_id)


async def rooms_announced(socket) -> list[Json]:
    """The new rooms that a device is told of before the first message."""
    created = []
    while (event := await socket.receive_json())["type"] != "message_created":
        if event["type"] == "room_created":
            created.append(event)
    return created


async def test_twenty_racing_calls_make_one_room_and_tell_each_device_once(tmp_path):
    with ServerProcess(tmp_path / "data") as server:
        async with visit(server) as http, AsyncExitStack() as sockets:
            people = [await register(http, f"person{number}") for number in range(2 * PAIRS)]
            pairs = list(zip(people[::2], people[1::2], strict=True))
            devices = []
            for pair in pairs * 2:
                for person, other in (pair, pair[::-1]):
                    socket = await sockets.enter_async_context(person.open_device())
                    assert (await socket.receive_json())["rooms"] == []
                    devices.append((socket, other))

            answers = await asyncio.gather(*(race(*pair) for pair in pairs))
            rooms = {}
            for pair, of_pair in zip(pairs, answers, strict=True):
                rooms |= dict.fromkeys(pair, check_one_room(of_pair, *pair))
            assert len(set(rooms.values())) == PAIRS

            for person, _ in pairs:
                await person.send(rooms[person], "whoever hears this has heard of the room", "")
            for socket, other in devices:
                (event,) = await rooms_announced(socket)
                assert event["room"]["id"] == rooms[other]
                assert event["room"]["other_participant"]["id"] == other.id
                assert [contact["id"] for contact in event["people"]] == [other.id]


async def test_the_room_is_the_same_after_a_restart(tmp_path):
    with ServerProcess(tmp_path / "data") as server:
        async with visit(server) as http:
            alice, bob = await register(http, "alice"), await register(http, "bob")
            room = await alice.direct_room(bob)
            await restart(server)
            answers = await race(alice, bob)
            assert {(status, answer["room"]["id"]) for status, answer in answers} == {(200, room)}
            assert [found["id"] for found in await bob.get("/api/chat/rooms/")] == [room]
