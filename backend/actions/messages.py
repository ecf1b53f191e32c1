"""Messages and read marks."""

import secrets

import msgspec

from backend.actions.guards import require_member
from backend.store.clock import to_datetime
from backend.store.memory import RoomMemory
from backend.store.messages import (
    MessageRow,
    count_unread,
    digest_of,
    is_read,
    pack_client_id,
    unpack_client_id,
)
from backend.store.users import find_user
from backend.transaction import Transaction
from backend.wire.errors import ErrorCode, FieldProblem, Refusal, invalid
from backend.wire.live import MessageCreated, ReadMarkMoved, Typing
from backend.wire.rest import ReadState, SendMessage, SentMessage
from backend.wire.types import Message, MessageId, RoomId, Seq, User, UserId


def send_message(tx: Transaction, sender: UserId, command: SendMessage) -> SentMessage:
    """Append a message to the room's log; the same client id again gives the first answer."""
    digest = digest_of(command.room, command.content)
    if command.client_id:
        client_id = pack_client_id(command.client_id)
        earlier = tx.find_sent(sender, client_id)
        if earlier is not None:
            if earlier.digest != digest:
                raise Refusal(ErrorCode.CLIENT_ID_CONFLICT)
            return _acknowledge_again(tx, sender, earlier.row)
        room = require_member(tx, command.room, sender)
    else:
        room = require_member(tx, command.room, sender)
        # Ids that grow with time keep the index of a busy sender in a few pages.
        client_id = (tx.now // 1_000).to_bytes(6) + secrets.token_bytes(10)
    row = tx.append_message(room, sender, client_id, digest, command.content)
    message = _to_message(row, room.people[sender], has_been_read=False)
    tx.announce(room.audience, MessageCreated(room=room.id, seq=message.seq, message=message), room=room.id)
    return _acknowledge(message, is_duplicate=False)


def _acknowledge_again(tx: Transaction, sender: UserId, row: MessageRow) -> SentMessage:
    room = tx.find_room(RoomId(row.room_id))
    user = room.people.get(sender) if room else None
    user = user or find_user(tx.reading, sender)
    if room is None or user is None:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    return _acknowledge(
        _to_message(row, user, has_been_read=is_read(room.marks, sender, row.seq)), is_duplicate=True
    )


def _to_message(row: MessageRow, user: User, *, has_been_read: bool) -> Message:
    return Message(
        id=MessageId(row.id),
        room=RoomId(row.room_id),
        user=user,
        user_username=user.username,
        content=row.content,
        timestamp=to_datetime(row.created_at),
        is_read=has_been_read,
        seq=Seq(row.seq),
        client_id=unpack_client_id(row.client_id),
    )


def _acknowledge(message: Message, *, is_duplicate: bool) -> SentMessage:
    return SentMessage(**msgspec.structs.asdict(message), duplicate=is_duplicate)


def mark_read(tx: Transaction, reader: UserId, room_id: RoomId, seq: int | None) -> ReadState:
    """Move the reader's mark up to `seq` (all, when None); a lower one is harmless."""
    room = require_member(tx, room_id, reader)
    target = room.last_seq if seq is None else seq
    if target > room.last_seq:
        raise invalid("seq", FieldProblem.BEYOND_LOG, room.last_seq)
    if target > room.marks[reader]:
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
            ),
            room=room_id,
        )
        return state
    return _read_state(tx, room, reader)


def _read_state(tx: Transaction, room: RoomMemory, reader: UserId) -> ReadState:
    mark = room.marks[reader]
    unread = count_unread(tx.reading, room.id, reader, mark) if mark < room.last_seq else 0
    return ReadState(room=room.id, read_seq=Seq(mark), unread_count=unread, last_seq=Seq(room.last_seq))


def announce_typing(tx: Transaction, typist: UserId, room_id: RoomId, is_typing: bool) -> None:
    """Tell the others; nothing is stored."""
    room = require_member(tx, room_id, typist)
    event = Typing(room=room_id, user=typist, username=room.people[typist].username, is_typing=is_typing)
    tx.announce(room.audience, event, room=room_id, but=typist)
