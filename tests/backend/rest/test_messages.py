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


async def test_an_answer_carries_what_it_answers(scene):
    alice, bob, _, room = scene
    (asked,) = await alice.write(room, "Where?")
    answer = await bob.post(MESSAGES, {"room": room, "content": "There", "reply_to": asked["id"]})
    quote = {
        "id": asked["id"],
        "seq": 1,
        "user": alice.id,
        "user_username": "alice",
        "content": "Where?",
        "deleted": False,
    }
    assert (answer.status, answer.body["reply_to"], answer.body["quote"]) == (201, asked["id"], quote)
    listed = (await alice.get(f"{MESSAGES}?room={room}")).body
    assert [message["quote"] for message in listed] == [None, quote]


@pytest.mark.parametrize("target", ["foreign", 99, 0, "1", 1.5, True])
async def test_what_can_not_be_answered_is_told(scene, target):
    alice, _, carol, room = scene
    (foreign,) = await carol.write(await carol.direct(alice), "elsewhere")
    target = foreign["id"] if target == "foreign" else target
    answer = await alice.post(MESSAGES, {"room": room, "content": "hello", "reply_to": target})
    assert (answer.status, list(answer.body)) == (400, ["reply_to"])


async def test_a_message_is_read_edited_and_deleted_by_its_author(scene):
    alice, bob, _, room = scene
    (sent,) = await alice.write(room, "hello")
    path = f"{MESSAGES}{sent['id']}/"
    read = await bob.get(path)
    assert (read.status, read.body) == (200, {name: sent[name] for name in sent if name != "duplicate"})
    edited = await alice.call("PATCH", path, {"content": "@bob", "colour": "red"})
    assert edited.status == 200
    assert seed.fits(edited.body, seed.MESSAGE)
    assert (edited.body["content"], edited.body["mentions"]) == ("@bob", [bob.id])
    assert edited.body["edited_at"] is not None
    assert (await bob.get(path)).body == edited.body
    for _ in range(2):
        deleted = await alice.call("DELETE", path)
        assert (deleted.status, deleted.body) == (204, None)
    left = (await bob.get(path)).body
    assert (left["content"], left["deleted"], left["mentions"], left["edited_at"]) == ("", True, [], None)
    again = await alice.call("PATCH", path, {"content": "again"}, language="ru")
    assert (again.status, again.code) == (409, "message_deleted")


async def test_deleted_content_leaves_by_no_way(scene):
    alice, bob, _, room = scene
    body = {"room": room, "content": "secret @bob", "client_id": str(uuid.uuid4())}
    sent = (await alice.post(MESSAGES, body)).body
    await bob.post(MESSAGES, {"room": room, "content": "what?", "reply_to": sent["id"]})
    await alice.call("DELETE", f"{MESSAGES}{sent['id']}/")
    answers = [
        await alice.post(MESSAGES, body),
        await alice.get(f"{MESSAGES}{sent['id']}/"),
        await alice.get(f"{MESSAGES}?room={room}"),
        await alice.get(MESSAGES),
        await alice.get(f"/api/chat/rooms/{room}/history/"),
        await alice.get(f"/api/chat/rooms/{room}/events/"),
        await alice.get("/api/chat/rooms/"),
    ]
    assert [answer.status for answer in answers] == [200] * len(answers)
    assert "secret" not in str([answer.body for answer in answers])


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": None}, {"content": "x" * 4_001}])
async def test_an_edit_with_wrong_content_changes_nothing(scene, body):
    alice, _, _, room = scene
    (sent,) = await alice.write(room, "hello")
    answer = await alice.call("PATCH", f"{MESSAGES}{sent['id']}/", body)
    assert (answer.status, list(answer.body)) == (400, ["content"])
    assert (await alice.get(f"{MESSAGES}{sent['id']}/")).body["content"] == "hello"


async def test_another_member_neither_edits_nor_deletes(scene):
    alice, bob, _, room = scene
    (sent,) = await alice.write(room, "hello")
    for method, body in (("PATCH", {"content": "mine"}), ("DELETE", None)):
        answer = await bob.call(method, f"{MESSAGES}{sent['id']}/", body)
        assert (answer.status, answer.code) == (403, "not_allowed")


async def test_a_message_of_a_foreign_room_and_a_missing_one_are_not_found_alike(scene):
    alice, _, carol, room = scene
    (sent,) = await alice.write(room, "hello")
    for method, body in (("GET", None), ("PATCH", {"content": "mine"}), ("DELETE", None)):
        answers = [
            await carol.call(method, f"{MESSAGES}{number}/", body)
            for number in (sent["id"], 99, 0, -1, "x", "١", 2**53 + 1)
        ]
        expected = {"error": "There is no such message.", "code": "no_such_message"}
        assert [(answer.status, answer.body) for answer in answers] == [(404, expected)] * len(answers)


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


@pytest.mark.parametrize("limits", [Limits(message_burst=2, messages_per_second=0.5)])
async def test_edits_and_deletions_take_from_the_same_burst(scene):
    alice, _, _, room = scene
    (sent,) = await alice.write(room, "hello")
    path = f"{MESSAGES}{sent['id']}/"
    assert (await alice.call("PATCH", path, {"content": "changed"})).status == 200
    answers = [await alice.call("PATCH", path, {"content": "again"}), await alice.call("DELETE", path)]
    assert [(answer.status, answer.code) for answer in answers] == [(429, "rate_limited")] * 2


@pytest.mark.parametrize(
    ("query", "texts", "has_more"),
    [
        ("before_seq=4", "bc", "true"),
        ("after_seq=2", "cd", "true"),
        ("after_seq=3", "de", "false"),
        ("around_seq=3", "bc", "true"),
        ("at=2000-01-01T00:00:00Z", "a", "false"),
    ],
)
async def test_a_page_lies_at_any_place(scene, query, texts, has_more):
    alice, _, _, room = scene
    await alice.write(room, *"abcde")
    page = await alice.get(f"{MESSAGES}?room={room}&limit=2&{query}")
    assert "".join(message["content"] for message in page.body) == texts
    assert page.headers["X-Has-More"] == has_more


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("room={room}&before_seq=1&after_seq=1", "bad_request"),
        ("room={room}&before_id=1", "bad_request"),
        ("before_seq=1", "bad_request"),
        ("at=2026-10-03T03:00:00Z", "bad_request"),
        ("room={room}&around_seq=x", "bad_request"),
    ],
)
async def test_places_that_do_not_go_together_are_malformed(scene, query, code):
    alice, _, _, room = scene
    answer = await alice.get(f"{MESSAGES}?{query.format(room=room)}")
    assert (answer.status, answer.code) == (400, code)


async def test_a_time_that_is_none_is_told(scene):
    alice, _, _, room = scene
    answer = await alice.get(f"{MESSAGES}?room={room}&at=yesterday")
    assert (answer.status, list(answer.body)) == (400, ["at"])


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
