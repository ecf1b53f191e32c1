"""Sessions as clients have them: opened, kept, listed, ended; what is wrong is never said to strangers."""

import asyncio
import time

import jwt
import pytest
from aiohttp import WSServerHandshakeError

from backend.actions import accounts
from backend.auth.tokens import AUDIENCE, ISSUER, load_key
from backend.wire.limits import Limits
from backend.wire.live import CloseCode
from tests.helpers import seed
from tests.helpers.backends import PASSWORD, Guest

REGISTER, LOGIN, LOGOUT = "/api/auth/register/", "/api/auth/login/", "/api/auth/logout/"
REFRESH, ME, SESSIONS = "/api/auth/token/refresh/", "/api/auth/me/", "/api/auth/sessions/"


def account(username, **fields):
    return {"username": username, "password": PASSWORD, "password_confirm": PASSWORD} | fields


async def test_logging_in_opens_another_session_whatever_the_case_of_the_name(server):
    alice = await server.register("alice")
    answer = await server.guest.post(LOGIN, {"username": "Alice", "password": PASSWORD})
    assert answer.status == 200
    assert seed.fits(answer.body, seed.SIGNED_IN)
    assert answer.body["user"] == alice.user
    assert answer.body["tokens"]["refresh"] != alice.refresh
    assert (await alice.get(ME)).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"username": "alice", "password": "wrong password"},
        {"username": "nobody", "password": PASSWORD},
        {"username": "alice"},
        {"password": PASSWORD},
        {"username": 5, "password": None},
        {},
    ],
    ids=["wrong", "unknown", "no password", "no name", "no strings", "nothing"],
)
async def test_a_failed_login_is_one_error_and_never_says_what_was_wrong(server, body):
    await server.register("alice")
    answer = await server.guest.post(LOGIN, body)
    assert (answer.status, answer.body) == (
        400,
        {"error": "Wrong username or password.", "code": "login_failed"},
    )
    russian = await server.guest.post(LOGIN, body, language="ru")
    assert russian.body["error"] == "Неверное имя пользователя или пароль."


@pytest.mark.parametrize("limits", [Limits(login_failures=2)])
async def test_an_account_waits_after_failures_also_for_the_right_password(server):
    await server.register("alice")
    for _ in range(2):
        await server.guest.post(LOGIN, {"username": "alice", "password": "wrong password"})
    answer = await server.guest.post(LOGIN, {"username": "ALICE", "password": PASSWORD})
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (429, "rate_limited", "1")
    assert answer.body["retryable"]


@pytest.mark.parametrize("limits", [Limits(login_failures=3)])
async def test_tries_side_by_side_do_not_slip_past_the_wait(server):
    await server.register("alice")
    wrong = [server.guest.post(LOGIN, {"username": "alice", "password": "wrong password"}) for _ in range(20)]
    answers = await asyncio.gather(*wrong)
    assert sorted(answer.status for answer in answers) == [400] * 3 + [429] * 17


@pytest.mark.parametrize("limits", [Limits(logins_per_minute=1, registrations_per_hour=1)])
async def test_an_address_that_is_not_this_machine_has_rates(server):
    async def post(path, body):
        headers = {"X-Forwarded-For": "192.0.2.1"}
        async with server.client.post(path, json=body, headers=headers) as response:
            return response.status

    assert [await post(REGISTER, account(name)) for name in ("alice", "bob")] == [201, 429]
    login = {"username": "alice", "password": PASSWORD}
    assert [await post(LOGIN, login) for _ in range(2)] == [200, 429]
    assert (await server.guest.post(LOGIN, login)).status == 200


async def test_logging_out_ends_the_session_and_no_other(server):
    alice = await server.register("alice")
    other = (await server.guest.post(LOGIN, {"username": "alice", "password": PASSWORD})).body["tokens"]
    answer = await alice.post(LOGOUT, {"refresh": alice.refresh})
    assert (answer.status, answer.body) == (200, {"message": "Logged out successfully."})
    assert (await alice.get(ME)).status == 401
    assert (await server.guest.post(REFRESH, {"refresh": alice.refresh})).status == 401
    assert (await Guest(server.client, other["access"]).get(ME)).status == 200


async def test_logging_out_needs_no_body_and_takes_no_foreign_token(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    for token in (bob.refresh, alice.access, "x"):
        answer = await alice.post(LOGOUT, {"refresh": token})
        assert (answer.status, answer.code) == (400, "foreign_token")
    assert (await bob.get(ME)).status == 200
    assert (await alice.call("POST", LOGOUT)).status == 200


async def test_who_logs_out_is_offline_at_once(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    await alice.post(LOGOUT)
    (contact,) = (await bob.get("/api/auth/users/")).body["users"]
    assert (contact["username"], contact["is_online"]) == ("alice", False)


async def test_a_refresh_token_rotates_and_its_reuse_ends_the_session(server):
    alice = await server.register("alice")
    answer = await server.guest.post(REFRESH, {"refresh": alice.refresh})
    assert answer.status == 200
    assert seed.fits(answer.body, seed.TOKENS)
    renewed = Guest(server.client, answer.body["access"])
    assert (await renewed.get(ME)).status == 200
    reused = await server.guest.post(REFRESH, {"refresh": alice.refresh})
    assert (reused.status, reused.code) == (401, "token_invalid")
    assert (await renewed.get(ME)).status == 401
    assert (await server.guest.post(REFRESH, {"refresh": answer.body["refresh"]})).status == 401


async def test_a_lost_answer_is_given_again(server):
    alice = await server.register("alice")
    first, second = [await server.guest.post(REFRESH, {"refresh": alice.refresh}) for _ in range(2)]
    assert (first.status, first.body) == (second.status, second.body)


@pytest.mark.parametrize("token", ["x", "", None, 5])
async def test_a_refresh_token_that_is_none_is_refused(server, token):
    answer = await server.guest.post(REFRESH, {"refresh": token})
    assert (answer.status, next(iter(answer.body))) in {(401, "error"), (400, "refresh")}


async def test_an_access_token_does_not_refresh(server):
    alice = await server.register("alice")
    assert (await server.guest.post(REFRESH, {"refresh": alice.access})).status == 401


@pytest.mark.parametrize("password", [PASSWORD, "wrong password"])
async def test_a_deactivated_account_is_told_so_to_who_knows_its_password(server, password):
    alice = await server.register("alice")
    device = await alice.live()
    await server.context.write(accounts.deactivate, alice.id)
    assert await device.close_code() == CloseCode.AUTHENTICATION
    assert (await alice.get(ME)).status == 401
    answer = await server.guest.post(LOGIN, {"username": "alice", "password": password})
    expected = (403, "account_deactivated") if password == PASSWORD else (400, "login_failed")
    assert (answer.status, answer.code) == expected
    await server.context.write(accounts.activate, alice.id)
    answer = await server.guest.post(LOGIN, {"username": "alice", "password": PASSWORD})
    assert (await Guest(server.client, answer.body["tokens"]["access"]).get(ME)).status == 200


async def test_a_deactivated_account_is_not_listed(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    await server.context.write(accounts.deactivate, alice.id)
    assert (await bob.get("/api/auth/users/")).body == {"users": []}
    assert (await bob.get("/api/auth/search/?q=ali")).body == {"users": []}


async def phone_of(server, username, **fields):
    answer = await server.guest.post(LOGIN, {"username": username, "password": PASSWORD} | fields)
    return Guest(server.client, answer.body["tokens"]["access"], answer.body["tokens"]["refresh"])


async def test_sessions_are_listed_the_newest_first(server):
    alice = await server.register("alice", device="laptop")
    await server.register("bob", device="elsewhere")
    await phone_of(server, "alice", device="phone")
    answer = await alice.get(SESSIONS)
    shape = {"id": seed.identifier, "device": str, "created_at": seed.time, "last_seen": seed.time}
    assert seed.fits(answer.body, {"sessions": [shape | {"is_current": bool}]})
    listed = [(session["device"], session["is_current"]) for session in answer.body["sessions"]]
    assert listed == [("phone", False), ("laptop", True)]
    laptop = answer.body["sessions"][1]
    assert laptop["last_seen"] > laptop["created_at"]


async def test_when_a_session_was_seen_outlives_the_server_s_memory(server):
    alice = await server.register("alice")
    await alice.get(ME)
    (before,) = (await alice.get(SESSIONS)).body["sessions"]
    server.context.record_use()
    phone = await phone_of(server, "alice")
    after = (await phone.get(SESSIONS)).body["sessions"][1]
    assert after["last_seen"] == before["last_seen"] > after["created_at"]


async def test_an_ended_session_is_over_at_once_and_the_others_go_on(server):
    alice = await server.register("alice")
    phone = await phone_of(server, "alice")
    device = await phone.live()
    theirs = (await phone.get(SESSIONS)).body["sessions"][0]["id"]
    answer = await alice.call("DELETE", f"{SESSIONS}{theirs}/")
    assert (answer.status, answer.body) == (204, None)
    async with asyncio.timeout(1):
        assert await device.close_code() == CloseCode.AUTHENTICATION
    assert (await phone.get(ME)).status == 401
    assert (await server.guest.post(REFRESH, {"refresh": phone.refresh})).status == 401
    assert [session["is_current"] for session in (await alice.get(SESSIONS)).body["sessions"]] == [True]
    assert (await alice.call("DELETE", f"{SESSIONS}{theirs}/")).code == "no_such_session"


async def test_the_own_session_can_be_ended(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    (mine,) = (await alice.get(SESSIONS)).body["sessions"]
    assert (await alice.call("DELETE", f"{SESSIONS}{mine['id']}/")).status == 204
    assert (await alice.get(ME)).status == 401
    (contact,) = (await bob.get("/api/auth/users/")).body["users"]
    assert contact["is_online"] is False


@pytest.mark.parametrize("wanted", ["theirs", "999", "0", "-1", "x", "9" * 30])
async def test_a_session_of_another_does_not_exist(server, wanted):
    alice, bob = await server.register("alice"), await server.register("bob")
    (theirs,) = (await bob.get(SESSIONS)).body["sessions"]
    answer = await alice.call("DELETE", f"{SESSIONS}{theirs['id'] if wanted == 'theirs' else wanted}/")
    assert (answer.status, answer.code) == (404, "no_such_session")
    assert (await bob.get(ME)).status == 200


@pytest.mark.parametrize("limits", [Limits(refresh_token_seconds=1, access_token_seconds=60)])
async def test_a_session_that_nobody_can_refresh_any_more_is_not_listed(server):
    await server.register("alice")
    await asyncio.sleep(1.1)
    phone = await phone_of(server, "alice")
    assert len((await phone.get(SESSIONS)).body["sessions"]) == 1


def claims_of(user_id, **changes):
    """What an access token of the first session says, but for the changes."""
    now = int(time.time())
    good = {"iss": ISSUER, "aud": AUDIENCE, "sub": str(user_id), "sid": 1, "gen": 1, "typ": "access"}
    return good | {"iat": now, "exp": now + 60} | changes


FORGERIES = {
    "no signature": ({}, {"key": None, "algorithm": "none"}),
    "another key": ({}, {"key": bytes(64)}),
    "another algorithm": ({}, {"algorithm": "HS512"}),
    "a refresh token": ({"typ": "refresh"}, {}),
    "expired": ({"exp": 1_000_000_000}, {}),
    "another issuer": ({"iss": "elsewhere"}, {}),
    "another audience": ({"aud": "elsewhere"}, {}),
    "another's session": ({"sub": "2"}, {}),
    "a session that never was": ({"sid": 99}, {}),
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_forged_token_opens_nothing(server, forgery):
    alice, _ = await server.register("alice"), await server.register("bob")
    key = load_key(server.context.settings.data / "secret.key")
    changes, signing = FORGERIES[forgery]
    assert (await Guest(server.client, jwt.encode(claims_of(alice.id), key, "HS256")).get(ME)).status == 200
    forged = jwt.encode(claims_of(alice.id, **changes), **({"key": key, "algorithm": "HS256"} | signing))
    answer = await Guest(server.client, forged).get(ME)
    assert (answer.status, answer.code) == (401, "token_invalid")
    for path in ("/ws/", f"/ws/chat/1/?token={forged}"):
        with pytest.raises(WSServerHandshakeError) as caught:
            await Guest(server.client, forged).connect(path)
        assert caught.value.status == 401
