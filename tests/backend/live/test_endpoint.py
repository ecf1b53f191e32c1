"""`/ws/`: who may listen, what is heard from the first frame on, what may be said, and how it ends."""

import asyncio
import contextlib
import logging
import threading
from urllib.parse import urlsplit

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from backend.actions.sessions import log_out
from backend.live.endpoint import closing
from backend.settings import Settings
from backend.store.users import find_user
from backend.wire.codec import encode
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.limits import Limits
from backend.wire.live import CloseCode
from backend.wire.rest import LIVE_PATH
from tests.helpers import seed
from tests.helpers.backends import PASSWORD, Guest, running


async def connect_anonymously(server, language="en"):
    return await server.guest.connect(LIVE_PATH, language=language)


async def test_the_welcome_comes_first_and_is_what_rest_says(server):
    alice, bob, room = await server.pair()
    await bob.write(room, "hello")
    ear = await alice.connect(LIVE_PATH)
    welcome = await ear.next()
    assert (welcome["type"], welcome["me"], welcome["protocol"]) == ("welcome", alice.user, 1)
    rooms = (await alice.get("/api/chat/rooms/")).body
    assert welcome["rooms"] == [room | {"avatar": urlsplit(room["avatar"]).path} for room in rooms]
    assert welcome["rooms"][0]["last_message"]["content"] == "hello"
    assert [contact["id"] for contact in welcome["people"]] == [bob.id]
    assert seed.fits(welcome["people"][0], seed.CONTACT | {"avatar": str})
    assert welcome["server_id"] == server.context.server_id
    assert welcome["limits"]["message_length"] == 4_000


async def test_a_device_may_say_who_it_is_by_its_first_frame(server):
    alice = await server.register("alice")
    ear = await connect_anonymously(server)
    await ear.say(type="authenticate", token=alice.access)
    assert (await ear.next())["me"] == alice.user


async def test_a_bad_token_in_the_header_is_refused_before_the_upgrade(server):
    with pytest.raises(WSServerHandshakeError) as caught:
        await Guest(server.client, "x.y.z").connect(LIVE_PATH)
    assert caught.value.status == 401


@pytest.mark.parametrize("limits", [Limits(authentication_seconds=0.05)])
async def test_who_says_nothing_is_sent_away_after_the_deadline(server):
    ear = await connect_anonymously(server, "ru")
    said = await ear.next()
    assert (said["type"], said["code"], said["message"]) == (
        "error",
        "not_authenticated",
        "Сначала войдите в систему.",
    )
    assert await ear.close_code() == CloseCode.AUTHENTICATION
    assert server.context.hub.size == 0


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "authenticate", "token": "x"}, "token_invalid"),
        ({"type": "authenticate", "token": "x", "protocol": 99}, "unsupported_protocol"),
        ({"type": "authenticate"}, "bad_frame"),
        ({"type": "activity"}, "not_authenticated"),
        ({"type": "typing", "room": 1, "is_typing": True}, "not_authenticated"),
        ([], "bad_json"),
    ],
)
async def test_another_first_frame_is_refused_and_ends_the_socket(server, frame, code):
    ear = await connect_anonymously(server)
    await ear.ws.send_json(frame)
    assert (await ear.next())["code"] == code
    assert await ear.close_code() == CloseCode.AUTHENTICATION


async def test_who_leaves_before_saying_who_it_is_leaves_nothing(server):
    ear = await connect_anonymously(server)
    await ear.ws.close()
    assert (await server.guest.get("/api/")).status == 200
    assert server.context.hub.size == 0


async def test_events_of_my_rooms_arrive_and_of_no_others(server):
    alice, bob, room = await server.pair()
    carol = await server.register("carol")
    ears = [await person.live() for person in (alice, bob, carol)]
    (sent,) = await alice.write(room, "hello")
    for ear in ears[:2]:
        created = await ear.hear("message_created")
        assert (created["room"], created["seq"]) == (room, 1)
        assert created["message"] == {name: sent[name] for name in sent if name != "duplicate"}
    await bob.post(f"/api/chat/rooms/{room}/read/", {})
    for ear in ears[:2]:
        moved = await ear.hear("read_mark_moved")
        assert (moved["user"], moved["read_seq"], moved["unread_count"]) == (bob.id, 1, 0)
    new_room = await carol.direct(alice)
    made = await ears[2].next()
    assert (made["type"], made["room"]["id"]) == ("room_created", new_room)
    assert [contact["id"] for contact in made["people"]] == [alice.id]


async def test_what_happens_while_the_welcome_is_made_follows_it(server):
    alice, bob, room = await server.pair()
    await bob.get("/api/auth/me/")
    gate = threading.Event()
    context = server.context
    held = [context.database.readers.submit(gate.wait, 10) for _ in range(8)]
    ear = await alice.connect(LIVE_PATH)
    sent = await bob.write(room, "meanwhile")
    assert sent[0]["seq"] == 1
    gate.set()
    assert await ear.hear_until("message_created") == ["welcome", "message_created"]
    assert all(future.result() for future in held)


@pytest.mark.parametrize("limits", [Limits(welcome_page_bytes=1)])
async def test_a_large_welcome_comes_in_pages_and_what_happens_meanwhile_follows_the_last(server):
    alice, bob, room = await server.pair()
    others = [await alice.direct(await server.register(name)) for name in ("carol", "dave")]
    await bob.get("/api/auth/me/")
    gate = threading.Event()
    held = [server.context.database.readers.submit(gate.wait, 10) for _ in range(8)]
    ear = await alice.connect(LIVE_PATH)
    await bob.write(room, "meanwhile")
    gate.set()
    frames = [await ear.next() for _ in range(4)]
    assert [frame["type"] for frame in frames] == ["welcome", *["welcome_page"] * 2, "message_created"]
    assert [frame["has_more"] for frame in frames[:3]] == [True, True, False]
    assert [len(frame["rooms"]) for frame in frames[:3]] == [1, 1, 1]
    assert {frame["rooms"][0]["id"] for frame in frames[:3]} == {room, *others}
    assert all(future.result() for future in held)


@pytest.mark.parametrize(
    "limits", [Limits(welcome_page_bytes=4_000, socket_queue_bytes=20_000, registrations_per_hour=1_000)]
)
async def test_a_welcome_may_be_larger_than_the_queue_of_its_socket(server):
    alice = await server.register("alice")
    for number in range(30):
        await alice.direct(await server.register(f"user{number}"))
    ear = await alice.connect(LIVE_PATH)
    frames = [await ear.next()]
    while frames[-1]["has_more"]:
        frames.append(await ear.next())
    assert sum(len(frame["rooms"]) for frame in frames) == 30
    assert sum(len(encode(frame)) for frame in frames) > 20_000
    await alice.post("/api/chat/messages/", {"room": frames[0]["rooms"][0]["id"], "content": "still here"})
    assert (await ear.next())["type"] == "message_created"


async def test_typing_is_heard_by_the_others_of_the_room(server):
    alice, bob, room = await server.pair()
    carol = await server.register("carol")
    ears = [await person.live() for person in (alice, bob, carol)]
    await carol.direct(alice)
    await ears[0].say(type="typing", room=room, is_typing=True)
    heard = await ears[1].hear("typing")
    assert heard == {
        "type": "typing",
        "room": room,
        "user": alice.id,
        "username": "alice",
        "is_typing": True,
    }
    await bob.write(room, "an end to wait for")
    assert "typing" not in await ears[0].hear_until("message_created")
    await carol.direct(bob)
    assert "typing" not in await ears[2].hear_until("room_created")


async def test_typing_in_a_foreign_room_is_heard_by_nobody(server):
    _, bob, room = await server.pair()
    carol = await server.register("carol")
    bobs, carols = await bob.live(), await carol.live()
    await carols.say(type="typing", room=room, is_typing=True)
    await carols.say(type="authenticate", token="x")  # answered after it
    assert (await carols.next())["code"] == "bad_frame"
    await bob.write(room, "an end to wait for")
    assert "typing" not in await bobs.hear_until("message_created")


async def test_presence_is_heard_by_those_who_share_a_room(server):
    alice, bob, room = await server.pair()
    carol = await server.register("carol")
    for person in (alice, carol):
        await person.post("/api/auth/logout/")
    bobs = await bob.live()
    for name in ("carol", "alice"):
        body = {"username": name, "password": PASSWORD}
        assert (await server.guest.post("/api/auth/login/", body)).status == 200
    came = await bobs.hear("presence_changed")
    assert (came["user"], came["is_online"]) == (alice.id, True)
    assert seed.time(came["last_seen"])
    await bob.write(room, "an end to wait for")
    assert await bobs.hear_until("message_created") == ["message_created"]


@pytest.mark.parametrize("limits", [Limits(offline_grace_seconds=0.01, lease_seconds=0.01)])
async def test_closing_the_last_socket_is_heard_after_the_grace(server):
    alice, bob, _ = await server.pair()
    bobs, alices = await bob.live(), await alice.live()
    async with asyncio.TaskGroup() as tasks:
        sweeping = tasks.create_task(server.context.presence.sweep_loop())
        await alices.ws.close()
        while (heard := await bobs.hear("presence_changed"))["is_online"]:
            pass
        sweeping.cancel()
    assert heard["user"] == alice.id
    (contact,) = (await bob.get("/api/auth/users/")).body["users"]
    assert not contact["is_online"]


async def test_activity_is_taken_in_silence(server):
    alice, bob, room = await server.pair()
    ear = await alice.live()
    await ear.say(type="activity")
    await bob.write(room, "an end to wait for")
    assert await ear.hear_until("message_created") == ["message_created"]


@pytest.mark.parametrize("limits", [Limits(bad_frames_per_minute=7)])
async def test_bad_frames_are_told_and_too_many_end_the_socket(server):
    alice = await server.register("alice")
    ear = await alice.live(language="ru")
    bad = ["{", "[]", '{"type": "typing"}', '{"type": "nonsense"}', '{"type": "activity", "x": 1}', '"x"']
    for text in bad:
        await ear.ws.send_str(text)
        said = await ear.next()
        assert (said["type"], said["code"] in {"bad_json", "bad_frame"}) == ("error", True), text
    await ear.ws.send_bytes(b'{"type": "activity"}')
    assert (await ear.next())["message"] == "Непонятная команда."
    await ear.say(type="nonsense")
    assert await ear.close_code() == CloseCode.BAD_FRAMES


@pytest.mark.parametrize("limits", [Limits(message_burst=1, messages_per_second=0.1)])
async def test_typing_too_often_is_told_with_the_wait(server):
    alice, _, room = await server.pair()
    ear = await alice.live()
    for _ in range(2):
        await ear.say(type="typing", room=room, is_typing=True)
    said = await ear.hear("error")
    assert said["code"] == "rate_limited"
    assert 0 < said["retry_after"] <= 10


@pytest.mark.parametrize("limits", [Limits(frame_bytes=1_000)])
async def test_a_frame_that_is_too_large_ends_the_socket(server):
    alice = await server.register("alice")
    ear = await alice.live()
    await ear.ws.send_str("x" * 1_001)
    assert await ear.close_code() == CloseCode.TOO_BIG


async def test_the_end_of_a_session_closes_its_sockets_within_a_second_and_no_others(server):
    alice, bob, room = await server.pair()
    tokens = (await server.guest.post("/api/auth/login/", {"username": "alice", "password": PASSWORD})).body
    phone = Guest(server.client, tokens["tokens"]["access"])
    ear, room_ear, other = await alice.live(), await alice.room_socket(room), await phone.live()
    async with asyncio.timeout(1):
        await alice.post("/api/auth/logout/")
        assert (await ear.hear("session_ended"))["reason"] == "logged_out"
        assert await ear.close_code() == CloseCode.AUTHENTICATION
        assert await room_ear.close_code() == CloseCode.AUTHENTICATION
    await bob.write(room, "still there?")
    assert (await other.hear("message_created"))["seq"] == 1


async def test_the_reuse_of_a_refresh_token_closes_the_sockets(server):
    alice = await server.register("alice")
    ear = await alice.live()
    path, body = "/api/auth/token/refresh/", {"refresh": alice.refresh}
    renewed = (await server.guest.post(path, body)).body
    await Guest(server.client, renewed["access"]).get("/api/auth/me/")
    assert (await server.guest.post(path, body)).status == 401
    assert (await ear.hear("session_ended"))["reason"] == "token_reused"
    assert await ear.close_code() == CloseCode.AUTHENTICATION


@pytest.mark.parametrize("path", [LIVE_PATH, "/ws/chat/1/"])
async def test_a_session_that_ends_while_its_socket_opens_closes_it(data, path):
    async def end_session(request, _response):
        if request.path == path:
            session = await server.context.authenticate(alice.access)
            await server.context.write(log_out, session.id)

    async with running(Settings(data=data, bcrypt_cost=4), end_session) as server:
        alice, _, _ = await server.pair()
        ear = await alice.connect(path)
        assert await ear.close_code() == CloseCode.AUTHENTICATION
        assert server.context.hub.size == 0


@pytest.mark.parametrize("limits", [Limits(sockets_per_user=2)])
async def test_sockets_of_one_user_are_bounded(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    ears = [await alice.live() for _ in range(2)]
    with pytest.raises(WSServerHandshakeError) as caught:
        await alice.connect(LIVE_PATH)
    assert (caught.value.status, caught.value.headers["Retry-After"]) == (429, "5")
    third = await connect_anonymously(server)
    await third.say(type="authenticate", token=alice.access)
    assert (await third.next())["code"] == "too_many_sockets"
    assert await third.close_code() == CloseCode.RATE
    await bob.live()
    await ears[0].ws.close()
    await alice.live()


@pytest.mark.parametrize("limits", [Limits(sockets_total=1)])
async def test_sockets_of_all_are_bounded(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    await alice.live()
    with pytest.raises(WSServerHandshakeError) as caught:
        await bob.connect(LIVE_PATH)
    assert caught.value.status == 429


@pytest.mark.parametrize("limits", [Limits(sockets_total=2)])
async def test_strangers_count_among_all_until_they_say_who_they_are(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    stranger = await connect_anonymously(server)
    with pytest.raises(WSServerHandshakeError) as caught:
        await connect_anonymously(server)
    assert (caught.value.status, caught.value.headers["Retry-After"]) == (429, "5")
    await bob.live()
    with pytest.raises(WSServerHandshakeError):
        await alice.connect(LIVE_PATH)
    await stranger.say(type="authenticate", token=alice.access)
    assert (await stranger.next())["type"] == "welcome"
    assert (server.context.lobby.size, server.context.hub.size) == (0, 2)


@pytest.mark.parametrize("limits", [Limits(sockets_waiting_per_address=1)])
async def test_a_stranger_that_goes_leaves_its_place(server):
    for _ in range(3):
        ear = await connect_anonymously(server)
        await ear.say(type="activity")
        assert await ear.close_code() == CloseCode.AUTHENTICATION


@pytest.mark.parametrize("limits", [Limits(heartbeat_seconds=0.1)])
async def test_a_peer_that_answers_no_ping_is_dropped(server):
    alice = await server.register("alice")
    ws = await server.client.ws_connect(LIVE_PATH, headers=alice.headers(), autoping=False)
    kinds = []
    async with asyncio.timeout(5):
        async for message in ws:
            kinds.append(message.type)
    assert kinds == [WSMsgType.TEXT, WSMsgType.PING]
    assert server.context.hub.size == 0


@pytest.mark.parametrize("limits", [Limits(heartbeat_seconds=0.3)])
async def test_a_peer_that_answers_stays(server):
    alice = await server.register("alice")
    ear = await alice.live()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.8):
            await ear.ws.receive()
    assert server.context.hub.size == 1


async def test_our_own_failure_ends_this_one_socket(server, caplog):
    alice = await server.register("alice")
    other = await alice.live()
    await server.context.write(lambda tx: tx.writing.exec_driver_sql("ALTER TABLE memberships RENAME TO m"))
    ear = await alice.connect(LIVE_PATH)
    assert await ear.close_code() == CloseCode.OUR_BUG
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert f"user {alice.id}" in record.getMessage()
    caplog.clear()
    assert not other.ws.closed
    assert await server.context.ask(find_user, alice.id)


class Codes:
    """Stands for a connection: with what codes it was closed, the first of which counts."""

    user_id = 1

    def __init__(self):
        self.codes = []

    def close(self, code):
        self.codes.append(code)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refusal(ErrorCode.OVERLOADED), CloseCode.RESTART),
        (Refusal(ErrorCode.NO_SUCH_ROOM), CloseCode.REMOVED),
        (ConnectionResetError(), CloseCode.BYE),
        (None, CloseCode.BYE),
    ],
)
def test_a_conversation_that_ends_by_an_error_says_whether_to_come_back(error, code):
    connection = Codes()
    with closing(connection):
        if error is not None:
            raise error
    assert connection.codes[0] == code
