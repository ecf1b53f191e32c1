"""Whether a server encrypts, where a person typed its address without saying so."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from desktop.client.trust import was_encrypted


async def prefer_tls(address: str, folder_of: Callable[[str], Path]) -> str:
    """`https://…` in place of `http://…` wherever somebody encrypts, trusted or not.

    A server that was ever reached by TLS is never asked by http again: who keeps its TLS from us must not
    get to hear a password for it. `folder_of` is where a server's things are kept.
    """
    from desktop.client.certificates import speaks_tls  # noqa: PLC0415 - only where somebody types an address

    parts = urlsplit(address)
    if parts.scheme != "http" or not parts.hostname:
        return address
    encrypted = "https" + address.removeprefix("http")
    if was_encrypted(folder_of(encrypted)) or await speaks_tls(parts.hostname, parts.port or 443):
        return encrypted
    return address
