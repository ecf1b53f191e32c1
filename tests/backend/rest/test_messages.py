"""`/api/chat/messages/` field by field: sending once, pages of one room and of all."""

import uuid

import pytest

from backend.wire.limits import Limits
from tests.helpers import seed

MESSAGES = "/api/chat/messages/"


@pytest.fixture
async def scene(server):
    """Alice, Bob, their room, and Carol, who is not in it."""
    alice, bob, room = await server.pair()
    return alice, bob, await server.register("carol"), room


async def test_a_message_is_stored_as_it_was_written(scene):
    alice, _, _, room = scene
    text = "  Привет! Как дела?\n\t🙂  "
    answer = await alice.post(MESSAGES, {"room": room, "content": text, "colour": "red"})
    assert answer.status == 201
    assert seed.fits(answer.body, seed.MESSAGE)
    assert (answer.body["content"], answer.body["user"]) == (text, alice.user)
    assert (answer.body["seq"], answer.body["is_read"], answer.body["duplicate"]) == (1, False, False)


async def test_a_retry_gets_the_first_answer_with_200(scene):
    alice, _, _, room = scene
    body = {"room": room, "content": "hello", "client_id": str(uuid.uuid4())}
    first, again = await alice.post(MESSAGES, body), await alice.post(MESSAGES, body)
    spelt_otherwise = await alice.post(MESSAGES, body | {"client_id": body["client_id"].upper()})
    assert [answer.status for answer in (first, again, spelt_otherwise)] == [201, 200, 200]
    assert again.body == spelt_otherwise.body == first.body | {"duplicate": True}
    assert first.body["client_id"] == body["client_id"]


async def test_the_same_client_id_for_something_else_is_a_conflict(scene):
    alice, _, _, room = scene
    body = {"room": room, "content": "hello", "client_id": str(uuid.uuid4())}
    await alice.post(MESSAGES, body)
    answer = await alice.post(MESSAGES, body | {"content": "changed"}, language="ru")
    assert (answer.status, answer.code) == (409, "client_id_conflict")
    assert answer.body["error"] == "Этот client_id уже использован для другого сообщения."


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"content": ""}, "content"),
        ({"content": " \n\u200b"}, "content"),
        ({"content": "x" * 4_001}, "content"),
        ({"content": None}, "content"),
        ({"content": 5}, "content"),
        ({"room": None}, "room"),
        ({"room": "1"}, "room"),
        ({"room": 0}, "room"),
        ({"client_id": "x"}, "client_id"),
        ({"client_id": None}, "client_id"),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_a_wrong_field_is_told(scene, changes, field):
    alice, _, _, room = scene
    answer = await alice.post(MESSAGES, {"room": room, "content": "hello"} | changes)
    assert (answer.status, list(answer.body)) == (400, [field])


async def test_the_longest_message_is_taken(scene):
    alice, _, _, room = scene
    assert (await alice.post(MESSAGES, {"room": room, "content": "🙂" * 4_000})).status == 201


async def test_who_is_no_member_neither_sends_nor_reads(scene):
    _, _, carol, room = scene
    for number in (room, 99):
        answers = [
            await carol.post(MESSAGES, {"room": number, "content": "hello"}),
            await carol.get(f"{MESSAGES}?room={number}"),
        ]
        assert [(answer.status, answer.code) for answer in answers] == [(404, "no_such_room")] * 2


@pytest.mark.parametrize("limits", [Limits(message_burst=2, messages_per_second=0.5)])
async def test_past_the_burst_a_sender_waits_and_others_do_not(scene):
    alice, bob, _, room = scene
    answers = [await alice.post(MESSAGES, {"room": room, "content": "hello"}) for _ in range(3)]
    assert [answer.status for answer in answers] == [201, 201, 429]
    assert (answers[2].code, answers[2].headers["Retry-After"]) == ("rate_limited", "2")
    assert (await bob.post(MESSAGES, {"room": room, "content": "hello"})).status == 201


async def test_the_newest_page_of_a_room_is_read_oldest_first_and_marks_nothing(scene):
    alice, bob, _, room = scene
    await alice.write(room, *"abcde")
    answer = await bob.get(f"{MESSAGES}?room={room}&limit=2")
    assert answer.status == 200
    assert seed.fits(answer.body, [seed.MESSAGE])
    assert ([message["content"] for message in answer.body], answer.headers["X-Has-More"]) == (
        ["d", "e"],
        "true",
    )
    older = await bob.get(f"{MESSAGES}?room={room}&before_seq=4&limit=3")
    assert ([message["content"] for message in older.body], older.headers["X-Has-More"]) == (
        ["a", "b", "c"],
        "false",
    )
    assert not any(message["is_read"] for message in older.body)


async def test_without_a_room_the_newest_of_all_the_callers_rooms_are_read(scene):
    alice, bob, carol, room = scene
    other = await carol.direct(alice)
    foreign = await carol.direct(bob)
    await alice.write(room, "a")
    await carol.write(other, "b")
    await carol.write(foreign, "secret")
    await bob.write(room, "c")
    answer = await alice.get(f"{MESSAGES}?limit=2")
    assert [message["content"] for message in answer.body] == ["b", "c"]
    assert answer.headers["X-Has-More"] == "true"
    older = await alice.get(f"{MESSAGES}?before_id={answer.body[0]['id']}")
    assert [message["content"] for message in older.body] == ["a"]


async def test_a_message_is_read_when_all_others_have_read_it(scene):
    alice, bob, _, room = scene
    await alice.write(room, "a")
    path = f"{MESSAGES}?room={room}"
    assert [message["is_read"] for message in (await alice.get(path)).body] == [False]
    await bob.get(f"/api/chat/rooms/{room}/history/")
    assert [message["is_read"] for message in (await alice.get(path)).body] == [True]
