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
    "query", ["before_seq=x", "before_seq=-1", "limit=x", "limit=1.5", f"limit={2**53 + 1}", "before_seq=%00"]
)
async def test_a_query_that_is_no_number_is_malformed(scene, query):
    alice, _, _, room = scene
    answer = await alice.get(f"{ROOMS}{room}/history/?{query}")
    assert (answer.status, answer.code) == (400, "bad_request")
