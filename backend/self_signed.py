"""Makes a certificate that nobody vouches for but its own key; people know it by its fingerprint.

To be imported when one is made: `cryptography` is large, and of the extra `hosting`.
"""

import ipaddress
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME = timedelta(days=3_650)
_CLOCKS_DIFFER = timedelta(days=1)
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


def make_certificate(host_name: str, addresses: Iterable[str], now: datetime) -> tuple[bytes, bytes]:
    """A certificate for a machine of that name and these addresses, and its private key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Mini Chat")])
    public = key.public_key()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName(_names(host_name, addresses)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM), secret


def _names(host_name: str, addresses: Iterable[str]) -> list[x509.GeneralName]:
    """All that the server may be called by in its own network."""
    host = host_name.lower().rstrip(".")
    names = {"localhost": None}
    if _NAME.fullmatch(host):  # what no certificate can hold is left out
        names |= {host: None, f"{host.partition('.')[0]}.local": None}
    numbers = dict.fromkeys(ipaddress.ip_address(each.partition("%")[0]) for each in addresses)
    return [*map(x509.DNSName, names), *map(x509.IPAddress, numbers)]
