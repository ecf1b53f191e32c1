"""Certificates of servers: who vouches for them on this system, and what a server shows. For `transport`."""

import asyncio
import hashlib
import ssl
import sys
from pathlib import Path

from desktop.client.errors import Reason

HANDSHAKE_SECONDS = 8.0
_STORES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where distributions keep their authorities, for an OpenSSL that was built on another one."""

_NO_TLS = {
    "HTTP_REQUEST",
    "PACKET_LENGTH_TOO_LONG",
    "RECORD_LAYER_FAILURE",
    "UNKNOWN_PROTOCOL",
    "WRONG_VERSION_NUMBER",
}
"""What OpenSSL says of an answer that isn't TLS at all."""

_REASONS: dict[int, Reason] = {
    9: "expired",  # OpenSSL: not valid yet, which is a clock that is wrong on either side
    10: "expired",
    62: "wrong_name",
    64: "wrong_name",
    0x800B0101: "expired",  # Windows: CERT_E_EXPIRED
    0x800B010F: "wrong_name",  # CERT_E_CN_NO_MATCH
    -67818: "expired",  # macOS: errSecCertificateExpired
    -67602: "wrong_name",  # errSecHostNameMismatch
}


def system_context() -> ssl.SSLContext:
    """TLS 1.2 and up, by the authorities of this system, a company's among them. Slow: not on a GUI's thread.

    On Linux the authorities are files, which are read here once; truststore would read them for every
    connection, on the thread that connects.
    """
    if sys.platform in {"win32", "darwin"}:
        import truststore  # noqa: PLC0415 - only those two systems ask somebody for every certificate

        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        context = ssl.create_default_context()
        places = ssl.get_default_verify_paths()
        if not places.cafile and not _has_authorities(places.capath):
            store = next((path for path in _STORES if Path(path).is_file()), None)
            if store is not None:
                context.load_verify_locations(store)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def reason_of(error: Exception) -> Reason:
    """Why the system doesn't trust a certificate."""
    return _REASONS.get(getattr(error, "verify_code", 0), "unknown")


def is_no_tls(error: ssl.SSLError) -> bool:
    """Whether whoever answered doesn't encrypt at all."""
    return error.reason in _NO_TLS


async def read_certificate(host: str, port: int) -> str:
    """The fingerprint of the certificate that a server shows. Nothing but a handshake is said to it.

    Raises:
        OSError: it shows none; `ssl.SSLError` is one kind, `TimeoutError` another.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    async with asyncio.timeout(HANDSHAKE_SECONDS):
        transport, _ = await asyncio.get_running_loop().create_connection(
            asyncio.Protocol, host, port, ssl=context, server_hostname=host
        )
    try:
        shown = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return hashlib.sha256(shown).hexdigest()
    finally:
        transport.abort()


async def speaks_tls(host: str, port: int) -> bool:
    """Whether somebody answers there who encrypts, well or badly."""
    try:
        await read_certificate(host, port)
    except ssl.SSLError as error:
        return not is_no_tls(error)
    except (OSError, ValueError):  # UnicodeError, of a name that can't be one, is a kind of ValueError
        return False
    return True


def _has_authorities(folder: str | None) -> bool:
    """Whether OpenSSL finds anything in a folder: files named by the hash of an authority's name."""
    return folder is not None and any(Path(folder).glob("????????.[0-9]"))
