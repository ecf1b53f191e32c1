"""Groups: what they are called, who may come in, who follows an owner, how they end. Rows of `rooms`."""

from typing import NamedTuple

import sqlalchemy as sa

from backend.store.clock import to_datetime
from backend.store.messages import list_messages
from backend.store.pictures import avatar_path, delete_pictures
from backend.store.search import reindex
from backend.store.tables import departures, memberships, messages, rooms, users
from backend.store.unread import delete_mentions
from backend.wire.answers import PublicRoom
from backend.wire.folding import fold
from backend.wire.types import MessageId, RoomId, UserId

WIPED_AT_ONCE = 100
"""Places of a deleted group's log that are wiped in one go: some ten milliseconds of the writer."""


class GroupRow(NamedTuple):
    """What an owner or an admin may change of a group."""

    name: str
    description: str
    is_public: bool


def load_group(connection: sa.Connection, room_id: RoomId) -> GroupRow:
    """What the group is called, and whether it is open to all."""
    row = connection.execute(
        sa.select(rooms.c.name, rooms.c.description, rooms.c.is_public).where(rooms.c.id == room_id)
    ).one()
    return GroupRow(row.name, row.description, bool(row.is_public))


def update_group(connection: sa.Connection, room_id: RoomId, group: GroupRow) -> None:
    """The group is another."""
    connection.execute(sa.update(rooms).where(rooms.c.id == room_id).values(**group._asdict()))


def list_public(
    connection: sa.Connection, viewer: UserId, needle: str, limit: int, offset: int
) -> list[PublicRoom]:
    """Groups that everybody may join whose names contain the folded `needle`, by name."""
    found = connection.execute(
        sa.select(rooms.c.id, rooms.c.name).where(rooms.c.is_public == 1, rooms.c.closed_at.is_(None))
    )
    by_name = sorted((fold(name), room_id) for room_id, name in found)
    page = [room_id for name, room_id in by_name if needle in name][offset : offset + limit]
    is_mine = sa.func.max(memberships.c.user_id == viewer)
    rows = connection.execute(
        sa.select(rooms, sa.func.count().label("size"), is_mine.label("is_mine"))
        .join_from(rooms, memberships, memberships.c.room_id == rooms.c.id)
        .where(rooms.c.id.in_(page))
        .group_by(rooms.c.id)
    )
    groups = {
        row.id: PublicRoom(
            id=RoomId(row.id),
            name=row.name,
            description=row.description,
            avatar=avatar_path(row.avatar_key, has_picture=row.has_picture),
            created_at=to_datetime(row.created_at),
            participants_count=row.size,
            is_member=bool(row.is_mine),
        )
        for row in rows
    }
    return [groups[room_id] for room_id in page]


def find_heir(connection: sa.Connection, room_id: RoomId, owner: UserId) -> UserId | None:
    """Who owns the group when its owner goes: the longest-standing admin, else member.

    One whose account is deactivated comes last: a group needs somebody who can come in.
    """
    heir = connection.scalar(
        sa.select(memberships.c.user_id)
        .join_from(memberships, users, memberships.c.user_id == users.c.id)
        .where(memberships.c.room_id == room_id, memberships.c.user_id != owner)
        .order_by(
            users.c.deactivated_at.is_not(None),
            memberships.c.role != "admin",
            memberships.c.joined_at,
            users.c.id,
        )
        .limit(1)
    )
    return None if heir is None else UserId(heir)


def close_group(connection: sa.Connection, room_id: RoomId, now: int) -> None:
    """Nobody is in it any more: what was said stays, and nobody finds it."""
    connection.execute(sa.update(rooms).where(rooms.c.id == room_id).values(closed_at=now))


def delete_group(connection: sa.Connection, room_id: RoomId, now: int) -> None:
    """Nobody is in it, and nothing of it stays: names and picture go now, messages by `wipe_deleted`."""
    key = connection.execute(sa.select(rooms.c.avatar_key).where(rooms.c.id == room_id)).scalar_one()
    delete_pictures(connection, key)
    for table in (memberships, departures):
        connection.execute(sa.delete(table).where(table.c.room_id == room_id))
    connection.execute(
        sa.update(rooms)
        .where(rooms.c.id == room_id)
        .values(
            name="",
            description="",
            is_public=False,
            has_picture=False,
            closed_at=now,
            wipe_seq=sa.func.nullif(rooms.c.last_seq, 0),
        )
    )


def find_unwiped(connection: sa.Connection) -> tuple[RoomId, int] | None:
    """A deleted group whose messages still stand, up to that place of its log."""
    row = connection.execute(
        sa.select(rooms.c.id, rooms.c.wipe_seq).where(rooms.c.wipe_seq.is_not(None)).limit(1)
    ).one_or_none()
    return None if row is None else (RoomId(row.id), row.wipe_seq)


def wipe_deleted(connection: sa.Connection, room_id: RoomId, upto: int, now: int) -> None:
    """Empty the last messages up to a place of a deleted group's log, as if each had been deleted."""
    floor = max(0, upto - WIPED_AT_ONCE)
    here = sa.and_(
        messages.c.room_id == room_id,
        messages.c.seq > floor,
        messages.c.seq <= upto,
        messages.c.deleted_at.is_(None),
    )
    ids = [MessageId(value) for value in connection.scalars(sa.select(messages.c.id).where(here))]
    for message in list_messages(connection, ids):
        reindex(connection, message, "")
        if message.mentions:
            delete_mentions(connection, room_id, message.seq, message.mentions)
    connection.execute(
        sa.update(messages).where(here).values(content="", mentions=None, edited_at=None, deleted_at=now)
    )
    connection.execute(sa.update(rooms).where(rooms.c.id == room_id).values(wipe_seq=floor or None))
