"""Where the server is reached: by other computers, and by this one through the file beside its data."""

import hashlib
import ipaddress
import json
import os
import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from backend.settings import Settings
from backend.wire.invites import DEFAULT_PORTS, InviteLink
from backend.wire.types import Registration

ADDRESS_FILE = "server.json"
LOOPBACKS = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
_HEAD, _FOOT = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
_FAR_AWAY = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses of nobody's (RFC 5737, RFC 3849): whatever way leads there leads to the network."""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """How others reach a server, and how they know that it is the one."""

    host: str
    """A name or an address; IPv6 without its brackets."""
    port: int
    is_encrypted: bool = False
    fingerprint: str = ""
    """SHA-256 of its certificate, in hexadecimal digits; empty: none, or an authority vouches for it."""

    @property
    def address(self) -> str:
        """As a URL."""
        return _web_address(self.host, self.port, self.is_encrypted)

    def invite(self, token: str) -> InviteLink:
        """The link by which somebody comes in with that token."""
        return InviteLink(
            host=self.host,
            port=self.port,
            token=token,
            fingerprint=self.fingerprint,
            is_encrypted=self.is_encrypted,
        )


class ServerFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a running server says in its data folder."""

    address: str
    """Where this machine reaches it."""
    pid: int = 0
    fingerprint: str = ""
    """Of its certificate; empty where it speaks no TLS."""
    host: str = ""
    """What it listens on; and what it says that others know it by."""
    public_url: str = ""
    registration: Registration | None = None
    """Who may make an account; None where an older program runs it."""


def _web_address(host: str, port: int, is_encrypted: bool) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http{'s' if is_encrypted else ''}://{shown}:{port}"


def read_certificate(path: Path) -> bytes:
    """The first certificate of a file, as DER: that one is shown, others lead to its authority.

    Raises:
        ValueError: there is none.
        OSError: it can't be read.
    """
    pem = path.read_text(encoding="latin-1")  # what people write beside it may be in any encoding
    head = pem.index(_HEAD)
    return ssl.PEM_cert_to_DER_cert(pem[head : pem.index(_FOOT, head) + len(_FOOT)])


def fingerprint_of(certificate: bytes) -> str:
    """SHA-256 of a certificate, in hexadecimal digits."""
    return hashlib.sha256(certificate).hexdigest()


def read_fingerprint(path: Path) -> str:
    """The same of a file; empty where there is no certificate in it."""
    try:
        return fingerprint_of(read_certificate(path))
    except (OSError, ValueError):
        return ""


def find_reach(settings: Settings, port: int, fingerprint: str) -> Reach:
    """How others reach a server that listens on `port`, at this moment: networks come and go."""
    if settings.public_url:
        public = urlsplit(settings.public_url)
        is_encrypted = public.scheme == "https"
        return Reach(
            host=public.hostname or "",
            port=public.port or DEFAULT_PORTS[public.scheme],
            is_encrypted=is_encrypted,
            fingerprint=fingerprint if is_encrypted and settings.certificate is None else "",
        )
    family = wildcard_family(settings.host)
    host = settings.host if family is None else find_own_address(family)
    return Reach(host=host, port=port, is_encrypted=bool(fingerprint), fingerprint=fingerprint)


def find_reach_beside(settings: Settings) -> Reach:
    """The same for a command beside the server: by the running one's word, or by the settings alone."""
    running = read_server_file(settings.data)
    if running is None:
        files = settings.certificate_files
        return find_reach(settings, settings.port, read_fingerprint(files[0]) if files else "")
    # It may have been told on its command line what the command beside it wasn't told.
    as_run = msgspec.structs.replace(settings, host=running.host, public_url=running.public_url)
    return find_reach(as_run, urlsplit(running.address).port or settings.port, running.fingerprint)


def write_server_file(settings: Settings, port: int, fingerprint: str) -> ServerFile:
    """Say in the data folder where the server is."""
    path = settings.data / ADDRESS_FILE
    family = wildcard_family(settings.host)
    local = settings.host if family is None else LOOPBACKS[family]
    told = ServerFile(
        address=_web_address(local, port, bool(fingerprint)),
        pid=os.getpid(),
        fingerprint=fingerprint,
        host=settings.host,
        public_url=settings.public_url,
        registration=settings.registration_mode,
    )
    new = path.with_name(f"{ADDRESS_FILE}.new")
    new.write_text(json.dumps(msgspec.structs.asdict(told)), encoding="utf-8")
    new.replace(path)
    return told


def remove_server_file(folder: Path) -> None:
    """The server ends."""
    (folder / ADDRESS_FILE).unlink(missing_ok=True)


def read_server_file(folder: Path) -> ServerFile | None:
    """What the running server said; None where none runs."""
    try:
        return msgspec.json.decode((folder / ADDRESS_FILE).read_bytes(), type=ServerFile)
    except (OSError, msgspec.DecodeError):
        return None


def wildcard_family(host: str) -> socket.AddressFamily | None:
    """The kind of addresses of which a server listens on all; None where it listens on one."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    if not address.is_unspecified:
        return None
    return socket.AF_INET if address.version == 4 else socket.AF_INET6


def find_own_address(family: socket.AddressFamily = socket.AF_INET) -> str:
    """This machine's address on its network; the loopback's where there is none."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((_FAR_AWAY[family], 9))  # sends nothing: the system only looks for the way
            return str(asked.getsockname()[0])
    except OSError:
        return next(iter(list_own_addresses(family)), LOOPBACKS[family])


def list_own_addresses(family: socket.AddressFamily = socket.AF_INET) -> list[str]:
    """All addresses by which other computers may reach this one."""
    try:
        import ifaddr  # noqa: PLC0415  of the extra `hosting`, and seldom needed
    except ImportError:
        return []
    found = [
        address.ip if isinstance(address.ip, str) else address.ip[0]
        for adapter in ifaddr.get_adapters()
        for address in adapter.ips
        if address.is_IPv4 == (family == socket.AF_INET)
    ]
    return [address for address in found if _is_of_a_network(address)]


def _is_of_a_network(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    return not (ip.is_loopback or ip.is_link_local)
