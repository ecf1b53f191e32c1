"""People on a real server, as tests of the client core need them."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from backend.wire import codec
from backend.wire.bodies import CreateRoom
from backend.wire.live import MessageCreated, Welcome
from backend.wire.rest import CREATE_ROOM, GET_EVENTS
from backend.wire.types import Message, RoomId, Seq
from desktop.client.api import Api
from desktop.client.session import FileVault
from desktop.client.state.changes import Connection
from desktop.client.state.store import Store
from desktop.client.trust import Trust
from tests.helpers.client_core import Device, until

T = TypeVar("T")
PASSWORD = "correct horse 9"


async def a_person(address: str, folder: Path, username: str) -> Device:
    """Somebody new, online."""
    device = Device(address, folder)
    await device.client.register(username, PASSWORD, username.title())
    await online(device)
    return device


async def online(device: Device) -> None:
    """Connect, and wait until that is so."""
    device.client.go_online()
    await until(lambda: device.client.connection is Connection.ONLINE)


class Reader:
    """Reads what the server has, past the client core, with the device's session."""

    def __init__(self, device: Device, address: str) -> None:
        vault, trust = FileVault(device.folder / "session.json"), Trust(device.folder)
        self._api = Api(address, vault, lambda reason: None, trust)
        self._api.session.restore()

    async def create_group(self, name: str) -> RoomId:
        """A group of one's own."""
        return (await self._api.call(CREATE_ROOM, CreateRoom(name=name))).id

    async def log(self, room_id: RoomId) -> list[Message]:
        """All messages of a room."""
        messages: list[Message] = []
        cursor = Seq(0)
        while True:
            query = {"after_seq": cursor, "limit": 200}
            page = await self._api.call(GET_EVENTS, query=query, room_id=room_id)
            messages += [event.message for event in page.events if isinstance(event, MessageCreated)]
            if not page.has_more:
                return messages
            cursor = page.events[-1].seq

    async def fresh_store(self) -> Store:
        """The state as a device has it that knows nothing yet."""
        socket = await self._api.open_live()
        frame = await socket.receive()
        await socket.close()
        event = codec.decode_event(frame or b"")
        assert isinstance(event, Welcome)
        store = Store()
        store.apply(event)
        return store

    async def ask(self, question: "Callable[[Reader], Awaitable[T]]") -> T:
        """Ask one thing, and close."""
        try:
            return await question(self)
        finally:
            await self._api.close()

    async def close(self) -> None:
        """Done."""
        await self._api.close()
