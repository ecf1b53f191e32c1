"""The seed's socket of a room, frame by frame, beside REST and beside the desktop's own socket."""

import asyncio
import threading
import uuid

import pytest
from aiohttp import WSServerHandshakeError

from backend.store.clock import now_us
from backend.wire.limits import Limits
from backend.wire.live import CloseCode
from tests.helpers import seed
from tests.helpers.backends import Guest


@pytest.fixture
async def scene(server):
    """Alice and Bob, each with a socket of their room; what was said at connecting is heard already."""
    alice, bob, room = await server.pair()
    first, second = await alice.room_socket(room), await bob.room_socket(room)
    await first.hear("user_status")
    return alice, bob, room, first, second


async def hears_nothing_but(ear, *kinds):
    """What was said to a socket before the answer to a question of its own."""
    await ear.say(type="mark_read")
    heard = await ear.hear_until("messages_marked_read")
    assert heard == [*kinds, "messages_marked_read"]


async def test_the_token_may_stand_in_the_address(server):
    alice, _, room = await server.pair()
    ear = await server.guest.connect(f"/ws/chat/{room}/?token={alice.access}")
    await hears_nothing_but(ear)


@pytest.mark.parametrize("token", [None, "x.y.z"])
async def test_without_a_good_token_there_is_no_socket(server, token):
    _, _, room = await server.pair()
    with pytest.raises(WSServerHandshakeError) as caught:
        await Guest(server.client, token).room_socket(room)
    assert caught.value.status == 401


@pytest.mark.parametrize("room", ["1", "99", "0", "-1", "x", "%D9%A1", "9" * 15, "9" * 40])
async def test_a_foreign_room_and_a_missing_one_are_not_found_alike(server, room):
    await server.pair()
    carol = await server.register("carol")
    with pytest.raises(WSServerHandshakeError) as caught:
        await carol.connect(f"/ws/chat/{room}/")
    assert caught.value.status == 404
    answer = await carol.get(f"/ws/chat/{room}/")
    assert (answer.status, answer.code) == (404, "no_such_room")


async def test_connecting_reads_all_and_is_told_to_the_others(server):
    alice, bob, room = await server.pair()
    await alice.write(room, "one", "two")
    alices = await alice.room_socket(room)
    for _ in range(2):
        bobs = await bob.room_socket(room)
        status = await alices.next()
        assert seed.fits(status, seed.USER_STATUS)
        assert (status["user_id"], status["username"], status["is_online"]) == (bob.id, "bob", True)
        await hears_nothing_but(bobs)
    assert (await bob.get("/api/chat/rooms/")).body[0]["unread_count"] == 0
    messages = (await alice.get(f"/api/chat/messages/?room={room}")).body
    assert all(message["is_read"] for message in messages)


async def test_a_message_is_told_to_all_sockets_of_the_members_and_acknowledged_to_its_own(scene):
    alice, _, room, alices, bobs = scene
    second = await alice.room_socket(room)
    await bobs.hear("user_status")
    await alices.say(type="chat_message", message="Привет!", colour="red")
    for ear in (alices, second, bobs):
        told = await ear.hear("chat_message")
        assert seed.fits(told, seed.CHAT_MESSAGE)
        assert (told["message"], told["user_id"], told["username"]) == ("Привет!", alice.id, "alice")
    acknowledged = await alices.hear("message_sent")
    assert seed.fits(acknowledged, seed.MESSAGE_SENT)
    for field in ("message_id", "message", "timestamp", "seq", "client_id"):
        assert acknowledged[field] == told[field]
    await hears_nothing_but(second)


async def test_the_type_of_a_message_may_be_left_out(scene):
    *_, alices, bobs = scene
    await alices.say(message="hello")
    assert (await bobs.hear("chat_message"))["message"] == "hello"


async def test_what_one_edge_sends_the_other_tells(scene):
    alice, bob, room, _, bobs = scene
    desktop = await bob.live()
    (sent,) = await alice.write(room, "by REST")
    assert (await bobs.hear("chat_message"))["message_id"] == sent["id"]
    assert (await desktop.hear("message_created"))["message"]["id"] == sent["id"]
    await bobs.say(message="by socket")
    created = await desktop.hear("message_created")
    assert (created["message"]["content"], created["seq"]) == ("by socket", 2)
    listed = (await alice.get(f"/api/chat/messages/?room={room}")).body
    assert [message["content"] for message in listed] == ["by REST", "by socket"]


async def test_an_answer_and_names_are_told_with_the_message(scene):
    alice, _, _, alices, bobs = scene
    await alices.say(message="Where?")
    asked = await bobs.hear("chat_message")
    assert (asked["reply_to"], asked["mentions"]) == (None, [])
    await bobs.say(message="There, @alice", reply_to=asked["message_id"])
    await alices.hear("chat_message")
    told = await alices.hear("chat_message")
    assert (told["reply_to"], told["mentions"]) == (asked["message_id"], [alice.id])
    await bobs.say(message="There", reply_to=99, client_id=str(uuid.uuid4()))
    assert (await bobs.hear("error"))["code"] == "invalid"


async def test_edits_and_deletions_are_told_to_all_sockets_of_the_members(scene):
    alice, bob, room, *ears = scene
    (sent,) = await alice.write(room, "secret")
    path = f"/api/chat/messages/{sent['id']}/"
    edited = (await alice.call("PATCH", path, {"content": "@bob"})).body
    await alice.call("DELETE", path)
    place = {"message_id": sent["id"], "room": room, "seq": sent["seq"]}
    for ear in ears:
        assert await ear.hear("message_edited") == {
            "type": "message_edited",
            "message": "@bob",
            "edited_at": edited["edited_at"],
            "mentions": [bob.id],
            **place,
        }
        assert await ear.hear("message_deleted") == {"type": "message_deleted", **place}


@pytest.mark.parametrize("limits", [Limits(message_burst=200)])
async def test_many_sends_at_once_are_stored_and_acknowledged_in_their_order(scene):
    *_, alices, bobs = scene
    for number in range(200):
        await alices.say(message=str(number), client_id=str(uuid.uuid4()))
    told = [await bobs.hear("chat_message") for _ in range(200)]
    acknowledged = [await alices.hear("message_sent") for _ in range(200)]
    for frames in (told, acknowledged):
        assert [frame["message"] for frame in frames] == [str(number) for number in range(200)]
    assert [frame["seq"] for frame in told] == list(range(1, 201))


async def test_a_retry_is_acknowledged_as_a_duplicate_and_told_to_nobody(scene):
    *_, alices, bobs = scene
    client_id = str(uuid.uuid4())
    for _ in range(2):
        await alices.say(message="once", client_id=client_id)
    first, again = await alices.hear("message_sent"), await alices.hear("message_sent")
    assert (first["duplicate"], again) == (False, first | {"duplicate": True})
    await hears_nothing_but(bobs, "chat_message")


async def test_a_conflict_is_final(scene):
    *_, alices, _ = scene
    client_id = str(uuid.uuid4())
    for text in ("one", "other"):
        await alices.say(message=text, client_id=client_id)
    error = await alices.hear("error")
    assert (error["code"], error["retryable"]) == ("client_id_conflict", False)


@pytest.mark.parametrize("text", ["  ", "x" * 4_001])
async def test_a_refused_send_is_named_by_its_client_id(scene, text):
    *_, alices, _ = scene
    client_id = str(uuid.uuid4())
    await alices.say(message=text, client_id=client_id)
    assert (await alices.hear("error"))["client_id"] == client_id


async def test_a_call_that_is_no_handshake_reads_nothing_and_tells_nobody(server):
    alice, bob, room = await server.pair()
    await alice.write(room, "one")
    alices = await alice.room_socket(room)
    assert (await bob.get(f"/ws/chat/{room}/")).status == 400
    assert (await bob.get("/api/chat/rooms/")).body[0]["unread_count"] == 1
    await hears_nothing_but(alices)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"type": "chat_message", "message": " \n"}, "This may not be empty."),
        ({"type": "chat_message"}, "Fill this in."),
        ({"message": "x" * 4_001}, "At most 4000 characters."),
        ({"message": None}, "This may not be null."),
        ({"message": "hello", "client_id": "x"}, "Must be a valid UUID."),
        ({"type": "nonsense"}, "Not a valid choice."),
        ({"type": 5, "message": "x"}, "Not a valid choice."),
        ({"type": "typing", "is_typing": "yes"}, "Must be true or false."),
        ([], "The body is not a valid JSON object."),
    ],
)
async def test_a_wrong_frame_is_told_and_the_socket_stays(scene, frame, words):
    *_, alices, bobs = scene
    await alices.ws.send_json(frame)
    error = await alices.hear("error")
    assert seed.fits(error, seed.ERROR_FRAME)
    assert (error["message"], error["retryable"]) == (words, False)
    await alices.say(message="hello")
    assert (await bobs.hear("chat_message"))["seq"] == 1


async def test_errors_are_in_the_language_of_the_handshake(server):
    alice, _, room = await server.pair()
    ear = await alice.room_socket(room, language="ru")
    await ear.say(message="")
    assert (await ear.hear("error"))["message"] == "Это поле не может быть пустым."


async def test_the_socket_stays_however_many_bad_frames_come(scene):
    *_, alices, _ = scene
    for _ in range(150):
        await alices.ws.send_str("{")
    await alices.ws.send_bytes(b"{}")
    codes = [(await alices.hear("error"))["code"] for _ in range(151)]
    assert codes == ["bad_json"] * 150 + ["bad_frame"]
    await hears_nothing_but(alices)


async def test_typing_is_told_to_the_others(scene):
    alice, *_, alices, bobs = scene
    await alices.say(type="typing", is_typing=True)
    await alices.say(type="typing", is_typing=False)
    told = [await bobs.hear("typing_indicator") for _ in range(2)]
    assert seed.fits(told, [seed.TYPING_INDICATOR])
    assert [(frame["user_id"], frame["is_typing"]) for frame in told] == [(alice.id, True), (alice.id, False)]
    await hears_nothing_but(alices)


async def test_mark_read_is_always_answered(scene):
    _, bob, room, alices, bobs = scene
    await alices.say(message="hello")
    await bobs.hear("chat_message")
    for _ in range(2):
        await bobs.say(type="mark_read")
        answer = await bobs.next()
        assert seed.fits(answer, seed.MARKED_READ)
        assert answer == {"type": "messages_marked_read", "room_id": room}
    assert (await bob.get("/api/chat/rooms/")).body[0]["unread_count"] == 0


async def test_another_room_is_not_heard(server, scene):
    alice, _, _, alices, _ = scene
    carol = await server.register("carol")
    other = await carol.direct(alice)
    await carol.write(other, "not here")
    await hears_nothing_but(alices)


@pytest.mark.parametrize("limits", [Limits(offline_grace_seconds=0.01)])
async def test_going_offline_is_told_after_the_grace(server, scene):
    _, bob, _, alices, bobs = scene
    async with asyncio.TaskGroup() as tasks:
        sweeping = tasks.create_task(server.context.presence.sweep_loop())
        await bobs.ws.close()
        status = await alices.hear("user_status")
        sweeping.cancel()
    assert (status["user_id"], status["is_online"]) == (bob.id, False)


async def test_logout_is_told_at_once_and_closes_within_a_second(scene):
    _, bob, _, alices, bobs = scene
    async with asyncio.timeout(1):
        await bob.post("/api/auth/logout/")
        status = await alices.hear("user_status")
        assert await bobs.close_code() == CloseCode.AUTHENTICATION
    assert (status["user_id"], status["is_online"]) == (bob.id, False)
    assert bobs.waiting == []


async def test_the_socket_outlives_its_access_token(server):
    alice, _, room = await server.pair()
    session = await server.context.authenticate(alice.access)
    nearly_over = now_us() - (server.context.limits.access_token_seconds - 2) * 1_000_000
    pair = server.context.mint.make_pair(session.user.id, session.id, session.generation, nearly_over)
    ear = await Guest(server.client, pair.access).room_socket(room)
    expired = Guest(server.client, pair.access)
    async with asyncio.timeout(5):
        while (await expired.get("/api/auth/me/")).status == 200:
            pass
    await ear.say(message="still here")
    assert (await ear.hear("message_sent"))["seq"] == 1


@pytest.mark.parametrize("limits", [Limits(message_burst=2, messages_per_second=0.5)])
async def test_past_the_burst_a_send_may_be_tried_later(scene):
    *_, alices, _ = scene
    for _ in range(3):
        await alices.say(message="hello")
    error = await alices.hear("error")
    assert (error["code"], error["retryable"]) == ("rate_limited", True)
    assert 0 < error["retry_after"] <= 2


@pytest.mark.parametrize("limits", [Limits(write_queue_length=3)])
async def test_a_server_that_is_too_busy_says_so_and_stores_nothing(server, scene):
    *_, alices, bobs = scene
    await server.context.writer.settle()
    entered, gate = threading.Event(), threading.Event()

    def hold(tx):
        entered.set()
        gate.wait(10)

    server.context.write_later(hold)
    await asyncio.to_thread(entered.wait, 10)
    for _ in range(5):
        await alices.say(message="hello")
    errors = [await alices.hear("error") for _ in range(3)]
    assert {(error["code"], error["retryable"]) for error in errors} == {("overloaded", True)}
    gate.set()
    assert [(await bobs.hear("chat_message"))["seq"] for _ in range(2)] == [1, 2]
    await hears_nothing_but(bobs)


@pytest.mark.parametrize("limits", [Limits(sockets_per_user=3)])
async def test_sockets_that_race_for_the_last_places_get_no_more(server):
    alice, _, room = await server.pair()
    racing = [alice.room_socket(room) for _ in range(10)]
    outcomes = await asyncio.gather(*racing, return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, WSServerHandshakeError)]
    assert [error.status for error in refused] == [429] * 7
    assert server.context.hub.count(alice.id) == 3


@pytest.mark.parametrize("limits", [Limits(frame_bytes=1_000)])
async def test_a_frame_that_is_too_large_ends_the_socket(scene):
    *_, alices, _ = scene
    await alices.ws.send_str("x" * 1_001)
    assert await alices.close_code() == CloseCode.TOO_BIG
