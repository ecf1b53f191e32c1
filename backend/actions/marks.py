"""How far somebody has read, and what somebody wants to be unread."""

from backend.actions.guards import require_member
from backend.store.memory import RoomMemory
from backend.store.unread import NONE, count_unread
from backend.transaction import Transaction
from backend.wire.answers import ReadState
from backend.wire.errors import FieldProblem, invalid
from backend.wire.live import ReadMarkMoved, UnreadMarked
from backend.wire.types import RoomId, Seq, UserId


def mark_read(tx: Transaction, reader: UserId, room_id: RoomId, seq: int | None) -> ReadState:
    """Move the reader's mark up to `seq` (all, when None); a lower one is harmless.

    What was marked unread at `seq` or below it is read by this as well.
    """
    room = require_member(tx, room_id, reader)
    target = _require_place(room, room.last_seq if seq is None else seq)
    if target > room.marks.by_user[reader]:
        tx.raise_mark(room, reader, target)
        state = _read_state(tx, room, reader)
        tx.announce(
            room.audience,
            ReadMarkMoved(
                room=room_id,
                user=reader,
                read_seq=state.read_seq,
                unread_count=state.unread_count,
                last_seq=state.last_seq,
                unread_mentions=state.unread_mentions,
            ),
            room=room_id,
        )
        return state
    if reader in room.unread_from and target >= room.unread_from[reader]:
        return _set_unread_from(tx, room, reader, None)
    return _read_state(tx, room, reader)


def mark_unread(tx: Transaction, reader: UserId, room_id: RoomId, seq: int) -> ReadState:
    """Count from `seq` on, until the next read; the others' ticks stay."""
    room = require_member(tx, room_id, reader)
    target = max(1, _require_place(room, seq))
    if target == room.unread_from.get(reader):
        return _read_state(tx, room, reader)
    return _set_unread_from(tx, room, reader, target)


def _require_place(room: RoomMemory, seq: int) -> int:
    if seq > room.last_seq:
        raise invalid("seq", FieldProblem.BEYOND_LOG, room.last_seq)
    return seq


def _set_unread_from(tx: Transaction, room: RoomMemory, reader: UserId, seq: int | None) -> ReadState:
    tx.set_unread_from(room, reader, seq)
    state = _read_state(tx, room, reader)
    event = UnreadMarked(
        room=room.id,
        unread_from=state.unread_from,
        unread_count=state.unread_count,
        unread_mentions=state.unread_mentions,
        last_seq=state.last_seq,
    )
    tx.announce([reader], event, room=room.id)
    return state


def _read_state(tx: Transaction, room: RoomMemory, reader: UserId) -> ReadState:
    floor = room.unread_floor(reader)
    unread = count_unread(tx.reading, room.id, reader, floor) if floor < room.last_seq else NONE
    unread_from = room.unread_from.get(reader)
    return ReadState(
        room=room.id,
        read_seq=Seq(room.marks.by_user[reader]),
        unread_count=unread.messages,
        last_seq=Seq(room.last_seq),
        unread_mentions=unread.mentions,
        unread_from=None if unread_from is None else Seq(unread_from),
    )
