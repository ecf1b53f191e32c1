"""Hosting without a window: the real controller and signing in, real servers, and whoever joins them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from backend.wire.invites import parse_invite
from desktop.client import ChatClient, FileVault
from desktop.client.scope import TaskScope
from desktop.client.state.changes import Connection
from desktop.hosting import Hosting
from desktop.models.choices import Choices
from desktop.models.hosting import HostingState, ReadHosting, StartHosting
from desktop.models.requests import Answer, Request
from desktop.settings import Options, Places, Settings
from desktop.signing_in import SigningIn
from desktop.system.profile import claim_profile
from tests.helpers.hands import until

PASSWORD = "correct horse battery staple"


class HostDesk:
    """One running program of a host, as far as hosting goes."""

    def __init__(self, folder: Path) -> None:
        self.places = Places(data=folder, config=folder / "config")
        self.errors: list[Exception] = []
        self.scope = TaskScope("host", lambda _name, error: self.errors.append(error))
        self.profile = claim_profile(self.places)
        self.choices = Choices(Settings(), Options(), lambda _settings: None)
        self.hosting = Hosting(self.places, self.scope)
        self.signing = SigningIn(self.hosting, self.profile, self.choices, self.scope, "en")
        self.states: list[HostingState] = []
        self.hosting.changed.connect(self.states.append)

    @property
    def state(self) -> HostingState:
        """What the hosting page would show."""
        return self.hosting.state

    @property
    def client(self) -> ChatClient:
        """The host's own client core."""
        return self.signing.client

    @property
    def server_pid(self) -> int | None:
        """The process of the server, where it is our child."""
        return self.hosting.host.server.pid

    async def ask(self, request: Request) -> Answer:
        """Ask for something, and wait for how it went."""
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        changes: dict[str, Any] = {"answer": answered.set_result}
        fields = {name: getattr(request, name) for name in request.__struct_fields__} | changes
        self.hosting.fulfil(type(request)(**fields))
        async with asyncio.timeout(60):
            return await answered

    async def granted(self, request: Request) -> Any:
        """The same for what has to succeed."""
        answer = await self.ask(request)
        assert answer.is_granted, answer.sentence
        return answer.value

    async def start(self, name: str = "Acme") -> Any:
        """A team's server, and its first invite."""
        return await self.granted(
            StartHosting(name=name, username="ada", first_name="Ada", password=PASSWORD)
        )

    async def look(self) -> HostingState:
        """Everything, looked at again."""
        found: HostingState = await self.granted(ReadHosting())
        return found

    async def go_online(self) -> None:
        """Connected, as the window would be."""
        self.client.go_online()
        await until(lambda: self.client.connection is Connection.ONLINE, "the host is online", 20)


@asynccontextmanager
async def host_desk(folder: Path) -> AsyncIterator[HostDesk]:
    """From the start of the host's program to its end; bugs within fail the test."""
    desk = HostDesk(folder)
    desk.signing.open_cached()
    desk.signing.go_on()
    try:
        yield desk
    finally:
        await desk.scope.close()
        await desk.signing.close()
        desk.profile.release()
    assert not desk.errors, desk.errors


@asynccontextmanager
async def joined(link: str, folder: Path, name: str, host: str = "") -> AsyncIterator[ChatClient]:
    """Somebody who joins by an invite, through another address of the host where one is named; online."""
    invite = parse_invite(link)
    address = invite.address.replace(f"//{invite.host}:", f"//{host}:") if host else invite.address
    scope = TaskScope(name)
    client = ChatClient(address, folder, FileVault(folder / "session.json"), scope)
    client.trust_invite(invite.fingerprint)
    try:
        await client.register(name, PASSWORD, name.title(), invite=invite.token)
        client.go_online()
        await until(lambda: client.connection is Connection.ONLINE, f"{name} is online", 20)
        yield client
    finally:
        await client.close()
        await scope.close()
