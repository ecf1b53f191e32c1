"""What the server says of itself, to anybody: who it is, that it lives, that it is ready."""

import asyncio
import sqlite3

import pytest

from backend.pulse import KEPT_SECONDS
from backend.settings import Settings
from backend.wire.limits import Limits
from tests.helpers.backends import running

LIVE, READY = "/health/live", "/health/ready"


async def test_the_server_says_who_it_is_to_anybody(server):
    answer = await server.guest.get("/api/")
    assert answer.status == 200
    assert answer.body["protocol_versions"] == [1]
    assert answer.body["server_id"] == server.context.server_id
    assert answer.body["name"] == "Mini Chat"
    assert (answer.body["registration_open"], answer.body["registration"]) == (True, "open")


async def test_a_server_on_a_network_has_its_teams_name_and_asks_for_an_invite(data):
    async with running(Settings(data=data, bcrypt_cost=4, name="Ромашка", host="0.0.0.0")) as server:
        info = (await server.guest.get("/api/")).body
    assert (info["name"], info["registration_open"], info["registration"]) == ("Ромашка", False, "invite")


@pytest.mark.parametrize("path", [LIVE, READY])
async def test_a_server_in_good_health_says_so(server, path):
    answer = await server.guest.get(path)
    assert (answer.status, answer.body) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_server_that_ends_lives_and_is_not_ready(server):
    server.context.is_draining = True
    assert (await server.guest.get(LIVE)).status == 200
    answer = await server.guest.get(READY)
    assert (answer.status, answer.code, answer.body["retryable"]) == (503, "shutting_down", True)


@pytest.mark.parametrize("limits", [Limits(ready_seconds=0.1)])
async def test_a_database_that_can_not_be_written_is_not_ready(server, caplog):
    other = sqlite3.connect(server.context.database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = await server.guest.get(READY)
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "not_ready", "2")
    assert (await server.guest.get(LIVE)).status == 200
    other.execute("ROLLBACK")
    other.close()
    await asyncio.sleep(KEPT_SECONDS)
    assert (await server.guest.get(READY)).status == 200
    caplog.clear()


async def test_many_who_ask_cost_one_commit(server):
    commits = []
    server.context.database.note_commit = lambda: commits.append(None)
    answers = await asyncio.gather(*[server.guest.get(READY) for _ in range(20)])
    assert {answer.status for answer in answers} == {200}
    assert len(commits) == 1
