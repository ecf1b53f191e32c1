"""The writer: runs actions in batches on its own thread, one commit a batch, then publishes and answers.

An action is a plain function that takes a `Transaction` first. It decides its refusals before its first
write, so that a refused unit leaves nothing behind and its batch goes on. Nobody is answered and nothing is
announced before the commit returned.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

import sqlalchemy as sa

from backend.hub import Announcement, Audience, RoomLeft, SessionClosed
from backend.store.clock import now_us
from backend.store.engine import Database, abandon, is_busy, is_disk_full
from backend.store.facts import ACCOUNT_CHANGES, raise_fact
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
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.live import Event
from backend.wire.room_socket import Frame
from backend.wire.types import MessageId, Role, RoomId, Seq, SessionId, User, UserId

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

BATCH_UNITS = 512


class _Batch:
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

    def __init__(self, batch: _Batch) -> None:
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


class _Unit(NamedTuple):
    run: Callable[[Transaction], object]
    done: Callable[[object, Exception | None], None]


class _Outcome(NamedTuple):
    unit: _Unit
    answer: object
    error: Exception | None
    announcements: list[Announcement]


class Writer:
    """Owns the writing connection, its thread and the memory. All its methods belong to the loop's thread."""

    def __init__(
        self,
        database: Database,
        loop: asyncio.AbstractEventLoop,
        publish: Callable[[Announcement], None],
        queue_length: int,
    ) -> None:
        self._database = database
        self._loop = loop
        self._publish = publish
        self._queue_length = queue_length
        self._queue: queue.SimpleQueue[_Unit | None] = queue.SimpleQueue()
        self._waiting = 0
        self._is_closed = False
        self._is_open = threading.Event()
        self._trouble: Exception | None = None
        self._thread = threading.Thread(target=self._write_loop, name="writer", daemon=True)

    def start(self) -> None:
        """Begin to write; raises what keeps the database from being opened."""
        self._thread.start()
        self._is_open.wait()
        if self._trouble is not None:
            self._is_closed = True
            raise self._trouble

    def submit(
        self, run: Callable[[Transaction], object], done: Callable[[object, Exception | None], None]
    ) -> None:
        """Queue a unit; `done(answer, error)` is called on the loop after the commit."""
        if self._is_closed:
            raise Refusal(ErrorCode.SHUTTING_DOWN, retry_after=2)
        if self._waiting >= self._queue_length:
            raise Refusal(ErrorCode.OVERLOADED, retry_after=1)
        self._waiting += 1
        self._queue.put(_Unit(run, done))

    async def write(
        self, action: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the action in the next batch; its answer, once it is stored."""
        future: asyncio.Future[T] = self._loop.create_future()

        def done(answer: object, error: Exception | None) -> None:
            if future.done():  # whoever waited has gone
                return
            if error is None:
                future.set_result(answer)  # type: ignore[arg-type]  # run() below gave it
            else:
                future.set_exception(error)

        self.submit(lambda tx: action(tx, *args, **kwargs), done)
        return await future

    async def settle(self) -> None:
        """Wait until all that was submitted so far is stored and answered."""
        settled = self._loop.create_future()
        self._waiting += 1
        self._queue.put(_Unit(lambda _tx: None, lambda *_: settled.set_result(None)))
        await settled

    async def close(self) -> None:
        """Take no more, finish what waits, close the connection."""
        self._is_closed = True
        self._queue.put(None)
        if self._thread.ident is not None:
            await asyncio.to_thread(self._thread.join)

    # --- on the writer's thread -----------------------------------------------------------------------------

    def _write_loop(self) -> None:
        try:
            connection = self._database.connect_writer()
        except Exception as error:  # noqa: BLE001  start() raises it where it is understood
            self._trouble = error
            return
        finally:
            self._is_open.set()
        memory = Memory()
        with connection:
            is_open = True
            while is_open:
                first = self._queue.get()
                if first is None:
                    break
                units, is_open = self._gather(first)
                try:
                    outcomes = _run_units(connection, memory, units)
                except Exception as error:
                    # Not even the rollback worked. What is stored is safe; the next gets a new connection.
                    log.exception("the writer's connection broke")
                    connection.invalidate()
                    connection.rollback()
                    memory.forget()
                    outcomes = [_Outcome(unit, None, error, []) for unit in units]
                self._database.note_commit()
                self._loop.call_soon_threadsafe(self._deliver, outcomes)
                memory.trim()

    def _gather(self, first: _Unit) -> tuple[list[_Unit], bool]:
        units = [first]
        while len(units) < BATCH_UNITS:
            try:
                unit = self._queue.get_nowait()
            except queue.Empty:
                break
            if unit is None:
                return units, False
            units.append(unit)
        return units, True

    # --- back on the loop's ---------------------------------------------------------------------------------

    def _deliver(self, outcomes: list[_Outcome]) -> None:
        self._waiting -= len(outcomes)
        for unit, answer, error, announcements in outcomes:
            try:
                for announcement in announcements:
                    self._publish(announcement)
            except Exception:
                log.exception("an announcement failed: what it told of is stored")
            unit.done(answer, error)


def _run_units(connection: sa.Connection, memory: Memory, units: list[_Unit]) -> list[_Outcome]:
    """All units in one transaction; if one of them breaks it, each in one of its own.

    A database that can't write at all (full, locked) refuses them together: trying each would only take time.
    """
    try:
        return _run_batch(connection, memory, units)
    except Exception as error:  # noqa: BLE001  the fourth edge: an action's bug is its caller's answer, not the writer's end
        abandon(connection)
        memory.forget()
        if len(units) == 1 or is_disk_full(error) or is_busy(error):
            return [_Outcome(unit, None, _classify(error), []) for unit in units]
    return [outcome for unit in units for outcome in _run_units(connection, memory, [unit])]


def _run_batch(connection: sa.Connection, memory: Memory, units: list[_Unit]) -> list[_Outcome]:
    batch = _Batch(connection, memory)
    outcomes: list[_Outcome] = []
    for unit in units:
        tx = Transaction(batch)
        try:
            answer = unit.run(tx)
        except Refusal as refusal:
            if tx.has_written:
                raise
            outcomes.append(_Outcome(unit, None, refusal, []))
        else:
            outcomes.append(_Outcome(unit, answer, None, tx.announcements))
    batch.flush()
    if connection.in_transaction():
        connection.commit()
    return outcomes


def run_beside(
    database: Database, action: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run an action for a command, beside a server that may be running and learns of it by a fact.

    It may concern accounts alone: the server has rooms in its memory, and nobody hears what is announced.
    """

    def run(tx: Transaction) -> T:
        answer = action(tx, *args, **kwargs)
        raise_fact(tx.writing, ACCOUNT_CHANGES)
        return answer

    with database.connect_writer() as connection:
        (outcome,) = _run_units(connection, Memory(), [_Unit(run, lambda *_: None)])
    if outcome.error is not None:
        raise outcome.error
    return outcome.answer  # type: ignore[return-value]  # run() above gave it


def _classify(error: Exception) -> Exception:
    if is_disk_full(error):
        return Refusal(ErrorCode.STORAGE_FULL, retry_after=30)
    if is_busy(error):
        return Refusal(ErrorCode.OVERLOADED, retry_after=2)
    return error
