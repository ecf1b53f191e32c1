"""What the server says of itself, to anybody: who it is, that it lives, that it is ready."""

import asyncio
import logging
import sqlite3
from datetime import UTC, datetime

import pytest

from backend.actions import accounts
from backend.pulse import KEPT_SECONDS
from backend.self_signed import make_certificate
from backend.settings import Settings
from backend.store.folder_lock import locked
from backend.wire.limits import Limits
from backend.wire.types import UserId
from tests.helpers.backends import running

LIVE, READY = "/health/live", "/health/ready"
STATUS, COPIES = "/api/server/status/", "/api/server/copies/"


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


async def administrator(server):
    anna = await server.register("anna", first_name="Anna")
    await server.context.write(accounts.make_admin, UserId(anna.id))
    return anna


async def test_an_administrator_sees_how_the_server_fares(server):
    anna = await administrator(server)
    bob = await server.register("bob")
    room = await anna.direct(bob)
    await anna.write(room, "one", "two")
    ears = [await anna.live(), await bob.live(), await bob.room_socket(room)]
    answer = await anna.get(STATUS)
    status = answer.body
    assert answer.status == 200
    assert status["name"] == "Mini Chat"
    assert status["address"] == "http://127.0.0.1:8001"
    assert (status["fingerprint"], status["registration"], status["is_announced"]) == ("", "open", False)
    people = {each["user"]["username"]: each["devices"] for each in status["people"]}
    assert (people, status["devices"]) == ({"anna": 1, "bob": 1}, 2)
    assert (status["accounts"], status["messages_last_minute"]) == (2, 2)
    assert status["cpu_percent"] >= 0
    assert min(status["database_bytes"], status["free_bytes"]) > 0
    for ear in ears:
        await ear.ws.close()


async def test_an_administrator_copies_everything_and_each_copy_is_another(server):
    anna = await administrator(server)
    answers = await asyncio.gather(*[anna.post(COPIES) for _ in range(3)])
    assert [answer.status for answer in answers] == [201] * 3
    folder = server.context.settings.data / "copies"
    assert {answer.body["name"] for answer in answers} == {path.name for path in folder.iterdir()}
    assert all(answer.body["bytes"] == (folder / answer.body["name"]).stat().st_size for answer in answers)


async def test_nobody_else_may_look_or_copy(server):
    bob = await server.register("bob")
    assert (await bob.get(STATUS)).code == "not_allowed"
    assert (await bob.post(COPIES)).code == "not_allowed"
    assert not (server.context.settings.data / "copies").exists()


async def test_a_server_that_ends_breaks_a_copy_off(server):
    anna = await administrator(server)
    async with asyncio.TaskGroup() as tasks, server.context.copying:
        waiting = tasks.create_task(anna.post(COPIES))
        await asyncio.sleep(0.1)
        server.context.is_draining = True
    assert waiting.result().code == "shutting_down"
    assert list((server.context.settings.data / "copies").iterdir()) == []


@pytest.mark.parametrize("trouble", ["in the way", "no key"])
async def test_a_copy_that_can_not_be_made_is_refused_in_words(server, caplog, trouble):
    anna = await administrator(server)
    data = server.context.settings.data
    if trouble == "in the way":
        (data / "copies").write_text("a file where a folder is needed")
    else:
        (data / "secret.key").unlink()
    answer = await anna.post(COPIES, language="ru")
    assert (answer.status, answer.code) == (409, "copy_failed")
    assert not answer.body.get("retryable")
    assert answer.body["error"] == "Сервер не смог сделать копию. Причина указана в его журнале."
    (record,) = [each for each in caplog.records if each.name == "backend.rest.server"]
    assert ("File exists" if trouble == "in the way" else "secret.key is missing") in record.getMessage()
    caplog.clear()


async def test_a_copy_beside_another_ones_can_be_made_later(server):
    anna = await administrator(server)
    with locked(server.context.settings.data / "copying.lock"):
        answer = await anna.post(COPIES)
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "overloaded", "5")
    assert (await anna.post(COPIES)).status == 201


async def test_the_log_names_what_a_copy_is_without(data, tmp_path, caplog):
    public, secret = make_certificate("chat.example.org", [], datetime.now(UTC))
    files = {"certificate": tmp_path / "chat.pem", "private_key": tmp_path / "chat.key"}
    files["certificate"].write_bytes(public)
    files["private_key"].write_bytes(secret)
    caplog.set_level(logging.INFO, "backend.rest.server")
    async with running(Settings(data=data, bcrypt_cost=4, registration="open", **files)) as server:
        assert (await (await administrator(server)).post(COPIES)).status == 201
    said = [each.getMessage() for each in caplog.records if each.name == "backend.rest.server"]
    assert [line.split(" is made without ")[1] for line in said] == [str(path) for path in files.values()]
