"""Messages: rows of `messages`."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import sqlalchemy as sa

from backend.store.bulk import Bulk, Query
from backend.store.clock import to_datetime
from backend.store.marks import Marks, load_marks
from backend.store.tables import messages, rooms, users
from backend.store.users import USER_COLUMNS, to_user
from backend.wire.types import QUOTE_LENGTH, Message, MessageId, Quote, RoomId, User, UserId

_COLUMNS = (
    messages.c.id,
    messages.c.room_id,
    messages.c.seq,
    messages.c.client_id,
    messages.c.content,
    messages.c.created_at,
    messages.c.edited_at,
    messages.c.deleted_at,
    messages.c.reply_to,
    messages.c.mentions,
    *USER_COLUMNS,
)
MESSAGE = sa.select(*_COLUMNS).join_from(messages, users, messages.c.user_id == users.c.id)
"""What a `Message` is made of; to be narrowed by whoever looks for some."""

_QUOTE = sa.select(
    messages.c.id,
    messages.c.seq,
    messages.c.user_id,
    users.c.username,
    messages.c.content,
    messages.c.deleted_at,
).join_from(messages, users, messages.c.user_id == users.c.id)


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
    reply_to: int | None
    mentions: str | None


_INSERT = Bulk(sa.insert(messages), MessageRow._fields)

_SENT = Query(
    sa.select(messages.c.digest, messages.c.id).where(
        messages.c.user_id == sa.bindparam("user"), messages.c.client_id == sa.bindparam("client")
    ),
    ("user", "client"),
)


class Sent(NamedTuple):
    """What is known of an earlier send of the same client id."""

    digest: bytes
    message_id: int


def digest_of(room_id: RoomId, content: str, reply_to: MessageId | None = None) -> bytes:
    """What a retry must share with the first send: room, reply target and body."""
    return blake2b(f"{room_id}\n{reply_to or ''}\n{content}".encode(), digest_size=16).digest()


def pack_client_id(text: str) -> bytes:
    """The 16 bytes of a UUID in its usual form."""
    return bytes.fromhex(text.replace("-", ""))


def unpack_client_id(packed: bytes) -> str:
    """The usual form of a UUID; `uuid.UUID` takes four times as long, on the path of every message."""
    digits = packed.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def pack_ids(ids: Sequence[UserId]) -> str | None:
    """People named in a message, as they are stored."""
    return ",".join(map(str, ids)) or None


def unpack_ids(packed: str | None) -> list[UserId]:
    """People named in a message."""
    return [UserId(int(number)) for number in packed.split(",")] if packed else []


def to_messages(
    connection: sa.Connection, rows: Sequence[Sequence[Any]], marks: Mapping[RoomId, Marks]
) -> list[Message]:
    """The messages of rows that `MESSAGE` found, each with what it answers."""
    quotes = load_quotes(connection, {row[8] for row in rows if row[8] is not None})
    # Most of a page is by few people: each is made once, and asked once how far the others have read.
    authors: dict[tuple[RoomId, UserId], tuple[User, int]] = {}
    found: list[Message] = []
    for row in rows:
        key = (row[1], row[10])
        author = authors.get(key)
        if author is None:
            author = authors[key] = to_user(row[10:]), marks[row[1]].read_by_others(row[10])
        found.append(_to_message(row, *author, quotes))
    return found


def _to_message(
    row: Sequence[Any], author: User, read_by_others: int, quotes: Mapping[MessageId, Quote]
) -> Message:
    message_id, room_id, seq, client_id, content, created_at, edited_at, deleted_at, reply_to, named, *_ = row
    return Message(
        id=message_id,
        room=room_id,
        user=author,
        user_username=author.username,
        content=content,
        timestamp=to_datetime(created_at),
        is_read=seq <= read_by_others,
        seq=seq,
        client_id=unpack_client_id(client_id),
        edited_at=None if edited_at is None else to_datetime(edited_at),
        deleted=deleted_at is not None,
        reply_to=reply_to,
        quote=quotes.get(reply_to) if quotes else None,
        mentions=unpack_ids(named) if named else [],
    )


def load_quotes(connection: sa.Connection, ids: Iterable[MessageId]) -> dict[MessageId, Quote]:
    """The messages that others answer, by id."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = connection.execute(_QUOTE.where(messages.c.id.in_(wanted)))
    return {row[0]: _to_quote(row) for row in rows}


def find_quote(connection: sa.Connection, room_id: RoomId, message_id: MessageId) -> Quote | None:
    """A message of that room, to be answered."""
    statement = _QUOTE.where(messages.c.id == message_id, messages.c.room_id == room_id)
    row = connection.execute(statement).one_or_none()
    return None if row is None else _to_quote(row)


def _to_quote(row: Sequence[Any]) -> Quote:
    message_id, seq, user_id, username, content, deleted_at = row
    return Quote(
        id=message_id,
        seq=seq,
        user=user_id,
        user_username=username,
        content=content[:QUOTE_LENGTH],
        deleted=deleted_at is not None,
    )


def insert_messages(connection: sa.Connection, rows: Sequence[MessageRow]) -> None:
    """Store the messages of a batch."""
    _INSERT.execute(connection, rows)


def load_next_message_id(connection: sa.Connection) -> int:
    """The id that the next message takes."""
    return int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(messages.c.id), 0))) or 0) + 1


def find_sent(connection: sa.Connection, user_id: UserId, client_id: bytes) -> Sent | None:
    """The message that the user sent under that client id."""
    rows = _SENT.all(connection, user_id, client_id)
    return Sent(*rows[0]) if rows else None


def find_message(connection: sa.Connection, message_id: MessageId) -> Message | None:
    """The message of that id, in whatever room."""
    found = list_messages(connection, [message_id])
    return found[0] if found else None


def list_messages(connection: sa.Connection, ids: Sequence[MessageId]) -> list[Message]:
    """Messages by their ids, in no order; what doesn't exist is left out."""
    rows = connection.execute(MESSAGE.where(messages.c.id.in_(ids))).all()
    marks = {room_id: load_marks(connection, room_id) for room_id in {RoomId(row.room_id) for row in rows}}
    return to_messages(connection, rows, marks)


def list_newest(connection: sa.Connection, marks: Mapping[RoomId, Marks]) -> dict[RoomId, Message]:
    """The last message of each of those rooms that has one."""
    last = (
        sa.select(sa.func.max(messages.c.seq))
        .where(messages.c.room_id == rooms.c.id)
        .correlate(rooms)
        .scalar_subquery()
    )
    statement = MESSAGE.join(rooms, sa.and_(rooms.c.id == messages.c.room_id, messages.c.seq == last))
    found: dict[RoomId, Message] = {}
    ids = sorted(marks)
    for start in range(0, len(ids), 500):
        rows = connection.execute(statement.where(rooms.c.id.in_(ids[start : start + 500]))).all()
        found.update((message.room, message) for message in to_messages(connection, rows, marks))
    return found


def update_content(
    connection: sa.Connection, message_id: MessageId, content: str, named: Sequence[UserId], now: int
) -> None:
    """The message says something else."""
    connection.execute(
        sa.update(messages)
        .where(messages.c.id == message_id)
        .values(content=content, mentions=pack_ids(named), edited_at=now)
    )


def wipe_message(connection: sa.Connection, message_id: MessageId, now: int) -> None:
    """Leave nothing but the message's place, author and identity."""
    connection.execute(
        sa.update(messages)
        .where(messages.c.id == message_id)
        .values(content="", mentions=None, edited_at=None, deleted_at=now)
    )
