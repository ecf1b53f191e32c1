"""What has just changed in the local state, for whoever shows it; the only way news leave the client core.

Each change is told after the state has it, one step at a time: a follower that applies every change to a copy
is never out of step with the state.
"""

from collections.abc import Callable
from enum import Enum, auto

import msgspec

from backend.wire.types import RoomId, UserId
from desktop.client.state.entries import Entry


class Connection(Enum):
    """How the device stands with its server."""

    OFFLINE = auto()
    CONNECTING = auto()
    ONLINE = auto()
    SIGNED_OUT = auto()


class Change(msgspec.Struct, frozen=True):
    """A past fact about the local state."""


class RoomsReset(Change, frozen=True):
    """Rooms and people were replaced as a whole."""


class RoomAdded(Change, frozen=True):
    """There is a room more."""

    room_id: RoomId


class RoomRemoved(Change, frozen=True):
    """A room is gone: this person was removed or left, or its owner deleted it."""

    room_id: RoomId


class RoomChanged(Change, frozen=True):
    """Something of a room's row is new: last words, unread count, title."""

    room_id: RoomId


class PersonChanged(Change, frozen=True):
    """A person is new, came, went, has another name, or shares no room any more."""

    user_id: UserId


class TypingChanged(Change, frozen=True):
    """Other people type in a room, or stopped."""

    room_id: RoomId


class TimelineReset(Change, frozen=True):
    """All entries of a room were replaced."""

    room_id: RoomId


class EntriesInserted(Change, frozen=True):
    """`count` entries stand at `first` that weren't there before."""

    room_id: RoomId
    first: int
    count: int


class EntriesRemoved(Change, frozen=True):
    """The `count` entries that stood at `first` are gone."""

    room_id: RoomId
    first: int
    count: int


class EntryChanged(Change, frozen=True):
    """The entry at `index` was replaced by a newer version of itself."""

    room_id: RoomId
    index: int


class MessageArrived(Change, frozen=True):
    """Another person's message is new to this device; `entry` is in the state by now.

    `is_live`: it was said just now, and not while this device was away. History is no arrival.
    """

    room_id: RoomId
    key: str
    is_live: bool
    entry: Entry


class MessageRevised(Change, frozen=True):
    """A message was edited or deleted: `entry` is what it says now, on screen or not."""

    room_id: RoomId
    entry: Entry


class TicksMoved(Change, frozen=True):
    """The others have read further: `others_read_seq` of the room grew."""

    room_id: RoomId


class HistoryStateChanged(Change, frozen=True):
    """What a timeline has or loads beyond its ends is another: `has_older`, `is_loading_newer` and such."""

    room_id: RoomId


class ConnectionChanged(Change, frozen=True):
    """The device stands otherwise with its server."""

    connection: Connection


class SigningOut(Change, frozen=True):
    """The session is over; what was begun can be kept until all have heard of it."""


class SignedOut(Change, frozen=True):
    """The session ended, by the person or by the server; `reason` is a code."""

    reason: str


class Changes:
    """Tells every change to every subscriber, in the order of subscription."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[Change], None]] = []

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Be told of all changes from now on; the answer, when called, ends it."""
        self._callbacks.append(callback)

        def unsubscribe() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return unsubscribe

    def emit(self, change: Change) -> None:
        """Tell a change."""
        for callback in tuple(self._callbacks):
            callback(change)


Emit = Callable[[Change], None]
