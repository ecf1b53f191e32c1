"""A device that was away fetches what it missed, in pages of any size, and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from tests.helpers.load import Sender, send_over_socket
from tests.helpers.people import Json, Person, register, restart, visit
from tests.helpers.servers import ServerProcess

SAID = 137
PAGES = (7, SAID - 1, SAID, SAID + 1, 200)
MOST = 200
DEFAULT = 50
RETURNS = 30

Place = tuple[int, int, str, str, str]


class Absence(NamedTuple):
    """What was said between two people while a device of theirs was away."""

    server: ServerProcess
    alice: Person
    bob: Person
    carol: Person
    room: int
    said: list[Place]


def place(message: Json) -> Place:
    """What is the same in every view of a message; whether it is read isn't."""
    seq, message_id, client_id, content, timestamp = (
        message[key] for key in ("seq", "id", "client_id", "content", "timestamp")
    )
    return seq, message_id, client_id, content, timestamp


def places(messages: Iterable[Json]) -> list[Place]:
    return [place(message) for message in messages]


async def say(person: Person, room: int, content: str) -> Place:
    status, answer = await person.send(room, content, "")
    assert status == 201, answer
    return place(answer)


@asynccontextmanager
async def absence(folder: Path, messages: int = SAID) -> AsyncIterator[Absence]:
    with ServerProcess(folder / "data") as server:
        async with visit(server) as http:
            alice, bob, carol = [await register(http, name) for name in ("alice", "bob", "carol")]
            room, elsewhere = await alice.direct_room(bob), await alice.direct_room(carol)
            said = []
            for number in range(messages):
                said.append(await say(bob if number % 3 else alice, room, f"message {number}"))
                if number % 10 == 0:
                    await say(alice, elsewhere, "not for bob")
            yield Absence(server, alice, bob, carol, room, said)


async def test_events_above_a_cursor_are_the_log_in_pages_of_any_size(tmp_path):
    async with absence(tmp_path) as (server, _, bob, _, room, said):
        await restart(server)
        path = f"/api/chat/rooms/{room}/events/"
        for size in PAGES:
            assert places(await bob.read_log(room, limit=size)) == said
            page = await bob.get(f"{path}?limit={size}")
            assert page["has_more"] == (size < SAID)
        assert places(await bob.read_log(room, after_seq=100, limit=10)) == said[100:]

        page = await bob.get(f"{path}?after_seq={SAID - 1}")
        (event,) = page["events"]
        assert (page["room"], page["last_seq"], page["has_more"]) == (room, SAID, False)
        assert (event["type"], event["room"], event["seq"]) == ("message_created", room, SAID)
        for beyond in (SAID, SAID + 1, 2**53):
            page = await bob.get(f"{path}?after_seq={beyond}")
            assert (page["events"], page["last_seq"], page["has_more"]) == ([], SAID, False)
        page = await bob.get(path)
        assert (places(event["message"] for event in page["events"]), page["has_more"]) == (
            said[:DEFAULT],
            True,
        )


async def test_history_backwards_is_the_log_in_pages_of_any_size(tmp_path):
    async with absence(tmp_path) as (server, _, bob, _, room, said):
        await restart(server)
        for size in PAGES:
            log: list[Place] = []
            has_more = True
            while has_more:
                before = f"&before_seq={log[0][0]}" if log else ""
                page = await bob.get(f"/api/chat/rooms/{room}/history/?limit={size}{before}")
                assert len(page["messages"]) <= size
                log = places(page["messages"]) + log
                has_more = page["has_more"]
                assert has_more == (len(log) < SAID)
            assert log == said
        page = await bob.get(f"/api/chat/rooms/{room}/history/")
        assert places(page["messages"]) == said[-DEFAULT:]


async def test_messages_are_paged_by_room_and_over_all_rooms(tmp_path):
    async with absence(tmp_path) as (_, alice, bob, _, room, said):
        for person, query, cursor in [(bob, f"room={room}&", "seq"), (bob, "", "id"), (alice, "", "id")]:
            log: list[Json] = []
            has_more = True
            while has_more:
                before = f"&before_{cursor}={log[0][cursor]}" if log else ""
                answer = await person.http.get(
                    f"/api/chat/messages/?{query}limit=20{before}",
                    headers={"Authorization": f"Bearer {person.token}"},
                )
                async with answer:
                    log = await answer.json() + log
                    has_more = answer.headers["X-Has-More"] == "true"
            ids = [message["id"] for message in log]
            assert ids == sorted(set(ids))
            assert places(message for message in log if message["room"] == room) == said
            elsewhere = [message for message in log if message["room"] != room]
            assert len(elsewhere) == (0 if person is bob else len(range(0, SAID, 10)))


async def test_a_page_never_holds_more_than_the_limit(tmp_path):
    async with absence(tmp_path, messages=MOST + 20) as (_, _, bob, _, room, said):
        page = await bob.get(f"/api/chat/rooms/{room}/events/?limit=1000000")
        assert places(event["message"] for event in page["events"]) == said[:MOST]
        assert page["has_more"]
        page = await bob.get(f"/api/chat/rooms/{room}/history/?limit=1000000")
        assert places(page["messages"]) == said[-MOST:]
        assert page["has_more"]


async def test_to_others_the_log_does_not_exist(tmp_path):
    async with absence(tmp_path, messages=3) as (_, _, _, carol, room, _):
        for path in (f"rooms/{room}/events/", f"rooms/{room}/history/", f"messages/?room={room}"):
            status, answer = await carol.call("GET", f"/api/chat/{path}")
            assert (status, answer["code"]) == (404, "no_such_room")


async def test_a_device_that_comes_back_in_the_middle_has_no_gap_between_welcome_and_events(tmp_path):
    async with absence(tmp_path, messages=1) as (_, alice, bob, _, room, said):
        talker, enough = Sender(alice, room), asyncio.Event()
        async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
            tasks.create_task(send_over_socket(talker, enough))
            for _ in range(RETURNS):
                async with bob.open_device() as socket:
                    welcome = await socket.receive_json()
                    (known,) = [found["last_seq"] for found in welcome["rooms"] if found["id"] == room]
                    heard: list[int] = []
                    while len(heard) < 5:
                        event = await socket.receive_json()
                        if event["type"] == "message_created" and event["seq"] > known:
                            heard.append(event["seq"])
                    assert heard == list(range(known + 1, known + 6))
            enough.set()
        log = await bob.read_log(room)
        assert [message["client_id"] for message in log[len(said) :]] == talker.said
        assert [message["seq"] for message in log] == list(range(1, len(log) + 1))
