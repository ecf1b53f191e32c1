"""The certificate that the server shows: one that it is given, or one that it makes for itself. For `app`."""

import logging
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from backend.data_folder import CannotStart, write_private
from backend.reach import LOOPBACKS, fingerprint_of, list_own_addresses, read_certificate
from backend.settings import Settings

log = logging.getLogger(__name__)

_VERSION, _SHORT_TIME = 0xA0, 0x17
"""Tags of DER: a certificate's version, and a time whose year has two digits."""


class CertificateUnusable(CannotStart):
    """Without its certificate a server that is to speak TLS doesn't speak at all."""

    exit_code = 10


class Certificate(NamedTuple):
    """What a server speaks TLS with."""

    context: ssl.SSLContext
    fingerprint: str
    """SHA-256 of the certificate as DER, in hexadecimal digits."""


def load_certificate(settings: Settings) -> Certificate | None:
    """The certificate that the settings speak of, made where it is to be the server's own; None without TLS.

    Raises:
        CertificateUnusable: it isn't there, isn't one, or its key isn't its.
    """
    if settings.certificate_files is None:
        return None
    certificate, key = settings.certificate_files
    if settings.certificate is not None:
        loaded = _load(certificate, key)
        _warn_of_dates(certificate, "programs refuse it today")
        return loaded
    missing = [path for path in (certificate, key) if not path.exists()]
    if len(missing) == 2:
        _make(certificate, key)
    elif missing:
        raise CertificateUnusable(
            f"{missing[0]} is missing: put it back, or remove its other half for a new certificate"
        )
    loaded = _load(certificate, key)
    _warn_of_dates(certificate, "browsers refuse it today; without it and its key a new one is made")
    return loaded


def _load(certificate: Path, key: Path) -> Certificate:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    _require_readable(certificate)
    if b"ENCRYPTED" in _require_readable(key):  # nobody is there to type its password
        raise CertificateUnusable(f"the key {key} is locked with a password: the server needs it without one")
    try:
        context.load_cert_chain(certificate, key)
        return Certificate(context, fingerprint_of(read_certificate(certificate)))
    except ssl.SSLError as error:
        raise CertificateUnusable(_explain(error, certificate, key)) from error
    except (OSError, ValueError) as error:
        raise CertificateUnusable(f"{certificate} holds no certificate that can be used") from error


def _require_readable(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CertificateUnusable(f"{path} can't be read: {error.strerror}") from error


def _explain(error: ssl.SSLError, certificate: Path, key: Path) -> str:
    if error.reason in {"KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH"}:
        return f"the key {key} doesn't belong to the certificate {certificate}"
    reason = f" ({error.reason})" if error.reason else ""
    return f"{certificate} and {key} hold no certificate and key that can be used{reason}"


def _warn_of_dates(path: Path, means: str) -> None:
    """An administrator learns of a certificate whose time it isn't; it is still shown."""
    try:
        first, last = read_dates(read_certificate(path))
    except (ValueError, IndexError):  # OpenSSL has taken it, whatever is odd in it
        return
    if not first <= datetime.now(UTC) <= last:
        log.warning("the certificate %s is valid from %s to %s: %s", path, first.date(), last.date(), means)


def read_dates(certificate: bytes) -> tuple[datetime, datetime]:
    """From when to when a certificate is valid: of its DER (RFC 5280, 4.1), for `cryptography` is large.

    Raises:
        ValueError, IndexError: it is no certificate.
    """
    at, _ = _content(certificate, _content(certificate, 0)[0])
    if certificate[at] == _VERSION:
        at = _content(certificate, at)[1]
    for _before in ("serial number", "signature", "issuer"):
        at = _content(certificate, at)[1]
    first, _ = _content(certificate, at)
    last = _content(certificate, first)[1]
    return _read_time(certificate, first), _read_time(certificate, last)


def _content(der: bytes, at: int) -> tuple[int, int]:
    """Where the content of the value at `at` begins, and where it ends."""
    length, begin = der[at + 1], at + 2
    if length >= 0x80:
        digits = length - 0x80
        length, begin = int.from_bytes(der[begin : begin + digits], "big"), begin + digits
    return begin, begin + length


def _read_time(der: bytes, at: int) -> datetime:
    begin, end = _content(der, at)
    text = der[begin:end].decode("ascii")
    if der[at] == _SHORT_TIME:
        text = ("19" if text >= "50" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def _make(certificate: Path, key: Path) -> None:
    try:
        from backend.self_signed import make_certificate  # noqa: PLC0415  cryptography is large, and an extra's
    except ImportError:
        raise CertificateUnusable(
            "a certificate can't be made without cryptography: pip install 'minichat[hosting]'"
        ) from None
    addresses = [*LOOPBACKS.values(), *(own for family in LOOPBACKS for own in list_own_addresses(family))]
    public, secret = make_certificate(socket.gethostname(), addresses, datetime.now(UTC))
    try:
        write_private(key, secret)
        write_private(certificate, public)
    except OSError as error:
        raise CertificateUnusable(f"{certificate} can't be written: {error.strerror}") from error
    log.info("a certificate was made for this server: %s", certificate)
