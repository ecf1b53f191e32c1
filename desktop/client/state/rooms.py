"""The rooms of this device's person: last words, who has read how far, what is unread, who types."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec

from backend.wire.live import MessageCreated, ReadMarkMoved, UnreadMarked
from backend.wire.types import Message, Preferences, Room, RoomId, Seq, User, UserId
from desktop.client.state.badge import Badge, badge_of
from desktop.client.state.changes import (
    Emit,
    RoomAdded,
    RoomChanged,
    RoomRemoved,
    TicksMoved,
    TypingChanged,
)
from desktop.client.state.room_change import LogEntry
from desktop.client.state.room_record import LastWords, RoomRecord, RoomState


class Rooms:
    """All rooms by their id. What is said of a room that isn't known is dropped."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._by_id: dict[RoomId, RoomRecord] = {}
        self._drafts: dict[RoomId, str] = {}

    def get(self, room_id: RoomId) -> RoomState | None:
        """A room as it stands now."""
        record = self._by_id.get(room_id)
        return record.state() if record else None

    def ordered(self) -> list[RoomState]:
        """All rooms, the one with the newest words first."""
        states = [record.state() for record in self._by_id.values()]
        return sorted(states, key=lambda room: (room.last_at or room.created_at, room.room_id), reverse=True)

    def find_direct(self, user_id: UserId) -> RoomState | None:
        """The direct room with somebody, if there is one."""
        states = (record.state() for record in self._by_id.values())
        return next((room for room in states if room.other_user_id == user_id), None)

    def with_member(self, user_id: UserId) -> list[RoomId]:
        """The rooms that somebody is in."""
        return [room_id for room_id, record in self._by_id.items() if user_id in record.member_ids]

    def readers(self, room_id: RoomId, seq: Seq) -> list[User]:
        """The others in a room who have read up to a place or beyond it."""
        record = self._by_id.get(room_id)
        return record.readers(seq) if record is not None else []

    def member_ids(self) -> set[UserId]:
        """Everybody who is in any of them."""
        return {user_id for record in self._by_id.values() for user_id in record.member_ids}

    def snapshot(self, room_id: RoomId) -> Room | None:
        """A room as a welcome would bring it now: whoever begins with it needs no event before."""
        record = self._by_id.get(room_id)
        return record.snapshot() if record is not None else None

    def badge(self, now: datetime) -> Badge:
        """What calls for the person at this moment: a mute may have run out since the last change."""
        return badge_of((record.state() for record in self._by_id.values()), now)

    @property
    def total_unread(self) -> int:
        """Unread messages over all rooms that are listed, muted ones included."""
        rooms = (record.state() for record in self._by_id.values())
        return sum(room.unread_count for room in rooms if not room.preferences.hidden)

    def reset(self, rooms: Iterable[Room], my_id: UserId) -> None:
        """Replace all rooms by what the server says; the caller tells of it."""
        self._by_id = {room.id: self._record_of(room, my_id) for room in rooms}

    def clear(self) -> None:
        """Forget everything, also what was begun to be written; the caller tells of it."""
        self._by_id, self._drafts = {}, {}

    def add(self, room: Room, my_id: UserId) -> None:
        """A new room; one that is known already stays as it is, being newer."""
        if room.id not in self._by_id:
            self._by_id[room.id] = self._record_of(room, my_id)
            self._emit(RoomAdded(room.id))

    def replace(self, room: Room) -> None:
        """A room as the server tells it now, entries that this device skipped included."""

        def change(record: RoomRecord) -> None:
            anew = self._record_of(room, record.my_id)
            anew.last_pending, anew.typing = record.last_pending, record.typing
            self._by_id[room.id] = anew

        self._change(room.id, change)

    def remove(self, room_id: RoomId) -> None:
        """A room is no longer this person's."""
        if self._by_id.pop(room_id, None) is not None:
            self._emit(RoomRemoved(room_id))

    def apply(self, room_id: RoomId, entries: Sequence[LogEntry]) -> None:
        """Entries of the log, in order."""

        def change(record: RoomRecord) -> None:
            for entry in entries:
                record.apply(entry)

        self._change(room_id, change)

    def add_ahead(self, message: Message) -> None:
        """An own message that the server has stored; what stands before it is still on its way."""
        event = MessageCreated(room=message.room, seq=message.seq, message=message)
        self._change(message.room, lambda record: record.add_message(event))

    def move_mark(self, event: ReadMarkMoved) -> None:
        """A member has read further; a mark never goes back."""
        self._change(event.room, lambda record: record.move_mark(event))

    def mark_unread(self, event: UnreadMarked) -> None:
        """The person marked a room unread from a place, or no longer."""
        self._change(event.room, lambda record: record.mark_unread(event))

    def set_preferences(self, room_id: RoomId, preferences: Preferences) -> None:
        """The person wants something else of a room."""
        self._change(room_id, lambda record: record.set_preferences(preferences))

    def change_profile(self, user: User, avatar: str) -> None:
        """Somebody has another name or picture."""
        for room_id in self.with_member(user.id):
            self._change(room_id, lambda record: record.change_profile(user, avatar))

    def set_typing(self, room_id: RoomId, user_id: UserId, *, is_typing: bool) -> None:
        """Somebody else types, or stopped."""

        def change(record: RoomRecord) -> None:
            if user_id != record.my_id:
                others = tuple(known for known in record.typing if known != user_id)
                record.typing = (*others, user_id) if is_typing else others
                record.touch()

        self._change(room_id, change)

    def clear_typing(self) -> None:
        """Nobody is known to type: the connection is gone."""
        for room_id, record in self._by_id.items():
            for user_id in record.typing:
                self.set_typing(room_id, user_id, is_typing=False)

    def set_last_pending(self, room_id: RoomId, words: LastWords | None) -> None:
        """The newest message on its way, which is the room's last word until it is confirmed."""

        def change(record: RoomRecord) -> None:
            if record.last_pending != words:
                record.last_pending = words
                record.touch()

        self._change(room_id, change)

    def set_draft(self, room_id: RoomId, text: str) -> None:
        """What is begun to be written there; it may be kept for a room that isn't known yet."""
        self._drafts[room_id] = text

        def change(record: RoomRecord) -> None:
            record.draft = text
            record.touch()

        self._change(room_id, change)

    def _record_of(self, room: Room, my_id: UserId) -> RoomRecord:
        record = RoomRecord(room, my_id)
        record.draft = self._drafts.get(room.id, "")
        return record

    def _change(self, room_id: RoomId, change: Callable[[RoomRecord], None]) -> None:
        """Change a room, and tell what of it is another."""
        record = self._by_id.get(room_id)
        if record is None:
            return
        before = record.state()
        change(record)
        after = self._by_id[room_id].state()
        if after == before:
            return
        if after.typing != before.typing:
            self._emit(TypingChanged(room_id))
        if after.others_read_seq != before.others_read_seq:
            self._emit(TicksMoved(room_id))
        if msgspec.structs.replace(after, typing=before.typing) != before:
            self._emit(RoomChanged(room_id))
