"""How much is unread: counted from the log, so that it is always true; and who is named where."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from backend.store.bulk import Bulk, Query
from backend.store.tables import memberships, mentions, messages
from backend.wire.types import RoomId, UserId

_FLOOR = sa.case(
    (memberships.c.unread_from <= memberships.c.read_seq, memberships.c.unread_from - 1),
    else_=memberships.c.read_seq,
)
"""What lies above it is unread."""

_INSERT_MENTION = Bulk(sa.insert(mentions), ("user_id", "room_id", "seq"))


class Unread(NamedTuple):
    """Messages of others, and how many of them name the reader."""

    messages: int = 0
    mentions: int = 0


NONE = Unread()


_COUNT_MESSAGES = Query(
    sa.select(sa.func.count()).where(
        messages.c.room_id == sa.bindparam("room"),
        messages.c.seq > sa.bindparam("floor"),
        messages.c.user_id != sa.bindparam("user"),
        messages.c.deleted_at.is_(None),
    ),
    ("room", "floor", "user"),
)
_COUNT_MENTIONS = Query(
    sa.select(sa.func.count()).where(
        mentions.c.user_id == sa.bindparam("user"),
        mentions.c.room_id == sa.bindparam("room"),
        mentions.c.seq > sa.bindparam("floor"),
    ),
    ("user", "room", "floor"),
)


def count_unread(connection: sa.Connection, room_id: RoomId, user_id: UserId, floor: int) -> Unread:
    """What stands above `floor`, neither the reader's own nor deleted."""
    ((of_others,),) = _COUNT_MESSAGES.all(connection, room_id, floor, user_id)
    if not of_others:
        return NONE
    ((naming,),) = _COUNT_MENTIONS.all(connection, user_id, room_id, floor)
    return Unread(of_others, naming)


def count_all_unread(connection: sa.Connection, user_id: UserId) -> dict[RoomId, Unread]:
    """The same for every room of the user that has any."""
    of_others = (
        sa.select(messages.c.room_id, sa.func.count())
        .join_from(memberships, messages, memberships.c.room_id == messages.c.room_id)
        .where(
            memberships.c.user_id == user_id,
            messages.c.seq > _FLOOR,
            messages.c.user_id != user_id,
            messages.c.deleted_at.is_(None),
        )
        .group_by(messages.c.room_id)
    )
    naming = (
        sa.select(mentions.c.room_id, sa.func.count())
        .join_from(
            memberships,
            mentions,
            sa.and_(memberships.c.room_id == mentions.c.room_id, memberships.c.user_id == mentions.c.user_id),
        )
        .where(mentions.c.user_id == user_id, mentions.c.seq > _FLOOR)
        .group_by(mentions.c.room_id)
    )
    named: dict[RoomId, int] = {room_id: count for room_id, count in connection.execute(naming)}  # noqa: C416  rows, not pairs, to dict()
    return {
        RoomId(room_id): Unread(count, named.get(room_id, 0))
        for room_id, count in connection.execute(of_others)
    }


def insert_mentions(connection: sa.Connection, rows: Sequence[tuple[UserId, RoomId, int]]) -> None:
    """Remember who is named: user, room, place."""
    _INSERT_MENTION.execute(connection, rows)


def delete_mentions(connection: sa.Connection, room_id: RoomId, seq: int, named: Iterable[UserId]) -> None:
    """The message no longer names these."""
    connection.execute(
        sa.delete(mentions).where(
            mentions.c.user_id.in_(list(named)), mentions.c.room_id == room_id, mentions.c.seq == seq
        )
    )


def update_unread_from(
    connection: sa.Connection, room_id: RoomId, user_id: UserId, unread_from: int | None
) -> None:
    """The member wants the room to be unread from there, or no longer."""
    connection.execute(
        sa.update(memberships)
        .where(memberships.c.room_id == room_id, memberships.c.user_id == user_id)
        .values(unread_from=unread_from)
    )
