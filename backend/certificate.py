"""The certificate that the server shows: one that it is given, or one that it makes for itself. For `app`."""

import logging
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from backend.data_folder import CannotStart, write_private
from backend.reach import LOOPBACKS, fingerprint_of, list_own_addresses
from backend.settings import Settings

log = logging.getLogger(__name__)


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
        _warn_of_dates(certificate)
        return loaded
    missing = [path for path in (certificate, key) if not path.exists()]
    if len(missing) == 2:
        _make(certificate, key)
    elif missing:
        raise CertificateUnusable(
            f"{missing[0]} is missing: put it back, or remove its other half for a new certificate"
        )
    return _load(certificate, key)


def _load(certificate: Path, key: Path) -> Certificate:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    _require_readable(certificate)
    if b"ENCRYPTED" in _require_readable(key):  # nobody is there to type its password
        raise CertificateUnusable(f"the key {key} is locked with a password: the server needs it without one")
    try:
        context.load_cert_chain(certificate, key)
        return Certificate(context, fingerprint_of(certificate.read_text(encoding="utf-8")))
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


def _warn_of_dates(path: Path) -> None:
    """An administrator learns of a certificate that programs won't take; it is still shown."""
    try:
        from cryptography import x509  # noqa: PLC0415  of the extra `hosting`; 10 MB that others needn't bear
    except ImportError:
        return
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    now = datetime.now(UTC)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        log.warning(
            "the certificate %s is valid from %s to %s: programs refuse it today",
            path,
            certificate.not_valid_before_utc.date(),
            certificate.not_valid_after_utc.date(),
        )


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
