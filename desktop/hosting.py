"""What is asked of this computer's server, fulfilled; and what there is to be shown of it. Made by `app`.

Requests are carried out one after the other, and each is answered once. Whoever is signed in is asked for
by way of `team`: signing in knows about hosting, not the other way round.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Coroutine, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Signal

from backend.wire.answers import Invite
from backend.wire.limits import SERVER_NAME_LENGTH
from desktop.client import ChatClient, ChatError, Refused
from desktop.client.scope import TaskScope
from desktop.models.hosting import (
    ChangeHosting,
    HostingState,
    ReadHosting,
    ReadLogTail,
    ResumeHosting,
    RunWithoutWindow,
    ShareServer,
    StartHosting,
    StopHosting,
)
from desktop.models.requests import Answer, Request
from desktop.models.troubles import explain, explain_disk
from desktop.models.wishes import Wish
from desktop.settings import Places
from desktop.system.server_trouble import HostError, LocalServerError, ServerTrouble

if TYPE_CHECKING:
    from desktop.system.host import Host
    from desktop.system.host_look import Look
    from desktop.system.hosting_file import Value
    from desktop.system.local_server import ServerFile

_log = logging.getLogger(__name__)

_FIRST_INVITE = "first-invite.txt"
_INVITE_USES = 100
_INVITE_SECONDS = 7 * 24 * 3600
_LOG_LINES = 2000

T = TypeVar("T")
Work = Callable[[Any], Coroutine[Any, Any, object]]


class Team(Protocol):
    """Whoever is signed in, or is about to be."""

    @property
    def client(self) -> ChatClient:
        """Their client core."""

    @property
    def is_at_home(self) -> bool:
        """Whether somebody is signed in on this computer's server."""

    async def found(self, asked: StartHosting, invite: str) -> None:
        """Register on this computer's server by its first invite, and sign in."""


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
        works: dict[type[Request], Work] = {
            StartHosting: self._start,
            ShareServer: self._share,
            ChangeHosting: self._change,
            StopHosting: lambda _asked: self.host.stop(),
            ResumeHosting: lambda _asked: self.host.resume(),
            RunWithoutWindow: self._run_without_window,
            ReadHosting: lambda _asked: self._read(),
            ReadLogTail: self._read_log,
        }
        return {kind: partial(self._begin_work, work) for kind, work in works.items()}

    def fulfil(self, request: Request) -> None:
        """Carry out one of them."""
        self.acts()[type(request)](request)

    def _begin_work(self, work: Work, asked: Request) -> None:
        self._scope.start(self._carry(work, asked), "hosting")

    async def _carry(self, work: Work, asked: Request) -> None:
        await self._begun.wait()
        async with self._one_by_one:
            try:
                answer = Answer(value=await work(asked))
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

    async def _start(self, asked: StartHosting) -> Invite:
        if self.team is None:
            raise HostError("nobody can sign in")
        was_hosted = self.host.file.exists
        name = _checked(asked.name)
        if was_hosted and self.host.file.is_stopped:
            await self.host.resume()
        if was_hosted:
            await self.host.server.find()
            self._first_invite()  # raises where somebody is its administrator already
        await self.host.set_up(name)
        try:
            await self.team.found(asked, self._first_invite())
        except (ChatError, ServerTrouble, OSError, sqlite3.Error):
            if not was_hosted:
                await self.host.undo()
            raise
        return await self._make_invite(self.team)

    async def _share(self, asked: ShareServer) -> Invite:
        team = self.team
        me = team.client.store.me if team is not None and team.is_at_home else None
        if team is None or me is None:
            raise HostError(
                QCoreApplication.translate(
                    "Hosting", "You are signed in on another server; log in here first."
                )
            )
        name = _checked(asked.name)
        was_hosted = self.host.file.exists
        if not was_hosted:
            await self.host.server.find()
            self.host.require_own()
            await self.host.make_admin(me.username)
        await self.host.set_up(name)
        return await self._make_invite(team)

    async def _change(self, asked: ChangeHosting) -> None:
        self._require_hosted()
        changes: dict[str, Value] = {}
        if asked.name is not None:
            changes["name"] = _checked(asked.name)
        if asked.registration is not None:
            changes["registration"] = asked.registration
        if asked.is_announced is not None:
            changes["announce"] = asked.is_announced
        if asked.port is not None:
            changes["port"] = _checked_port(asked.port)
        if changes:
            await self.host.change(changes)

    async def _run_without_window(self, asked: RunWithoutWindow) -> None:
        self._require_hosted()
        if asked.is_on == self.host.server.is_of_system:
            return
        if not asked.is_on:
            await self.host.take_back()
            return
        refusal = await self._in_thread(self.host.service.refusal)
        if refusal:
            raise HostError(refusal)
        await self.host.hand_over()

    async def _read_log(self, asked: ReadLogTail) -> list[str]:
        from desktop.system.server_child import read_tail  # noqa: PLC0415 - see `host`

        return await self._in_thread(partial(read_tail, self.host.log, min(asked.lines, _LOG_LINES)))

    def _first_invite(self) -> str:
        """The token by which the first administrator registers; it never goes anywhere else."""
        from backend.wire.invites import BadInvite, parse_invite  # noqa: PLC0415 - once in a server's life

        try:
            return parse_invite((self.host.folder / _FIRST_INVITE).read_text(encoding="utf-8")).token
        except (OSError, UnicodeDecodeError, BadInvite):
            sentence = QCoreApplication.translate(
                "Hosting", "This computer's server has an administrator already. Log in on this computer."
            )
            raise HostError(sentence) from None

    async def _make_invite(self, team: Team) -> Invite:
        return await team.client.administration.make_invite(_INVITE_USES, _INVITE_SECONDS)

    def _require_hosted(self) -> None:
        if not self.host.file.exists:
            raise HostError(QCoreApplication.translate("Hosting", "Nobody else can reach this server yet."))

    # --- what there is to be shown --------------------------------------------------------------------------

    async def _begin(self) -> None:
        try:
            await self.host.begin()
        finally:
            self._begun.set()
        from desktop.system.host_look import look_at_file  # noqa: PLC0415 - see `host`

        self._look = await self._in_thread(partial(look_at_file, self.folder))
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

        self._look = await self._in_thread(partial(look_around, self.host, self._look))
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

    def _show(self) -> None:
        """Tell what is known by now."""
        if self._look is None:
            return
        from desktop.system.host_look import show  # noqa: PLC0415 - see `host`

        before, self.state = self.state, show(self._look, self.host, self._problem)
        if self.state != before:
            self.changed.emit(self.state)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(None, work)


def _checked(name: str) -> str:
    """The team's name as the server takes it."""
    name = " ".join(name.split())
    if not name or len(name) > SERVER_NAME_LENGTH or not name.isprintable():
        sentence = QCoreApplication.translate("Hosting", "A name of 1 to {most} characters is needed.")
        raise Refused("validation", fields={"name": [sentence.format(most=SERVER_NAME_LENGTH)]})
    return name


def _checked_port(port: int) -> int:
    if not 1024 <= port <= 65535:
        sentence = QCoreApplication.translate("Hosting", "A port from 1024 to 65535 is needed.")
        raise Refused("validation", fields={"port": [sentence]})
    return port
