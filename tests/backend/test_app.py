"""The program as an operator meets it: how it says that it is ready, that it can't start, and how it ends."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time

import aiohttp
import pytest

from backend.app import open_context
from backend.data_folder import FolderInUse, FolderUnusable
from backend.settings import Settings
from backend.store.migrate import HEAD
from backend.store.search import load_reach
from backend.wire import __version__
from backend.wire.live import CloseCode
from desktop.system.hosting_file import HostingFile
from tests.helpers.rows import add_group, add_user, say
from tests.helpers.servers import ServerProcess

posix = pytest.mark.skipif(os.name == "nt", reason="signals and permissions of POSIX")
COMMAND = [sys.executable, "-m", "backend", "serve", "--port", "0"]
ACCOUNT = {"username": "alice", "password": "securepass123", "password_confirm": "securepass123"}


def fail_to_start(*arguments):
    """Runs a server that must not start; its exit code and the one line that it said."""
    done = subprocess.run([*COMMAND, *map(str, arguments)], check=False, capture_output=True, text=True)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("minichat-server: ")
    return done.returncode, done.stderr


def test_it_says_in_one_line_where_it_is_ready_and_ends_when_its_parent_does(data):
    server = subprocess.Popen(
        [*COMMAND, "--data", str(data), "--exit-with-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    line = server.stdout.readline()
    written = json.loads((data / "server.json").read_text())
    assert line == f"Mini Chat server is ready at {written['address']}\n"
    assert written["address"].startswith("http://127.0.0.1:")
    assert written["pid"] == server.pid
    if os.name != "nt":
        assert stat.S_IMODE((data / "secret.key").stat().st_mode) == 0o600
    rest, complaints = server.communicate(timeout=10)
    assert (rest, complaints, server.returncode) == ("", "", 0)
    assert not (data / "server.json").exists()


@posix
def test_sigterm_ends_it_cleanly_while_its_parent_lives(data):
    command = [*COMMAND, "--data", str(data), "--exit-with-parent"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as server:
        assert server.stdout.readline().startswith("Mini Chat server is ready")
        server.terminate()
        assert server.wait(timeout=10) == 0
        assert server.stderr.read() == ""


@posix
def test_a_new_folder_is_its_owners(tmp_path):
    with ServerProcess(tmp_path / "data"):
        assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


async def open_sockets(http, tokens):
    """A device of ours, one that hasn't said who it is, and the seed's socket of a room."""
    headers = {"Authorization": f"Bearer {tokens['access']}"}
    async with http.post("/api/chat/rooms/", json={"name": "Team"}, headers=headers) as answer:
        room = (await answer.json())["id"]
    device = await http.ws_connect("/ws/", headers=headers)
    await device.receive_json()
    stranger = await http.ws_connect("/ws/")
    room_socket = await http.ws_connect(f"/ws/chat/{room}/", headers=headers)
    return device, room_socket, stranger


async def close_code(ws):
    async for _ in ws:
        pass
    return ws.close_code


@posix
async def test_sigterm_tells_every_socket_finishes_the_writes_and_exits_0(data, monkeypatch):
    monkeypatch.setenv("MINICHAT_LIMIT_SHUTDOWN_SECONDS", "1")
    server = ServerProcess(data)
    server.start()
    async with aiohttp.ClientSession(server.address) as http:
        async with http.post("/api/auth/register/", json=ACCOUNT) as answer:
            tokens = (await answer.json())["tokens"]
        device, room_socket, stranger = await open_sockets(http, tokens)
        for number in range(50):
            await room_socket.send_json({"message": str(number)})
        await room_socket.receive_json()
        begun = time.monotonic()
        os.kill(server.pid, signal.SIGTERM)
        codes = await asyncio.gather(*map(close_code, (device, room_socket, stranger)))
        assert await asyncio.to_thread(server.stop) == 0
        assert time.monotonic() - begun < 5
    assert codes == [CloseCode.RESTART] * 3
    assert not (data / "server.json").exists()
    with sqlite3.connect(data / "minichat.sqlite3") as connection:
        (stored,) = connection.execute("SELECT count(*) FROM messages").fetchone()
        assert connection.execute("SELECT last_seq FROM rooms").fetchall() == [(stored,)]
    connection.close()
    assert stored > 0


def test_a_server_of_a_network_says_in_its_log_where_others_find_it(data):
    (data / "server.toml").write_text('host = "0.0.0.0"\npublic_url = "https://chat.example.org"\nport = 0')
    with subprocess.Popen(
        [sys.executable, "-m", "backend", "serve", "--data", str(data)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout.readline().startswith("Mini Chat server is ready at http://127.0.0.1:")
        server.terminate()
        assert "others reach it at https://chat.example.org:443" in server.stderr.read()


@posix
async def test_a_server_of_the_systems_that_its_host_stops_lets_every_socket_know(data):
    server = ServerProcess(data)
    server.start()
    async with aiohttp.ClientSession(server.address) as http:
        async with http.post("/api/auth/register/", json=ACCOUNT) as answer:
            tokens = (await answer.json())["tokens"]
        sockets = await open_sockets(http, tokens)
        HostingFile(data).set_stopped(True, is_of_system=True)  # as the window does before it asks the system
        os.kill(server.pid, signal.SIGTERM)
        codes = await asyncio.gather(*map(close_code, sockets))
    assert await asyncio.to_thread(server.stop) == 0
    assert codes == [CloseCode.STOPPED] * 3


@posix
def test_what_it_makes_in_a_folder_that_is_open_to_all_is_its_owners_alone(data):
    data.chmod(0o755)
    (data / "minichat.sqlite3").unlink()
    with ServerProcess(data, "--tls", "self-signed", "--registration", "invite"):
        made = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()}
    assert {"minichat.sqlite3", "server.json", "secret.key", "certificate.key"} <= made.keys()
    assert [name for name, mode in made.items() if mode & 0o077] == []


@posix
@pytest.mark.parametrize(("before", "after"), [(0o644, 0o640), (0o666, 0o660), (0o600, 0o600)], ids=oct)
async def test_a_database_that_was_open_to_all_is_closed_to_strangers(data, before, after):
    database = data / "minichat.sqlite3"
    database.chmod(before)
    async with open_context(Settings(data=data)):
        modes = {stat.S_IMODE(path.stat().st_mode) for path in data.glob("minichat.sqlite3*")}
    assert modes == {after}


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (["--host", "0.0.0.0"], 1),
        (["--host", "0.0.0.0", "--tls", "self-signed"], 0),
        (["--host", "127.0.0.1"], 0),
    ],
    ids=str,
)
def test_a_server_on_a_network_without_tls_says_what_that_means_once(data, options, lines):
    with ServerProcess(data, *options):
        pass
    log = (data.parent / f"{data.name}.log").read_text()
    assert log.count("can read what people write, and their passwords") == lines


async def test_a_parent_that_stops_it_lets_every_socket_know(data):
    command = [*COMMAND, "--data", str(data), "--exit-with-parent"]
    pipe = asyncio.subprocess.PIPE
    server = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe)
    address = (await server.stdout.readline()).decode().split()[-1]
    async with aiohttp.ClientSession(address) as http:
        async with http.post("/api/auth/register/", json=ACCOUNT) as answer:
            tokens = (await answer.json())["tokens"]
        sockets = await open_sockets(http, tokens)
        server.stdin.write(b"what is this?\nstop\n")
        codes = await asyncio.gather(*map(close_code, sockets))
    async with asyncio.timeout(10):
        _, complaints = await server.communicate()
    assert (server.returncode, complaints) == (0, b"")
    assert codes == [CloseCode.STOPPED] * 3


@posix
async def test_after_a_restart_sessions_go_on_and_nobody_is_online_by_yesterdays_word(data):
    with ServerProcess(data) as server:
        async with aiohttp.ClientSession(server.address) as http:
            people = []
            for name in ("alice", "bob"):
                async with http.post("/api/auth/register/", json=ACCOUNT | {"username": name}) as answer:
                    people.append(await answer.json())
        os.kill(server.pid, signal.SIGINT)
        assert server.stop() == 0
        server.start()
        headers = {"Authorization": f"Bearer {people[0]['tokens']['access']}"}
        async with (
            aiohttp.ClientSession(server.address, headers=headers) as http,
            http.get("/api/auth/users/") as answer,
        ):
            (bob,) = (await answer.json())["users"]
    assert (answer.status, bob["username"], bob["is_online"]) == (200, "bob", False)
    assert bob["last_seen"]


def test_a_port_that_is_taken_is_said(data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, line = fail_to_start("--data", data, "--port", port)
    assert code == 3
    assert f"127.0.0.1:{port}" in line
    assert not (data / "server.json").exists()


def test_an_address_that_is_not_this_machines_is_said(data):
    assert fail_to_start("--data", data, "--host", "192.0.2.1")[0] == 3


def test_messages_that_search_does_not_know_are_indexed_by_itself(data, database):
    with database.connect_writer() as connection, connection.begin():
        alice = add_user(connection, "alice")
        say(connection, add_group(connection, alice), alice, *("word",) * 1_000)
    with ServerProcess(data):
        end = time.monotonic() + 20
        while database.ask(load_reach) != (1_000, 1_000):
            assert time.monotonic() < end
            time.sleep(0.05)


async def test_a_folder_has_one_server(data):
    async with open_context(Settings(data=data)):
        with pytest.raises(FolderInUse, match=str(data)):
            async with open_context(Settings(data=data)):
                pass
        code, line = await asyncio.to_thread(fail_to_start, "--data", data)
    assert (code, str(data) in line) == (5, True)
    async with open_context(Settings(data=data)):
        pass


async def test_a_folder_that_can_not_be_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FolderUnusable, match=r"Not a directory|File exists"):
        async with open_context(Settings(data=tmp_path / "file")):
            pass
    assert fail_to_start("--data", tmp_path / "file" / "data")[0] == 4


def test_a_damaged_key_is_said_and_not_shown(data):
    (data / "secret.key").write_text("0123456789abcdef")
    code, line = fail_to_start("--data", data)
    assert (code, "secret.key" in line, "0123456789" in line) == (4, True, False)


def test_a_database_of_a_newer_program_is_left_alone(data):
    with sqlite3.connect(data / "minichat.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    code, line = fail_to_start("--data", data)
    assert code == 6
    assert "9999" in line
    assert HEAD in line


def test_what_is_no_database_is_said(data):
    (data / "minichat.sqlite3").write_bytes(b"x" * 5_000)
    code, line = fail_to_start("--data", data)
    assert (code, "minichat.sqlite3" in line) == (7, True)


@pytest.mark.parametrize("arguments", [["--config", "missing.toml"], ["--port", "70000"]])
def test_a_bad_setting_is_said(data, arguments):
    assert fail_to_start("--data", data, *arguments)[0] == 2


def test_the_version_is_told_without_starting():
    done = subprocess.run(
        [sys.executable, "-m", "backend", "--version"], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, f"Mini Chat {__version__}\n")


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_address_of_ipv6_stands_in_brackets(data):
    server = subprocess.Popen(
        [*COMMAND, "--data", str(data), "--host", "::1", "--exit-with-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    line, _ = server.communicate(timeout=20)
    assert "http://[::1]:" in line
