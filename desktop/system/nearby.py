"""Looks for servers in this network by mDNS, in threads of its own. For `entrance`."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from desktop.models.nearby import MOST_SERVERS, NearbyServer, NearbyServers, read_announcement

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, ServiceStateChange, Zeroconf

_log = logging.getLogger(__name__)

SERVICE_TYPE = "_minichat._tcp.local."
_FIRST_PAUSE_SECONDS = 0.05
"""Before the import, which would keep the interpreter from whoever waits for this thread to have begun."""
_ANSWER_MS = 1_500
"""How long one server is asked where it is."""


class Nearby:
    """Tells what is there whenever that changes, from `start` to `stop`; neither of them waits."""

    def __init__(
        self, changed: Callable[[NearbyServers], object], *, interfaces: Sequence[str] | None = None
    ) -> None:
        self._changed = changed
        self._interfaces = list(interfaces) if interfaces is not None else None
        self._search: _Search | None = None
        self._ending: set[_Search] = set()

    def start(self) -> None:
        """Begin to look, if nobody looks yet."""
        if self._search is None:
            self._search = search = _Search(
                asyncio.get_running_loop(), self._take, self._ending.discard, self._interfaces
            )
            self._ending.add(search)
            search.start()

    def stop(self) -> None:
        """Look no more; what is under way ends by itself."""
        if self._search is not None:
            self._search.end()
            self._search = None

    async def close(self) -> None:
        """Stop, and wait until the threads are gone."""
        self.stop()
        for search in list(self._ending):
            await search.ended.wait()

    def _take(self, search: "_Search", found: NearbyServers) -> None:
        if search is self._search:
            self._changed(found)


class _Search(threading.Thread):
    """One search: importing zeroconf and opening its sockets take too long for the window's thread."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        tell: Callable[["_Search", NearbyServers], object],
        forget: Callable[["_Search"], object],
        interfaces: list[str] | None,
    ) -> None:
        super().__init__(name="nearby", daemon=True)
        self.ended = asyncio.Event()
        self._loop = loop
        self._tell = tell
        self._forget = forget
        self._interfaces = interfaces
        self._end = threading.Event()
        self._found: dict[str, NearbyServer] = {}

    def end(self) -> None:
        """Come to an end soon."""
        self._end.set()

    def run(self) -> None:
        """Until it is ended; a network that can't be searched is told like one in which nobody is."""
        try:
            self._look()
        except (
            ImportError,
            OSError,
            RuntimeError,
        ) as error:  # zeroconf says by RuntimeError what it can't use
            _log.info("this network can't be searched: %s", error)
            self._post(lambda: self._tell(self, NearbyServers(is_blocked=True)))
        self._post(self._finish)

    def _look(self) -> None:
        if self._end.wait(_FIRST_PAUSE_SECONDS):
            return
        from zeroconf import InterfaceChoice, ServiceBrowser, Zeroconf  # noqa: PLC0415 - 100 ms, in this thread

        zeroconf = Zeroconf(interfaces=self._interfaces or InterfaceChoice.All)
        try:
            browser = ServiceBrowser(zeroconf, SERVICE_TYPE, handlers=[self._hear])
            self._end.wait()
            browser.cancel()
        finally:
            zeroconf.close()

    def _hear(
        self, zeroconf: "Zeroconf", service_type: str, name: str, state_change: "ServiceStateChange"
    ) -> None:
        """In the browser's thread: somebody came, changed or went."""
        if self._end.is_set():
            return
        before = dict(self._found)
        is_gone = state_change.name == "Removed"
        info = None if is_gone else zeroconf.get_service_info(service_type, name, _ANSWER_MS)
        server = _read(info) if info is not None else None
        if server is None:
            self._found.pop(name, None)
        elif name in self._found or len(self._found) < MOST_SERVERS:
            self._found[name] = server
        if self._found != before:
            found = NearbyServers(servers=_without_doubles(self._found.values()))
            self._post(lambda: self._tell(self, found))

    def _post(self, act: Callable[[], object]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act)

    def _finish(self) -> None:
        self.join()
        self._forget(self)
        self.ended.set()


def _read(info: "ServiceInfo") -> NearbyServer | None:
    properties = {
        key.decode(errors="replace"): (value or b"").decode(errors="replace")
        for key, value in info.properties.items()
    }
    return read_announcement(info.parsed_addresses(), info.port, properties)


def _without_doubles(servers: Iterable[NearbyServer]) -> tuple[NearbyServer, ...]:
    """A server that is heard under its old and its new name is one; whoever only takes its id is another."""
    found: dict[tuple[str, str], NearbyServer] = {}
    for server in servers:
        found.setdefault((server.server_id or server.address, server.fingerprint), server)
    return tuple(found.values())
