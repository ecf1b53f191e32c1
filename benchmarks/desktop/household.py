"""What a window finds at its start: a server with an account of many chats, and this account's cache.

All of it comes to be as it would in use: over REST, over the socket, and by scrolling up through a long room.
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from backend.wire.types import RoomId, UserId
from benchmarks.archive import fill_mini_chat
from benchmarks.chat import Pair
from benchmarks.people import Registry
from benchmarks.processes import Address, running
from benchmarks.samples import LoadFailed
from benchmarks.targets import MINI_CHAT
from desktop.client import ChatClient, FileVault, TaskScope
from desktop.client.state.changes import RoomsReset
from desktop.settings import Options, Settings, find_places, folder_name, save_settings

_CATCHING_UP_SECONDS = 300.0


class Household(msgspec.Struct, frozen=True, kw_only=True):
    """A running server, and the data folder of a desktop that was signed in to it."""

    data: Path
    address: str
    room_id: RoomId
    cache: Path


@contextmanager
def household(contacts: int, messages: int) -> Iterator[Household]:
    """Somebody with so many chats; the last open room holds so many messages, all of them in the cache."""
    with TemporaryDirectory(prefix="minichat-window-") as name:
        folder = Path(name)
        port = _free_port()
        server = folder / "server"
        server.mkdir()
        arguments = [*MINI_CHAT.arguments(server), "--port", str(port)]
        with running(arguments, MINI_CHAT.environment, folder) as running_server:
            room_id = asyncio.run(_move_in(folder, port, running_server.address, contacts))
        fill_mini_chat(server, Pair(room_id, ("", "")), messages)
        with running(arguments, MINI_CHAT.environment, folder):
            cache = asyncio.run(_read_everything(folder, port, room_id, messages))
            data = _desktop_data(folder)
            places = find_places(Options(data=data))
            settings = Settings(server=_address(port), last_room=room_id, language="en", theme="light")
            save_settings(settings, places.settings(1))
            yield Household(data=data, address=_address(port), room_id=room_id, cache=cache)


async def _move_in(folder: Path, port: int, address: Address, contacts: int) -> RoomId:
    scope = TaskScope("household", _give_up)
    client = _client(folder, port, scope)
    await client.register("alice", "a quite long password", "Alice", "Doe")
    await _go_online(client)
    registry = Registry(address)
    rooms = []
    for _ in range(contacts):
        user_id, token = registry.register()
        room_id = await client.calls.open_direct_chat(UserId(user_id))
        body = {"room": room_id, "content": "Shall we talk about it tomorrow?"}
        registry.post("/api/chat/messages/", body, token)
        rooms.append(room_id)
    registry.close()
    await client.close()
    await scope.close()
    return rooms[-1]


async def _read_everything(folder: Path, port: int, room_id: RoomId, messages: int) -> Path:
    scope = TaskScope("household", _give_up)
    client = _client(folder, port, scope)
    if not client.open_cached():
        raise LoadFailed("the account of the desktop is not signed in")
    await _go_online(client)
    timeline = client.store.timelines.of(room_id)
    await client.open_room(room_id)
    with suppress(TimeoutError):
        async with asyncio.timeout(_CATCHING_UP_SECONDS):
            while timeline.confirmed_count <= messages:  # the newest come when the log was skipped
                if timeline.has_older:
                    await client.load_older(room_id)
                await asyncio.sleep(0)
    if timeline.confirmed_count < messages:
        raise LoadFailed(f"only {timeline.confirmed_count} of {messages} messages are in the cache")
    await client.close()
    await scope.close()
    return next((_profile(folder) / "servers").glob("*/*.sqlite3"))


async def _go_online(client: ChatClient) -> None:
    welcomed = asyncio.Event()
    client.store.changes.subscribe(lambda change: welcomed.set() if isinstance(change, RoomsReset) else None)
    client.go_online()
    await welcomed.wait()


def _client(folder: Path, port: int, scope: TaskScope) -> ChatClient:
    home = _profile(folder) / "servers" / folder_name(_address(port))
    return ChatClient(_address(port), home, FileVault(home / "session.json"), scope)


def _desktop_data(folder: Path) -> Path:
    return folder / "desktop"


def _profile(folder: Path) -> Path:
    return find_places(Options(data=_desktop_data(folder))).profile(1)


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _give_up(name: str, error: Exception) -> None:
    raise LoadFailed(f"{name}: {error}") from error
