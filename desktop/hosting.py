"""What is asked of this computer's server, fulfilled; and what there is to be shown of it. Made by `app`.

Requests are carried out one after the other, and each is answered once. Whoever is signed in is asked for
by way of `team`: signing in knows about hosting, not the other way round.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.client import ChatError, Refused
from desktop.client.scope import TaskScope
from desktop.host_acts import Act, HostActs, Team
from desktop.models.hosting import HostingState, ReadHosting, ReadLogTail
from desktop.models.requests import Answer, Request
from desktop.models.troubles import explain, explain_disk
from desktop.models.wishes import Wish
from desktop.settings import Places
from desktop.system.server_trouble import LocalServerError, ServerTrouble

if TYPE_CHECKING:
    from desktop.system.host import Host
    from desktop.system.host_look import Look
    from desktop.system.local_server import ServerFile

_log = logging.getLogger(__name__)


class Hosting(QObject):
    """Carries out what the host wants of the server, and tells what has become of it."""

    changed = Signal(object)
    """A `HostingState`."""
    moved = Signal(object)
    """The server listens, as this `ServerFile` says."""
    troubled = Signal(str)
    """The server doesn't run, for this reason."""

    def __init__(self, places: Places, scope: TaskScope) -> None:
        super().__init__()
        self.folder = places.server
        self._log_file = places.data / "server.log"
        self._places = places
        self._scope = scope
        self.team: Team | None = None
        self.state = HostingState(folder=self.folder, log_file=self._log_file)
        self._look: Look | None = None
        self._problem = ""
        self._one_by_one = asyncio.Lock()
        self._begun = asyncio.Event()

    @cached_property
    def host(self) -> "Host":
        """Whoever runs the server, loaded when it is first needed: the first picture doesn't wait for it."""
        from desktop.system.host import Host  # noqa: PLC0415
        from desktop.system.service import own_service  # noqa: PLC0415

        return Host(
            self.folder,
            self._log_file,
            own_service(self._places.data),
            self._scope,
            moved=self._take_found,
            troubled=self._take_trouble,
        )

    # --- what signing in needs ------------------------------------------------------------------------------

    def go_on(self) -> None:
        """The first picture is painted: a hosted server starts."""
        self._scope.start(self._begin(), "begin hosting")

    async def find(self) -> "ServerFile":
        """Where the server is, which runs from here on; a stop by the host ends with it.

        Raises:
            LocalServerError: it can't be had.
        """
        await self._begun.wait()
        try:
            if self.host.file.is_stopped:
                await self.host.resume()
            self.host.keep()
            return await self.host.server.find()
        except LocalServerError:
            raise
        except ServerTrouble as trouble:
            raise LocalServerError(str(trouble)) from trouble

    def keep(self) -> None:
        """Somebody is signed in on it: it runs, unless its host has stopped it."""
        self._scope.start(self._keep(), "keep the server")

    async def release(self) -> None:
        """Nobody here is signed in on it any more: it goes on only for others."""
        if not self.host.file.exists:
            await self.host.rest()

    def doubt(self) -> bool:
        """The server didn't answer; True: its address may be another one now."""
        return self.host.server.doubt()

    def look_again(self) -> None:
        """The connection to it is lost."""
        self.host.server.look_again()

    async def close(self) -> None:
        """The program ends, and what it runs."""
        await self.host.rest()

    # --- requests -------------------------------------------------------------------------------------------

    def acts(self) -> Mapping[type[Wish], Callable[[Any], object]]:
        """What is done for each request."""
        acts: dict[type[Request], Act] = {
            **HostActs(lambda: self.host, lambda: self.team).acts(),
            ReadHosting: lambda _asked: self._read(),
        }
        return {kind: partial(self._begin_act, act) for kind, act in acts.items()}

    def fulfil(self, request: Request) -> None:
        """Carry out one of them."""
        self.acts()[type(request)](request)

    def _begin_act(self, act: Act, asked: Request) -> None:
        self._scope.start(self._carry(act, asked), "hosting")

    async def _carry(self, act: Act, asked: Request) -> None:
        await self._begun.wait()
        async with self._one_by_one:
            try:
                answer = Answer(value=await act(asked))
            except Refused as refusal:
                answer = Answer(problem="" if refusal.fields else refusal.text, fields=refusal.fields)
            except ChatError as error:
                answer = Answer(problem=explain(error))
            except ServerTrouble as error:
                answer = Answer(problem=str(error))
            except (OSError, sqlite3.Error) as error:
                _log.warning("hosting met the disk: %s", error)
                answer = Answer(problem=explain_disk())
            if not isinstance(asked, ReadLogTail | ReadHosting):
                if answer.is_granted:
                    self._problem = ""
                await self._read()
        if asked.answer is not None:
            asked.answer(answer)

    # --- what there is to be shown --------------------------------------------------------------------------

    async def _begin(self) -> None:
        try:
            await self.host.begin()
        finally:
            self._begun.set()
        from desktop.system.host_look import look_at_file  # noqa: PLC0415 - see `host`

        self._look = await asyncio.to_thread(look_at_file, self.folder)
        self._show()

    async def _keep(self) -> None:
        await self._begun.wait()
        if self.host.file.is_stopped:
            self._take_trouble(
                QCoreApplication.translate("Hosting", "The server of this computer was stopped here.")
            )
        else:
            self.host.keep()

    async def _read(self) -> HostingState:
        from desktop.system.host_look import look_around  # noqa: PLC0415 - see `host`

        self._look = await asyncio.to_thread(look_around, self.host, self._look)
        self._show()
        return self.state

    def _take_found(self, found: "ServerFile") -> None:
        self._problem = ""
        self.moved.emit(found)
        self._show()

    def _take_trouble(self, sentence: str) -> None:
        _log.error("no server of this computer: %s", sentence)
        self._problem = sentence
        self.troubled.emit(sentence)
        self._show()
        asyncio.get_running_loop().call_soon(self._show)  # whoever gave it up does so only after this

    def _show(self) -> None:
        """Tell what is known by now."""
        if self._look is None:
            return
        from desktop.system.host_look import show  # noqa: PLC0415 - see `host`

        before, self.state = self.state, show(self._look, self.host, self._problem)
        if self.state != before:
            self.changed.emit(self.state)
