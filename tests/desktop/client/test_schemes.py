import socket
from pathlib import Path

import pytest

from desktop.client.schemes import is_exposed, keep_tls, prefer_tls
from desktop.client.trust import Trust
from tests.helpers.certificates import Listener, self_signed


@pytest.fixture
def folder_of(tmp_path):
    def folder_of(address: str) -> Path:
        return tmp_path / address.replace("/", "-")

    return folder_of


async def test_where_somebody_encrypts_it_is_https_whoever_it_is(tmp_path, folder_of):
    async with Listener(self_signed(tmp_path)) as listener:
        assert await prefer_tls(f"http://127.0.0.1:{listener.port}", folder_of) == listener.address
        assert listener.heard == b""


async def test_where_nobody_does_it_is_http(server, folder_of):
    assert await prefer_tls(server.address, folder_of) == server.address
    assert server.calls == []


async def test_where_nobody_listens_it_stays_as_it_is(folder_of):
    assert await prefer_tls("http://127.0.0.1:1", folder_of) == "http://127.0.0.1:1"
    assert await prefer_tls("http://", folder_of) == "http://"


async def test_a_server_that_was_reached_by_tls_never_goes_back(server, folder_of):
    encrypted = server.address.replace("http", "https")
    assert keep_tls(server.address, folder_of) == server.address
    Trust(folder_of(encrypted)).note_reached()
    assert await prefer_tls(server.address, folder_of) == keep_tls(server.address, folder_of) == encrypted


async def test_what_can_not_be_read_was_written_by_tls(server, folder_of):
    encrypted = server.address.replace("http", "https")
    folder_of(encrypted).mkdir()
    (folder_of(encrypted) / "trust.json").write_bytes(b"{")
    assert await prefer_tls(server.address, folder_of) == encrypted


async def test_whoever_said_https_is_not_asked(folder_of):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}"
        assert await prefer_tls(address, folder_of) == address


@pytest.mark.parametrize(
    ("address", "is_told"),
    [
        ("http://192.168.1.5:8001", True),
        ("http://chat.example", True),
        ("http://[fe80::1]:8001", True),
        ("http://127.0.0.1:8001", False),
        ("http://[::1]", False),
        ("http://localhost:8001", False),
        ("https://chat.example", False),
    ],
)
def test_only_what_leaves_this_computer_unencrypted_is_exposed(address, is_told):
    assert is_exposed(address) is is_told
