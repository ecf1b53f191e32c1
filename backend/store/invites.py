"""Invites: rows of `invites`."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from backend.store.tables import invites, users
from backend.store.users import USER_COLUMNS, inserted_id, to_user
from backend.wire.types import InviteId, User, UserId


class InviteRow(msgspec.Struct, frozen=True, kw_only=True):
    """An invite, whatever became of it; times in microseconds."""

    id: InviteId
    created_at: int
    expires_at: int
    uses: int
    used: int
    makes_admin: bool
    is_revoked: bool
    created_by: User | None
    """None: made at the server itself, or by somebody whose account is gone."""


_COLUMNS = (
    invites.c.id,
    invites.c.created_at,
    invites.c.expires_at,
    invites.c.uses,
    invites.c.used,
    invites.c.makes_admin,
    invites.c.revoked_at,
)
_WITH_CREATOR = sa.select(*_COLUMNS, *USER_COLUMNS).join_from(
    invites, users, sa.and_(invites.c.created_by == users.c.id, users.c.deleted_at.is_(None)), isouter=True
)


def _to_row(row: Sequence[Any]) -> InviteRow:
    return InviteRow(
        id=InviteId(row[0]),
        created_at=row[1],
        expires_at=row[2],
        uses=row[3],
        used=row[4],
        makes_admin=bool(row[5]),
        is_revoked=row[6] is not None,
        created_by=None if row[7] is None else to_user(row[7:]),
    )


def insert_invite(
    connection: sa.Connection,
    *,
    created_by: UserId | None,
    expires_at: int,
    uses: int,
    makes_admin: bool,
    now: int,
) -> InviteId:
    """Store a new invite."""
    statement = sa.insert(invites).values(
        created_at=now,
        created_by=created_by,
        expires_at=expires_at,
        uses=uses,
        used=0,
        makes_admin=int(makes_admin),
    )
    return InviteId(inserted_id(connection.execute(statement)))


def load_invite(connection: sa.Connection, invite_id: InviteId) -> InviteRow:
    """An invite that is known to exist."""
    invite = find_invite(connection, invite_id)
    if invite is None:
        raise LookupError(f"there is no invite {invite_id}")
    return invite


def find_invite(connection: sa.Connection, invite_id: InviteId) -> InviteRow | None:
    """The invite of that id, also one that can't be used any more."""
    row = connection.execute(_WITH_CREATOR.where(invites.c.id == invite_id)).one_or_none()
    return None if row is None else _to_row(row)


def _is_usable(now: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        invites.c.revoked_at.is_(None), invites.c.expires_at > now, invites.c.used < invites.c.uses
    )


def list_usable(connection: sa.Connection, now: int) -> list[InviteRow]:
    """The invites that can be used at that moment, the newest first."""
    statement = _WITH_CREATOR.where(_is_usable(now)).order_by(invites.c.id.desc())
    return [_to_row(row) for row in connection.execute(statement)]


def count_use(connection: sa.Connection, invite_id: InviteId) -> None:
    """One more account was made by it."""
    connection.execute(sa.update(invites).where(invites.c.id == invite_id).values(used=invites.c.used + 1))


def revoke_invite(connection: sa.Connection, invite_id: InviteId, now: int) -> None:
    """Nobody can use it any more."""
    connection.execute(sa.update(invites).where(invites.c.id == invite_id).values(revoked_at=now))


def revoke_invites_of(connection: sa.Connection, user_id: UserId, now: int) -> None:
    """Nobody can use what that person handed out any more."""
    connection.execute(
        sa.update(invites).where(invites.c.created_by == user_id, _is_usable(now)).values(revoked_at=now)
    )
