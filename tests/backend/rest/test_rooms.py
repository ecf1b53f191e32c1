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


async def test_every_room_comes_with_the_whole_address_of_its_picture(scene):
    alice, bob, _, room = scene
    group = (await alice.post(ROOMS, {"name": "Team"})).body
    shown = [
        group,
        *(await alice.get(ROOMS)).body,
        (await alice.get(f"{ROOMS}{room}/")).body,
        (await alice.get(f"{ROOMS}{room}/history/")).body["room"],
        (await alice.call("PATCH", f"{ROOMS}{group['id']}/", {"name": "Crew"})).body,
        (await bob.post(DIRECT, {"user_id": alice.id})).body["room"],
    ]
    assert [seed.fits(view, seed.ROOM | {"avatar": seed.url}) for view in shown] == [True] * 7


async def test_a_group_is_put_with_its_name_and_patched_with_anything(scene):
    alice, *_ = scene
    path = f"{ROOMS}{(await alice.post(ROOMS, {'name': 'Team', 'description': 'All'})).body['id']}/"
    assert list((await alice.call("PUT", path, {"description": "Us"})).body) == ["name"]
    put = await alice.call("PUT", path, {"name": "Crew", "chat_type": "group"})
    assert (put.status, put.body["name"], put.body["description"]) == (200, "Crew", "All")
    patched = await alice.call("PATCH", path, {"is_public": True})
    assert (patched.status, patched.body["is_public"], patched.body["name"]) == (200, True, "Crew")
    assert patched.body["last_seq"] == 2
    wrong = await alice.call("PATCH", path, {"name": "Duo", "chat_type": "direct"})
    assert (wrong.status, list(wrong.body)) == (400, ["chat_type"])
    assert (await alice.get(path)).body == patched.body


@pytest.mark.parametrize(("method", "body"), [("PUT", {"name": "Ours"}), ("PATCH", {"is_public": True})])
async def test_a_direct_room_is_changed_by_nobody(scene, method, body):
    alice, _, carol, room = scene
    answer = await alice.call(method, f"{ROOMS}{room}/", body)
    assert (answer.status, answer.code) == (403, "not_in_direct_rooms")
    assert (await carol.call(method, f"{ROOMS}{room}/", body)).code == "no_such_room"


async def test_a_deleted_group_is_gone_for_all(scene):
    alice, bob, *_ = scene
    path = f"{ROOMS}{(await alice.post(ROOMS, {'name': 'Team', 'is_public': True})).body['id']}/"
    await bob.post(f"{path}join/")
    assert (await bob.call("DELETE", path)).code == "not_allowed"
    ear = await bob.connect("/ws/")
    await ear.hear("welcome")
    answer = await alice.call("DELETE", path)
    assert (answer.status, answer.body) == (204, None)
    assert (await ear.hear("room_gone"))["room"] == int(path.split("/")[-2])
    for person in (alice, bob):
        assert (await person.get(path)).status == 404
    assert (await alice.get(f"{ROOMS}public/")).body == {"rooms": []}


async def test_a_deleted_direct_room_hides_until_the_next_message_and_only_in_the_list(scene):
    alice, bob, _, room = scene
    assert (await alice.call("DELETE", f"{ROOMS}{room}/")).status == 204
    assert ((await alice.get(ROOMS)).body, len((await bob.get(ROOMS)).body)) == ([], 1)
    assert (await alice.get(f"{ROOMS}{room}/")).body["preferences"]["hidden"] is True
    ear = await alice.connect("/ws/")
    assert [view["id"] for view in (await ear.hear("welcome"))["rooms"]] == [room]
    await bob.write(room, "are you there?")
    assert [view["id"] for view in (await alice.get(ROOMS)).body] == [room]


async def test_public_groups_are_found_by_a_part_of_their_name_and_paged(scene):
    alice, bob, *_ = scene
    for name in ("Чай", "Чайник", "Кофе"):
        await alice.post(ROOMS, {"name": name, "is_public": True})
    await alice.post(ROOMS, {"name": "Тайный чай"})

    async def found(query):
        answer = await bob.get(f"{ROOMS}public/{query}")
        assert answer.status == 200
        return answer.body["rooms"]

    everything = await found("")
    assert [room["name"] for room in everything] == ["Кофе", "Чай", "Чайник"]
    assert all(seed.url(room["avatar"]) and not room["is_member"] for room in everything)
    assert [room["name"] for room in await found("?q=ЧАЙ")] == ["Чай", "Чайник"]
    assert [room["name"] for room in await found("?limit=1&offset=1")] == ["Чай"]
    assert await found("?q=" + "x" * 200) == await found("?q=%00") == []


async def test_preferences_are_ones_own_and_heard_on_all_devices(scene):
    alice, bob, carol, room = scene
    path = f"{ROOMS}{room}/preferences/"
    plain = {"pinned": False, "muted_until": None, "notifications": "all", "hidden": False}
    assert (await alice.get(path)).body == plain
    ear = await alice.connect("/ws/")
    wanted = {"pinned": True, "muted_until": "9999-12-31T23:59:59Z", "notifications": "mentions"}
    changed = await alice.call("PATCH", path, wanted)
    assert (changed.status, changed.body) == (200, plain | wanted)
    assert (await ear.hear("preferences_changed"))["preferences"] == changed.body
    assert (await alice.get(f"{ROOMS}{room}/")).body["preferences"] == changed.body
    assert (await alice.call("PATCH", path, {"muted_until": None})).body["muted_until"] is None
    assert (await bob.get(path)).body == plain
    assert (await carol.get(path)).status == (await carol.call("PATCH", path, {})).status == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("pinned", 1), ("muted_until", "tomorrow"), ("notifications", "some"), ("hidden", None)],
)
async def test_a_wrong_preference_is_named(scene, field, value):
    alice, _, _, room = scene
    answer = await alice.call("PATCH", f"{ROOMS}{room}/preferences/", {"pinned": True, field: value})
    assert (answer.status, list(answer.body)) == (400, [field])
    assert not (await alice.get(f"{ROOMS}{room}/preferences/")).body["pinned"]
