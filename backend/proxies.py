"""Reverse proxies: what they say of a client is believed of the trusted ones alone."""

import ipaddress
import re
from collections.abc import Iterable, Iterator

from multidict import MultiMapping

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

FORWARDING_HEADERS = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded")
_FORWARDED = re.compile(r"(?:^|[;,])\s*(for|proto)\s*=\s*(\"[^\"]*\"|[^\s;,\"]+)", re.IGNORECASE)
_SCHEMES = {"http", "https"}


class Proxies:
    """The proxies that an operator trusts."""

    def __init__(self, trusted: Iterable[str]) -> None:
        self._networks = [ipaddress.ip_network(text) for text in trusted]

    def __bool__(self) -> bool:
        return bool(self._networks)

    def find_client(self, peer: str, headers: MultiMapping[str]) -> Address | None:
        """The nearest address that isn't a trusted proxy's; None where the peer has no address."""
        client = _read_address(peer)
        hops = _list_hops(headers) if self._networks else iter(())
        while client is not None and self._is_trusted(client):
            nearer = _read_address(next(hops, ""))
            if nearer is None:
                break
            client = nearer
        return client

    def find_scheme(self, peer: str, headers: MultiMapping[str]) -> str | None:
        """What the client spoke with the proxy; None where nobody who is trusted says."""
        address = _read_address(peer)
        if address is None or not self._is_trusted(address):
            return None
        said = _join(headers, "X-Forwarded-Proto").rpartition(",")[2]
        if not said:
            said = next(_read_forwarded(headers, "proto"), "")
        scheme = said.strip().lower()
        return scheme if scheme in _SCHEMES else None

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def is_forwarded(headers: MultiMapping[str]) -> bool:
    """Whether the request says that it came through a proxy."""
    return any(name in headers for name in FORWARDING_HEADERS)


def counting_key(address: Address | None) -> str:
    """What limits count an address by: a home or an office has a whole /64 of IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _list_hops(headers: MultiMapping[str]) -> Iterator[str]:
    """What the proxies wrote down, the nearest first."""
    if "X-Forwarded-For" in headers:
        return reversed(_join(headers, "X-Forwarded-For").split(","))
    return _read_forwarded(headers, "for")


def _join(headers: MultiMapping[str], name: str) -> str:
    """All headers of that name as one list: some proxies add a line of their own below the client's."""
    return ",".join(headers.getall(name, []))


def _read_forwarded(headers: MultiMapping[str], name: str) -> Iterator[str]:
    """The values of a parameter of RFC 7239, the last first."""
    found = _FORWARDED.findall(_join(headers, "Forwarded"))
    return iter([value.strip('"') for key, value in reversed(found) if key.lower() == name])


def _read_address(text: str) -> Address | None:
    """An address, perhaps with a port, as proxies write them; None for anything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
