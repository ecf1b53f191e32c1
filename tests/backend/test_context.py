"""What handlers share: who calls, unattended writes, contacts with presence, what a request says."""

import asyncio
import threading

import pytest
from aiohttp.test_utils import make_mocked_request

from backend.actions.accounts import deactivate
from backend.context import Rates, address_of, base_url_of, bearer_of, is_local, language_of
from backend.settings import Settings
from backend.store.clock import now_us
from backend.store.sessions import find_session
from backend.store.users import load_people
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.limits import Limits
from backend.wire.live import CloseCode
from backend.wire.types import SessionId, UserId
from backend.writer import run_beside
from tests.helpers.backends import PASSWORD, running


def request_to(server, headers, remote="192.0.2.9"):
    """A request that has come to the server."""
    request = make_mocked_request("GET", "/", headers, app=server.client.app)
    clone = request.clone(remote=remote)
    clone._match_info = request.match_info
    return clone


async def refusal_of(coroutine):
    with pytest.raises(Refusal) as caught:
        await coroutine
    return caught.value.code


@pytest.fixture
async def alice(server):
    return await server.register("alice")


async def test_an_access_token_is_its_session(server, alice):
    session = await server.context.authenticate(alice.access)
    assert (session.user.id, session.user.username) == (alice.id, "alice")


async def test_other_tokens_are_refused(server, alice):
    forged = server.context.mint.make_pair(UserId(99), SessionId(1), 1, now_us()).access
    unknown = server.context.mint.make_pair(UserId(alice.id), SessionId(99), 1, now_us()).access
    expired = server.context.mint.make_pair(
        UserId(alice.id), SessionId(1), 1, now_us() - 3_600_000_000
    ).access
    for token in (alice.refresh, forged, unknown, expired, "", "x.y.z"):
        assert await refusal_of(server.context.authenticate(token)) is ErrorCode.TOKEN_INVALID


async def test_the_first_use_of_a_pair_is_kept_and_the_others_write_nothing(server, alice):
    context = server.context
    session_id = (await context.authenticate(alice.access)).id
    await context.writer.settle()
    assert (await context.ask(find_session, session_id)).is_generation_used
    before = context.database.path.with_name("minichat.sqlite3-wal").stat().st_size
    for _ in range(5):
        await context.authenticate(alice.access)
    await context.writer.settle()
    assert context.database.path.with_name("minichat.sqlite3-wal").stat().st_size == before


async def test_a_write_that_nobody_waits_for_is_left_out_when_there_is_no_room(data):
    limits = Limits(write_queue_length=1)
    async with running(Settings(data=data, bcrypt_cost=4, limits=limits)) as server:
        entered, gate = threading.Event(), threading.Event()
        ran = []

        def hold(tx):
            entered.set()
            gate.wait(10)

        server.context.write_later(hold)
        await asyncio.to_thread(entered.wait, 10)
        server.context.write_later(ran.append)
        gate.set()
        await server.context.writer.settle()
        server.context.write_later(ran.append)
        await server.context.writer.settle()
        assert len(ran) == 1


async def test_a_contact_has_presence_and_the_address_of_a_picture(server, alice):
    context = server.context
    (person,) = await context.ask(load_people, [alice.id])
    contact = context.contact_of("https://chat.example.org")(person)
    assert (contact.full_name, contact.is_online) == ("alice", True)
    assert contact.avatar == f"https://chat.example.org{person.avatar}"
    assert context.contact_of("")(person).avatar == person.avatar
    context.presence.logged_out(person.user.id)
    assert not context.contact_of("")(person).is_online


async def test_the_public_address_goes_before_the_one_of_the_request(data):
    settings = Settings(data=data, bcrypt_cost=4, registration="open", public_url="https://chat.example.org")
    async with running(settings) as server:
        alice, _ = await server.register("alice"), await server.register("bob")
        (contact,) = (await alice.get("/api/auth/users/")).body["users"]
        assert contact["avatar"].startswith("https://chat.example.org/avatars/")


async def test_who_was_not_here_since_the_start_has_the_time_that_was_stored(server, alice):
    context = server.context
    (person,) = await context.ask(load_people, [alice.id])
    context.presence.logged_out(person.user.id)
    context.presence.sweep()
    seen = context.contact_of("")(person).last_seen
    assert int(seen.timestamp() * 1_000_000) == pytest.approx(person.seen_at, abs=1)


@pytest.mark.parametrize(
    ("header", "token"),
    [
        (None, None),
        ("", None),
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("Bearer", None),
        ("Bearer ", None),
        ("Basic abc", None),
        ("abc", None),
    ],
)
def test_the_token_of_the_header(header, token):
    headers = {} if header is None else {"Authorization": header}
    assert bearer_of(make_mocked_request("GET", "/", headers)) == token


@pytest.mark.parametrize(
    "host", ["chat.example.org", "127.0.0.1:8001", "[::1]:8001", "localhost", "a_b.local:80"]
)
async def test_links_begin_with_the_host_of_the_request(server, host):
    assert base_url_of(request_to(server, {"Host": host})) == f"http://{host}"


async def test_who_names_no_host_gets_links_without_one(server):
    assert base_url_of(request_to(server, {})) == ""


@pytest.mark.parametrize(
    "host", ["[", "a b", "x:notaport", "x/y", "user@x", "хост", "x?", "<script>", "x:123456", "a\\b"]
)
async def test_a_host_that_names_none_is_the_clients_error(server, host):
    with pytest.raises(Refusal) as caught:
        base_url_of(request_to(server, {"Host": host}))
    assert caught.value.code is ErrorCode.BAD_REQUEST


def test_the_language_of_the_request():
    assert language_of(make_mocked_request("GET", "/", {"Accept-Language": "ru-RU, en;q=0.5"})) == "ru"
    assert language_of(make_mocked_request("GET", "/")) == "en"


@pytest.mark.parametrize(
    ("remote", "header", "local"),
    [
        ("127.0.0.1", None, True),
        ("::1", None, True),
        ("192.0.2.1", None, False),
        ("127.0.0.1", "X-Forwarded-For", False),
        ("127.0.0.1", "Forwarded", False),
        ("::1", "X-Real-IP", False),
    ],
)
async def test_loopback_is_local_unless_a_proxy_stands_before_it(server, remote, header, local):
    headers = {} if header is None else {header: "127.0.0.1"}
    assert is_local(request_to(server, headers, remote)) is local


async def test_no_word_of_a_stranger_on_addresses_is_believed(server):
    headers = {"Host": "h", "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
    assert address_of(request_to(server, headers, "198.51.100.7")) == "198.51.100.7"
    assert base_url_of(request_to(server, headers, "198.51.100.7")) == "http://h"


async def test_behind_a_trusted_proxy_the_client_counts_and_nobody_is_local(data):
    settings = Settings(data=data, bcrypt_cost=4, registration="open", trusted_proxies=("127.0.0.1",))
    async with running(settings) as server:
        headers = {"Host": "h", "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
        request = request_to(server, headers, "127.0.0.1")
        assert (address_of(request), base_url_of(request)) == ("192.0.2.1", "https://h")
        assert not is_local(request_to(server, {}, "127.0.0.1"))


@pytest.mark.parametrize("trusted", [(), ("127.0.0.1",)])
async def test_rates_of_addresses_hold_behind_a_proxy_on_the_same_host(data, trusted):
    limits = Limits(registrations_per_hour=1)
    settings = Settings(data=data, bcrypt_cost=4, registration="open", limits=limits, trusted_proxies=trusted)

    async def register(username, client):
        body = {"username": username, "password": PASSWORD, "password_confirm": PASSWORD}
        headers = {"X-Forwarded-For": client}
        async with server.client.post("/api/auth/register/", json=body, headers=headers) as answer:
            return answer.status

    async with running(settings) as server:
        assert await register("alice", "192.0.2.1") == 201
        assert await register("bob", "192.0.2.1") == 429
        assert await register("carol", "192.0.2.2") == (201 if trusted else 429)


def test_rates_are_those_of_the_limits():
    rates = Rates.of(Limits(message_burst=1, logins_per_minute=2, registrations_per_hour=3))
    for rate, burst, wait in (
        (rates.messages, 1, 0.2),
        (rates.typing, 1, 0.2),
        (rates.logins, 2, 30),
        (rates.registrations, 3, 1_200),
    ):
        for _ in range(burst):
            rate.take("key")
        with pytest.raises(Refusal) as caught:
            rate.take("key")
        assert caught.value.retry_after == pytest.approx(wait, rel=0.01)


async def test_sessions_that_a_command_ended_end_here_and_no_others(server, alice):
    bob = await server.register("bob")
    lost, kept = await alice.live(), await bob.live()
    run_beside(server.context.database, deactivate, alice.id)
    assert (await server.context.authenticate(alice.access)).user.id == alice.id  # not looked at yet
    await server.context.drop_ended_sessions()
    assert await lost.close_code() == CloseCode.AUTHENTICATION
    assert not kept.ws.closed
    assert await refusal_of(server.context.authenticate(alice.access)) is ErrorCode.TOKEN_INVALID
    assert server.context.presence.online() == [bob.id]


async def test_who_is_online_without_a_socket_goes_with_the_last_session(server, alice):
    bob = await server.register("bob")
    run_beside(server.context.database, deactivate, alice.id)
    await server.context.drop_ended_sessions()
    assert server.context.presence.online() == [bob.id]
