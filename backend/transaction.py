"""What an action writes through: the rows of a batch that go in together, and what is announced after it.

An action is a plain function that takes a `Transaction` first. It decides its refusals before its first
write, so that a refused unit leaves nothing behind and its batch goes on; writer.py runs it.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from backend.hub import Announcement, Audience, RoomLeft, SessionClosed
from backend.store.clock import now_us
from backend.store.log import EntryKind, EntryRow, insert_entries
from backend.store.memory import Memory, RoomMemory
from backend.store.messages import MessageRow, Sent, find_sent, insert_messages, pack_ids
from backend.store.rooms import (
    delete_member,
    insert_member,
    update_last_seqs,
    update_read_marks,
    update_role,
)
from backend.store.unread import insert_mentions, update_unread_from
from backend.wire.live import Event
from backend.wire.room_socket import Frame
from backend.wire.types import MessageId, Role, RoomId, Seq, SessionId, User, UserId


class Batch:
    """The writes of one database transaction that wait to go in together."""

    def __init__(self, connection: sa.Connection, memory: Memory) -> None:
        self.connection = connection
        self.memory = memory
        self.now = now_us()
        self.messages: list[MessageRow] = []
        self.entries: list[EntryRow] = []
        self.mentions: list[tuple[UserId, RoomId, int]] = []
        self.sent: dict[tuple[UserId, bytes], Sent] = {}
        self.last_seqs: dict[RoomId, int] = {}
        self.read_marks: dict[tuple[RoomId, UserId], int] = {}

    def flush(self) -> None:
        """Put them in, each table's at once."""
        if self.messages:
            insert_messages(self.connection, self.messages)
            self.messages.clear()
        if self.mentions:
            insert_mentions(self.connection, self.mentions)
            self.mentions.clear()
        if self.entries:
            insert_entries(self.connection, self.entries)
            self.entries.clear()
        if self.last_seqs:
            update_last_seqs(self.connection, self.last_seqs)
            self.last_seqs.clear()
        if self.read_marks:
            update_read_marks(self.connection, self.read_marks)
            self.read_marks.clear()


class Transaction:
    """What one action may do. `connection` writes at once; messages and marks gather for the whole batch."""

    __slots__ = ("_batch", "announcements", "has_written")

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self.announcements: list[Announcement] = []
        self.has_written = False

    @property
    def now(self) -> int:
        """The moment of the batch, in microseconds."""
        return self._batch.now

    @property
    def reading(self) -> sa.Connection:
        """The database as this batch has changed it so far, for questions."""
        self._batch.flush()
        return self._batch.connection

    @property
    def writing(self) -> sa.Connection:
        """The same, for statements that change it: from here on the unit may not be refused."""
        self.has_written = True
        return self.reading

    def find_room(self, room_id: RoomId) -> RoomMemory | None:
        """The room as the writer remembers it; to be changed by the methods below alone."""
        return self._batch.memory.find_room(self._batch.connection, room_id)

    def find_sent(self, sender: UserId, client_id: bytes) -> Sent | None:
        """What the sender stored under that client id, now or ever."""
        pending = self._batch.sent.get((sender, client_id))
        return pending or find_sent(self._batch.connection, sender, client_id)

    def find_user(self, user_id: UserId) -> User | None:
        """The account of that id, as the writer remembers it."""
        return self._batch.memory.find_user(self._batch.connection, user_id)

    def load_user(self, user_id: UserId) -> User:
        """The account of somebody who is known to have one."""
        user = self.find_user(user_id)
        if user is None:
            raise LookupError(f"there is no user {user_id}")
        return user

    def find_mentioned(self, room: RoomMemory, names: list[list[str]]) -> list[UserId]:
        """The members that these names mean; each name may be read in several ways."""
        return self._batch.memory.find_mentioned(self._batch.connection, room, names)

    def append_message(
        self,
        room: RoomMemory,
        sender: UserId,
        client_id: bytes,
        digest: bytes,
        content: str,
        reply_to: MessageId | None = None,
        named: Sequence[UserId] = (),
    ) -> MessageRow:
        """The next entry of the room's log; the sender has read up to it."""
        batch = self._batch
        seq = self._take_seq(room)
        message_id = batch.memory.take_message_id(batch.connection)
        packed = pack_ids(named) if named else None
        row = MessageRow(
            message_id, room.id, seq, sender, client_id, digest, content, batch.now, reply_to, packed
        )
        batch.messages.append(row)
        batch.mentions += [(user_id, room.id, seq) for user_id in named if user_id != sender]
        batch.sent[sender, client_id] = Sent(digest, message_id)
        self.raise_mark(room, sender, seq)
        return row

    def append_entry(
        self, room: RoomMemory, kind: EntryKind, actor: UserId, subject: MessageId | UserId, detail: str = ""
    ) -> Seq:
        """The next entry of the room's log, of another kind than a message; its place."""
        seq = self._take_seq(room)
        self._batch.entries.append(EntryRow(room.id, seq, kind, actor, self.now, subject, detail))
        return seq

    def _take_seq(self, room: RoomMemory) -> Seq:
        self.has_written = True
        room.last_seq += 1
        self._batch.last_seqs[room.id] = room.last_seq
        return Seq(room.last_seq)

    def raise_mark(self, room: RoomMemory, user_id: UserId, seq: int) -> None:
        """The member has read up to `seq`; a mark that was set to unread is gone."""
        self.has_written = True
        room.marks.raise_to(user_id, seq)
        self._batch.read_marks[room.id, user_id] = seq
        if user_id in room.unread_from:
            self.set_unread_from(room, user_id, None)

    def set_unread_from(self, room: RoomMemory, user_id: UserId, seq: int | None) -> None:
        """The member wants the room to be unread from `seq` on, or no longer."""
        room.unread_from.pop(user_id, None)
        if seq is not None:
            room.unread_from[user_id] = seq
        update_unread_from(self.writing, room.id, user_id, seq)

    def add_member(self, room: RoomMemory, user_id: UserId, role: Role, seq: int) -> None:
        """Somebody came by the entry at `seq`, which is where the read mark starts."""
        room.add(user_id, role, seq)
        insert_member(self.writing, room.id, user_id, role, seq, self.now)

    def remove_member(self, room: RoomMemory, user_id: UserId, seq: int) -> None:
        """Somebody went by the entry at `seq`."""
        room.remove(user_id)
        delete_member(self.writing, room.id, user_id, seq, room.marks.floor)

    def set_role(self, room: RoomMemory, user_id: UserId, role: Role) -> None:
        """A member has another role."""
        room.roles[user_id] = role
        update_role(self.writing, room.id, user_id, role)

    def forget_room(self, room: RoomMemory) -> None:
        """The room is closed: nobody finds it any more."""
        self.has_written = True
        self._batch.memory.forget_room(room.id)

    def keep_user(self, user: User) -> None:
        """The account changed: remember it as it is now."""
        self.has_written = True
        self._batch.memory.keep_user(user)

    def announce(
        self,
        users: Sequence[UserId],
        event: Event | Frame,
        *,
        room: RoomId | None = None,
        but: UserId | None = None,
    ) -> None:
        """Tell these users' devices after the commit; `but` leaves one user out."""
        self.announcements.append(Audience(users, event, room, but))

    def close_room_sockets(self, room_id: RoomId, users: Sequence[UserId]) -> None:
        """End these users' sockets of that one room after the commit."""
        self.announcements.append(RoomLeft(room_id, users))

    def close_session(self, session_id: SessionId, reason: str) -> None:
        """End the session's sockets after the commit."""
        self.announcements.append(SessionClosed(session_id, reason))
