"""Looks for servers in this network by mDNS, in a thread of its own. For `entrance`."""

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from desktop.models.nearby import MOST_SERVERS, NearbyServer, NearbyServers, read_announcement

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, ServiceStateChange, Zeroconf
    from zeroconf.asyncio import AsyncServiceInfo

_log = logging.getLogger(__name__)

SERVICE_TYPE = "_minichat._tcp.local."
_FIRST_PAUSE_SECONDS = 0.05
"""Before the import, which would keep the interpreter from whoever waits for this thread to have begun."""
_ANSWER_MS = 1_500
"""How long one server is asked where it is."""
_MOST_ASKED = 100
"""So many are asked at a time; whoever comes then takes the place of the one that has been silent longest."""
_LONGEST_LABEL = 63
"""Bytes that fit; a name is longer than it was heard where some of it was no text."""
_POINTER, _INTERNET = 12, 1
"""Type and class of the records by which servers are found."""
_TELL_SECONDS = 0.1
"""Between two lists, however many come and go."""


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

    def end(self) -> None:
        """Come to an end soon."""
        self._end.set()

    def run(self) -> None:
        """Until it is ended; a network that can't be searched is told like one in which nobody is."""
        try:
            if not self._end.wait(_FIRST_PAUSE_SECONDS):
                asyncio.run(self._look())
        except (
            ImportError,
            OSError,
            RuntimeError,
        ) as error:  # zeroconf says by RuntimeError what it can't use
            _log.info("this network can't be searched: %s", error)
            self._post(lambda: self._tell(self, NearbyServers(is_blocked=True)))
        finally:
            self._post(self._finish)

    async def _look(self) -> None:
        from zeroconf import InterfaceChoice  # noqa: PLC0415 - 100 ms, in this thread
        from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf  # noqa: PLC0415

        network = AsyncZeroconf(interfaces=self._interfaces or InterfaceChoice.All)
        told = NearbyServers()
        try:
            async with asyncio.TaskGroup() as group:
                heard = _Heard(group)
                browser = AsyncServiceBrowser(network.zeroconf, SERVICE_TYPE, handlers=[heard.hear])
                while not self._end.is_set():
                    await asyncio.sleep(_TELL_SECONDS)
                    if told != (told := heard.servers):
                        self._post(partial(self._tell, self, told))
                await browser.async_cancel()
                heard.ask_no_more()
        finally:
            await network.async_close()

    def _post(self, act: Callable[[], object]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act)

    def _finish(self) -> None:
        self.join()
        self._forget(self)
        self.ended.set()


class _Heard:
    """Who announced themselves. Nobody in the network can keep another from being heard for long."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._found: dict[str, NearbyServer] = {}
        """By the name of the announcement; who came last stands last. So do those who are asked."""
        self._asked: dict[str, asyncio.Task[None]] = {}

    @property
    def servers(self) -> NearbyServers:
        """A server that is heard under its old and its new name is one."""
        found = {
            (server.server_id, server.address, server.fingerprint): server for server in self._found.values()
        }
        return NearbyServers(servers=tuple(found.values()))

    def hear(
        self, zeroconf: "Zeroconf", service_type: str, name: str, state_change: "ServiceStateChange"
    ) -> None:
        """Somebody came, changed or went."""
        from zeroconf import Error  # noqa: PLC0415 - loaded by now
        from zeroconf.asyncio import AsyncServiceInfo  # noqa: PLC0415

        self._forget_question(name)
        if state_change.name == "Removed":
            self._found.pop(name, None)
            return
        if any(len(label.encode()) > _LONGEST_LABEL for label in name.split(".")):
            _forget_name(zeroconf, service_type, name)
            return
        try:
            info = AsyncServiceInfo(service_type, name)
            is_all_said = info.load_from_cache(zeroconf)
        except Error as error:
            _log.debug("no server has such a name: %s", error)
            return
        if is_all_said:
            self._take(name, info)
        else:
            self._ask(zeroconf, name, info)

    def ask_no_more(self) -> None:
        """The search ends."""
        for name in list(self._asked):
            self._forget_question(name)

    def _ask(self, zeroconf: "Zeroconf", name: str, info: "AsyncServiceInfo") -> None:
        if len(self._asked) >= _MOST_ASKED:
            self._forget_question(next(iter(self._asked)))
        self._asked[name] = self._group.create_task(self._wait_for(zeroconf, name, info))

    async def _wait_for(self, zeroconf: "Zeroconf", name: str, info: "AsyncServiceInfo") -> None:
        from zeroconf import Error  # noqa: PLC0415 - loaded by now

        try:
            is_all_said = await info.async_request(zeroconf, _ANSWER_MS)
        except Error as error:
            _log.debug("no computer has such a name: %s", error)
            is_all_said = False
        del self._asked[name]
        if is_all_said:
            self._take(name, info)
        else:
            self._found.pop(name, None)

    def _forget_question(self, name: str) -> None:
        if (task := self._asked.pop(name, None)) is not None:
            task.cancel()

    def _take(self, name: str, info: "AsyncServiceInfo") -> None:
        server = _read(info)
        if server is None:
            self._found.pop(name, None)
            return
        if name not in self._found and len(self._found) >= MOST_SERVERS:
            del self._found[self._who_gives_way()]
        self._found[name] = server

    def _who_gives_way(self) -> str:
        """The oldest of the machine that takes the most places."""
        taken = Counter(_machine(server) for server in self._found.values())
        return max(self._found, key=lambda name: taken[_machine(self._found[name])])


def _forget_name(zeroconf: "Zeroconf", service_type: str, name: str) -> None:
    """Before it is said: zeroconf repeats all it heard in its next question, and fails over such a name."""
    heard = zeroconf.cache.async_all_by_details(service_type, _POINTER, _INTERNET)
    zeroconf.cache.async_remove_records([record for record in heard if getattr(record, "alias", "") == name])


def _machine(server: NearbyServer) -> str:
    return server.host.rpartition(":")[0]


def _read(info: "ServiceInfo") -> NearbyServer | None:
    properties = {
        key.decode(errors="replace"): (value or b"").decode(errors="replace")
        for key, value in info.properties.items()
    }
    return read_announcement(info.parsed_addresses(), info.port, properties)
