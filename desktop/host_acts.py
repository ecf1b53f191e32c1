"""What is done to this computer's server for each request of its host. For `hosting`, which answers them."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QCoreApplication

from backend.wire.answers import Invite
from backend.wire.limits import SERVER_NAME_LENGTH
from desktop.client import ChatClient, ChatError, Refused
from desktop.models.hosting import (
    ChangeHosting,
    ReadLogTail,
    ResumeHosting,
    RunWithoutWindow,
    ShareServer,
    StartHosting,
    StopHosting,
)
from desktop.models.requests import Request
from desktop.system.server_trouble import HostError, ServerTrouble

if TYPE_CHECKING:
    from desktop.system.host import Host
    from desktop.system.hosting_file import Value

_FIRST_INVITE = "first-invite.txt"
_INVITE_USES = 100
_INVITE_SECONDS = 7 * 24 * 3600
_LOG_LINES = 2000

Act = Callable[[Any], Coroutine[Any, Any, object]]


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


class HostActs:
    """Each answers with what the request is granted, or raises why not."""

    def __init__(self, host: Callable[[], "Host"], team: Callable[[], Team | None]) -> None:
        self._find_host = host
        self._find_team = team

    def acts(self) -> Mapping[type[Request], Act]:
        """The act for each kind of request."""
        return {
            StartHosting: self._start,
            ShareServer: self._share,
            ChangeHosting: self._change,
            StopHosting: lambda _asked: self._host.stop(),
            ResumeHosting: lambda _asked: self._host.resume(),
            RunWithoutWindow: self._run_without_window,
            ReadLogTail: self._read_log,
        }

    @property
    def _host(self) -> "Host":
        return self._find_host()

    @property
    def _team(self) -> Team | None:
        return self._find_team()

    async def _start(self, asked: StartHosting) -> Invite:
        team = self._team
        if team is None:
            raise HostError("nobody can sign in")
        was_hosted = self._host.file.exists
        name = _checked(asked.name)
        if was_hosted and self._host.file.is_stopped:
            await self._host.resume()
        if was_hosted:
            await self._host.server.find()
            self._first_invite()  # raises where somebody is its administrator already
        await self._host.set_up(name)
        try:
            await team.found(asked, self._first_invite())
        except (ChatError, ServerTrouble, OSError, sqlite3.Error):
            if not was_hosted:
                await self._host.undo()
            raise
        return await self._make_invite(team)

    async def _share(self, asked: ShareServer) -> Invite:
        team = self._team
        me = team.client.store.me if team is not None and team.is_at_home else None
        if team is None or me is None:
            raise HostError(
                QCoreApplication.translate(
                    "Hosting", "You are signed in on another server; log in here first."
                )
            )
        name = _checked(asked.name)
        was_hosted = self._host.file.exists
        if not was_hosted:
            await self._host.server.find()
            self._host.require_own()
            await self._host.make_admin(me.username)
        await self._host.set_up(name)
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
            await self._host.change(changes)

    async def _run_without_window(self, asked: RunWithoutWindow) -> None:
        self._require_hosted()
        if asked.is_on == self._host.server.is_of_system:
            return
        if not asked.is_on:
            await self._host.take_back()
            return
        refusal = await asyncio.to_thread(self._host.service.refusal)
        if refusal:
            raise HostError(refusal)
        await self._host.hand_over()

    async def _read_log(self, asked: ReadLogTail) -> list[str]:
        from desktop.system.server_child import read_tail  # noqa: PLC0415 - see `Hosting.host`

        return await asyncio.to_thread(read_tail, self._host.log, min(asked.lines, _LOG_LINES))

    def _first_invite(self) -> str:
        """The token by which the first administrator registers; it never goes anywhere else."""
        from backend.wire.invites import BadInvite, parse_invite  # noqa: PLC0415 - once in a server's life

        try:
            return parse_invite((self._host.folder / _FIRST_INVITE).read_text(encoding="utf-8")).token
        except (OSError, UnicodeDecodeError, BadInvite):
            sentence = QCoreApplication.translate(
                "Hosting", "This computer's server has an administrator already. Log in on this computer."
            )
            raise HostError(sentence) from None

    async def _make_invite(self, team: Team) -> Invite:
        return await team.client.administration.make_invite(_INVITE_USES, _INVITE_SECONDS)

    def _require_hosted(self) -> None:
        if not self._host.file.exists:
            raise HostError(QCoreApplication.translate("Hosting", "Nobody else can reach this server yet."))


def _checked(name: str) -> str:
    """The team's name as the server takes it."""
    from backend.wire.validation import has_controls  # noqa: PLC0415 - once in a server's life

    name = " ".join(name.split())
    if not name or len(name) > SERVER_NAME_LENGTH:
        sentence = QCoreApplication.translate("Hosting", "A name of 1 to {most} characters is needed.")
        raise Refused("validation", fields={"name": [sentence.format(most=SERVER_NAME_LENGTH)]})
    if has_controls(name):
        sentence = QCoreApplication.translate(
            "Hosting", "A name can't have control characters, or such as turn the text around."
        )
        raise Refused("validation", fields={"name": [sentence]})
    return name


def _checked_port(port: int) -> int:
    if not 1024 <= port <= 65535:
        sentence = QCoreApplication.translate("Hosting", "A port from 1024 to 65535 is needed.")
        raise Refused("validation", fields={"port": [sentence]})
    return port
