"""Who is asked for a client's address, and who is believed."""

import pytest
from multidict import CIMultiDict

from backend.proxies import FORWARDING_HEADERS, Proxies, counting_key, is_forwarded

PROXIES = Proxies(["10.0.0.0/8", "::1"])


@pytest.mark.parametrize(
    ("peer", "headers", "client"),
    [
        ("10.0.0.1", {}, "10.0.0.1"),
        ("10.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, "192.0.2.1"),
        ("::1", {"x-forwarded-for": "192.0.2.1"}, "192.0.2.1"),
        ("192.0.2.9", {"X-Forwarded-For": "192.0.2.1"}, "192.0.2.9"),
        ("10.0.0.1", {"X-Forwarded-For": "203.0.113.1, 192.0.2.1"}, "192.0.2.1"),
        ("10.0.0.1", {"X-Forwarded-For": "203.0.113.1, 192.0.2.1, 10.9.9.9"}, "192.0.2.1"),
        ("10.0.0.1", {"X-Forwarded-For": "10.0.0.3, 10.0.0.2"}, "10.0.0.3"),
        ("10.0.0.1", {"X-Forwarded-For": "192.0.2.1, junk"}, "10.0.0.1"),
        ("10.0.0.1", {"X-Forwarded-For": "192.0.2.1:4711"}, "192.0.2.1"),
        ("10.0.0.1", {"X-Forwarded-For": "[2001:db8::1]:4711"}, "2001:db8::1"),
        ("10.0.0.1", {"X-Forwarded-For": "2001:db8::1"}, "2001:db8::1"),
        ("::ffff:10.0.0.1", {"X-Forwarded-For": "::ffff:192.0.2.1"}, "192.0.2.1"),
        (
            "10.0.0.1",
            {"Forwarded": 'for=203.0.113.1;proto=http, For="[2001:db8::1]:47";proto=https'},
            "2001:db8::1",
        ),
        ("10.0.0.1", {"Forwarded": "for=unknown"}, "10.0.0.1"),
        ("10.0.0.1", {"Forwarded": "for=203.0.113.1", "X-Forwarded-For": "192.0.2.1"}, "192.0.2.1"),
        ("10.0.0.1", [("X-Forwarded-For", "203.0.113.1"), ("X-Forwarded-For", "192.0.2.1")], "192.0.2.1"),
        ("10.0.0.1", [("Forwarded", "for=203.0.113.1"), ("Forwarded", "for=192.0.2.1")], "192.0.2.1"),
        ("", {"X-Forwarded-For": "192.0.2.1"}, "None"),
    ],
)
def test_the_nearest_address_that_is_not_trusted_is_the_clients(peer, headers, client):
    assert str(PROXIES.find_client(peer, CIMultiDict(headers))) == client


@pytest.mark.parametrize(
    ("peer", "headers", "scheme"),
    [
        ("10.0.0.1", {"X-Forwarded-Proto": "https"}, "https"),
        ("10.0.0.1", {"X-Forwarded-Proto": "http, HTTPS "}, "https"),
        ("10.0.0.1", [("X-Forwarded-Proto", "http"), ("X-Forwarded-Proto", "https")], "https"),
        ("10.0.0.1", {"X-Forwarded-Proto": "javascript"}, None),
        ("10.0.0.1", {"Forwarded": "for=192.0.2.1;proto=https"}, "https"),
        ("10.0.0.1", {}, None),
        ("192.0.2.9", {"X-Forwarded-Proto": "https"}, None),
        ("", {"X-Forwarded-Proto": "https"}, None),
    ],
)
def test_the_scheme_is_taken_from_trusted_proxies_alone(peer, headers, scheme):
    assert PROXIES.find_scheme(peer, CIMultiDict(headers)) == scheme


def test_where_nobody_is_trusted_nobody_is_believed():
    nobody = Proxies(())
    assert not nobody
    assert PROXIES
    headers = CIMultiDict({"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"})
    assert str(nobody.find_client("127.0.0.1", headers)) == "127.0.0.1"
    assert nobody.find_scheme("127.0.0.1", headers) is None


@pytest.mark.parametrize("name", FORWARDING_HEADERS)
def test_each_forwarding_header_is_noticed(name):
    assert is_forwarded(CIMultiDict({name.lower(): ""}))
    assert not is_forwarded(CIMultiDict({"Host": "x"}))


def test_the_addresses_of_one_home_count_together():
    keys = [
        counting_key(Proxies(()).find_client(peer, CIMultiDict()))
        for peer in ("2001:db8::1", "2001:db8::2:1", "2001:db8:0:1::")
    ]
    assert keys == ["2001:db8::/64", "2001:db8::/64", "2001:db8:0:1::/64"]
    assert counting_key(Proxies(()).find_client("192.0.2.1", CIMultiDict())) == "192.0.2.1"
