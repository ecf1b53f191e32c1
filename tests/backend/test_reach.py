"""Where a server is reached: by others for invites, and by this machine for its window and its commands."""

import json
import os
import socket

import pytest

from backend import reach
from backend.certificate import load_certificate
from backend.reach import (
    Reach,
    find_reach,
    find_reach_beside,
    read_server_file,
    remove_server_file,
    write_server_file,
)
from backend.settings import Settings
from tests.helpers.backends import running

FINGERPRINT = "ab" * 32


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8443"),
        ("192.0.2.7", "http://192.0.2.7:8443"),
        ("chat.local", "http://chat.local:8443"),
        ("fd00::7", "http://[fd00::7]:8443"),
    ],
)
def test_a_server_on_one_address_is_reached_there(host, address):
    assert find_reach(Settings(host=host), 8443, "").address == address


def test_tls_is_told_with_the_certificate_it_shows():
    found = find_reach(Settings(host="192.0.2.7", tls="self-signed"), 8443, FINGERPRINT)
    assert found == Reach(host="192.0.2.7", port=8443, is_encrypted=True, fingerprint=FINGERPRINT)
    assert found.address == "https://192.0.2.7:8443"


@pytest.mark.parametrize(("host", "family"), [("0.0.0.0", 4), ("::", 6)])
def test_a_server_on_all_addresses_is_reached_by_the_one_of_the_network(host, family, monkeypatch):
    asked = []
    monkeypatch.setattr(reach, "find_own_address", lambda kind: asked.append(kind) or "192.168.1.5")
    assert find_reach(Settings(host=host), 8443, "").address == "http://192.168.1.5:8443"
    assert asked == [socket.AF_INET if family == 4 else socket.AF_INET6]


def test_this_machines_address_is_one_that_it_can_listen_on():
    for family, loopback in reach.LOOPBACKS.items():
        address = reach.find_own_address(family)
        with socket.socket(family, socket.SOCK_STREAM) as bound:
            try:
                bound.bind((address, 0))
            except OSError:  # a machine without IPv6 has not even its loopback
                assert address == loopback


def test_the_network_is_found_where_no_way_leads_out_of_it(monkeypatch):
    monkeypatch.setattr(reach, "_FAR_AWAY", {socket.AF_INET: "256.0.0.1"})
    monkeypatch.setattr(reach, "list_own_addresses", lambda _family: ["10.7.0.2", "10.8.0.2"])
    assert reach.find_own_address(socket.AF_INET) == "10.7.0.2"
    monkeypatch.setattr(reach, "list_own_addresses", lambda _family: [])
    assert reach.find_own_address(socket.AF_INET) == "127.0.0.1"


def test_own_addresses_are_none_that_stay_on_this_machine():
    for family in reach.LOOPBACKS:
        for address in reach.list_own_addresses(family):
            assert not address.startswith(("127.", "169.254.", "::1", "fe80"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://chat.example.org", Reach(host="chat.example.org", port=443, is_encrypted=True)),
        ("https://chat.example.org:8443/", Reach(host="chat.example.org", port=8443, is_encrypted=True)),
        ("http://chat.example.org", Reach(host="chat.example.org", port=80)),
        ("https://[fd00::7]:1", Reach(host="fd00::7", port=1, is_encrypted=True)),
    ],
)
def test_the_public_address_goes_before_where_the_server_listens(url, expected):
    assert find_reach(Settings(host="0.0.0.0", public_url=url), 8001, "") == expected


def test_of_a_public_address_an_authority_vouches_unless_the_certificate_is_the_servers_own(tmp_path):
    url = "https://chat.example.org"
    own = Settings(public_url=url, tls="self-signed")
    bought = Settings(public_url=url, certificate=tmp_path / "c", private_key=tmp_path / "k")
    assert find_reach(own, 8001, FINGERPRINT).fingerprint == FINGERPRINT
    assert find_reach(bought, 8001, FINGERPRINT).fingerprint == ""
    plain = find_reach(Settings(public_url="http://chat.example.org", tls="self-signed"), 8001, FINGERPRINT)
    assert (plain.is_encrypted, plain.fingerprint) == (False, "")


def test_the_file_says_where_this_machine_finds_the_server(tmp_path):
    assert read_server_file(tmp_path) is None
    settings = Settings(data=tmp_path, host="0.0.0.0", public_url="https://chat.example.org")
    told = write_server_file(settings, 8443, FINGERPRINT)
    assert (told.address, told.pid, told.fingerprint) == ("https://127.0.0.1:8443", os.getpid(), FINGERPRINT)
    assert json.loads((tmp_path / "server.json").read_text())["address"] == "https://127.0.0.1:8443"
    assert read_server_file(tmp_path) == told
    (tmp_path / "server.json").write_text("{")
    assert read_server_file(tmp_path) is None
    remove_server_file(tmp_path)
    remove_server_file(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("host", "fingerprint", "address"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:5"),
        ("::", "", "http://[::1]:5"),
        ("192.0.2.7", FINGERPRINT, "https://192.0.2.7:5"),
    ],
)
def test_this_machine_reaches_a_server_by_the_address_it_listens_on(tmp_path, host, fingerprint, address):
    assert write_server_file(Settings(data=tmp_path, host=host), 5, fingerprint).address == address


def test_a_command_knows_the_running_servers_reach_and_that_of_the_settings_without_one(tmp_path):
    settings = Settings(data=tmp_path, port=5)
    assert find_reach_beside(settings) == Reach(host="127.0.0.1", port=5)
    write_server_file(Settings(data=tmp_path, host="192.0.2.7", tls="self-signed"), 4711, FINGERPRINT)
    found = find_reach_beside(settings)
    assert (found.address, found.fingerprint) == ("https://192.0.2.7:4711", FINGERPRINT)
    write_server_file(Settings(data=tmp_path, public_url="https://chat.example.org"), 4711, "")
    assert find_reach_beside(settings).address == "https://chat.example.org:443"


def test_a_command_without_a_running_server_reads_the_certificate_that_it_will_show(tmp_path):
    settings = Settings(data=tmp_path, host="192.0.2.7", tls="self-signed")
    certificate = load_certificate(settings)
    assert find_reach_beside(settings).fingerprint == certificate.fingerprint


async def test_a_running_server_knows_its_reach(data):
    async with running(Settings(data=data, bcrypt_cost=4, public_url="https://chat.example.org")) as server:
        assert server.context.reach.address == "https://chat.example.org:443"
