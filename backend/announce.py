"""Tells the server's own network that it is there (DNS-SD over multicast DNS), while it runs. For `app`.

Nothing waits for it: a server without a network is as ready as any, and is announced once there is one.
"""

import asyncio
import logging
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend.context import Context
from backend.reach import list_own_addresses, wildcard_family

if TYPE_CHECKING:
    from zeroconf import ServiceInfo
    from zeroconf.asyncio import AsyncZeroconf

log = logging.getLogger(__name__)

SERVICE = "_minichat._tcp.local."
VERSION = "1"
LOOK_SECONDS = 15.0
GOODBYE_SECONDS = 2.0
_LABEL_BYTES = 60
"""Of the 63 that a name may have; what makes it unique needs the rest."""


async def keep_announced(context: Context, interfaces: Sequence[str] = ()) -> None:
    """Announce the server on all its networks, or on these, until this is cancelled; then say goodbye."""
    try:
        import zeroconf.asyncio  # noqa: F401, PLC0415  of the extra `hosting`, and only where it is asked for
    except ImportError:
        log.warning("the server can't be announced without zeroconf: pip install 'minichat[hosting]'")
        return
    announcer = _Announcer(context, interfaces)
    try:
        while True:
            await announcer.look()
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        await announcer.withdraw()


class _Announcer:
    def __init__(self, context: Context, interfaces: Sequence[str]) -> None:
        self._context = context
        self._interfaces = interfaces
        self._told: list[str] = []
        self._zeroconf: AsyncZeroconf | None = None
        self._has_warned = False

    async def look(self) -> None:
        """Computers change networks: what was told holds for the addresses of that moment."""
        addresses = list(self._interfaces) or await asyncio.to_thread(_find_addresses, self._context)
        if addresses == self._told:
            return
        await self.withdraw()
        if addresses:
            await self._tell(addresses)

    async def _tell(self, addresses: list[str]) -> None:
        from zeroconf import Error, InterfaceChoice, IPVersion  # noqa: PLC0415
        from zeroconf.asyncio import AsyncZeroconf  # noqa: PLC0415

        is_v6 = ":" in addresses[0]
        where = addresses if len(addresses) == 1 else InterfaceChoice.All
        try:
            self._zeroconf = AsyncZeroconf(
                interfaces=where, ip_version=IPVersion.V6Only if is_v6 else IPVersion.V4Only
            )
            # Another server of that name keeps it: this one is called "Team-2", and says its name beside it.
            sent = await self._zeroconf.async_register_service(
                _describe(self._context, addresses), allow_name_change=True
            )
            await sent
        except (OSError, Error) as error:
            await self.withdraw()
            if not self._has_warned:
                self._has_warned = True
                log.warning(
                    "the server can't be announced on its network now: %s", str(error) or type(error).__name__
                )
            return
        self._told, self._context.is_announced = addresses, True

    async def withdraw(self) -> None:
        """Whoever listens forgets the server."""
        self._told, self._context.is_announced = [], False
        if self._zeroconf is None:
            return
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._zeroconf.async_close()
        except (TimeoutError, OSError):
            log.info("nobody could be told that the server isn't announced any more")
        self._zeroconf = None  # not where this was cancelled: then it is closed once more


def _find_addresses(context: Context) -> list[str]:
    host = context.settings.host
    family = wildcard_family(host)
    if family is not None:
        return list_own_addresses(family)
    try:
        return [str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])]
    except OSError:  # a name that means nothing now
        return []


def _describe(context: Context, addresses: list[str]) -> "ServiceInfo":
    from zeroconf import ServiceInfo  # noqa: PLC0415

    name = context.settings.name.strip()
    return ServiceInfo(
        SERVICE,
        f"{_label(name)}.{SERVICE}",
        port=context.port,
        parsed_addresses=addresses,
        # Not the machine's own name, for which its system may answer otherwise.
        server=f"minichat-{context.server_id[:16]}.local.",
        properties={
            "v": VERSION,
            "id": context.server_id,
            "name": name,
            "fp": context.fingerprint,
            "tls": "1" if context.certificate else "0",
        },
    )


def _label(name: str) -> str:
    """The name as one label: a dot would part it."""
    short = name.replace(".", " ").encode()[:_LABEL_BYTES].decode(errors="ignore").strip()
    return short or "Mini Chat"
