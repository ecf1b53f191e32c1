"""Certificates as servers have them: of their own making, of an authority, for another name, out of date."""

import asyncio
import hashlib
import ipaddress
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HERE = ("localhost", "127.0.0.1")
DAY = timedelta(days=1)


class Identity(msgspec.Struct, frozen=True):
    """A certificate and its key, as files and for a server."""

    file: Path
    """Both, in PEM."""
    fingerprint: str

    def context(self) -> ssl.SSLContext:
        """What a server needs in order to show it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        return context


class Authority:
    """Signs certificates; whether anybody believes it is up to them."""

    def __init__(self, folder: Path, name: str = "The company") -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        certificate = (
            _about(self._name, self._name, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file = folder / f"{_file_name(name)}.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def issue(
        self, name: str, hosts: Sequence[str] = HERE, *, until: timedelta = 365 * DAY, since: timedelta = -DAY
    ) -> Identity:
        """A certificate for some hosts."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _about(_named(name), self._name, key, since=since, until=until)
        return _keep(self._folder, name, _for_hosts(builder, hosts).sign(self._key, hashes.SHA256()), key)


def self_signed(folder: Path, name: str = "host", hosts: Sequence[str] = HERE) -> Identity:
    """A certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _for_hosts(_about(_named(name), _named(name), key), hosts)
    return _keep(folder, name, builder.sign(key, hashes.SHA256()), key)


class Listener:
    """Takes TLS connections and keeps what is said in them; it answers nothing."""

    def __init__(self, identity: Identity) -> None:
        self.heard = b""
        self.handshakes = 0
        self._context = identity.context()
        self._open: set[asyncio.Transport] = set()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Ear(self), "127.0.0.1", 0, ssl=self._context)
        self.port = self._server.sockets[0].getsockname()[1]
        self.address = f"https://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for transport in self._open:
            transport.abort()
        await self._server.wait_closed()

    def take(self, transport: asyncio.Transport) -> None:
        """A handshake came to its end."""
        self.handshakes += 1
        self._open.add(transport)

    def hear(self, data: bytes) -> None:
        """Somebody said something."""
        self.heard += data


class _Ear(asyncio.Protocol):
    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._listener.take(transport)

    def data_received(self, data: bytes) -> None:
        self._listener.hear(data)


def _about(
    name: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    *,
    since: timedelta = -DAY,
    until: timedelta = 365 * DAY,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + since)
        .not_valid_after(now + until)
    )


def _for_hosts(builder: x509.CertificateBuilder, hosts: Sequence[str]) -> x509.CertificateBuilder:
    names: list[x509.GeneralName] = []
    for host in hosts:
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(host)))
        except ValueError:
            names.append(x509.DNSName(host))
    return builder.add_extension(x509.SubjectAlternativeName(names), critical=False)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _keep(
    folder: Path, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> Identity:
    file = folder / f"{_file_name(name)}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    der = certificate.public_bytes(serialization.Encoding.DER)
    return Identity(file, hashlib.sha256(der).hexdigest())


def _file_name(name: str) -> str:
    return name.replace(" ", "-").lower()
