"""The first administrator comes by an invite in a file, which is there as long as nobody administers."""

import logging
import os
import stat

import aiohttp
import pytest

from backend.actions.invites import revoke_invite_here
from backend.app import open_context
from backend.first_invite import FILE, keep_first_invite
from backend.settings import Settings
from backend.store.invites import list_usable
from backend.wire.invites import parse_invite
from tests.backend.test_commands import succeed
from tests.helpers.backends import PASSWORD, running
from tests.helpers.servers import ServerProcess

ALICE = {"username": "alice", "password": PASSWORD, "password_confirm": PASSWORD}


def settings_of(data, **fields):
    return Settings(data=data, bcrypt_cost=4, **({"registration": "invite"} | fields))


async def links_of(data, **fields):
    """What the file says, before and after a server looked at it; None where there is none."""
    path = data / FILE
    found = [path.read_text() if path.exists() else None]
    async with open_context(settings_of(data, **fields)) as context:
        await keep_first_invite(context)
        found.append(path.read_text() if path.exists() else None)
    return found


async def test_whoever_opens_it_administers_the_server_and_it_is_gone(data):
    async with running(settings_of(data)) as server:
        await keep_first_invite(server.context)
        link = parse_invite((data / FILE).read_text())
        alice = await server.register("alice", invite=link.token)
        assert (await alice.get("/api/auth/profile/")).body["is_admin"]
        assert not (data / FILE).exists()
        answer = await server.guest.post("/api/auth/invite/", {"invite": link.token})
        assert answer.code == "invite_used"
        await keep_first_invite(server.context)
        assert not (data / FILE).exists()


async def test_a_registration_that_failed_leaves_it(data):
    async with running(settings_of(data)) as server:
        await keep_first_invite(server.context)
        token = parse_invite((data / FILE).read_text()).token
        answer = await server.guest.post("/api/auth/register/", ALICE | {"password": "x", "invite": token})
        assert answer.status == 400
        assert (data / FILE).exists()


async def test_it_stays_the_same_over_restarts_and_comes_back_when_it_is_lost(data):
    none, first = await links_of(data)
    assert none is None
    assert await links_of(data) == [first, first]
    (data / FILE).unlink()
    assert await links_of(data) == [None, first]


async def test_it_follows_the_server_to_another_address(data):
    _, first = await links_of(data)
    _, second = await links_of(data, public_url="https://chat.example.org")
    assert parse_invite(second).address == "https://chat.example.org"
    assert parse_invite(second).token == parse_invite(first).token


async def test_one_that_is_withdrawn_is_made_anew(data):
    _, first = await links_of(data)
    async with open_context(settings_of(data)) as context:
        (invite,) = context.database.ask(list_usable, 0)
        await context.write(revoke_invite_here, invite.id)
    _, second = await links_of(data)
    assert parse_invite(second).token != parse_invite(first).token


async def test_there_is_none_where_an_administrator_is_or_anybody_or_nobody_comes_in(data):
    for registration in ("open", "closed", "auto"):
        await links_of(data)
        assert (await links_of(data, registration=registration))[1] is None
        async with open_context(settings_of(data)) as context:
            assert context.database.ask(list_usable, 0) == []
    await links_of(data)
    succeed(data, "user", "create", "alice", "--admin")
    assert (await links_of(data))[1] is None
    succeed(data, "user", "deactivate", "alice")
    assert (await links_of(data))[1] is not None


async def test_its_file_is_named_in_the_log_and_its_link_is_not(data, caplog):
    with caplog.at_level(logging.INFO, "backend.first_invite"):
        _, link = await links_of(data)
        await links_of(data)
    (line,) = [record.getMessage() for record in caplog.records]
    assert str(data / FILE) in line
    assert parse_invite(link).token not in caplog.text


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
async def test_its_file_is_its_owners_alone_and_is_so_again(data):
    _, link = await links_of(data)
    path = data / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    assert (await links_of(data))[1] == link
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in data.glob("first-invite*")] == [FILE]


async def test_a_file_that_can_not_be_written_is_told_and_stops_nothing(data, caplog):
    (data / FILE).mkdir()
    async with running(settings_of(data)) as server:
        await keep_first_invite(server.context)
        assert (await server.guest.get("/api/")).status == 200
    (record,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert str(data / FILE) in record.getMessage()
    caplog.clear()


async def test_a_running_server_makes_it_at_its_start_and_follows_the_commands(data):
    with ServerProcess(data, "--registration", "invite") as server:
        assert parse_invite((data / FILE).read_text()).address == server.address
        async with aiohttp.ClientSession(server.address) as http:
            body = ALICE | {"invite": parse_invite((data / FILE).read_text()).token}
            async with http.post("/api/auth/register/", json=body) as answer:
                assert answer.status == 201
    assert not (data / FILE).exists()
    log = (data.parent / f"{data.name}.log").read_text()
    assert str(data / FILE) in log
    assert body["invite"] not in log
