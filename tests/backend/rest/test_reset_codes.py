"""Codes for who forgot a password, over HTTP: made for somebody else, good once, told to no guesser."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from backend.actions import accounts
from backend.settings import Settings
from backend.wire.limits import Limits
from backend.wire.live import CloseCode
from tests.helpers.backends import PASSWORD, running

LOGIN, RESET = "/api/auth/login/", "/api/auth/reset-password/"
NEW = "another fine day"


@pytest.fixture
async def people(server):
    """The administrator, and Bob, who is about to forget his password."""
    alice, bob = await server.register("alice"), await server.register("bob", first_name="Robert")
    await server.context.write(accounts.make_admin, alice.id)
    return alice, bob


def reset(code, username="bob", password=NEW, **fields):
    return {
        "username": username,
        "code": code,
        "new_password": password,
        "new_password_confirm": password,
    } | fields


async def new_code(alice, bob):
    answer = await alice.post(f"/api/auth/users/{bob.id}/reset-code/")
    assert answer.status == 201
    return answer.body["code"]


async def log_in(server, password):
    return (await server.guest.post(LOGIN, {"username": "bob", "password": password})).status


async def test_a_code_sets_another_password_and_ends_all_sessions(server, people):
    alice, bob = people
    device = await bob.live()
    made = (await alice.post(f"/api/auth/users/{bob.id}/reset-code/")).body
    left = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)
    typed = made["code"].lower().replace("-", " ")
    answer = await server.guest.post(RESET, reset(typed, "BOB"), language="ru")
    assert (answer.status, answer.body) == (200, {"message": "Пароль изменён."})
    assert (await device.hear("session_ended"))["reason"] == "password_changed"
    assert await device.close_code() == CloseCode.AUTHENTICATION
    assert (await bob.get("/api/auth/me/")).status == 401
    assert (await log_in(server, PASSWORD), await log_in(server, NEW)) == (400, 200)
    again = await server.guest.post(RESET, reset(made["code"]))
    assert (again.status, again.code) == (400, "reset_code_wrong")


async def test_every_wrong_code_is_answered_alike(server, people):
    alice, bob = people
    code = await new_code(alice, bob)
    carol = await server.register("carol")
    answers = [
        await server.guest.post(RESET, body)
        for body in (
            reset("AAAA-AAAA-AAAA"),
            reset("фыва"),
            reset(code, "carol"),
            reset(await new_code(alice, carol)),
            reset(code, "nobody"),
            reset("x" * 4_096),
        )
    ]
    assert {(answer.status, answer.code) for answer in answers} == {(400, "reset_code_wrong")}
    assert len({answer.body["error"] for answer in answers}) == 1
    assert await log_in(server, PASSWORD) == 200


@pytest.mark.parametrize("limits", [Limits(reset_code_seconds=1)])
async def test_an_expired_code_is_wrong(server, people):
    code = await new_code(*people)
    await asyncio.sleep(1.1)
    answer = await server.guest.post(RESET, reset(code))
    assert (answer.status, answer.code) == (400, "reset_code_wrong")


async def test_a_deactivated_account_is_not_opened(server, people):
    alice, bob = people
    code = await new_code(alice, bob)
    await server.context.write(accounts.deactivate, bob.id)
    assert (await server.guest.post(RESET, reset(code))).code == "reset_code_wrong"
    answer = await alice.post(f"/api/auth/users/{bob.id}/reset-code/")
    assert (answer.status, answer.code) == (404, "no_such_user")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"new_password": "robert12", "new_password_confirm": "robert12"}, "new_password"),
        ({"new_password": "password123", "new_password_confirm": "password123"}, "new_password"),
        ({"new_password": "short", "new_password_confirm": "short"}, "new_password"),
        ({"new_password_confirm": "something else"}, "new_password_confirm"),
        ({"code": " "}, "code"),
        ({"code": 5}, "code"),
        ({"username": None}, "username"),
    ],
)
async def test_a_password_that_will_not_do_leaves_the_code_good(server, people, fields, field):
    code = await new_code(*people)
    answer = await server.guest.post(RESET, reset(code) | fields)
    assert (answer.status, list(answer.body)) == (400, [field])
    assert (await server.guest.post(RESET, reset(code))).status == 200


async def test_only_an_administrator_makes_a_code_and_for_nobody_but_others(server, people):
    alice, bob = people
    for caller, user_id, expected in (
        (bob, alice.id, (403, "not_allowed")),
        (bob, 99, (403, "not_allowed")),
        (alice, alice.id, (403, "not_allowed")),
        (alice, 99, (404, "no_such_user")),
        (alice, "x", (404, "no_such_user")),
    ):
        answer = await caller.post(f"/api/auth/users/{user_id}/reset-code/")
        assert (answer.status, answer.code) == expected


# --- guessing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limits", [Limits(login_failures=3)])
async def test_guesses_side_by_side_do_not_slip_past_the_wait(server, people):
    code = await new_code(*people)
    wrong = [server.guest.post(RESET, reset(f"AAAA-AAAA-AA{n}")) for n in range(20)]
    answers = await asyncio.gather(*wrong)
    assert sorted(answer.status for answer in answers) == [400] * 3 + [429] * 17
    assert (await server.guest.post(RESET, reset(code))).status == 429
    assert await log_in(server, PASSWORD) == 200  # whoever guesses codes keeps nobody out


@pytest.mark.parametrize("limits", [Limits(login_failures=2)])
async def test_whoever_failed_to_log_in_before_may_at_once(server, people):
    code = await new_code(*people)
    assert [await log_in(server, "wrong password") for _ in range(3)] == [400, 400, 429]
    assert (await server.guest.post(RESET, reset(code))).status == 200
    assert await log_in(server, NEW) == 200


@pytest.mark.parametrize("limits", [Limits(logins_per_minute=2)])
async def test_an_address_that_is_not_this_machine_has_a_rate(server):
    async def post():
        headers = {"X-Forwarded-For": "192.0.2.1"}
        async with server.client.post(RESET, json=reset("AAAA"), headers=headers) as response:
            return response.status

    assert [await post() for _ in range(3)] == [400, 400, 429]


async def test_a_wrong_code_costs_no_password_hash(data):
    async with running(Settings(data=data, bcrypt_cost=14)) as server:
        begun = time.monotonic()
        assert (await server.guest.post(RESET, reset("AAAA", "nobody"))).status == 400
        assert time.monotonic() - begun < 0.5  # a hash of this cost takes more than that
