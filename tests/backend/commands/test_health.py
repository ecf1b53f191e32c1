"""A server that is asked for its health from beside it."""

import json
import socket

import pytest

from tests.backend.test_commands import fail, succeed
from tests.helpers.servers import ServerProcess


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def test_server_that_runs_is_ready(data):
    with ServerProcess(data) as server:
        assert succeed(data, "health") == f"the server at {server.address} is ready\n"


def test_no_server_is_no_health(data):
    assert fail(data, "health") == (9, f"minichat-server: no server works on {data}\n")
    with ServerProcess(data) as server:
        server.stop()
        assert fail(data, "health") == (9, f"minichat-server: no server works on {data}\n")


def test_server_that_was_killed_does_not_answer(data):
    with ServerProcess(data) as server:
        server.kill()
        code, line = fail(data, "health")
        assert code == 9
        assert f"{server.address} does not answer" in line


def test_server_that_hangs_does_not_answer(data):
    data.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (data / "server.json").write_text(json.dumps({"address": address}), encoding="utf-8")
        assert "does not answer: timed out" in fail(data, "health")[1]


def test_another_server_in_its_place_is_noticed(data):
    with ServerProcess(data, "--tls", "self-signed") as server:
        assert succeed(data, "health") == f"the server at {server.address} is ready\n"
        path = data / "server.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(told | {"fingerprint": "0" * 64}), encoding="utf-8")
        assert fail(data, "health") == (9, f"minichat-server: another server answers at {server.address}\n")
