"""`/api/auth/` field by field: accounts, sessions, people, in two languages; who may not is told so."""

import asyncio

import pytest

from backend.settings import Settings
from backend.wire.limits import Limits
from tests.helpers import seed
from tests.helpers.backends import PASSWORD, Guest, running

REGISTER, LOGIN, LOGOUT = "/api/auth/register/", "/api/auth/login/", "/api/auth/logout/"
REFRESH, ME = "/api/auth/token/refresh/", "/api/auth/me/"


def account(username, **fields):
    return {"username": username, "password": PASSWORD, "password_confirm": PASSWORD} | fields


async def test_registering_answers_with_the_user_and_a_session(server):
    body = account("testuser", email="test@example.com", first_name="Test", last_name="User")
    answer = await server.guest.post(REGISTER, body)
    assert answer.status == 201
    assert seed.fits(answer.body, seed.SIGNED_IN)
    user = answer.body["user"]
    assert {name: user[name] for name in body if name in user} == {
        name: value for name, value in body.items() if not name.startswith("password")
    }
    assert answer.body["message"] == "User registered successfully."


async def test_names_and_email_may_be_left_out_and_unknown_fields_are_ignored(server):
    answer = await server.guest.post(REGISTER, account("testuser", avatar="x", is_staff=True))
    assert answer.status == 201
    assert answer.body["user"] | {"id": 1} == {
        "id": 1,
        "username": "testuser",
        "email": "",
        "first_name": "",
        "last_name": "",
    }


async def test_all_wrong_fields_are_told_at_once_in_both_languages(server):
    body = {"username": "no spaces", "email": "nowhere", "password": "short", "first_name": 5}
    english = await server.guest.post(REGISTER, body)
    russian = await server.guest.post(REGISTER, body, language="ru")
    assert english.status == russian.status == 400
    assert english.body == {
        "username": ["Enter a valid username: letters, digits and @ . + - _ only."],
        "email": ["Enter a valid email address."],
        "password": ["Ensure this field has at least 8 characters."],
        "password_confirm": ["This field is required."],
        "first_name": ["Not a valid string."],
    }
    assert russian.body.keys() == english.body.keys()
    assert russian.body["email"] == ["Введите правильный адрес электронной почты."]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "password123", "password_confirm": "password123"}, "password"),
        ({"password": "830194756201", "password_confirm": "830194756201"}, "password"),
        ({"password": "testuser", "password_confirm": "testuser"}, "password"),
        ({"password_confirm": "securepass124"}, "password_confirm"),
        ({"username": "ALICE"}, "username"),
        ({"email": "Alice@example.org"}, "email"),
    ],
    ids=["common", "digits", "like the name", "differ", "name taken", "email taken"],
)
async def test_what_only_the_server_can_know_is_told_under_its_field(server, changes, field):
    await server.register("alice", email="alice@example.org")
    answer = await server.guest.post(REGISTER, account("testuser") | changes)
    assert answer.status == 400
    assert list(answer.body) == [field]


async def test_a_server_may_be_closed_to_new_accounts(data):
    async with running(Settings(data=data, registration_open=False)) as server:
        assert (await server.guest.get("/api/")).body["registration_open"] is False
        answer = await server.guest.post(REGISTER, account("testuser"), language="ru")
    assert (answer.status, answer.code) == (403, "registration_closed")
    assert answer.body["error"] == "На этом сервере нельзя создать новую учётную запись."


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


async def test_me_is_the_user(server):
    alice = await server.register("alice", first_name="Алиса")
    answer = await alice.get(ME)
    assert (answer.status, answer.body) == (200, alice.user)


async def test_everybody_but_the_caller_is_listed_by_pages(server):
    people = [await server.register(name) for name in ("alice", "carol", "bob")]
    answer = await people[0].get("/api/auth/users/")
    assert seed.fits(answer.body, {"users": [seed.CONTACT]})
    assert [contact["username"] for contact in answer.body["users"]] == ["bob", "carol"]
    page = await people[0].get("/api/auth/users/?limit=1&offset=1")
    assert [contact["username"] for contact in page.body["users"]] == ["carol"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=FED", ["fedor"]),
        ("q=%D1%84%D1%91%D0%B4", ["fedor"]),
        ("q=o", ["bob", "fedor"]),
        ("q=o&limit=1", ["bob"]),
        ("q=alice", []),
        ("q=", []),
        ("q=%20%20", []),
        ("", []),
        ("q=%00", []),
        ("q=%ff%fe", []),
        (f"q={'o' * 151}", []),
    ],
)
async def test_search_finds_others_by_a_part_of_their_names(server, query, found):
    alice = await server.register("alice")
    await server.register("bob")
    await server.register("fedor", first_name="Фёдор")
    answer = await alice.get(f"/api/auth/search/?{query}")
    assert answer.status == 200
    assert seed.fits(answer.body, {"users": [seed.CONTACT]})
    assert [contact["username"] for contact in answer.body["users"]] == found


async def test_search_finds_ten_unless_more_are_asked_for(server):
    alice = await server.register("alice")
    await asyncio.gather(*(server.register(f"user{number}") for number in range(12)))
    for query, count in (("q=user", 10), ("q=user&limit=12", 12), ("q=user&limit=999", 12)):
        assert len((await alice.get(f"/api/auth/search/?{query}")).body["users"]) == count


async def test_online_users_are_those_who_are_here_the_caller_too(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    answer = await alice.get("/api/chat/online-users/")
    assert seed.fits(answer.body, [seed.ONLINE_USER])
    assert [item["user"] for item in answer.body] == [alice.user, bob.user]
    await bob.post(LOGOUT)
    answer = await alice.get("/api/chat/online-users/")
    assert [(item["user"], item["is_online"]) for item in answer.body] == [(alice.user, True)]


async def test_a_picture_is_always_there_and_needs_no_token(server):
    alice, _ = await server.register("alice"), await server.register("bob", first_name="<b>", last_name="Я")
    (contact,) = (await alice.get("/api/auth/users/")).body["users"]
    path = contact["avatar"].partition("/avatars/")[2]
    async with server.client.get(f"/avatars/{path}") as response:
        picture = await response.text()
        assert (response.status, response.content_type) == (200, "image/svg+xml")
        assert "&lt;Я" in picture
        assert "max-age" in response.headers["Cache-Control"]
        assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    assert (await server.guest.get(f"/avatars/{'0' * 32}.svg")).status == 404
