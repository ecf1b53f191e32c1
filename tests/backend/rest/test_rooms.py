"""`/api/chat/rooms/` and what hangs on it, field by field: views, history, the log, marks, direct rooms."""

import asyncio

import pytest

from backend.wire.limits import Limits
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


async def test_history_is_the_newest_page_oldest_first_and_marks_it_read(scene):
    alice, bob, _, room = scene
    await alice.write(room, "one", "two")
    answer = await bob.get(f"{ROOMS}{room}/history/")
    assert answer.status == 200
    assert seed.fits(answer.body, {"room": seed.ROOM, "messages": [seed.MESSAGE], "has_more": bool})
    assert [message["content"] for message in answer.body["messages"]] == ["one", "two"]
    assert (answer.body["room"]["unread_count"], answer.body["has_more"]) == (0, False)
    assert all(message["is_read"] for message in answer.body["messages"])
    assert (await bob.get(ROOMS)).body[0]["unread_count"] == 0


async def test_older_pages_of_the_history_mark_nothing(scene):
    alice, bob, _, room = scene
    await alice.write(room, *"abcde")
    older = await bob.get(f"{ROOMS}{room}/history/?before_seq=4&limit=2")
    assert [message["content"] for message in older.body["messages"]] == ["b", "c"]
    assert (older.body["has_more"], older.body["room"]["unread_count"]) == (True, 5)


@pytest.mark.parametrize("limits", [Limits(page_default=2, page_max=3)])
async def test_pages_keep_to_the_limits(scene):
    alice, _, _, room = scene
    await alice.write(room, *"abcde")
    for query, texts in (("", "de"), ("?limit=1", "e"), ("?limit=0", "e"), ("?limit=99", "cde")):
        page = (await alice.get(f"{ROOMS}{room}/history/{query}")).body
        assert "".join(message["content"] for message in page["messages"]) == texts


async def test_the_log_is_read_from_a_cursor_to_its_end(scene):
    alice, bob, _, room = scene
    await alice.write(room, *"abc")
    path = f"{ROOMS}{room}/events/"
    page = (await bob.get(f"{path}?after_seq=1&limit=1")).body
    assert [(event["type"], event["seq"], event["room"]) for event in page["events"]] == [
        ("message_created", 2, room)
    ]
    assert seed.fits(page["events"][0]["message"], seed.MESSAGE)
    assert (page["room"], page["last_seq"], page["has_more"]) == (room, 3, True)
    everything = (await bob.get(path)).body
    assert ([event["seq"] for event in everything["events"]], everything["has_more"]) == ([1, 2, 3], False)
    beyond = (await bob.get(f"{path}?after_seq=99")).body
    assert (beyond["events"], beyond["last_seq"], beyond["has_more"]) == ([], 3, False)
    assert (await bob.get(ROOMS)).body[0]["unread_count"] == 3


async def test_a_mark_moves_up_alone(scene):
    alice, bob, _, room = scene
    await alice.write(room, *"abc")
    path = f"{ROOMS}{room}/read/"
    state = {"room": room, "read_seq": 2, "unread_count": 1, "last_seq": 3}
    assert (await bob.post(path, {"seq": 2})).body == state
    assert (await bob.post(path, {"seq": 1})).body == state
    assert (await bob.post(path, {"seq": 0})).body == state
    assert (await bob.call("POST", path)).body == state | {"read_seq": 3, "unread_count": 0}


@pytest.mark.parametrize("seq", [4, -1, "2", 1.5, 2**53])
async def test_a_mark_that_is_no_place_in_the_log_is_refused(scene, seq):
    alice, bob, _, room = scene
    await alice.write(room, *"abc")
    answer = await bob.post(f"{ROOMS}{room}/read/", {"seq": seq})
    assert (answer.status, list(answer.body)) == (400, ["seq"])


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


@pytest.mark.parametrize(
    "query", ["before_seq=x", "before_seq=-1", "limit=x", "limit=1.5", f"limit={2**53 + 1}", "before_seq=%00"]
)
async def test_a_query_that_is_no_number_is_malformed(scene, query):
    alice, _, _, room = scene
    answer = await alice.get(f"{ROOMS}{room}/history/?{query}")
    assert (answer.status, answer.code) == (400, "bad_request")
