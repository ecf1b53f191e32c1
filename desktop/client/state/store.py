"""Everything the device knows and shows: people, rooms, timelines; changed by events, through one switch.

Whoever applies the same events to the same beginning has the same state, which is what lets a device resume.
"""

from collections.abc import Iterable, Sequence

from backend.wire.live import (
    LiveEvent,
    MessageCreated,
    PresenceChanged,
    ReadMarkMoved,
    RoomCreated,
    SessionEnded,
    Trouble,
    Typing,
    Welcome,
)
from backend.wire.types import Contact, Message, Room, RoomId, User, UserId
from desktop.client.state.changes import (
    Changes,
    Connection,
    ConnectionChanged,
    RoomsReset,
    SignedOut,
    TicksMoved,
)
from desktop.client.state.people import People
from desktop.client.state.rooms import LastWords, Rooms
from desktop.client.state.timelines import Entry, EntryState, Timelines, confirmed_entry


class Store:
    """The local state. Only the client core writes to it; others read, and subscribe to `changes`."""

    def __init__(self) -> None:
        self.changes = Changes()
        self.me: User | None = None
        self.my_avatar = ""
        self.connection = Connection.OFFLINE
        self.people = People(self.changes.emit)
        self.rooms = Rooms(self.changes.emit)
        self.timelines = Timelines(self.changes.emit)

    @property
    def total_unread(self) -> int:
        """Unread messages over all rooms."""
        return self.rooms.total_unread

    def apply(self, event: LiveEvent) -> None:
        """The one switch: what an event means for the state. Each may come twice."""
        match event:
            case Welcome():
                self.load(event.me, event.my_avatar, event.rooms, event.people)
            case MessageCreated():
                self.add_messages(event.room, [event.message])
            case ReadMarkMoved():
                self.rooms.move_mark(event)
            case RoomCreated():
                self.people.put(event.people)
                if self.me is not None:
                    self.rooms.add(event.room, self.me.id)
            case PresenceChanged():
                self.people.set_presence(event.user, is_online=event.is_online, last_seen=event.last_seen)
            case Typing():
                self.rooms.set_typing(event.room, event.user, is_typing=event.is_typing)
            case SessionEnded() | Trouble():
                pass  # about the connection, not about the state

    def load(self, me: User, my_avatar: str, rooms: Sequence[Room], people: Iterable[Contact]) -> None:
        """Replace rooms and people by a snapshot. Timelines stay: their gaps are filled from the log."""
        read_before = {room.room_id: room.others_read_seq for room in self.rooms.ordered()}
        self.me, self.my_avatar = me, my_avatar
        self.people.reset(people)
        self.rooms.reset(rooms, me.id)
        self.changes.emit(RoomsReset())
        for timeline in self.timelines.all():
            self._show_last_pending(timeline.room_id)
        for room in self.rooms.ordered():
            if room.others_read_seq != read_before.get(room.room_id, 0):
                self.changes.emit(TicksMoved(room.room_id))

    def add_messages(self, room_id: RoomId, messages: Sequence[Message]) -> None:
        """Entries of a room's log, ascending: one insert for all that belong together."""
        if self.me is None:
            return
        my_id = self.me.id
        self.rooms.add_messages(room_id, messages)
        self.timelines.of(room_id).add([confirmed_entry(message, my_id) for message in messages])
        self._show_last_pending(room_id)

    def add_pending(self, room_id: RoomId, entry: Entry) -> None:
        """A message was written, and is on its way."""
        self.timelines.of(room_id).add_pending(entry)
        self._show_last_pending(room_id)

    def change_pending(self, room_id: RoomId, key: str, state: EntryState, error: str | None = None) -> None:
        """A message on its way got further, or stuck."""
        self.timelines.of(room_id).change_pending(key, state, error)
        self._show_last_pending(room_id)

    def remove_pending(self, room_id: RoomId, key: str) -> None:
        """A message won't be sent after all."""
        self.timelines.of(room_id).remove_pending(key)
        self._show_last_pending(room_id)

    def set_connection(self, connection: Connection) -> None:
        """How the device stands with its server."""
        if connection != self.connection:
            self.connection = connection
            self.changes.emit(ConnectionChanged(connection))

    def sign_out(self, reason: str) -> None:
        """Forget everything that was the person's."""
        self.me, self.my_avatar = None, ""
        self.people.reset(())
        self.rooms.reset((), UserId(0))
        self.timelines.clear()
        self.changes.emit(RoomsReset())
        self.set_connection(Connection.SIGNED_OUT)
        self.changes.emit(SignedOut(reason))

    def _show_last_pending(self, room_id: RoomId) -> None:
        pending = self.timelines.of(room_id).pending
        last = next((entry for entry in reversed(pending) if entry.state is not EntryState.FAILED), None)
        words = LastWords(last.content, last.author_id, last.at) if last is not None else None
        self.rooms.set_last_pending(room_id, words)
