import asyncio
import hashlib
import os
import socket
import ssl
import subprocess
import sys
from datetime import timedelta

import pytest

from desktop.client import certificates
from desktop.client.certificates import read_certificate, reason_of, speaks_tls, system_context
from tests.helpers.certificates import Authority, Identity, Listener, self_signed

_HOUR = timedelta(hours=1)


async def _refusal(identity: Identity, context: ssl.SSLContext, host: str = "127.0.0.1") -> Exception | None:
    """What a client says of a server that shows this."""
    async with Listener(identity) as listener:
        try:
            _, writer = await asyncio.open_connection(
                "127.0.0.1", listener.port, ssl=context, server_hostname=host
            )
        except ssl.SSLCertVerificationError as error:
            return error
        writer.transport.abort()
        return None


async def test_the_fingerprint_is_that_of_the_certificate_and_nothing_is_said_for_it(tmp_path):
    identity = self_signed(tmp_path)
    der = ssl.PEM_cert_to_DER_cert(identity.file.read_text().partition("-----END PRIVATE KEY-----\n")[2])
    async with Listener(identity) as listener:
        shown = await read_certificate("127.0.0.1", listener.port)
        await asyncio.sleep(0.05)
        assert shown == identity.fingerprint == hashlib.sha256(der).hexdigest()
        assert listener.handshakes == 1
        assert listener.heard == b""


async def test_why_a_certificate_is_not_trusted(tmp_path):
    authority = Authority(tmp_path)
    context = system_context()
    context.load_verify_locations(authority.file)
    assert await _refusal(authority.issue("good"), context) is None
    for identity, host, reason in (
        (self_signed(tmp_path), "127.0.0.1", "unknown"),
        (Authority(tmp_path, "Somebody else").issue("foreign"), "127.0.0.1", "unknown"),
        (authority.issue("elsewhere", ["chat.example"]), "localhost", "wrong_name"),
        (authority.issue("elsewhere", ["chat.example"]), "127.0.0.1", "wrong_name"),
        (authority.issue("old", until=-_HOUR, since=-2 * _HOUR), "127.0.0.1", "expired"),
        (authority.issue("young", since=_HOUR), "127.0.0.1", "expired"),
    ):
        error = await _refusal(identity, context, host)
        assert error is not None
        assert reason_of(error) == reason


def test_an_error_without_a_code_is_of_no_known_kind():
    assert reason_of(ValueError("no certificate")) == "unknown"


@pytest.mark.parametrize(
    ("answer", "is_tls"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", False),
        (b"SSH-2.0-OpenSSH_9.6\r\n", False),
        (b"", False),
        (b"\x15\x03\x03\x00\x02\x02\x46", True),  # an alert: no version of TLS that both speak
    ],
)
async def test_what_answers_to_a_handshake_tells_whether_it_is_tls(answer, is_tls):
    async def say(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(say, "127.0.0.1", 0) as server:
        assert await speaks_tls("127.0.0.1", server.sockets[0].getsockname()[1]) is is_tls


async def test_only_tls_speaks_tls(tmp_path):
    async with Listener(self_signed(tmp_path)) as listener:
        assert await speaks_tls("127.0.0.1", listener.port)
    assert not await speaks_tls("127.0.0.1", 1)
    assert not await speaks_tls("not..a..name", 443)


async def test_whoever_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr(certificates, "HANDSHAKE_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not await speaks_tls("127.0.0.1", silent.getsockname()[1])


_REACH = """
import ssl, sys, socket
from desktop.client.certificates import system_context
context = system_context()
assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as plain:
    try:
        with context.wrap_socket(plain, server_hostname="localhost"):
            print("trusted")
    except ssl.SSLCertVerificationError as error:
        print("refused")
"""


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="their stores belong to the system")
@pytest.mark.parametrize("is_known", [True, False])
async def test_an_authority_in_the_systems_store_is_believed(tmp_path, is_known):
    """A company's own authority, as an administrator installs it for all programs."""
    authority = Authority(tmp_path)
    store = authority.file if is_known else Authority(tmp_path, "Another").file
    environment = os.environ | {"SSL_CERT_FILE": str(store), "SSL_CERT_DIR": str(tmp_path)}
    async with Listener(authority.issue("team")) as listener:
        asked = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", _REACH, str(listener.port)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    assert asked.stdout.strip() == ("trusted" if is_known else "refused")


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="their stores belong to the system")
def test_where_openssl_knows_no_store_the_distributions_is_found(tmp_path, monkeypatch):
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    monkeypatch.setattr(certificates, "_STORES", (str(tmp_path / "missing.pem"), str(authority.file)))
    assert [names["subject"] for names in system_context().get_ca_certs()] == [
        ((("commonName", "The company"),),)
    ]
