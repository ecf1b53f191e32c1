"""Messages and their log: rows of `messages`."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import sqlalchemy as sa

from backend.store.bulk import Bulk
from backend.store.clock import to_datetime
from backend.store.tables import memberships, messages, rooms, users
from backend.store.users import USER_COLUMNS, to_user
from backend.wire.types import Message, MessageId, RoomId, Seq, UserId

_COLUMNS = (
    messages.c.id,
    messages.c.room_id,
    messages.c.seq,
    messages.c.client_id,
    messages.c.content,
    messages.c.created_at,
    *USER_COLUMNS,
)
_MESSAGE = sa.select(*_COLUMNS).join_from(messages, users, messages.c.user_id == users.c.id)

Marks = dict[UserId, int]
"""How far each member of a room has read."""


class MessageRow(NamedTuple):
    """A message as it goes into the table."""

    id: int
    room_id: int
    seq: int
    user_id: int
    client_id: bytes
    digest: bytes
    content: str
    created_at: int


_INSERT = Bulk(sa.insert(messages), MessageRow._fields)


class Sent(NamedTuple):
    """What is known of an earlier send of the same client id."""

    digest: bytes
    row: MessageRow


def digest_of(room_id: RoomId, content: str) -> bytes:
    """What a retry must share with the first send: room and body."""
    return blake2b(f"{room_id}\n\n{content}".encode(), digest_size=16).digest()


def pack_client_id(text: str) -> bytes:
    """The 16 bytes of a UUID in its usual form."""
    return bytes.fromhex(text.replace("-", ""))


def unpack_client_id(packed: bytes) -> str:
    """The usual form of a UUID; `uuid.UUID` takes four times as long, on the path of every message."""
    digits = packed.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def is_read(marks: Marks, author: UserId, seq: int) -> bool:
    """Whether every member but the author has read `seq`; false while there is nobody else."""
    others = [mark for user_id, mark in marks.items() if user_id != author]
    return bool(others) and min(others) >= seq


def _to_message(row: Sequence[Any], marks: Marks) -> Message:
    message_id, room_id, seq, client_id, content, created_at, *person = row
    user = to_user(person)
    return Message(
        id=MessageId(message_id),
        room=RoomId(room_id),
        user=user,
        user_username=user.username,
        content=content,
        timestamp=to_datetime(created_at),
        is_read=is_read(marks, user.id, seq),
        seq=Seq(seq),
        client_id=unpack_client_id(client_id),
    )


def insert_messages(connection: sa.Connection, rows: Sequence[MessageRow]) -> None:
    """Store the messages of a batch."""
    _INSERT.execute(connection, rows)


def load_next_message_id(connection: sa.Connection) -> int:
    """The id that the next message takes."""
    return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(messages.c.id), 0))) or 0) + 1


def find_sent(connection: sa.Connection, user_id: UserId, client_id: bytes) -> Sent | None:
    """The message that the user sent under that client id."""
    row = connection.execute(
        sa.select(
            messages.c.id,
            messages.c.room_id,
            messages.c.seq,
            messages.c.user_id,
            messages.c.client_id,
            messages.c.digest,
            messages.c.content,
            messages.c.created_at,
        ).where(messages.c.user_id == user_id, messages.c.client_id == client_id)
    ).one_or_none()
    return None if row is None else Sent(row.digest, MessageRow(*row))


def load_marks(connection: sa.Connection, room_id: RoomId) -> Marks:
    """How far each member of the room has read; empty where there is no such room."""
    statement = sa.select(memberships.c.user_id, memberships.c.read_seq).where(
        memberships.c.room_id == room_id
    )
    return {UserId(user_id): seq for user_id, seq in connection.execute(statement)}


def list_page(
    connection: sa.Connection, room_id: RoomId, marks: Marks, limit: int, before_seq: int | None = None
) -> tuple[list[Message], bool]:
    """The newest `limit` messages (below `before_seq`), oldest first, and whether older ones exist."""
    statement = _MESSAGE.where(messages.c.room_id == room_id)
    if before_seq is not None:
        statement = statement.where(messages.c.seq < before_seq)
    rows = connection.execute(statement.order_by(messages.c.seq.desc()).limit(limit + 1)).all()
    return [_to_message(row, marks) for row in reversed(rows[:limit])], len(rows) > limit


def list_after(
    connection: sa.Connection, room_id: RoomId, marks: Marks, after_seq: int, limit: int
) -> tuple[list[Message], bool]:
    """The next `limit` messages above `after_seq`, in order, and whether newer ones exist."""
    rows = connection.execute(
        _MESSAGE.where(messages.c.room_id == room_id, messages.c.seq > after_seq)
        .order_by(messages.c.seq)
        .limit(limit + 1)
    ).all()
    return [_to_message(row, marks) for row in rows[:limit]], len(rows) > limit


def list_everywhere(
    connection: sa.Connection, user_id: UserId, limit: int, before_id: int | None = None
) -> tuple[list[Message], bool]:
    """The newest messages over all the user's rooms, oldest first, and whether older ones exist."""
    mine = sa.select(memberships.c.room_id).where(memberships.c.user_id == user_id)
    statement = _MESSAGE.where(messages.c.room_id.in_(mine))
    if before_id is not None:
        statement = statement.where(messages.c.id < before_id)
    rows = connection.execute(statement.order_by(messages.c.id.desc()).limit(limit + 1)).all()
    marks = {room_id: load_marks(connection, room_id) for room_id in {RoomId(row.room_id) for row in rows}}
    return [_to_message(row, marks[row.room_id]) for row in reversed(rows[:limit])], len(rows) > limit


def list_newest(connection: sa.Connection, marks: dict[RoomId, Marks]) -> dict[RoomId, Message]:
    """The last message of each of those rooms that has one."""
    last = (
        sa.select(sa.func.max(messages.c.seq))
        .where(messages.c.room_id == rooms.c.id)
        .correlate(rooms)
        .scalar_subquery()
    )
    statement = _MESSAGE.join(rooms, sa.and_(rooms.c.id == messages.c.room_id, messages.c.seq == last))
    found: dict[RoomId, Message] = {}
    ids = sorted(marks)
    for start in range(0, len(ids), 500):
        for row in connection.execute(statement.where(rooms.c.id.in_(ids[start : start + 500]))):
            found[RoomId(row.room_id)] = _to_message(row, marks[row.room_id])
    return found


def count_unread(connection: sa.Connection, room_id: RoomId, user_id: UserId, read_seq: int) -> int:
    """The messages of others above the mark."""
    statement = sa.select(sa.func.count()).where(
        messages.c.room_id == room_id, messages.c.seq > read_seq, messages.c.user_id != user_id
    )
    return int(connection.scalar(statement) or 0)


def count_all_unread(connection: sa.Connection, user_id: UserId) -> dict[RoomId, int]:
    """The same for every room of the user that has any."""
    statement = (
        sa.select(messages.c.room_id, sa.func.count())
        .join_from(memberships, messages, memberships.c.room_id == messages.c.room_id)
        .where(
            memberships.c.user_id == user_id,
            messages.c.seq > memberships.c.read_seq,
            messages.c.user_id != user_id,
        )
        .group_by(messages.c.room_id)
    )
    return {RoomId(room_id): count for room_id, count in connection.execute(statement)}
