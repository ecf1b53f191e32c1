"""Whether a server encrypts, whatever is said of it where its address comes from."""

import ipaddress
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from desktop.client.trust import was_encrypted


async def prefer_tls(address: str, folder_of: Callable[[str], Path]) -> str:
    """`https://…` in place of `http://…` wherever somebody encrypts, trusted or not.

    `folder_of` is where a server's things are kept.
    """
    from desktop.client.certificates import speaks_tls  # noqa: PLC0415 - only where somebody types an address

    address = keep_tls(address, folder_of)
    parts = urlsplit(address)
    if parts.scheme == "http" and parts.hostname and await speaks_tls(parts.hostname, parts.port or 443):
        return _encrypted(address)
    return address


def keep_tls(address: str, folder_of: Callable[[str], Path]) -> str:
    """The same without asking anybody: a server that was ever reached by TLS is never asked by http again.

    Who keeps its TLS from us must not get to hear a password for it.
    """
    if address.startswith("http://") and was_encrypted(folder_of(_encrypted(address))):
        return _encrypted(address)
    return address


def is_exposed(address: str) -> bool:
    """Whether what is said to a server goes out of this computer as everybody can read it."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        is_here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    return parts.scheme == "http" and not is_here


def _encrypted(address: str) -> str:
    return "https" + address.removeprefix("http")
