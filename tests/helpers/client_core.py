"""What tests of the client core share: clocks that are set, waits that are short, clients that sign in."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from backend.wire.answers import Authenticated, ServerInfo, Tokens
from backend.wire.rest import GET_SERVER, LOG_IN
from backend.wire.types import Room
from desktop.client import ChatClient, FileVault, TaskScope
from desktop.client.clock import Clock
from desktop.client.errors import ChatError
from desktop.client.state.changes import Change, Connection
from tests.helpers.examples import NOON, a_user
from tests.helpers.scripted_server import SERVER_ID, LiveEnd, ScriptedServer, a_welcome


class SetClock:
    """Both clocks, as a test sets them."""

    def __init__(self, now: datetime = NOON) -> None:
        self.wall = now
        self.awake = 1_000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.awake

    def pass_time(self, seconds: float) -> None:
        """Time goes by, on both."""
        self.wall += timedelta(seconds=seconds)
        self.awake += seconds


class Impatient(Random):
    """Waits as short as the jitter allows: hardly at all."""

    def uniform(self, a: float, b: float) -> float:
        return a + min(b - a, 0.01)


class Patient(Random):
    """Waits ten minutes each time: whoever comes earlier was woken."""

    def uniform(self, a: float, b: float) -> float:
        return 600.0


class TaskErrors:
    """A sink of a scope that keeps what it is told."""

    def __init__(self) -> None:
        self.errors: list[tuple[str, Exception]] = []

    def __call__(self, task_name: str, error: Exception) -> None:
        self.errors.append((task_name, error))


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for what other tasks bring about."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it never came true"
        await asyncio.sleep(0.005)


async def error_of(awaitable: object) -> ChatError:
    """The trouble that a call must end in."""
    try:
        await awaitable  # type: ignore[misc]
    except ChatError as error:
        return error
    raise AssertionError("the call succeeded")


def record(client: ChatClient) -> list[Change]:
    """All changes from now on."""
    changes: list[Change] = []
    client.store.changes.subscribe(changes.append)
    return changes


class Device:
    """A folder with a client in it, which can be stopped and started again as a person's machine is."""

    def __init__(
        self, address: str, folder: Path, clock: Clock | None = None, rng: Random | None = None
    ) -> None:
        self.clock = clock
        self.rng = rng or Impatient()
        self.address = address
        self.folder = folder
        self.vault = FileVault(folder / "session.json")
        self.task_errors = TaskErrors()
        self.client: ChatClient = self._make_client()

    async def restart(self) -> ChatClient:
        """Close the program, and start it again with what is on the disk."""
        await self.close()
        self.client = self._make_client()
        assert self.client.open_cached()
        return self.client

    async def close(self) -> None:
        """Close the program; a task of it that failed fails the test."""
        await self.client.close()
        assert self.task_errors.errors == []

    def _make_client(self) -> ChatClient:
        scope = TaskScope("test", self.task_errors)
        return ChatClient(self.address, self.folder, self.vault, scope, clock=self.clock, rng=self.rng)


async def sign_in(device: Device, server: ScriptedServer) -> ChatClient:
    """Log in as Alice at a scripted server; nothing is connected yet."""
    server.on(
        GET_SERVER,
        ServerInfo(
            name="Mini Chat", version="0", server_id=SERVER_ID, protocol_versions=[1], registration_open=True
        ),
    )
    tokens = Tokens(access="access-1", refresh="refresh-1")
    server.on(LOG_IN, Authenticated(user=a_user(1, "Alice Doe"), tokens=tokens, message=""))
    await device.client.log_in("user1", "a password")
    return device.client


async def connect(device: Device, server: ScriptedServer, *rooms: Room) -> LiveEnd:
    """Sign in and go online, with these rooms."""
    client = await sign_in(device, server)
    client.go_online()
    return await welcome(client, server, *rooms)


async def welcome(client: ChatClient, server: ScriptedServer, *rooms: Room) -> LiveEnd:
    """Take the device's next connection, and welcome it."""
    end = await server.next_live()
    await end.send(a_welcome(*rooms))
    await until(lambda: client.connection is Connection.ONLINE)
    return end
