"""The certificate that a server makes for itself: whose it is, and how long."""

import hashlib
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from backend.reach import fingerprint_of, read_certificate
from backend.self_signed import make_certificate

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ADDRESSES = ["127.0.0.1", "::1", "192.168.1.5", "fd00::5%eth0"]


def names_of(certificate, kind):
    return certificate.extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    ).value.get_values_for_type(kind)


def test_it_is_this_machines_by_every_name_and_address_for_ten_years():
    public, secret = make_certificate("Office-PC.Example.org", ADDRESSES, NOW)
    certificate, key = x509.load_pem_x509_certificate(public), load_pem_private_key(secret, None)
    assert isinstance(key.curve, ec.SECP256R1)
    assert key.public_key() == certificate.public_key()
    assert names_of(certificate, x509.DNSName) == ["localhost", "office-pc.example.org", "office-pc.local"]
    assert names_of(certificate, x509.IPAddress) == [
        ip_address(each) for each in ("127.0.0.1", "::1", "192.168.1.5", "fd00::5")
    ]
    assert certificate.not_valid_after_utc - NOW == timedelta(days=3_650)
    assert certificate.not_valid_before_utc < NOW
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False


@pytest.mark.parametrize("name", ["", "комп", "-x", "a_b", "x" * 64, "a..b"])
def test_a_name_that_no_certificate_can_hold_is_left_out(name):
    public, _ = make_certificate(name, [], NOW)
    assert names_of(x509.load_pem_x509_certificate(public), x509.DNSName) == ["localhost"]


def test_no_two_are_the_same_and_a_fingerprint_is_of_the_whole_certificate(tmp_path):
    first, second = (make_certificate("pc", [], NOW)[0].decode() for _ in range(2))
    of_first, of_second = map(ssl.PEM_cert_to_DER_cert, (first, second))
    assert fingerprint_of(of_first) != fingerprint_of(of_second)
    assert fingerprint_of(of_first) == hashlib.sha256(of_first).hexdigest()
    (tmp_path / "chain.pem").write_text(f"of the office\n{first}{second}")
    assert read_certificate(tmp_path / "chain.pem") == of_first
