"""`/api/chat/rooms/` and what hangs on it, field by field: views, direct rooms, groups."""

import asyncio

import pytest

from tests.helpers import seed

ROOMS, DIRECT = "/api/chat/rooms/", "/api/chat/create-direct-chat/"


@pytest.fixture
async def scene(server):
    """Alice, Bob, their room, and Carol, who is not in it."""
    alice, bob, room = await server.pair()
    return alice, bob, await server.register("carol"), room


async def test_a_direct_room_is_made_once_and_then_found(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    made = await alice.post(DIRECT, {"user_id": bob.id})
    assert (made.status, made.body["message"]) == (201, "Direct chat created.")
    assert seed.fits(made.body, {"room": seed.ROOM, "message": str})
    room = made.body["room"]
    assert (room["chat_type"], room["participants_count"]) == ("direct", 2)
    assert room["other_participant"] == bob.user
    found = await bob.post(DIRECT, {"user_id": alice.id}, language="ru")
    assert (found.status, found.body["message"]) == (200, "Личный чат уже существует.")
    assert (found.body["room"]["id"], found.body["room"]["other_participant"]) == (room["id"], alice.user)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "user_id_missing"),
        ({"user_id": None}, 400, "user_id_missing"),
        ({"user_id": "2"}, 400, "user_id_missing"),
        ({"user_id": -1}, 400, "user_id_missing"),
        ({"user_id": 1}, 400, "direct_with_oneself"),
        ({"user_id": 99}, 404, "no_such_user"),
    ],
)
async def test_a_direct_room_that_can_not_be_is_one_error(server, body, status, code):
    alice = await server.register("alice")
    assert alice.id == 1
    answer = await alice.post(DIRECT, body)
    assert (answer.status, answer.code) == (status, code)
    assert seed.fits(answer.body, seed.ERROR)


async def test_twenty_calls_that_race_make_one_room(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    calls = [alice.post(DIRECT, {"user_id": bob.id}), bob.post(DIRECT, {"user_id": alice.id})]
    calls += [alice.post(DIRECT, {"user_id": bob.id}) for _ in range(18)]
    answers = await asyncio.gather(*calls)
    assert len({answer.body["room"]["id"] for answer in answers}) == 1
    assert sorted(answer.status for answer in answers) == [200] * 19 + [201]


async def test_a_group_is_made_by_its_first_member(server):
    alice = await server.register("alice")
    answer = await alice.post(ROOMS, {"name": "  Team ", "description": "All of us", "colour": "red"})
    assert answer.status == 201
    assert seed.fits(answer.body, seed.ROOM)
    assert (answer.body["name"], answer.body["description"]) == ("Team", "All of us")
    assert (answer.body["chat_type"], answer.body["participants"]) == ("group", [alice.user])
    assert answer.body["other_participant"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 129}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": "Team", "description": "x" * 1_025}, "description"),
        ({"name": "Team", "chat_type": "direct"}, "chat_type"),
        ({"name": "Team", "chat_type": "channel"}, "chat_type"),
    ],
    ids=["none", "blank", "long", "two lines", "long description", "direct", "no type"],
)
async def test_a_group_with_a_wrong_field_is_not_made(server, body, field):
    alice = await server.register("alice")
    answer = await alice.post(ROOMS, body)
    assert answer.status == 400
    assert list(answer.body) == [field]
    assert (await alice.get(ROOMS)).body == []


async def test_everybody_lists_their_own_rooms_with_their_own_counts(scene):
    alice, bob, carol, room = scene
    await alice.write(room, "one", "two")
    listed = [(await person.get(ROOMS)).body for person in (alice, bob, carol)]
    assert seed.fits(listed[0], [seed.ROOM])
    assert [[item["unread_count"] for item in rooms] for rooms in listed] == [[0], [2], []]
    assert listed[1][0] == (await bob.get(f"{ROOMS}{room}/")).body
    assert listed[1][0]["last_message"]["content"] == "two"


@pytest.mark.parametrize("path", ["", "history/", "events/", "read/"])
async def test_a_foreign_room_and_a_missing_one_are_not_found_alike(scene, path):
    _, _, carol, room = scene
    method = "POST" if path == "read/" else "GET"
    answers = [
        await carol.call(method, f"{ROOMS}{number}/{path}")
        for number in (room, 99, 0, -1, "x", "١", 2**53, 2**53 + 1, "9" * 40)
    ]
    expected = {"error": "There is no such room.", "code": "no_such_room"}
    assert [(answer.status, answer.body) for answer in answers] == [(404, expected)] * len(answers)
