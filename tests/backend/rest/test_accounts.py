"""The caller's account field by field: made, edited, its password changed, deleted, in two languages."""

import asyncio

import pytest

from backend.settings import Settings
from backend.wire.limits import Limits
from backend.wire.live import CloseCode
from tests.helpers import seed
from tests.helpers.backends import PASSWORD, Guest, running

REGISTER, LOGIN, REFRESH = "/api/auth/register/", "/api/auth/login/", "/api/auth/token/refresh/"
ME, PROFILE, CHANGE = "/api/auth/me/", "/api/auth/profile/", "/api/auth/change-password/"
USERS, SEARCH = "/api/auth/users/", "/api/auth/search/"
NEW_PASSWORD = "another fine day"
CHANGED = {"old_password": PASSWORD, "new_password": NEW_PASSWORD, "new_password_confirm": NEW_PASSWORD}


def account(username, **fields):
    return {"username": username, "password": PASSWORD, "password_confirm": PASSWORD} | fields


async def log_in(server, username, password=PASSWORD):
    return await server.guest.post(LOGIN, {"username": username, "password": password})


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
        "password": ["At least 8 characters."],
        "password_confirm": ["Fill this in."],
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
    async with running(Settings(data=data, registration="closed")) as server:
        info = (await server.guest.get("/api/")).body
        assert (info["registration_open"], info["registration"]) == (False, "closed")
        answer = await server.guest.post(REGISTER, account("testuser"), language="ru")
    assert (answer.status, answer.code) == (403, "registration_closed")
    assert answer.body["error"] == "На этом сервере нельзя создать новый аккаунт."


async def test_me_is_the_user(server):
    alice = await server.register("alice", first_name="Алиса")
    answer = await alice.get(ME)
    assert (answer.status, answer.body) == (200, alice.user)


async def test_the_profile_is_the_user_with_presence_and_picture(server):
    alice = await server.register("alice", first_name="Алиса")
    answer = await alice.get(PROFILE)
    assert answer.status == 200
    assert seed.fits(answer.body, seed.PROFILE)
    assert {name: answer.body[name] for name in alice.user} == alice.user
    assert answer.body["profile"]["is_online"] is True


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_profile_is_edited_and_what_is_left_out_stays(server, method):
    alice = await server.register("alice", first_name="Alice", email="alice@example.org")
    answer = await alice.call(method, PROFILE, {"last_name": " Doe ", "username": "ignored"})
    assert answer.status == 200
    assert seed.fits(answer.body, {"user": seed.PROFILE, "message": str})
    expected = alice.user | {"last_name": "Doe"}
    assert {name: answer.body["user"][name] for name in expected} == expected
    assert answer.body["message"] == "Profile updated successfully."
    assert (await alice.get(ME)).body == expected


async def test_an_edited_name_is_in_all_that_is_said_from_then_on(server):
    alice, bob, room = await server.pair()
    device, socket = await bob.live(), await bob.room_socket(room)
    speaker = await alice.room_socket(room)
    await alice.call("PATCH", PROFILE, {"first_name": "Алиса"})
    told = await device.hear("profile_changed")
    assert told["user"] == alice.user | {"first_name": "Алиса"}
    await speaker.say(message="over the socket")
    assert (await device.hear("message_created"))["message"]["user"]["first_name"] == "Алиса"
    await socket.hear("chat_message")
    (sent,) = await alice.write(room, "by REST")
    assert sent["user"]["first_name"] == "Алиса"
    assert (await log_in(server, "alice")).body["user"]["first_name"] == "Алиса"
    found = await bob.get(f"{SEARCH}?q=%D0%90%D0%9B%D0%98")
    assert [contact["full_name"] for contact in found.body["users"]] == ["Алиса"]


async def test_a_profile_that_stays_the_same_is_told_to_nobody(server):
    alice, bob, _ = await server.pair()
    device = await bob.live()
    assert (await alice.call("PATCH", PROFILE, {"first_name": ""})).status == 200
    await alice.call("PATCH", PROFILE, {"first_name": "A"})
    kinds = await device.hear_until("profile_changed")
    assert kinds.count("profile_changed") == 1
    assert (await alice.get(ME)).body["first_name"] == "A"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "BOB@example.org"}, "email"),
        ({"email": "nowhere"}, "email"),
        ({"first_name": "x" * 151}, "first_name"),
        ({"last_name": 5}, "last_name"),
        ({"last_name": None}, "last_name"),
        ({"avatar": "https://example.org/me.png"}, "avatar"),
        ({"avatar": "/avatars/0123.svg"}, "avatar"),
    ],
)
async def test_a_profile_with_a_wrong_field_stays_as_it_is(server, changes, field):
    alice, _ = await server.register("alice"), await server.register("bob", email="bob@example.org")
    answer = await alice.call("PATCH", PROFILE, {"first_name": "New"} | changes)
    assert (answer.status, list(answer.body)) == (400, [field])
    assert (await alice.get(ME)).body == alice.user


async def test_the_own_address_in_other_letters_is_no_other_s_and_can_be_given_up(server):
    alice = await server.register("alice", email="alice@example.org")
    assert (await alice.call("PATCH", PROFILE, {"email": "Alice@example.org"})).status == 200
    assert (await alice.call("PATCH", PROFILE, {"email": ""})).body["user"]["email"] == ""
    assert (await server.guest.post(REGISTER, account("bob", email="alice@example.org"))).status == 201


async def test_the_address_of_the_picture_may_be_sent_back(server):
    alice = await server.register("alice")
    present = (await alice.get(PROFILE)).body["profile"]["avatar"]
    for avatar in (present, present.partition("/avatars/")[1] + present.partition("/avatars/")[2], ""):
        answer = await alice.call("PUT", PROFILE, {"avatar": avatar})
        assert (answer.status, answer.body["user"]["profile"]["avatar"]) == (200, present)


async def test_a_changed_password_ends_the_other_sessions_and_not_the_own(server):
    alice = await server.register("alice")
    other = (await log_in(server, "alice")).body["tokens"]
    phone = Guest(server.client, other["access"])
    here, there = await alice.live(), await phone.live()
    answer = await alice.post(CHANGE, CHANGED)
    assert (answer.status, answer.body) == (200, {"message": "Password changed successfully."})
    async with asyncio.timeout(1):
        assert (await there.hear("session_ended"))["reason"] == "password_changed"
        assert await there.close_code() == CloseCode.AUTHENTICATION
    assert (await phone.get(ME)).status == 401
    assert (await server.guest.post(REFRESH, {"refresh": other["refresh"]})).status == 401
    assert (await alice.get(ME)).status == 200
    assert not here.ws.closed
    assert (await log_in(server, "alice")).status == 400
    assert (await log_in(server, "alice", NEW_PASSWORD)).status == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"old_password": "wrong password"}, "old_password"),
        ({"old_password": ""}, "old_password"),
        ({"old_password": None}, "old_password"),
        ({"new_password_confirm": "something else"}, "new_password_confirm"),
        ({"new_password": "short", "new_password_confirm": "short"}, "new_password"),
        ({"new_password": "password123", "new_password_confirm": "password123"}, "new_password"),
        ({"new_password": "830194756201", "new_password_confirm": "830194756201"}, "new_password"),
        ({"new_password": "alice.doe", "new_password_confirm": "alice.doe"}, "new_password"),
    ],
)
async def test_a_password_that_can_not_be_changed_stays(server, changes, field):
    alice = await server.register("alice", email="alice.doe@example.org")
    answer = await alice.post(CHANGE, CHANGED | changes)
    assert (answer.status, list(answer.body)) == (400, [field])
    assert (await log_in(server, "alice")).status == 200


@pytest.mark.parametrize("limits", [Limits(login_failures=3)])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", CHANGE, CHANGED | {"old_password": "wrong password"}),
        ("DELETE", ME, {"password": "wrong password"}),
    ],
)
async def test_wrong_passwords_count_like_those_of_a_login(server, method, path, body):
    alice = await server.register("alice")
    assert [(await alice.call(method, path, body)).status for _ in range(4)] == [400, 400, 400, 429]
    assert (await log_in(server, "alice")).status == 429


async def test_of_two_who_change_a_password_at_once_one_does(server):
    alice = await server.register("alice")
    phone = Guest(server.client, (await log_in(server, "alice")).body["tokens"]["access"])
    answers = await asyncio.gather(alice.post(CHANGE, CHANGED), phone.post(CHANGE, CHANGED))
    statuses = sorted(answer.status for answer in answers)
    assert statuses[0] == 200
    assert statuses[1] in {400, 401}


async def test_a_deleted_account_is_gone_and_its_messages_stay(server):
    alice, bob, room = await server.pair()
    await alice.call("PATCH", PROFILE, {"email": "alice@example.org", "first_name": "Alice"})
    await alice.write(room, "remember me")
    device, mine = await bob.live(), await alice.live()
    picture = (await alice.get(PROFILE)).body["profile"]["avatar"].partition("/avatars/")
    answer = await alice.call("DELETE", ME, {"password": PASSWORD}, language="ru")
    assert (answer.status, answer.body) == (200, {"message": "Аккаунт удалён."})
    async with asyncio.timeout(1):
        assert (await mine.hear("session_ended"))["reason"] == "account_deleted"
        assert await mine.close_code() == CloseCode.AUTHENTICATION
    erased = {
        "id": alice.id,
        "username": f"deleted-{alice.id}",
        "email": "",
        "first_name": "",
        "last_name": "",
    }
    assert (await device.hear("profile_changed"))["user"] == erased
    (message,) = (await bob.get(f"/api/chat/messages/?room={room}")).body
    assert (message["content"], message["user"]) == ("remember me", erased)
    seen = (await bob.get(f"/api/chat/rooms/{room}/")).body
    assert (seen["other_participant"], "alice" in seen["name"]) == (erased, False)
    assert (await server.guest.get("".join(picture[1:]))).status == 404
    for path in (ME, PROFILE, "/api/chat/rooms/"):
        assert (await alice.get(path)).status == 401
    assert (await server.guest.post(REFRESH, {"refresh": alice.refresh})).status == 401


async def test_a_deleted_account_is_found_by_nobody_and_its_name_is_free(server):
    alice, bob, _ = await server.pair()
    await alice.call("DELETE", ME, {"password": PASSWORD})
    assert (await bob.get(USERS)).body == {"users": []}
    for query in ("alice", "deleted"):
        assert (await bob.get(f"{SEARCH}?q={query}")).body == {"users": []}
    assert (await bob.get("/api/chat/online-users/")).body[0]["user"]["id"] == bob.id
    answer = await bob.post("/api/chat/create-direct-chat/", {"user_id": alice.id})
    assert (answer.status, answer.code) == (404, "no_such_user")
    for name in ("alice", f"deleted-{alice.id}"):
        for password in (PASSWORD, "x"):
            assert (await log_in(server, name, password)).code == "login_failed"
    again = await server.register("alice")
    assert again.id != alice.id


async def test_a_group_of_a_deleted_account_goes_on(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    room = (await alice.post("/api/chat/rooms/", {"name": "Team"})).body["id"]
    await alice.post(f"/api/chat/rooms/{room}/participants/", {"user_id": bob.id})
    alone = (await alice.post("/api/chat/rooms/", {"name": "Alone", "is_public": True})).body["id"]
    await alice.call("DELETE", ME, {"password": PASSWORD})
    seen = (await bob.get(f"/api/chat/rooms/{room}/")).body
    assert (seen["owner"], [user["id"] for user in seen["participants"]]) == (bob.id, [bob.id])
    assert (await bob.post(f"/api/chat/rooms/{alone}/join/")).status == 404


@pytest.mark.parametrize("body", [{"password": "wrong password"}, {"password": ""}, {"password": 5}, {}])
async def test_an_account_goes_by_its_password_alone(server, body):
    alice = await server.register("alice")
    answer = await alice.call("DELETE", ME, body)
    assert (answer.status, list(answer.body)) == (400, ["password"])
    assert (await alice.get(ME)).status == 200


async def test_a_neutral_name_that_somebody_has_is_not_taken_from_them(server):
    alice = await server.register("alice")
    await server.register(f"Deleted-{alice.id}")
    assert (await alice.call("DELETE", ME, {"password": PASSWORD})).status == 200
    assert (await log_in(server, f"deleted-{alice.id}")).status == 200
