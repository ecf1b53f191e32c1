"""The rooms of this device's person: last words, who has read how far, what is unread, who types.

Unread is never counted freely: it is what the server last said, as of a place in the log, plus the others'
messages applied above that place.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from backend.wire.live import ReadMarkMoved
from backend.wire.types import ChatType, Message, ReadMark, Room, RoomId, Seq, User, UserId
from desktop.client.state.changes import Emit, RoomAdded, RoomChanged, TicksMoved, TypingChanged


class RoomState(msgspec.Struct, frozen=True, kw_only=True):
    """One room, as its row and header show it."""

    room_id: RoomId
    title: str
    chat_type: ChatType
    created_at: datetime
    other_user_id: UserId | None
    participants: tuple[User, ...]
    last_text: str
    last_author_id: UserId | None
    last_at: datetime | None
    unread_count: int
    last_seq: Seq
    read_seq: Seq
    others_read_seq: Seq
    typing: tuple[UserId, ...]


class LastWords(msgspec.Struct, frozen=True):
    """The newest message of a room: of the log, or one on its way."""

    text: str
    author_id: UserId
    at: datetime


class _RoomRecord:
    """What is known of one room; `state()` is what others see of it."""

    def __init__(self, room: Room, my_id: UserId) -> None:
        self.room = room
        self.my_id = my_id
        self.marks: dict[UserId, Seq] = {mark.user: mark.read_seq for mark in room.read_marks}
        self.read_seq = room.read_seq
        self.last_seq = room.last_seq
        self.last_message = room.last_message
        self.last_pending: LastWords | None = None
        self.typing: tuple[UserId, ...] = ()
        self._unread_base = room.unread_count
        self._base_seq = room.last_seq
        self._counted: list[Seq] = []
        self._state: RoomState | None = None

    def state(self) -> RoomState:
        if self._state is None:
            self._state = self._build_state()
        return self._state

    def touch(self) -> None:
        self._state = None

    def others_read_seq(self) -> Seq:
        others = (user.id for user in self.room.participants if user.id != self.my_id)
        return min((self.marks.get(user_id, Seq(0)) for user_id in others), default=Seq(0))

    def add_message(self, message: Message) -> None:
        """Whoever writes has read what stands above; so the server sees it too."""
        author, seq = message.user.id, message.seq
        self.last_seq = max(self.last_seq, seq)
        if self.last_message is None or seq > self.last_message.seq:
            self.last_message = message
        self.marks[author] = max(self.marks.get(author, Seq(0)), seq)
        self.typing = tuple(user_id for user_id in self.typing if user_id != author)
        if author == self.my_id:
            self.move_own_mark(seq, unread=0, as_of=seq)
        elif seq > self._base_seq and (not self._counted or seq > self._counted[-1]):
            self._counted.append(seq)
        self.touch()

    def move_own_mark(self, read_seq: Seq, *, unread: int, as_of: Seq) -> None:
        """Take the server's count, unless it is older than what is known."""
        self.marks[self.my_id] = max(self.marks.get(self.my_id, Seq(0)), read_seq)
        if (as_of, read_seq) > (self._base_seq, self.read_seq):
            self.read_seq = max(self.read_seq, read_seq)
            self._unread_base, self._base_seq = unread, as_of
            self._counted = [seq for seq in self._counted if seq > self._base_seq]
        self.touch()

    def snapshot(self) -> Room:
        """The room as the server would tell it now."""
        return msgspec.structs.replace(
            self.room,
            unread_count=self.state().unread_count,
            last_seq=self.last_seq,
            read_seq=self.read_seq,
            read_marks=[ReadMark(user=user_id, read_seq=seq) for user_id, seq in self.marks.items()],
            last_message=self.last_message,
        )

    def _build_state(self) -> RoomState:
        room, other = self.room, self.room.other_participant
        last = self.last_pending
        if last is None and self.last_message is not None:
            message = self.last_message
            last = LastWords(message.content, message.user.id, message.timestamp)
        return RoomState(
            room_id=room.id,
            title=other.full_name if other is not None else room.name,
            chat_type=room.chat_type,
            created_at=room.created_at,
            other_user_id=other.id if other is not None else None,
            participants=tuple(room.participants),
            last_text=last.text if last else "",
            last_author_id=last.author_id if last else None,
            last_at=last.at if last else None,
            unread_count=self._unread_base + len(self._counted),
            last_seq=self.last_seq,
            read_seq=self.read_seq,
            others_read_seq=self.others_read_seq(),
            typing=self.typing,
        )


class Rooms:
    """All rooms by their id."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._by_id: dict[RoomId, _RoomRecord] = {}

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

    def snapshot(self, room_id: RoomId) -> Room | None:
        """A room as a welcome would bring it now: whoever begins with it needs no event before."""
        record = self._by_id.get(room_id)
        return record.snapshot() if record is not None else None

    @property
    def total_unread(self) -> int:
        """The one number that badge, tray and title show."""
        return sum(record.state().unread_count for record in self._by_id.values())

    def reset(self, rooms: Iterable[Room], my_id: UserId) -> None:
        """Replace all rooms by what the server says; the caller tells of it."""
        self._by_id = {room.id: _RoomRecord(room, my_id) for room in rooms}

    def add(self, room: Room, my_id: UserId) -> None:
        """A new room; one that is known already stays as it is, being newer."""
        if room.id not in self._by_id:
            self._by_id[room.id] = _RoomRecord(room, my_id)
            self._emit(RoomAdded(room.id))

    def add_messages(self, room_id: RoomId, messages: Sequence[Message]) -> None:
        """Entries of the log were applied."""
        record = self._by_id.get(room_id)
        if record is None:
            return
        before = record.state()
        for message in messages:
            record.add_message(message)
        self._tell(before, record)

    def move_mark(self, event: ReadMarkMoved) -> None:
        """A member has read further; a mark never goes back."""
        record = self._by_id.get(event.room)
        if record is None:
            return
        before = record.state()
        if event.user == record.my_id:
            record.move_own_mark(event.read_seq, unread=event.unread_count, as_of=event.last_seq)
        else:
            record.marks[event.user] = max(record.marks.get(event.user, Seq(0)), event.read_seq)
            record.touch()
        self._tell(before, record)

    def set_typing(self, room_id: RoomId, user_id: UserId, *, is_typing: bool) -> None:
        """Somebody else types, or stopped."""
        record = self._by_id.get(room_id)
        if record is None or user_id == record.my_id:
            return
        before = record.state()
        others = tuple(known for known in record.typing if known != user_id)
        record.typing = (*others, user_id) if is_typing else others
        record.touch()
        self._tell(before, record)

    def clear_typing(self) -> None:
        """Nobody is known to type: the connection is gone."""
        for record in self._by_id.values():
            for user_id in record.typing:
                self.set_typing(record.room.id, user_id, is_typing=False)

    def set_last_pending(self, room_id: RoomId, words: LastWords | None) -> None:
        """The newest message on its way, which is the room's last word until it is confirmed."""
        record = self._by_id.get(room_id)
        if record is not None and record.last_pending != words:
            before = record.state()
            record.last_pending = words
            record.touch()
            self._tell(before, record)

    def _tell(self, before: RoomState, record: _RoomRecord) -> None:
        after, room_id = record.state(), record.room.id
        if after == before:
            return
        if after.typing != before.typing:
            self._emit(TypingChanged(room_id))
        if after.others_read_seq != before.others_read_seq:
            self._emit(TicksMoved(room_id))
        if msgspec.structs.replace(after, typing=before.typing) != before:
            self._emit(RoomChanged(room_id))
