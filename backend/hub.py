"""Who is connected. `publish` encodes an event once per kind of socket and queues it for each device."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from backend.wire.live import CloseCode, Event
from backend.wire.room_socket import Frame
from backend.wire.types import RoomId, SessionId, UserId

Dialect = Callable[[Event | Frame], bytes | None]
"""How one kind of socket says an event; None: it doesn't."""


class Audience(NamedTuple):
    """An event for the devices of these users."""

    users: Sequence[UserId]
    event: Event | Frame
    room: RoomId | None = None
    but: UserId | None = None


class SessionClosed(NamedTuple):
    """A session ended: its sockets must close."""

    session_id: SessionId
    reason: str


class RoomLeft(NamedTuple):
    """These users are in that room no longer: their sockets of it must close."""

    room_id: RoomId
    users: Sequence[UserId]


Announcement = Audience | SessionClosed | RoomLeft


class Device(Protocol):
    """One socket. `room_id` is None where it hears of every room of its user."""

    user_id: UserId
    session_id: SessionId
    room_id: RoomId | None
    dialect: Dialect

    def offer(self, frame: bytes, event: Event | Frame) -> None:
        """Queue a frame; never waits."""

    def end_session(self, reason: str) -> None:
        """Say why and close with 4401."""

    def close(self, code: int) -> None:
        """Send what waits, then close."""


class Hub:
    """The devices that are connected to this process. It belongs to the loop's thread."""

    def __init__(self, forget_session: Callable[[SessionId], None]) -> None:
        self._forget_session = forget_session
        self._by_user: dict[UserId, list[Device]] = {}
        self.size = 0

    def join(self, device: Device) -> None:
        """From here on the device hears everything; read the state after this, never before."""
        self._by_user.setdefault(device.user_id, []).append(device)
        self.size += 1

    def leave(self, device: Device) -> None:
        """The device is gone."""
        devices = self._by_user.get(device.user_id, [])
        if device in devices:
            devices.remove(device)
            self.size -= 1
        if not devices:
            self._by_user.pop(device.user_id, None)

    def count(self, user_id: UserId) -> int:
        """How many sockets the user has open."""
        return len(self._by_user.get(user_id, ()))

    def devices(self) -> list[Device]:
        """All of them."""
        return [device for devices in self._by_user.values() for device in devices]

    def devices_by_user(self) -> dict[UserId, int]:
        """On how many devices each is; one that has several sockets of a session is one."""
        sessions = {
            user_id: {device.session_id for device in devices} for user_id, devices in self._by_user.items()
        }
        return {user_id: len(found) for user_id, found in sessions.items()}

    def publish(self, announcement: Announcement) -> None:
        """Tell everybody whom it concerns."""
        if isinstance(announcement, SessionClosed):
            self._close_session(announcement)
            return
        if isinstance(announcement, RoomLeft):
            self._close_room(announcement)
            return
        users, event, room, but = announcement
        frames: dict[Dialect, bytes | None] = {}
        for user_id in users:
            if user_id == but:
                continue
            for device in (*self._by_user.get(user_id, ()),):  # one that overflows leaves meanwhile
                if device.room_id is not None and device.room_id != room:
                    continue
                dialect = device.dialect
                if dialect not in frames:
                    frames[dialect] = dialect(event)
                frame = frames[dialect]
                if frame is not None:
                    device.offer(frame, event)

    def _close_room(self, left: RoomLeft) -> None:
        for user_id in left.users:
            for device in (*self._by_user.get(user_id, ()),):
                if device.room_id == left.room_id:
                    device.close(CloseCode.REMOVED)

    def _close_session(self, closed: SessionClosed) -> None:
        self._forget_session(closed.session_id)
        for device in self.devices():
            if device.session_id == closed.session_id:
                device.end_session(closed.reason)
