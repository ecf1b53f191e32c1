"""Invites over HTTP: given, shown, looked at, used up; each no says why, and nobody gets in past it."""

import asyncio
import time
from collections import Counter
from datetime import datetime

import pytest

from backend.actions import accounts, invites
from backend.auth.invite_tokens import InviteTokens
from backend.settings import Settings
from backend.store.overview import list_accounts
from backend.wire.invites import parse_invite
from backend.wire.limits import Limits
from tests.helpers.backends import PASSWORD, running

REGISTER, CHECK, INVITES = "/api/auth/register/", "/api/auth/invite/", "/api/invites/"


def account(username, **fields):
    return {"username": username, "password": PASSWORD, "password_confirm": PASSWORD} | fields


@pytest.fixture
async def server(data, limits):
    """A server that people join by invite."""
    settings = Settings(data=data, bcrypt_cost=4, limits=limits, registration="invite", name="Our team")
    async with running(settings) as backend:
        yield backend


async def invite_here(server, uses=1, seconds=3600, makes_admin=False):
    """An invite made at the server itself, and its token."""
    row = await server.context.write(invites.create_invite_here, uses, seconds, makes_admin)
    return row, server.context.invite_tokens.make(row.id)


@pytest.fixture
async def alice(server):
    """The administrator."""
    _, token = await invite_here(server, makes_admin=True)
    return await server.register("alice", invite=token, first_name="Alice", last_name="Doe")


async def new_token(alice, **body):
    answer = await alice.post(INVITES, body)
    assert answer.status == 201
    return parse_invite(answer.body["link"]).token


async def test_an_administrator_gives_an_invite_and_somebody_comes_in_by_it(server, alice):
    answer = await alice.post(INVITES, {"uses": 2, "valid_seconds": 3600})
    made = answer.body
    assert answer.status == 201
    assert (made["uses"], made["used"], made["created_by"]) == (2, 0, alice.user)
    assert (
        datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])
    ).seconds == 3600
    link = parse_invite(made["link"])
    assert link == parse_invite(made["web_link"])
    assert (link.host, link.port, link.is_encrypted) == ("127.0.0.1", 8001, False)
    shown = await server.guest.post(CHECK, {"invite": f" {link.token}\n"})
    assert shown.body == {
        "server": "Our team",
        "invited_by": "Alice Doe",
        "inviter_id": alice.id,
        "expires_at": made["expires_at"],
    }
    joined = await server.guest.post(REGISTER, account("bob", invite=link.token))
    assert joined.status == 201
    listed = (await alice.get(INVITES)).body["invites"]
    assert listed == [made | {"used": 1}]


async def test_the_newest_comes_first_and_the_withdrawn_no_more(server, alice):
    first, second = [(await alice.post(INVITES)).body for _ in range(2)]
    assert (first["uses"], (await alice.get(INVITES)).body["invites"]) == (1, [second, first])
    for _ in range(2):
        assert (await alice.call("DELETE", f"{INVITES}{second['id']}/")).status == 204
    assert (await alice.get(INVITES)).body["invites"] == [first]
    answer = await server.guest.post(REGISTER, account("bob", invite=parse_invite(second["link"]).token))
    assert (answer.status, answer.code) == (410, "invite_revoked")


@pytest.mark.parametrize("invite_id", ["99", "0", "-1", "x", "9" * 30])
async def test_only_what_is_there_is_withdrawn(server, alice, invite_id):
    answer = await alice.call("DELETE", f"{INVITES}{invite_id}/")
    assert (answer.status, answer.code) == (404, "invite_unknown")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"uses": 0}, "uses"),
        ({"uses": 1001}, "uses"),
        ({"uses": 2**53}, "uses"),
        ({"uses": "5"}, "uses"),
        ({"uses": True}, "uses"),
        ({"uses": 1.5}, "uses"),
        ({"uses": None}, "uses"),
        ({"valid_seconds": 59}, "valid_seconds"),
        ({"valid_seconds": 90 * 24 * 3600 + 1}, "valid_seconds"),
        ({"valid_seconds": -1}, "valid_seconds"),
    ],
)
async def test_an_invite_for_too_many_or_too_long_is_refused(server, alice, body, field):
    answer = await alice.post(INVITES, body)
    assert (answer.status, list(answer.body)) == (400, [field])
    assert (await alice.get(INVITES)).body["invites"] == []


async def test_an_invite_that_makes_administrators_is_not_shown_to_be_handed_on(server, alice):
    await invite_here(server, makes_admin=True)
    assert (await alice.get(INVITES)).body["invites"] == []


@pytest.mark.parametrize("limits", [Limits(invite_seconds=3600)])
async def test_an_invite_lives_no_longer_than_the_operator_allows(server, alice):
    made = (await alice.post(INVITES)).body
    assert (
        datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])
    ).seconds == 3600


# --- joining ------------------------------------------------------------------------------------------------


async def test_without_an_invite_nobody_comes_in(server):
    info = (await server.guest.get("/api/")).body
    assert (info["name"], info["registration"], info["registration_open"]) == ("Our team", "invite", False)
    for body in (account("bob"), account("bob", invite="  ")):
        answer = await server.guest.post(REGISTER, body, language="ru")
        assert (answer.status, answer.code) == (403, "invite_needed")
        assert answer.body["error"].startswith("На этот сервер принимают только по приглашению")


async def test_an_invite_that_is_no_good_says_why(server, alice):
    good = await new_token(alice)
    used = await new_token(alice)
    assert (await server.guest.post(REGISTER, account("bob", invite=used))).status == 201
    withdrawn = await new_token(alice)
    row_id = int(withdrawn.partition("-")[0])
    await alice.call("DELETE", f"{INVITES}{row_id}/")
    _, expired = await invite_here(server, seconds=0)
    foreign = InviteTokens(b"x" * 64).make(int(good.partition("-")[0]))
    reasons = {
        used: (410, "invite_used"),
        withdrawn: (410, "invite_revoked"),
        expired: (410, "invite_expired"),
        foreign: (404, "invite_unknown"),
        good[:-1]: (404, "invite_unknown"),
        good + "x": (404, "invite_unknown"),
        "junk": (404, "invite_unknown"),
        "инвайт": (404, "invite_unknown"),
        "x" * 4_096: (404, "invite_unknown"),
    }
    for token, reason in reasons.items():
        for answer in (
            await server.guest.post(CHECK, {"invite": token}),
            await server.guest.post(REGISTER, account("carol", invite=token)),
        ):
            assert (answer.status, answer.code) == reason
    assert [row.username for row in server.context.database.ask(list_accounts)] == ["alice", "bob"]


async def test_what_is_wrong_with_an_account_uses_nothing_up(server, alice):
    token = await new_token(alice)
    for fields in ({"username": "ALICE"}, {"password": "password123", "password_confirm": "password123"}):
        answer = await server.guest.post(REGISTER, account("bob", invite=token) | fields)
        assert (answer.status, list(answer.body)) == (400, list(fields)[:1])
    assert (await server.guest.post(REGISTER, account("bob", invite=token))).status == 201


async def test_whose_answer_was_lost_hears_that_the_account_is_there(server, alice):
    token = await new_token(alice)
    assert (await server.guest.post(REGISTER, account("bob", invite=token))).status == 201
    again = await server.guest.post(REGISTER, account("Bob", invite=token))
    assert (again.status, again.body) == (400, {"username": ["A user with that username already exists."]})


@pytest.mark.parametrize("uses", [1, 4])
async def test_of_twenty_who_register_at_once_no_more_come_in_than_the_invite_is_for(server, alice, uses):
    token = await new_token(alice, uses=uses)
    tries = [server.guest.post(REGISTER, account(f"racer{n}", invite=token)) for n in range(20)]
    answers = Counter(answer.status for answer in await asyncio.gather(*tries))
    assert answers == {201: uses, 410: 20 - uses}
    assert len(server.context.database.ask(list_accounts)) == 1 + uses
    shown = await server.guest.post(CHECK, {"invite": token})
    assert (shown.status, shown.code) == (410, "invite_used")


async def test_an_invite_works_on_an_open_server_too_and_old_clients_need_none(data):
    async with running(Settings(data=data, bcrypt_cost=4)) as server:
        assert (await server.guest.get("/api/")).body["registration"] == "open"
        assert (await server.guest.post(REGISTER, account("alice"))).status == 201
        _, token = await invite_here(server)
        assert (await server.guest.post(REGISTER, account("bob", invite=token))).status == 201
        answer = await server.guest.post(REGISTER, account("carol", invite=token))
        assert (answer.status, answer.code) == (410, "invite_used")


async def test_a_closed_server_takes_nobody_whatever_they_bring(data):
    async with running(Settings(data=data, bcrypt_cost=4, registration="closed")) as server:
        assert (await server.guest.get("/api/")).body["registration"] == "closed"
        _, token = await invite_here(server, makes_admin=True)
        for path, body in ((CHECK, {"invite": token}), (REGISTER, account("alice", invite=token))):
            answer = await server.guest.post(path, body)
            assert (answer.status, answer.code) == (403, "registration_closed")


async def test_who_is_an_administrator_is_told_so_and_others_are_not(server, alice):
    bob = await server.register("bob", invite=await new_token(alice))
    for person, is_admin in ((alice, True), (bob, False)):
        assert (await person.get("/api/auth/profile/")).body["is_admin"] is is_admin
        assert (await (await person.connect("/ws/")).hear("welcome"))["is_admin"] is is_admin
        edited = await person.call("PATCH", "/api/auth/profile/", {"first_name": "New"})
        assert edited.body["user"]["is_admin"] is is_admin


async def test_an_administrator_who_goes_takes_the_invites_along(server, alice):
    token = await new_token(alice)
    assert (await alice.call("DELETE", "/api/auth/me/", {"password": PASSWORD})).status == 200
    answer = await server.guest.post(REGISTER, account("bob", invite=token))
    assert (answer.status, answer.code) == (410, "invite_revoked")
    assert (await alice.post(INVITES)).status == 401


async def test_a_deactivated_administrator_is_none(server, alice):
    await server.context.write(accounts.deactivate, alice.id)
    assert (await alice.post(INVITES)).status == 401


async def test_an_invite_without_a_person_names_none(server):
    _, token = await invite_here(server)
    shown = (await server.guest.post(CHECK, {"invite": token})).body
    assert (shown["invited_by"], shown["inviter_id"]) == ("", None)


# --- rates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limits", [Limits(invite_checks_per_minute=3, registrations_per_hour=1)])
async def test_an_address_that_is_not_this_machine_looks_at_few_invites(server, alice):
    async def post(path, body):
        headers = {"X-Forwarded-For": "192.0.2.1"}
        async with server.client.post(path, json=body, headers=headers) as response:
            return response.status

    token = await new_token(alice, uses=5)
    assert [await post(REGISTER, account(name, invite=token)) for name in ("bob", "carol")] == [201, 201]
    assert [await post(CHECK, {"invite": "junk"}) for _ in range(2)] == [404, 429]
    assert await post(REGISTER, account("dave", invite=token)) == 429
    assert (await server.guest.post(CHECK, {"invite": token})).status == 200


async def test_refusing_an_invite_costs_no_password_hash(data):
    async with running(Settings(data=data, bcrypt_cost=14, registration="invite")) as server:
        begun = time.monotonic()
        for token in ("", "junk"):
            assert (await server.guest.post(REGISTER, account("bob", invite=token))).status in {403, 404}
        assert time.monotonic() - begun < 0.5  # a hash of this cost takes more than that
