"""TLS with the certificate that the server makes or is given, and refusals where it has none that works."""

import asyncio
import builtins
import hashlib
import json
import os
import socket
import ssl
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from backend.certificate import CertificateUnusable, load_certificate, read_dates
from backend.reach import read_fingerprint
from backend.self_signed import make_certificate
from backend.settings import Settings
from tests.helpers.servers import ServerProcess

posix = pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
NOW = datetime.now(UTC)
HEADER_SECONDS = 1


@pytest.fixture
def own(tmp_path):
    """Settings of a server with a certificate of its own."""
    return Settings(data=tmp_path, tls="self-signed")


@pytest.fixture
def given(tmp_path):
    """Settings of a server with a certificate that an administrator put there."""
    return write_pair(tmp_path, NOW)


def write_pair(folder, moment):
    public, secret = make_certificate("chat.example.org", [], moment)
    (folder / "chat.pem").write_bytes(public)
    (folder / "chat.key").write_bytes(secret)
    return Settings(data=folder, certificate=folder / "chat.pem", private_key=folder / "chat.key")


def shown_by(server):
    """What the server at that address shows to whoever asks."""
    pem = ssl.get_server_certificate(("127.0.0.1", server.port))
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


def test_without_tls_there_is_none(tmp_path):
    assert load_certificate(Settings(data=tmp_path)) is None
    assert list(tmp_path.iterdir()) == []


def test_it_is_made_once_and_its_key_is_its_owners(own):
    made = load_certificate(own)
    assert load_certificate(own).fingerprint == made.fingerprint
    assert {path.name for path in own.data.iterdir()} == {"certificate.pem", "certificate.key"}
    if os.name != "nt":
        assert stat.S_IMODE((own.data / "certificate.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("lost", ["certificate.pem", "certificate.key"])
def test_half_of_it_is_refused_and_left_as_it_is(own, lost):
    load_certificate(own)
    (own.data / lost).unlink()
    with pytest.raises(CertificateUnusable, match=lost):
        load_certificate(own)
    assert len(list(own.data.iterdir())) == 1


def test_without_cryptography_the_extra_is_named(own, monkeypatch):
    find = builtins.__import__

    def without(name, *rest):
        if name.startswith(("cryptography", "backend.self_signed")):
            raise ImportError(name)
        return find(name, *rest)

    monkeypatch.delitem(sys.modules, "backend.self_signed", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(CertificateUnusable, match=r"minichat\[hosting\]"):
        load_certificate(own)


def test_the_first_of_a_chain_is_the_one_that_is_shown(given):
    alone = load_certificate(given).fingerprint
    authority, _ = make_certificate("authority", [], NOW)
    with given.certificate.open("ab") as chain:
        chain.write(authority)
    assert load_certificate(given).fingerprint == alone


def spoil(settings, what):
    """Does to the files what goes wrong with files."""
    certificate, key = settings.certificate, settings.private_key
    if what == "no certificate there":
        certificate.unlink()
    elif what == "no key there":
        key.unlink()
    elif what == "a folder":
        certificate.unlink()
        certificate.mkdir()
    elif what == "nothing in it":
        certificate.write_bytes(b"")
    elif what == "no text":
        certificate.write_bytes(b"\xff\xfe\x00")
    elif what == "half a certificate":
        certificate.write_bytes(certificate.read_bytes()[:200])
    elif what == "another's key":
        key.write_bytes(make_certificate("other", [], NOW)[1])
    elif what == "swapped":
        certificate_text = certificate.read_bytes()
        certificate.write_bytes(key.read_bytes())
        key.write_bytes(certificate_text)
    elif what == "a locked key":
        private = serialization.load_pem_private_key(key.read_bytes(), None)
        locked = serialization.BestAvailableEncryption(b"secret")
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
        key.write_bytes(private.private_bytes(*form))


@pytest.mark.parametrize(
    ("what", "named"),
    [
        ("no certificate there", r"chat\.pem can't be read: No such file"),
        ("no key there", r"chat\.key can't be read"),
        ("a folder", r"chat\.pem can't be read"),
        ("nothing in it", r"chat\.pem"),
        ("no text", r"chat\.pem"),
        ("half a certificate", r"chat\.pem"),
        ("another's key", r"chat\.key doesn't belong to the certificate .*chat\.pem"),
        ("swapped", r"chat\.pem"),
        ("a locked key", "is locked with a password"),
    ],
)
def test_what_is_wrong_is_one_sentence(given, what, named):
    spoil(given, what)
    with pytest.raises(CertificateUnusable, match=named) as caught:
        load_certificate(given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("comment", ["Größe – ключ".encode(), "Größe".encode("latin-1")])
def test_what_people_write_beside_it_may_be_in_any_encoding(given, comment):
    alone = load_certificate(given).fingerprint
    given.certificate.write_bytes(b"# " + comment + b"\n" + given.certificate.read_bytes())
    assert load_certificate(given).fingerprint == alone == read_fingerprint(given.certificate)


@pytest.mark.parametrize("year", [1951, 1999, 2026, 2049, 2050, 2150])
def test_its_dates_are_read_as_others_read_them(year):
    public, _ = make_certificate("chat.example.org", [], NOW.replace(year=year, day=1))
    certificate = x509.load_pem_x509_certificate(public)
    dates = (certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    assert read_dates(ssl.PEM_cert_to_DER_cert(public.decode())) == dates


def test_an_own_certificate_past_its_time_is_told_with_what_helps(own, caplog):
    public, secret = make_certificate("box", [], NOW - timedelta(days=4_000))
    (own.data / "certificate.pem").write_bytes(public)
    (own.data / "certificate.key").write_bytes(secret)
    assert load_certificate(own) is not None
    (record,) = [each for each in caplog.records if each.name == "backend.certificate"]
    assert "without it and its key a new one is made" in record.getMessage()
    caplog.clear()


@pytest.mark.parametrize("days", [-4_000, 30], ids=["expired", "of tomorrow"])
def test_a_certificate_of_another_time_is_shown_and_told(tmp_path, caplog, days):
    assert load_certificate(write_pair(tmp_path, NOW + timedelta(days=days))) is not None
    (record,) = [each for each in caplog.records if each.name == "backend.certificate"]
    assert "programs refuse it today" in record.getMessage()
    caplog.clear()


def test_a_server_that_can_not_load_its_certificate_refuses_to_start(data, given):
    spoil(given, "another's key")
    files = ["--certificate", str(given.certificate), "--private-key", str(given.private_key)]
    command = [sys.executable, "-m", "backend", "serve", "--port", "0", "--data", str(data), *files]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (10, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("minichat-server: the key ")
    assert not (data / "server.json").exists()


def test_it_speaks_tls_and_says_by_what_it_is_known(data):
    with ServerProcess(data, "--tls", "self-signed") as server:
        told = json.loads((data / "server.json").read_text())
        assert server.address == told["address"] == f"https://127.0.0.1:{server.port}"
        assert shown_by(server) == told["fingerprint"]
        first = told["fingerprint"]
        server.stop()
        server.start()
        assert shown_by(server) == first


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_people_talk_by_tls(data, version):
    with ServerProcess(data, "--tls", "self-signed") as server:
        trusting = ssl.create_default_context(cafile=str(data / "certificate.pem"))
        trusting.minimum_version = trusting.maximum_version = version
        async with aiohttp.ClientSession(
            server.address, connector=aiohttp.TCPConnector(ssl=trusting)
        ) as http:
            account = {"username": "alice", "password": "securepass123", "password_confirm": "securepass123"}
            async with http.post("/api/auth/register/", json=account) as answer:
                token = (await answer.json())["tokens"]["access"]
            headers = {"Authorization": f"Bearer {token}"}
            async with http.post("/api/chat/rooms/", json={"name": "Team"}, headers=headers) as answer:
                room = (await answer.json())["id"]
            device = await http.ws_connect("/ws/", headers=headers)
            assert (await device.receive_json())["type"] == "welcome"
            for number in range(100):
                body = {"room": room, "content": f"{number} " + "x" * 3_000}
                async with http.post("/api/chat/messages/", json=body, headers=headers) as answer:
                    assert answer.status == 201
            heard = 0
            while heard < 100:
                heard += (await device.receive_json(timeout=10))["type"] == "message_created"
            await device.close()


def test_it_offers_http_1_1_and_no_other_protocol(data):
    with ServerProcess(data, "--tls", "self-signed") as server:
        trusting = ssl.create_default_context(cafile=str(data / "certificate.pem"))
        trusting.set_alpn_protocols(["h2", "http/1.1"])
        with (
            socket.create_connection(("127.0.0.1", server.port)) as plain,
            trusting.wrap_socket(plain, server_hostname="localhost") as speaking,
        ):
            assert (speaking.version(), speaking.selected_alpn_protocol()) == ("TLSv1.3", "http/1.1")


def test_older_tls_is_refused(data):
    with ServerProcess(data, "--tls", "self-signed") as server:
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        with socket.create_connection(("127.0.0.1", server.port)) as plain, pytest.raises(ssl.SSLError):
            old.wrap_socket(plain)


def read_to_the_end(plain):
    """What came until the other side closed, however it did that."""
    answer = b""
    try:
        while piece := plain.recv(4096):
            answer += piece
    except ConnectionResetError:
        pass
    return answer


def test_whoever_speaks_no_tls_or_says_nothing_is_closed_without_a_word_in_the_log(data, monkeypatch):
    monkeypatch.setenv("MINICHAT_LIMIT_HEADER_SECONDS", str(HEADER_SECONDS))
    with ServerProcess(data, "--tls", "self-signed") as server:
        where = ("127.0.0.1", server.port)
        silent = [socket.create_connection(where, timeout=10) for _ in range(50)]
        hello = b"\x16\x03\x01\xff\xff"
        for words in (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"\x00" * 500, hello + b"\x00" * 99):
            with socket.create_connection(where, timeout=10) as plain:
                plain.sendall(words)
                assert not read_to_the_end(plain).startswith(b"HTTP/1.1 200")
        with socket.create_connection(where) as gone:
            gone.sendall(hello)
        for each in silent:
            assert read_to_the_end(each) == b""
            each.close()
        assert shown_by(server)
    (line,) = (data.parent / f"{data.name}.log").read_text().splitlines()
    assert "a certificate was made" in line


async def test_stopping_takes_no_longer_by_tls(data, monkeypatch):
    monkeypatch.setenv("MINICHAT_LIMIT_SHUTDOWN_SECONDS", "2")
    with ServerProcess(data, "--tls", "self-signed") as server:
        trusting = ssl.create_default_context(cafile=str(data / "certificate.pem"))
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=trusting)
        begun = asyncio.get_running_loop().time()
        assert await asyncio.to_thread(server.stop) == 0
        assert asyncio.get_running_loop().time() - begun < 5
        assert await reader.read() == b""
        writer.close()
