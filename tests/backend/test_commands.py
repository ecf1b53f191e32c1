"""Commands as an operator types them: beside a running server, without one, and where they can't work."""

import asyncio
import json
import os
import pty
import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from backend.app import open_context
from backend.settings import Settings
from backend.store.migrate import HEAD
from backend.wire import __version__
from backend.wire.live import CloseCode
from tests.helpers.servers import ROOT, ServerProcess

PASSWORD, OTHER = "securepass123", "another fine day"
ENVIRONMENT = os.environ | {"MINICHAT_BCRYPT_COST": "4"}
DOCS = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
(DOCUMENTED,) = re.findall(r"```sh\n(.*?)\n```", DOCS, re.DOTALL)


def run(data, *words, password=PASSWORD):
    """Types a command; what came of it."""
    command = [sys.executable, "-m", "backend", *words, "--data", str(data)]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env=ENVIRONMENT, input=f"{password}\n", cwd=ROOT
    )


def succeed(data, *words, password=PASSWORD):
    """Types a command that works; what it printed."""
    done = run(data, *words, password=password)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def fail(data, *words, password=PASSWORD):
    """Types a command that can't work; its exit code and the one line that it said."""
    done = run(data, *words, password=password)
    assert (done.stdout, done.stderr.count("\n")) == ("", 1), done
    assert done.stderr.startswith("minichat-server: ")
    return done.returncode, done.stderr


def accounts(data):
    return {account["username"]: account for account in json.loads(succeed(data, "user", "list", "--json"))}


async def log_in(server, username, password=PASSWORD):
    async with (
        aiohttp.ClientSession(server.address) as http,
        http.post("/api/auth/login/", json={"username": username, "password": password}) as answer,
    ):
        return answer.status, await answer.json()


async def device_of(server, http, username, password=PASSWORD):
    """A socket of somebody's, past its welcome, and the token that opened it."""
    _, answer = await log_in(server, username, password)
    headers = {"Authorization": f"Bearer {answer['tokens']['access']}"}
    ws = await http.ws_connect("/ws/", headers=headers)
    await ws.receive_json()
    return ws, headers


async def close_code(ws):
    async with asyncio.timeout(2):
        async for _ in ws:
            pass
    return ws.close_code


def test_the_documented_commands_work_one_after_the_other(tmp_path):
    for line in DOCUMENTED.splitlines():
        program, *words = shlex.split(line)
        assert program == "minichat-server"
        succeed(tmp_path / "data", *words)


def test_the_documented_exit_codes_are_all_there_is():
    documented = {int(code) for code in re.findall(r"^\| (\d) \|", DOCS, re.MULTILINE)}
    sources = [
        ROOT / "backend" / name for name in ("__main__.py", "app.py", "commands/shared.py", "data_folder.py")
    ]
    pattern = r"(?:exit_code|BAD_SETTINGS|[A-Z]+_DATABASE|DATABASE_UNUSABLE) = (\d)\n"
    used = {int(code) for source in sources for code in re.findall(pattern, source.read_text("utf-8"))}
    assert used - {1} == documented


def test_an_account_is_made_changed_and_listed(data):
    said = succeed(data, "user", "create", "Анна", "--email", "anna@example.org", "--last-name", "Каренина")
    assert said == "Анна has an account now, with the id 1\n"
    assert accounts(data)["Анна"] | {"joined_at": "", "last_seen": ""} == {
        "id": 1,
        "username": "Анна",
        "first_name": "",
        "last_name": "Каренина",
        "email": "anna@example.org",
        "is_admin": False,
        "is_active": True,
        "joined_at": "",
        "last_seen": "",
    }
    succeed(data, "user", "make-admin", "анна")
    succeed(data, "user", "deactivate", "АННА")
    assert (accounts(data)["Анна"]["is_admin"], accounts(data)["Анна"]["is_active"]) == (True, False)
    head, row = succeed(data, "user", "list").splitlines()
    assert head.split()[:2] == ["ID", "USERNAME"]
    assert row.split()[:6] == ["1", "Анна", "Каренина", "anna@example.org", "admin,", "deactivated"]
    assert head.index("EMAIL") == row.index("anna@")
    succeed(data, "user", "activate", "Анна")
    assert accounts(data)["Анна"]["is_active"]


@pytest.mark.parametrize(
    ("words", "password", "complaint"),
    [
        (("create", "ALICE", "--email", "nowhere"), PASSWORD, "email: Enter a valid email address."),
        (("create", "ALICE"), PASSWORD, "username: A user with that username already exists."),
        (("create", "bob"), "short", "password: At least 8 characters."),
        (("create", "bob"), "", "password: This may not be empty."),
        (("create", "bob", "--first-name", "Robert"), "robert1!", "password: The password is too similar"),
        (("set-password", "alice"), "12345678", "password: This password is too common."),
        (("set-password", "nobody"), PASSWORD, "There is no such user."),
    ],
)
def test_what_can_not_be_done_is_said_and_changes_nothing(data, words, password, complaint):
    succeed(data, "user", "create", "alice")
    code, line = fail(data, "user", *words, password=password)
    assert code == 9
    assert complaint in line
    assert list(accounts(data)) == ["alice"]


def test_nothing_can_be_done_with_who_is_not_there(data):
    codes, lines = fail_all(
        data, [f"user {verb} nobody" for verb in ("deactivate", "activate", "make-admin", "reset-code")]
    )
    assert codes == {9}
    assert set(lines) == {"minichat-server: There is no such user.\n"}


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
@pytest.mark.parametrize(("second", "code"), [(PASSWORD, 0), ("something else", 9)])
def test_at_a_terminal_a_password_is_asked_for_twice_and_never_shown(data, second, code):
    command = [sys.executable, "-m", "backend", "user", "create", "alice", "--data", str(data)]
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=follower, env=ENVIRONMENT, start_new_session=True
    )
    os.close(follower)
    shown = b""
    for prompt, answer in ((b"Password: ", PASSWORD), (b"again: ", second)):
        while not shown.endswith(prompt):
            shown += os.read(leader, 1_000)
        os.write(leader, f"{answer}\n".encode())
    assert process.wait(20) == code
    shown += os.read(leader, 1_000)
    os.close(leader)
    assert PASSWORD.encode() not in shown
    assert (b"alice has an account" in shown) == (code == 0)


async def test_a_running_server_learns_of_a_deactivation_within_a_second(data):
    async with asyncio.timeout(60):
        with ServerProcess(data) as server:
            async with aiohttp.ClientSession(server.address) as http:
                await asyncio.to_thread(succeed, data, "user", "create", "alice")
                await asyncio.to_thread(succeed, data, "user", "create", "bob")
                alice, headers = await device_of(server, http, "alice")
                bob, bobs = await device_of(server, http, "bob")
                await asyncio.to_thread(succeed, data, "user", "deactivate", "alice")
                assert await close_code(alice) == CloseCode.AUTHENTICATION
                async with http.get("/api/auth/me/", headers=headers) as answer:
                    assert answer.status == 401
                status, refusal = await log_in(server, "alice")
                assert (status, refusal["code"]) == (403, "account_deactivated")
                assert not bob.closed
                async with http.get("/api/auth/users/", headers=bobs) as answer:
                    assert (await answer.json())["users"] == []
                await asyncio.to_thread(succeed, data, "user", "activate", "alice")
                assert (await log_in(server, "alice"))[0] == 200


async def test_a_password_set_beside_a_running_server_ends_the_sessions_and_opens_new_ones(data):
    async with asyncio.timeout(60):
        with ServerProcess(data) as server:
            async with aiohttp.ClientSession(server.address) as http:
                await asyncio.to_thread(succeed, data, "user", "create", "alice")
                alice, headers = await device_of(server, http, "alice")
                await asyncio.to_thread(succeed, data, "user", "set-password", "alice", password=OTHER)
                assert await close_code(alice) == CloseCode.AUTHENTICATION
                async with http.get("/api/auth/me/", headers=headers) as answer:
                    assert answer.status == 401
            assert (await log_in(server, "alice"))[0] == 400
            assert (await log_in(server, "alice", OTHER))[0] == 200


async def test_a_reset_code_works_on_the_running_server_until_another_one_is_made(data):
    async with asyncio.timeout(60):
        with ServerProcess(data) as server:
            await asyncio.to_thread(succeed, data, "user", "create", "Alice")
            said = [await asyncio.to_thread(succeed, data, "user", "reset-code", "ALICE") for _ in range(2)]
            pattern = r"Alice can set another password with (\S{4}-\S{4}-\S{4}) until \d{4}-.* UTC\n"
            first, second = (re.fullmatch(pattern, line)[1] for line in said)
            body = {"username": "alice", "new_password": OTHER, "new_password_confirm": OTHER}
            async with aiohttp.ClientSession(server.address) as http:
                for code, status in ((first, 400), (second, 200), (second, 400)):
                    async with http.post("/api/auth/reset-password/", json=body | {"code": code}) as answer:
                        assert answer.status == status
            assert (await log_in(server, "alice", OTHER))[0] == 200
        log = (data.parent / f"{data.name}.log").read_text()
        assert second not in log
        assert OTHER not in log


async def test_rooms_are_listed_beside_a_running_server_and_direct_ones_by_their_people(data):
    with ServerProcess(data) as server:
        for name in ("alice", "bob"):
            await asyncio.to_thread(succeed, data, "user", "create", name)
        async with aiohttp.ClientSession(server.address) as http:
            _, answer = await log_in(server, "alice")
            headers = {"Authorization": f"Bearer {answer['tokens']['access']}"}
            for path, body in (
                ("rooms/", {"name": "Team", "is_public": True}),
                ("create-direct-chat/", {"user_id": 2}),
                ("messages/", {"room": 1, "content": "hi"}),
            ):
                await http.post(f"/api/chat/{path}", json=body, headers=headers)
        found = json.loads(await asyncio.to_thread(succeed, data, "room", "list", "--json"))
        table = await asyncio.to_thread(succeed, data, "room", "list")
    shown = [(room["chat_type"], room["name"], room["members"], room["entries"]) for room in found]
    assert shown == [("group", "Team", 1, 1), ("direct", "alice, bob", 2, 0)]
    assert [line.split()[:4] for line in table.splitlines()[1:]] == [
        ["1", "public", "group", "Team"],
        ["2", "direct", "alice,", "bob"],
    ]


def test_the_versions_are_told(data):
    assert succeed(data, "version") == f"Mini Chat {__version__}, protocol 1, database {HEAD}\n"
    told = json.loads(succeed(data, "version", "--json"))
    assert told == {"version": __version__, "protocol": 1, "database": HEAD}


# --- where they can't work ----------------------------------------------------------------------------------

BESIDE = [
    "user list",
    "room list",
    "user create bob",
    "user set-password alice",
    "user deactivate alice",
    "user activate alice",
    "user make-admin alice",
    "user reset-code alice",
    "invite create",
    "invite list",
    "invite revoke 1",
]
ALL = [*BESIDE, "migrate"]
SEVERAL = """
import contextlib, io, json, sys
from backend.__main__ import main
told = []
for line in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        code = main(line)
    told.append((code, out.getvalue(), err.getvalue()))
json.dump(told, sys.stdout)
"""


def fail_all(data, commands, *options):
    """Types them all in one program; the exit codes, and the one line of each."""
    lines = [[*command.split(), "--data", str(data), *options] for command in commands]
    done = subprocess.run(
        [sys.executable, "-c", SEVERAL],
        check=True,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        input=json.dumps(lines),
        cwd=ROOT,
    )
    told = json.loads(done.stdout)
    assert [(out, err.count("\n")) for _, out, err in told] == [("", 1)] * len(commands), told
    return {code for code, _, _ in told}, [err for _, _, err in told]


def revise(data, revision):
    with sqlite3.connect(data / "minichat.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


def test_a_database_of_a_newer_program_is_left_alone(data):
    revise(data, "9999")
    codes, lines = fail_all(data, ALL)
    assert codes == {6}
    assert all("9999" in line and HEAD in line for line in lines)


def test_an_older_database_is_left_to_migrate(data):
    revise(data, "0001")
    codes, lines = fail_all(data, BESIDE)
    assert codes == {8}
    assert all("minichat-server migrate" in line for line in lines)


def test_where_no_database_is_none_is_made(tmp_path):
    codes, lines = fail_all(tmp_path / "data", BESIDE)
    assert codes == {8}
    assert all("minichat-server migrate" in line for line in lines)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_said(data):
    (data / "minichat.sqlite3").write_bytes(b"x" * 5_000)
    codes, lines = fail_all(data, ALL)
    assert codes == {7}
    assert all("minichat.sqlite3" in line for line in lines)


def test_a_folder_that_can_not_be_is_said(tmp_path):
    (tmp_path / "file").touch()
    assert fail_all(tmp_path / "file", ALL)[0] == {4}
    assert fail_all(tmp_path / "file" / "data", ALL)[0] == {4}


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="permissions of POSIX, which root stands above"
)
def test_a_folder_that_may_not_be_written_is_said(data):
    data.chmod(0o500)
    try:
        assert fail_all(data, ALL)[0] == {4}
    finally:
        data.chmod(0o700)


@pytest.mark.parametrize("options", [("--config", "missing.toml"), ("--database", "postgres://somewhere")])
def test_a_bad_setting_is_said(data, options):
    assert fail_all(data, [*ALL, "version"], *options)[0] == {2}


async def test_migrate_refuses_while_a_server_works_on_the_folder(data):
    async with open_context(Settings(data=data)):
        code, line = await asyncio.to_thread(fail, data, "migrate")
    assert (code, str(data) in line) == (5, True)


def test_migrate_makes_a_database_and_copies_an_older_one(tmp_path):
    data = tmp_path / "data"
    assert succeed(data, "migrate") == f"the database is of version {HEAD} now\n"
    assert succeed(data, "migrate") == f"the database is of version {HEAD} already\n"


def test_a_locked_database_is_said_after_a_while(data):
    succeed(data, "user", "create", "alice")
    with sqlite3.connect(data / "minichat.sqlite3", isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        code, line = fail(data, "user", "deactivate", "alice")
        holder.rollback()
    holder.close()
    assert code == 9
    assert "busy" in line
    assert accounts(data)["alice"]["is_active"]


@pytest.mark.parametrize("words", [(), ("user",), ("user", "create", "bob", "--password", "x")])
def test_what_is_no_command_is_explained(words):
    done = subprocess.run(
        [sys.executable, "-m", "backend", *words], check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 2
    assert done.stderr.startswith("usage: minichat-server")


@pytest.mark.skipif(os.name == "nt", reason="a pipe of POSIX")
def test_who_reads_only_the_beginning_of_a_list_is_no_trouble(data):
    command = [sys.executable, "-m", "backend", "user", "list", "--data", str(data)]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command, check=False, stdout=writing, stderr=subprocess.PIPE, env=ENVIRONMENT, cwd=Path(ROOT)
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
