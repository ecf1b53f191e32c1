import asyncio

import msgspec
import pytest

from backend.wire.answers import Authenticated, DirectChat, Notice, ServerInfo, Tokens, UserList
from backend.wire.live import MessageCreated
from backend.wire.rest import (
    CREATE_DIRECT_CHAT,
    GET_SERVER,
    LIST_USERS,
    LOG_IN,
    LOG_OUT,
    REFRESH_TOKEN,
    REGISTER,
    SEARCH_USERS,
    SEND_MESSAGE,
)
from backend.wire.types import RoomId, Seq, UserId
from desktop.client import (
    ChatClient,
    Incompatible,
    NotMiniChat,
    Refused,
    ServerFailed,
    SessionExpired,
    TaskScope,
    Unreachable,
)
from desktop.client.cache import Cache
from desktop.client.state.changes import Connection, SignedOut
from desktop.client.state.entries import EntryState
from tests.helpers.client_core import Device, Impatient, connect, error_of, record, sign_in, until, welcome
from tests.helpers.examples import a_contact, a_message, a_room, a_user
from tests.helpers.scripted_server import ScriptedServer, fault, held, lost, ok, raw

ALICE, BOB = a_user(1, "Alice Doe"), a_user(2, "Bob")
ROOM = RoomId(7)
INFO = ServerInfo(
    name="Mini Chat", version="9", server_id="s", protocol_versions=[1, 2], registration_open=True
)
TOKENS = Tokens(access="access-1", refresh="refresh-1")
IN = Authenticated(user=ALICE, tokens=TOKENS, message="")


def _event(seq: int) -> MessageCreated:
    return MessageCreated(room=ROOM, seq=Seq(seq), message=a_message(7, seq, author=BOB))


async def test_registering_signs_in(device, server):
    server.on(GET_SERVER, INFO)
    server.on(REGISTER, ok(IN, 201))
    await device.client.register("user1", "a password", "Alice", "Doe", "a@example.org")
    body = server.calls_of(REGISTER)[0].body
    assert body == {
        "username": "user1",
        "email": "a@example.org",
        "password": "a password",
        "password_confirm": "a password",
        "first_name": "Alice",
        "last_name": "Doe",
        "device": "",
        "invite": "",
    }
    assert device.client.store.me == ALICE
    assert device.vault.load().access == "access-1"
    device.client.go_online()
    await welcome(device.client, server, a_room(7, [BOB]))


async def test_a_form_that_is_wrong_says_where_in_the_person_s_language(device, server):
    server.on(GET_SERVER, INFO)
    server.on(REGISTER, raw(400, '{"username": ["Уже занято"]}'.encode()))
    device.client.set_language("ru")
    refusal = await error_of(device.client.register("user1", "a password"))
    assert isinstance(refusal, Refused)
    assert refusal.fields == {"username": ["Уже занято"]}
    assert server.calls_of(REGISTER)[0].headers["Accept-Language"] == "ru"
    assert device.client.store.me is None


async def test_a_password_is_not_shown_to_a_server_of_another_kind(device, server):
    server.on(GET_SERVER, msgspec.structs.replace(INFO, protocol_versions=[7]))
    assert type(await error_of(device.client.log_in("user1", "secret"))) is Incompatible
    assert server.calls_of(LOG_IN) == []


@pytest.mark.parametrize(
    "answer",
    [
        raw(200, b"<html>a router</html>"),
        raw(200, b"\xff"),
        raw(200, b'{"name": "another service"}'),
        raw(204),
        raw(301, b"", Location="/login"),
        raw(400, b'{"detail": ["no"]}'),
        raw(401, b"<html>Welcome to the hotel</html>"),
        raw(404, b"<html>nginx</html>"),
    ],
)
async def test_what_is_no_server_of_ours_is_called_so_and_learns_no_password(device, server, answer):
    server.on(GET_SERVER, answer)
    trouble = await error_of(device.client.log_in("user1", "secret"))
    assert (type(trouble), trouble.code) == (NotMiniChat, "not_minichat")
    assert server.calls_of(LOG_IN) == []


@pytest.mark.parametrize(
    "answer", [raw(502, b"<html>nginx</html>"), raw(429), fault(503, "overloaded", retryable=True)]
)
async def test_a_server_that_can_not_answer_now_may_be_ours(device, server, answer):
    server.on(GET_SERVER, answer)
    assert type(await error_of(device.client.log_in("user1", "secret"))) is ServerFailed


async def test_a_wrong_password_leaves_everything_as_it_was(device, server):
    server.on(GET_SERVER, INFO)
    server.on(LOG_IN, fault(400, "login_failed"))
    refusal = await error_of(device.client.log_in("user1", "wrong"))
    assert (type(refusal), refusal.code) == (Refused, "login_failed")
    assert (device.vault.load(), device.client.open_cached()) == (None, False)


async def test_with_nobody_signed_in_there_is_nothing_to_do(device):
    assert not device.client.open_cached()
    for call in (
        lambda: device.client.send(ROOM, "hi"),
        device.client.go_online,
    ):
        with pytest.raises(SessionExpired):
            call()


async def test_signals_of_a_window_that_closes_after_the_session_are_dropped(device):
    device.client.mark_read(ROOM, Seq(1))
    device.client.set_typing(ROOM, False)
    device.client.report_activity()


async def test_signing_out_of_a_session_that_the_server_has_ended_leaves_only_the_unsent(device, server):
    server.on(LOG_OUT, fault(401, "token_invalid"))
    server.on(REFRESH_TOKEN, fault(401, "token_invalid"))
    server.on(SEND_MESSAGE, lost)
    await connect(device, server, a_room(7, [BOB], last=a_message(7, 5, "private")))
    device.client.send(ROOM, "unsent")
    await device.client.log_out()
    assert device.client.connection is Connection.SIGNED_OUT
    assert device.vault.load() is None
    cache = Cache(device.folder / "1.sqlite3", ALICE.id)
    assert (cache.load_snapshot(), cache.cursors()) == (None, {})
    assert [row.content for row in cache.unsent.rows()] == ["unsent"]
    cache.close()


async def test_a_start_without_the_server_shows_what_was_known_and_takes_messages(server, tmp_path):
    device = Device(server.address, tmp_path / "device")
    await connect(device, server, a_room(7, [BOB], last=a_message(7, 5), unread=2))
    device.address = "http://127.0.0.1:1"
    client = await device.restart()
    assert client.store.me == ALICE
    assert client.store.rooms.get(ROOM).unread_count == 2
    client.send(ROOM, "written offline")
    client.go_online()
    await client.open_room(ROOM)
    assert [entry.content for entry in client.store.timelines.of(ROOM)] == ["Message 5", "written offline"]
    assert isinstance(await error_of(client.calls.search_people("bob")), Unreachable)
    await device.close()


async def test_a_server_that_moved_is_found_at_its_new_address(device, server):
    await connect(device, server, a_room(7, [BOB]))
    async with ScriptedServer() as moved:
        device.client.set_address(moved.address + "/")
        await welcome(device.client, moved, a_room(7, [BOB]), a_room(8, [BOB]))
        assert device.client.address == moved.address
        await device.close()


async def test_signing_out_ends_the_session_and_leaves_only_the_unsent(device, server):
    server.on(LOG_OUT, Notice(message="bye"))
    server.on(SEND_MESSAGE, lost)
    await connect(device, server, a_room(7, [BOB], last=a_message(7, 5, "private")))
    device.client.send(ROOM, "unsent")
    changes = record(device.client)
    await device.client.log_out()
    assert SignedOut("logged_out") in changes
    assert device.client.connection is Connection.SIGNED_OUT
    assert server.calls_of(LOG_OUT)[0].token == "access-1"
    assert device.vault.load() is None
    assert not device.client.open_cached()
    await sign_in(device, server)
    [entry] = device.client.store.timelines.of(ROOM)
    assert (entry.content, entry.state) == ("unsent", EntryState.QUEUED)
    assert device.client.store.rooms.ordered() == []


@pytest.mark.parametrize("answer", [lost, fault(503, "overloaded", retryable=True)])
async def test_signing_out_needs_no_server(device, server, answer):
    server.on(LOG_OUT, answer)
    await connect(device, server, a_room(7, [BOB]))
    await device.client.log_out()
    assert device.vault.load() is None


async def test_signing_out_does_not_wait_for_a_mute_server(device, server, monkeypatch):
    monkeypatch.setattr("desktop.client.chat_client.GOODBYE_SECONDS", 0.1)
    gate = asyncio.Event()
    server.on(LOG_OUT, held(gate, ok(Notice(message="bye"))))
    await connect(device, server, a_room(7, [BOB]))
    async with asyncio.timeout(5):
        await device.client.log_out()
    gate.set()


async def test_somebody_else_signs_in_and_sees_nothing_of_the_first(device, server):
    await connect(device, server, a_room(7, [BOB], last=a_message(7, 5, "private")))
    await device.client.open_room(ROOM)
    server.on(LOG_IN, Authenticated(user=BOB, tokens=TOKENS, message=""))
    await device.client.log_in("user2", "a password")
    assert device.client.store.me == BOB
    assert device.client.store.rooms.ordered() == []
    assert len(device.client.store.timelines.of(ROOM)) == 0
    device.client.go_online()
    await welcome(device.client, server, a_room(8, [ALICE]))


async def test_a_direct_chat_that_exists_is_opened_without_asking(device, server):
    await connect(device, server, a_room(7, [BOB]))
    assert await device.client.open_direct_chat(UserId(2)) == ROOM
    assert server.calls_of(CREATE_DIRECT_CHAT) == []


async def test_a_new_direct_chat_is_there_when_the_call_returns(device, server):
    server.on(CREATE_DIRECT_CHAT, ok(DirectChat(room=a_room(9, [BOB]), message=""), 201))
    await connect(device, server)
    assert await device.client.open_direct_chat(UserId(2)) == 9
    assert device.client.store.rooms.get(RoomId(9)).title == "Bob"
    await device.client.open_room(RoomId(9))
    client = await device.restart()
    assert client.store.rooms.get(RoomId(9)) is not None


async def test_people_are_found_and_listed(device, server):
    found = [a_contact(2, "Bob")]
    server.on(SEARCH_USERS, UserList(users=found))
    server.on(LIST_USERS, UserList(users=[*found, a_contact(3, "Eve")]))
    await sign_in(device, server)
    assert await device.client.calls.search_people("бо&b") == found
    assert server.calls_of(SEARCH_USERS)[0].query == {"q": "бо&b"}
    assert len(await device.client.calls.list_people()) == 2
    assert await device.client.calls.search_people("@bob") == found
    assert server.calls_of(SEARCH_USERS)[1].query == {"q": "bob"}
    assert len(await device.client.calls.search_people("@")) == 2


async def test_closing_leaves_no_task_behind(server, tmp_path):
    scope = TaskScope("app")
    device = Device(server.address, tmp_path / "device")
    client = device.client = ChatClient(
        server.address + "/", device.folder, device.vault, scope, rng=Impatient()
    )
    server.on(SEND_MESSAGE, held(asyncio.Event(), lost))
    await connect(device, server, a_room(7, [BOB]))
    client.send(ROOM, "on its way")
    await until(lambda: server.calls_of(SEND_MESSAGE))
    await client.close()
    assert [task for task in asyncio.all_tasks() if task.get_name().startswith("app.")] == []
    await scope.close()
