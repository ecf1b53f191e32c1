"""Invites on the command line, beside a running server or without one."""

import asyncio
import hashlib
import re
import ssl
import subprocess
import sys

import aiohttp
import pytest

from backend.wire.invites import parse_invite
from tests.backend.test_commands import PASSWORD, fail, succeed
from tests.helpers.servers import ServerProcess

KEY = "secret.key"


def account(username, token):
    return {"username": username, "password": PASSWORD, "password_confirm": PASSWORD, "invite": token}


async def join(server, username, token):
    async with (
        aiohttp.ClientSession(server.address) as http,
        http.post("/api/auth/register/", json=account(username, token)) as answer,
    ):
        return answer.status, await answer.json()


async def test_an_invite_made_beside_a_running_server_lets_somebody_in(data):
    with ServerProcess(data, "--registration", "invite") as server:
        said = await asyncio.to_thread(succeed, data, "invite", "create", "--uses", "2", "--days", "3")
        head, link, web_link = said.splitlines()
        assert re.fullmatch(r"invite 2, for members, until \d{4}-\d\d-\d\d \d\d:\d\d UTC", head)
        assert parse_invite(link) == parse_invite(web_link)
        assert parse_invite(link).address == server.address
        status, answer = await join(server, "bob", parse_invite(link).token)
        assert (status, answer["user"]["username"]) == (201, "bob")
        listed = (await asyncio.to_thread(succeed, data, "invite", "list")).splitlines()
        assert listed[0].split() == ["ID", "KIND", "USED", "UNTIL", "BY", "LINK"]
        assert listed[1].startswith("2   for members         1 of 2")
        assert listed[1].endswith(link)
        said = await asyncio.to_thread(succeed, data, "invite", "revoke", "2")
        assert said == "nobody comes in by invite 2 any more\n"
        status, answer = await join(server, "carol", parse_invite(link).token)
        assert (status, answer["code"]) == (410, "invite_revoked")


async def test_an_invite_for_an_administrator_makes_one(data):
    with ServerProcess(data) as server:
        said = await asyncio.to_thread(succeed, data, "invite", "create", "--admin")
        assert said.startswith("invite 1, for administrators, until ")
        assert (await join(server, "alice", parse_invite(said.splitlines()[1]).token))[0] == 201
        assert "admin" in (await asyncio.to_thread(succeed, data, "user", "list")).splitlines()[1].split()


def test_a_running_server_that_takes_nobody_has_no_invites(data):
    with ServerProcess(data, "--registration", "closed"):
        code, line = fail(data, "invite", "create")
    assert (code, line) == (9, "minichat-server: This server takes no new accounts.\n")
    assert succeed(data, "invite", "create").startswith("invite 1")


def test_the_link_of_a_server_that_speaks_tls_has_its_certificate(data):
    (data / "server.toml").write_text('tls = "self-signed"\nport = 0\n', encoding="utf-8")
    command = [sys.executable, "-m", "backend", "serve", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        address = server.stdout.readline().split()[-1]
        link = parse_invite(succeed(data, "invite", "create").splitlines()[1])
        server.terminate()
    assert link.address == address
    pem = (data / "certificate.pem").read_text(encoding="ascii")
    assert link.fingerprint == hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


def test_without_a_server_the_settings_say_where_it_will_be(data):
    (data / "server.toml").write_text('public_url = "https://chat.example.org"\n', encoding="utf-8")
    link = parse_invite(succeed(data, "invite", "create").splitlines()[2])
    assert (link.address, link.fingerprint) == ("https://chat.example.org", "")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("create", "--uses", "0"), "--uses: a number from 1 to 1000 is needed"),
        (("create", "--uses", "1001"), "--uses: a number from 1 to 1000 is needed"),
        (("create", "--days", "0"), "--days: a number from 1 to 90 is needed"),
        (("create", "--days", "91"), "--days: a number from 1 to 90 is needed"),
        (("revoke", "99"), "This server knows no such invite."),
        (("revoke", "-1"), "This server knows no such invite."),
        (("revoke", str(2**70)), "This server knows no such invite."),
    ],
)
def test_what_can_not_be_done_is_said(data, words, complaint):
    code, line = fail(data, "invite", *words)
    assert code == 9
    assert complaint in line


@pytest.mark.parametrize("settings", ["port = 0", 'tls = "self-signed"'])
def test_before_it_is_known_how_the_server_is_reached_no_invite_is_made(data, settings):
    toml = data / "server.toml"
    toml.write_text(f"{settings}\n", encoding="utf-8")
    code, line = fail(data, "invite", "create")
    assert (code, "start it first" in line) == (9, True)
    toml.unlink()
    assert succeed(data, "invite", "list") == "ID  KIND  USED  UNTIL  BY  LINK\n"


def test_a_closed_server_gives_none(data):
    (data / "server.toml").write_text('registration = "closed"\n', encoding="utf-8")
    assert fail(data, "invite", "create") == (9, "minichat-server: This server takes no new accounts.\n")


def test_a_key_that_is_none_is_said(data):
    (data / KEY).write_text("junk", encoding="utf-8")
    code, line = fail(data, "invite", "create")
    assert code == 4
    assert KEY in line
