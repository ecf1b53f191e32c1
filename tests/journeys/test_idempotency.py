"""The same send again, over REST and the room's socket, in parallel and after a restart: one message."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

from aiohttp import WSMsgType

from tests.helpers.load import Ack, Witness
from tests.helpers.people import Json, Person, chat_frame, register, restart, visit
from tests.helpers.servers import ServerProcess

MESSAGES = 1_000


class Told(NamedTuple):
    """The answer to one send."""

    client_id: str
    is_duplicate: bool
    ack: Ack


class Chat(NamedTuple):
    """A running server and two people with a room."""

    server: ServerProcess
    alice: Person
    bob: Person
    room: int


@asynccontextmanager
async def chat(folder: Path) -> AsyncIterator[Chat]:
    with ServerProcess(folder / "data") as server:
        async with visit(server) as http:
            alice, bob = await register(http, "alice"), await register(http, "bob")
            yield Chat(server, alice, bob, await alice.direct_room(bob))


def new_ids(count: int) -> list[str]:
    return [str(uuid.uuid4()) for _ in range(count)]


def content(client_id: str) -> str:
    return f"what was said under {client_id}"


async def say_over_rest(person: Person, room: int, client_id: str) -> Told:
    status, answer = await person.send(room, content(client_id), client_id)
    assert status == (200 if answer["duplicate"] else 201), answer
    assert (answer["client_id"], answer["content"]) == (client_id, content(client_id))
    return Told(client_id, answer["duplicate"], Ack(answer["seq"], answer["id"], answer["timestamp"]))


async def say_over_socket(person: Person, room: int, client_ids: Sequence[str]) -> list[Told]:
    told: list[Told] = []
    async with person.open_room(room) as socket, asyncio.TaskGroup() as tasks:

        async def send() -> None:
            for client_id in client_ids:
                await socket.send_json(chat_frame(content(client_id), client_id))

        tasks.create_task(send())
        while len(told) < len(client_ids):
            frame = await socket.receive_json()
            assert frame["type"] in {"message_sent", "chat_message", "user_status"}, frame
            if frame["type"] == "message_sent":
                assert frame["message"] == content(frame["client_id"])
                ack = Ack(frame["seq"], frame["message_id"], frame["timestamp"])
                told.append(Told(frame["client_id"], frame["duplicate"], ack))
    return told


async def say_in_every_way(person: Person, room: int, client_ids: Sequence[str]) -> list[Told]:
    """Each of them four times at once: twice over REST, and over two sockets, in four orders."""
    orders = [Random(seed).sample(client_ids, len(client_ids)) for seed in range(4)]
    *over_rest, first, second = await asyncio.gather(
        *(say_over_rest(person, room, client_id) for client_id in orders[0] + orders[1]),
        say_over_socket(person, room, orders[2]),
        say_over_socket(person, room, orders[3]),
    )
    return [*over_rest, *first, *second]


def acks_of(told: Sequence[Told]) -> dict[str, Ack]:
    """The one ack of each client id."""
    acks: dict[str, Ack] = {}
    for client_id, _, ack in told:
        assert acks.setdefault(client_id, ack) == ack, "two answers to one send"
    return acks


def logged_acks(log: Sequence[Json]) -> dict[str, Ack]:
    assert [message["seq"] for message in log] == list(range(1, len(log) + 1))
    return {entry["client_id"]: Ack(entry["seq"], entry["id"], entry["timestamp"]) for entry in log}


async def test_a_thousand_sends_repeated_in_parallel_and_after_a_restart_are_a_thousand_messages(tmp_path):
    client_ids, last = new_ids(MESSAGES), new_ids(1)[0]
    async with chat(tmp_path) as (server, alice, bob, room):
        async with bob.open_device() as socket:
            witness = Witness(socket)
            told = await say_in_every_way(alice, room, client_ids)
            await say_over_rest(alice, room, last)
            await witness.watch(last)
        firsts = [answer for answer in told if not answer.is_duplicate]
        assert len(told) == 4 * MESSAGES
        assert sorted(answer.client_id for answer in firsts) == sorted(client_ids)
        acks = acks_of(told)
        log = logged_acks(await bob.read_log(room))
        assert log == acks | {last: log[last]}
        assert [entry[-1] for entry in witness.saw[room]] == list(log), "a repeated send was announced again"

        await restart(server)
        told = await say_in_every_way(alice, room, client_ids)
        assert all(answer.is_duplicate for answer in told)
        assert acks_of(told) == acks
        assert logged_acks(await bob.read_log(room)) == log


async def test_the_same_id_with_another_body_or_room_is_refused_and_stores_nothing(tmp_path):
    async with chat(tmp_path) as (server, alice, bob, room):
        carol = await register(alice.http, "carol")
        elsewhere = await alice.direct_room(carol)
        taken, free = new_ids(2)
        first = await say_over_rest(alice, room, taken)

        async def check_refused() -> None:
            for where, words in [(room, "other words"), (elsewhere, content(taken)), (elsewhere, "both")]:
                status, answer = await alice.send(where, words, taken)
                assert (status, answer["code"]) == (409, "client_id_conflict")
                async with alice.open_room(where) as socket:
                    await socket.send_json(chat_frame(words, taken))
                    await socket.send_json(chat_frame(content(free), free))
                    frames = [await next_answer(socket), await next_answer(socket)]
                assert (frames[0]["type"], frames[0]["code"]) == ("error", "client_id_conflict")
                assert not frames[0]["retryable"]
                if where == room:
                    assert frames[1]["type"] == "message_sent"
                else:
                    assert frames[1]["code"] == "client_id_conflict"

        await check_refused()
        await restart(server)
        await check_refused()
        assert await say_over_rest(alice, room, taken) == first._replace(is_duplicate=True)
        assert list(logged_acks(await bob.read_log(room))) == [taken, free]
        assert await carol.read_log(elsewhere) == []


async def next_answer(socket) -> Json:
    """What the server says to a send: the ack or the error."""
    while True:
        message = await socket.receive()
        assert message.type is WSMsgType.TEXT
        frame = message.json()
        if frame["type"] in {"message_sent", "error"}:
            return frame


async def test_of_twenty_bodies_that_race_for_one_id_one_is_stored(tmp_path):
    async with chat(tmp_path) as (_, alice, bob, room):
        (client_id,) = new_ids(1)
        answers = await asyncio.gather(*(alice.send(room, f"body {n}", client_id) for n in range(20)))
        assert sorted(status for status, _ in answers) == [201] + [409] * 19
        (stored,) = [answer["content"] for status, answer in answers if status == 201]
        assert [message["content"] for message in await bob.read_log(room)] == [stored]


async def test_the_same_id_of_another_person_is_another_message(tmp_path):
    async with chat(tmp_path) as (_, alice, bob, room):
        client_ids = new_ids(50)
        told = await asyncio.gather(
            *(say_over_rest(person, room, client_id) for client_id in client_ids for person in (alice, bob))
        )
        assert not any(answer.is_duplicate for answer in told)
        log = await alice.read_log(room)
        said = sorted((message["user_username"], message["client_id"]) for message in log)
        assert said == sorted((name, client_id) for client_id in client_ids for name in ("alice", "bob"))


async def test_an_id_is_the_same_however_it_is_spelled(tmp_path):
    async with chat(tmp_path) as (_, alice, _, room):
        (client_id,) = new_ids(1)
        first = await say_over_rest(alice, room, client_id)
        status, answer = await alice.send(room, content(client_id), client_id.upper())
        assert (status, answer["seq"], answer["client_id"]) == (200, first.ack.seq, client_id)
