"""Messages by pages: of a room from either side or around a place, of all rooms of a person."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from backend.store.bulk import Query
from backend.store.clock import to_us
from backend.store.marks import Marks, load_marks
from backend.store.messages import MESSAGE, to_messages
from backend.store.tables import memberships, messages
from backend.wire.types import Message, RoomId, UserId

BEYOND_EVERY_LOG = 2**62

_OF_ROOM = (
    MESSAGE.where(messages.c.room_id == sa.bindparam("room"))
    .limit(sa.bindparam("limit"))
    .offset(sa.literal_column("0"))  # or the dialect would add a parameter of its own
)
_BEFORE = Query(
    _OF_ROOM.where(messages.c.seq < sa.bindparam("seq")).order_by(messages.c.seq.desc()),
    ("room", "seq", "limit"),
)
_AFTER = Query(
    _OF_ROOM.where(messages.c.seq > sa.bindparam("seq")).order_by(messages.c.seq), ("room", "seq", "limit")
)


class Place(NamedTuple):
    """Which page of a room is meant: one of these, or the newest one."""

    before_seq: int | None = None
    after_seq: int | None = None
    around_seq: int | None = None
    at: datetime | None = None


NEWEST = Place()


def list_page(
    connection: sa.Connection, room_id: RoomId, marks: Marks, limit: int, place: Place = NEWEST
) -> tuple[list[Message], bool]:
    """The page at that place, oldest first, and whether there are older ones (after a place: newer ones)."""
    if place.after_seq is not None:
        return _list_after(connection, room_id, marks, limit, place.after_seq)
    around_seq = place.around_seq if place.at is None else _find_seq_at(connection, room_id, place.at)
    if around_seq is None:
        return _list_before(connection, room_id, marks, limit, place.before_seq)
    newer, _ = _list_after(connection, room_id, marks, limit - limit // 2, around_seq - 1)
    older, has_more = _list_before(connection, room_id, marks, limit - len(newer), around_seq)
    return older + newer, has_more


def _list_before(
    connection: sa.Connection, room_id: RoomId, marks: Marks, limit: int, before_seq: int | None
) -> tuple[list[Message], bool]:
    bound = BEYOND_EVERY_LOG if before_seq is None else before_seq
    rows = _BEFORE.all(connection, room_id, bound, limit + 1)
    return to_messages(connection, rows[:limit][::-1], {room_id: marks}), len(rows) > limit


def _list_after(
    connection: sa.Connection, room_id: RoomId, marks: Marks, limit: int, after_seq: int
) -> tuple[list[Message], bool]:
    rows = _AFTER.all(connection, room_id, after_seq, limit + 1)
    return to_messages(connection, rows[:limit], {room_id: marks}), len(rows) > limit


def _find_seq_at(connection: sa.Connection, room_id: RoomId, moment: datetime) -> int:
    """The place of the first message at that moment or later, or one beyond all messages.

    Times rise with the places, so that the search halves the log: a long room needs no index of times.
    """
    is_here = messages.c.room_id == room_id
    newest: int = connection.scalar(sa.select(sa.func.max(messages.c.seq)).where(is_here)) or 0
    low, high = 1, newest + 1
    while low < high:
        middle = (low + high) // 2
        seq, created_at = connection.execute(
            sa.select(messages.c.seq, messages.c.created_at)
            .where(is_here, messages.c.seq >= middle)
            .order_by(messages.c.seq)
            .limit(1)
        ).one()
        if created_at >= to_us(moment):
            high = middle
        else:
            low = seq + 1
    return low


def list_everywhere(
    connection: sa.Connection, user_id: UserId, limit: int, before_id: int | None = None
) -> tuple[list[Message], bool]:
    """The newest messages over all the user's rooms, oldest first, and whether older ones exist."""
    mine = sa.select(memberships.c.room_id).where(memberships.c.user_id == user_id)
    statement = MESSAGE.where(messages.c.room_id.in_(mine))
    if before_id is not None:
        statement = statement.where(messages.c.id < before_id)
    rows = connection.execute(statement.order_by(messages.c.id.desc()).limit(limit + 1)).all()
    marks = {room_id: load_marks(connection, room_id) for room_id in {RoomId(row.room_id) for row in rows}}
    page = rows[:limit][::-1]
    return to_messages(connection, page, marks), len(rows) > limit
