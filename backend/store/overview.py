"""What an operator looks at: all accounts, all rooms."""

from datetime import datetime

import msgspec
import sqlalchemy as sa

from backend.store.clock import to_datetime
from backend.store.tables import memberships, messages, rooms, users
from backend.wire.types import ChatType, RoomId, UserId

COUNTED_MOST = 20_000
"""So that a look costs a few milliseconds, whatever was written."""


class AccountLine(msgspec.Struct, frozen=True, kw_only=True):
    """An account."""

    id: UserId
    username: str
    first_name: str
    last_name: str
    email: str
    is_admin: bool
    is_active: bool
    joined_at: datetime
    last_seen: datetime | None


class RoomLine(msgspec.Struct, frozen=True, kw_only=True):
    """A room; `entries` is how long its log is. A direct room is called after its people."""

    id: RoomId
    chat_type: ChatType
    name: str
    is_public: bool
    members: int
    entries: int
    created_at: datetime


def list_accounts(connection: sa.Connection) -> list[AccountLine]:
    """All that weren't deleted, by name."""
    statement = sa.select(users).where(users.c.deleted_at.is_(None)).order_by(users.c.username_key)
    return [
        AccountLine(
            id=row.id,
            username=row.username,
            first_name=row.first_name,
            last_name=row.last_name,
            email=row.email,
            is_admin=bool(row.is_admin),
            is_active=row.deactivated_at is None,
            joined_at=to_datetime(row.joined_at),
            last_seen=None if row.seen_at is None else to_datetime(row.seen_at),
        )
        for row in connection.execute(statement)
    ]


def count_accounts(connection: sa.Connection) -> int:
    """How many people have an account that they can use."""
    usable = sa.select(sa.func.count()).where(users.c.deleted_at.is_(None), users.c.deactivated_at.is_(None))
    return int(connection.execute(usable).scalar_one())


def count_messages_since(connection: sa.Connection, moment: int) -> int:
    """How many messages were written since then; of many the newest are counted."""
    newest = sa.select(messages.c.created_at).order_by(messages.c.id.desc()).limit(COUNTED_MOST).subquery()
    found = sa.select(sa.func.count()).select_from(newest).where(newest.c.created_at >= moment)
    return int(connection.execute(found).scalar_one())


def list_all_rooms(connection: sa.Connection) -> list[RoomLine]:
    """All that weren't closed, by id."""
    names = _list_members(connection)
    statement = sa.select(rooms).where(rooms.c.closed_at.is_(None)).order_by(rooms.c.id)
    return [
        RoomLine(
            id=row.id,
            chat_type=row.chat_type,
            name=", ".join(names.get(row.id, [])) if row.chat_type == "direct" else row.name,
            is_public=bool(row.is_public),
            members=len(names.get(row.id, [])),
            entries=row.last_seq,
            created_at=to_datetime(row.created_at),
        )
        for row in connection.execute(statement)
    ]


def _list_members(connection: sa.Connection) -> dict[RoomId, list[str]]:
    found: dict[RoomId, list[str]] = {}
    statement = sa.select(memberships.c.room_id, users.c.username).join_from(memberships, users)
    for room_id, username in connection.execute(statement.order_by(memberships.c.joined_at, users.c.id)):
        found.setdefault(room_id, []).append(username)
    return found
