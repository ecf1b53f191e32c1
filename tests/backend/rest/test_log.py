"""`/api/chat/rooms/{id}/`: history, events, read and unread, field by field."""

import pytest

from backend.wire.limits import Limits
from tests.helpers import seed

ROOMS = "/api/chat/rooms/"


@pytest.fixture
async def scene(server):
    """Alice, Bob, their room, and Carol, who is not in it."""
    alice, bob, room = await server.pair()
    return alice, bob, await server.register("carol"), room


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
    state = {
        "room": room,
        "read_seq": 2,
        "unread_count": 1,
        "last_seq": 3,
        "unread_mentions": 0,
        "unread_from": None,
    }
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


@pytest.mark.parametrize(
    ("query", "texts", "has_more", "has_newer"),
    [
        ("before_seq=4", "bc", True, True),
        ("before_seq=1", "", False, True),
        ("before_seq=99", "de", True, False),
        ("after_seq=1", "bc", True, True),
        ("after_seq=3", "de", False, False),
        ("after_seq=5", "", False, False),
        ("around_seq=3", "bc", True, True),
        ("around_seq=5", "de", True, False),
        ("at=2000-01-01T00:00:00Z", "a", False, True),
        ("at=2100-01-01T00:00:00", "de", True, False),
    ],
)
async def test_a_page_by_its_place_says_what_lies_beyond_it_and_marks_nothing(
    scene, query, texts, has_more, has_newer
):
    alice, bob, _, room = scene
    await alice.write(room, *"abcde")
    page = (await bob.get(f"{ROOMS}{room}/history/?limit=2&{query}")).body
    assert "".join(message["content"] for message in page["messages"]) == texts
    assert (page["has_more"], page["has_newer"]) == (has_more, has_newer)
    assert page["room"]["unread_count"] == 5


async def test_a_room_is_unread_from_a_place_on_until_it_is_read(scene):
    alice, bob, _, room = scene
    await alice.write(room, "a", "@bob", "c")
    await bob.get(f"{ROOMS}{room}/history/")
    state = {
        "room": room,
        "read_seq": 3,
        "unread_count": 2,
        "last_seq": 3,
        "unread_mentions": 1,
        "unread_from": 2,
    }
    assert (await bob.post(f"{ROOMS}{room}/unread/", {"seq": 2})).body == state
    listed = (await bob.get(ROOMS)).body[0]
    assert {name: listed[name] for name in state if name != "room"} == {
        name: value for name, value in state.items() if name != "room"
    }
    read = (await bob.get(f"{ROOMS}{room}/history/")).body["room"]
    assert (read["unread_count"], read["unread_mentions"], read["unread_from"]) == (0, 0, None)


@pytest.mark.parametrize("seq", [4, -1, "2", None])
async def test_nothing_is_unread_from_what_is_no_place_in_the_log(scene, seq):
    alice, bob, _, room = scene
    await alice.write(room, *"abc")
    answer = await bob.post(f"{ROOMS}{room}/unread/", {"seq": seq})
    assert (answer.status, list(answer.body)) == (400, ["seq"])


async def test_edits_and_deletions_stand_in_the_log(scene):
    alice, bob, _, room = scene
    first, second = await alice.write(room, "one", "secret")
    await alice.call("PATCH", f"/api/chat/messages/{first['id']}/", {"content": "@bob"})
    await alice.call("DELETE", f"/api/chat/messages/{second['id']}/")
    page = (await bob.get(f"{ROOMS}{room}/events/?after_seq=0")).body
    assert [(event["type"], event["seq"], event["message"]["content"]) for event in page["events"]] == [
        ("message_created", 1, "@bob"),
        ("message_created", 2, ""),
        ("message_edited", 3, "@bob"),
        ("message_deleted", 4, ""),
    ]
    assert (page["last_seq"], page["has_more"]) == (4, False)


@pytest.mark.parametrize("path", ["history/", "events/", "read/", "unread/"])
async def test_a_foreign_room_and_a_missing_one_are_not_found_alike(scene, path):
    _, _, carol, room = scene
    method, body = ("POST", {"seq": 1}) if path in {"read/", "unread/"} else ("GET", None)
    answers = [
        await carol.call(method, f"{ROOMS}{number}/{path}", body)
        for number in (room, 99, 0, -1, "x", "١", 2**53, 2**53 + 1, "9" * 40)
    ]
    expected = {"error": "There is no such room.", "code": "no_such_room"}
    assert [(answer.status, answer.body) for answer in answers] == [(404, expected)] * len(answers)


@pytest.mark.parametrize(
    "query", ["before_seq=x", "before_seq=-1", "limit=x", "limit=1.5", f"limit={2**53 + 1}", "before_seq=%00"]
)
async def test_a_query_that_is_no_number_is_malformed_and_reads_nothing(scene, query):
    alice, bob, _, room = scene
    await bob.write(room, "hello")
    answer = await alice.get(f"{ROOMS}{room}/history/?{query}")
    assert (answer.status, answer.code) == (400, "bad_request")
    assert (await alice.get(f"{ROOMS}{room}/")).body["unread_count"] == 1


async def test_who_left_a_group_sees_that_also_when_nobody_is_left_in_it(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    room = (await alice.post(ROOMS, {"name": "short"})).body["id"]
    await alice.post(f"{ROOMS}{room}/participants/", {"user_id": bob.id})
    await bob.write(room, "bye")
    for leaver in (bob, alice):
        assert (await leaver.post(f"{ROOMS}{room}/leave/")).status == 200
    for leaver, departure in ((bob, 3), (alice, 4)):
        events = (await leaver.get(f"{ROOMS}{room}/events/")).body["events"]
        assert (events[-1]["type"], events[-1]["seq"]) == ("member_removed", departure)


async def test_who_left_hears_no_more_of_who_reads(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    room = (await alice.post(ROOMS, {"name": "short"})).body["id"]
    await alice.post(f"{ROOMS}{room}/participants/", {"user_id": bob.id})
    await bob.write(room, "bye")
    await bob.post(f"{ROOMS}{room}/leave/")
    await alice.post(f"{ROOMS}{room}/read/")
    created = (await bob.get(f"{ROOMS}{room}/events/?after_seq=1")).body["events"][0]
    assert created["message"]["is_read"] is False
