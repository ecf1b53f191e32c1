"""Everything the device knows and shows: people, rooms, timelines; changed by events, through one switch.

Whoever applies the same events to the same beginning has the same state, which is what lets a device resume.
"""

from collections.abc import Container, Iterable, Sequence

import msgspec

from backend.wire.codec import ReadEvent, UnknownEntry
from backend.wire.live import (
    LogEvent,
    MemberAdded,
    MemberRemoved,
    MessageCreated,
    MessageDeleted,
    MessageEdited,
    PreferencesChanged,
    PresenceChanged,
    ProfileChanged,
    ReadMarkMoved,
    RoomCreated,
    RoomGone,
    Typing,
    UnreadMarked,
    Welcome,
)
from backend.wire.types import Contact, Message, Room, RoomId, Seq, User
from desktop.client.clock import Clock, SystemClock
from desktop.client.other_devices import OtherDevices
from desktop.client.plain import plain_person
from desktop.client.state.badge import Badge
from desktop.client.state.changes import (
    Changes,
    Connection,
    ConnectionChanged,
    MessageArrived,
    MessageRevised,
    PersonChanged,
    RoomsReset,
    SignedOut,
    SigningOut,
    TicksMoved,
)
from desktop.client.state.entries import Entry, EntryState, confirmed_entry, quote_of
from desktop.client.state.people import People
from desktop.client.state.room_change import LogEntry
from desktop.client.state.room_record import LastWords
from desktop.client.state.rooms import Rooms
from desktop.client.state.timelines import Timelines


class Store:
    """The local state. Only the client core writes to it; others read, and subscribe to `changes`."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self.changes = Changes()
        self.other_devices = OtherDevices(self._clock)
        self.me: User | None = None
        self.my_avatar = ""
        self.is_admin = False
        """Whether this person administers the server."""
        self.connection = Connection.OFFLINE
        self.people = People(self.changes.emit)
        self.rooms = Rooms(self.changes.emit)
        self.timelines = Timelines(self.changes.emit)

    @property
    def last_active_elsewhere(self) -> float | None:
        """When another device of this person was seen in use, by the monotonic clock; None: not yet."""
        return self.other_devices.last_active

    @property
    def badge(self) -> Badge:
        """What calls for the person now: the one number, and dot, of title, tray and taskbar."""
        return self.rooms.badge(self._clock.now())

    @property
    def total_unread(self) -> int:
        """Unread messages over all rooms that are listed, muted ones included."""
        return self.rooms.total_unread

    def apply(self, event: ReadEvent) -> None:
        """The one switch: what an event means for the state. Each may come twice."""
        match event:
            case Welcome():
                self.is_admin = event.is_admin
                self.load(event.me, event.my_avatar, event.rooms, event.people)
            case _ if isinstance(event, LogEvent | UnknownEntry):
                self.apply_entries(event.room, [event])
            case ReadMarkMoved():
                self.rooms.move_mark(event)
            case UnreadMarked():
                self.rooms.mark_unread(event)
            case PreferencesChanged():
                self.rooms.set_preferences(event.room, event.preferences)
            case RoomCreated():
                self.people.put(event.people)
                if self.me is not None:
                    self.rooms.add(event.room, self.me.id)
            case RoomGone():
                self.remove_room(event.room)
            case ProfileChanged():
                self._change_profile(event.user, event.avatar)
            case PresenceChanged():
                self.people.set_presence(event.user, is_online=event.is_online, last_seen=event.last_seen)
            case Typing():
                self.rooms.set_typing(event.room, event.user, is_typing=event.is_typing)
            case _:
                pass  # about the connection, not about the state

    def load(self, me: User, my_avatar: str, rooms: Sequence[Room], people: Iterable[Contact]) -> None:
        """Replace rooms and people by a snapshot. Timelines stay: their gaps are filled from the log."""
        read_before = {room.room_id: room.others_read_seq for room in self.rooms.ordered()}
        self.me, self.my_avatar = plain_person(me), my_avatar
        self.people.reset(people)
        self.rooms.reset(rooms, me.id)
        self.changes.emit(RoomsReset())
        for timeline in self.timelines.all():
            self._show_last_pending(timeline.room_id)
        for room in self.rooms.ordered():
            if room.others_read_seq != read_before.get(room.room_id, 0):
                self.changes.emit(TicksMoved(room.room_id))

    def apply_entries(self, room_id: RoomId, entries: Sequence[LogEntry]) -> None:
        """Entries of a room's log, ascending: one insert for all messages that belong together."""
        if self.me is None:
            return
        self.rooms.apply(room_id, entries)
        timeline = self.timelines.of(room_id)
        timeline.add(self.entries_of([e.message for e in entries if isinstance(e, MessageCreated)]))
        for entry in entries:
            match entry:
                case MessageEdited() | MessageDeleted():
                    (revised,) = self.entries_of([entry.message])
                    timeline.revise(revised, quote_of(entry.message))
                    self.changes.emit(MessageRevised(room_id, revised))
                case MemberAdded() if entry.user.id != self.me.id:
                    self.people.put([contact_of(entry)])
                case MemberRemoved():
                    self.people.keep_only(self.rooms.member_ids())
                case _:
                    pass
        self._show_last_pending(room_id)

    def add_ahead(self, message: Message) -> None:
        """An own message that the server has stored; what stands before it is still on its way."""
        if self.me is None:
            return
        self.rooms.add_ahead(message)
        self.timelines.of(message.room).add(self.entries_of([message]))
        self._show_last_pending(message.room)

    def tell_arrivals(self, messages: Sequence[Message], said_now: Container[Seq] = ()) -> None:
        """These messages, which the state has by now, are new to this device; some of them to everybody."""
        for message, entry in zip(messages, self.entries_of(messages), strict=True):
            if not entry.is_own and not entry.deleted:
                is_live = message.seq in said_now
                self.changes.emit(MessageArrived(message.room, entry.key, is_live, entry))

    def remove_room(self, room_id: RoomId) -> None:
        """A room is no longer this person's; only what was to be sent there stays to be seen."""
        self.rooms.remove(room_id)
        self.people.keep_only(self.rooms.member_ids())
        self.timelines.of(room_id).unload()

    def entries_of(self, messages: Iterable[Message]) -> list[Entry]:
        """Messages as a timeline shows them, their authors by the names that they have now."""
        me = self.me
        if me is None:
            return []
        entries = []
        for message in messages:
            author = me if message.user.id == me.id else self.people.get(message.user.id)
            entry = confirmed_entry(message, me.id)
            if author is not None and author.full_name != entry.author_name:
                entry = msgspec.structs.replace(entry, author_name=author.full_name)
            entries.append(entry)
        return entries

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
            was_online = self.connection is Connection.ONLINE
            self.connection = connection
            if was_online:
                self.people.take_leave()
            self.changes.emit(ConnectionChanged(connection))

    def announce_sign_out(self) -> None:
        """The person's things are about to go: who holds something that isn't kept yet brings it now."""
        self.changes.emit(SigningOut())

    def sign_out(self, reason: str) -> None:
        """Forget everything that was the person's."""
        self.me, self.my_avatar, self.is_admin = None, "", False
        self.people.reset(())
        self.rooms.clear()
        self.timelines.clear()
        self.changes.emit(RoomsReset())
        self.set_connection(Connection.SIGNED_OUT)
        self.changes.emit(SignedOut(reason))

    def _change_profile(self, user: User, avatar: str) -> None:
        user = plain_person(user)
        if self.me is not None and user.id == self.me.id:
            self.me, self.my_avatar = user, avatar
            self.changes.emit(PersonChanged(user.id))
        self.people.change_profile(user, avatar)
        self.rooms.change_profile(user, avatar)
        for timeline in self.timelines.all():
            timeline.rename(user.id, user.full_name)

    def _show_last_pending(self, room_id: RoomId) -> None:
        pending = self.timelines.of(room_id).pending
        last = next((entry for entry in reversed(pending) if entry.state is not EntryState.FAILED), None)
        words = LastWords(last.content, last.author_id, last.at) if last is not None else None
        self.rooms.set_last_pending(room_id, words)


def contact_of(event: MemberAdded) -> Contact:
    """The new member as one of the people."""
    return Contact(**{name: getattr(event.member, name) for name in Contact.__struct_fields__})
