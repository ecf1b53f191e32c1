"""Sessions of devices: rows of `sessions`."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from backend.store.tables import sessions, users
from backend.store.users import USER_COLUMNS, inserted_id, to_user
from backend.wire.types import SessionId, User, UserId


class Session(msgspec.Struct, frozen=True):
    """An open session; `rotated_at` is when its present pair was made, in microseconds."""

    id: SessionId
    user: User
    generation: int
    rotated_at: int
    is_generation_used: bool


class SessionRow(NamedTuple):
    """A session as its owner sees it; times in microseconds."""

    id: SessionId
    device: str
    created_at: int
    seen_at: int


def insert_session(connection: sa.Connection, user: User, device: str, now: int) -> Session:
    """Open a session at generation 1."""
    statement = sa.insert(sessions).values(
        user_id=user.id,
        device=device,
        created_at=now,
        generation=1,
        rotated_at=now,
        is_generation_used=0,
        seen_at=now,
    )
    session_id = inserted_id(connection.execute(statement))
    return Session(SessionId(session_id), user, 1, now, is_generation_used=False)


def find_session(connection: sa.Connection, session_id: SessionId) -> Session | None:
    """The session, unless it ended."""
    row = connection.execute(
        sa.select(
            sessions.c.generation,
            sessions.c.rotated_at,
            sessions.c.is_generation_used,
            *USER_COLUMNS,
        )
        .join_from(sessions, users, sessions.c.user_id == users.c.id)
        .where(sessions.c.id == session_id, sessions.c.ended_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    return Session(session_id, to_user(row[3:]), row[0], row[1], is_generation_used=bool(row[2]))


def list_sessions(connection: sa.Connection, user_id: UserId, since: int) -> list[SessionRow]:
    """The user's open sessions, the newest first; those whose pair was made before `since` have expired."""
    statement = (
        sa.select(
            sessions.c.id,
            sessions.c.device,
            sessions.c.created_at,
            sa.func.coalesce(sessions.c.seen_at, sessions.c.rotated_at),
        )
        .where(sessions.c.user_id == user_id, sessions.c.ended_at.is_(None), sessions.c.rotated_at > since)
        .order_by(sessions.c.id.desc())
    )
    return [SessionRow(*row) for row in connection.execute(statement)]


def list_open(connection: sa.Connection, ids: Collection[SessionId]) -> set[SessionId]:
    """Which of these sessions haven't ended."""
    is_open = sessions.c.ended_at.is_(None)
    return {SessionId(found) for found in _find_among(connection, sessions.c.id, ids, is_open)}


def list_signed_in(connection: sa.Connection, ids: Collection[UserId]) -> set[UserId]:
    """Which of these users have a session that hasn't ended."""
    is_open = sessions.c.ended_at.is_(None)
    return {UserId(found) for found in _find_among(connection, sessions.c.user_id, ids, is_open)}


def _find_among(
    connection: sa.Connection, column: sa.Column[int], ids: Collection[int], is_wanted: sa.ColumnElement[bool]
) -> set[int]:
    wanted, found = list(ids), set[int]()
    for start in range(0, len(wanted), 500):
        statement = sa.select(column).where(column.in_(wanted[start : start + 500]), is_wanted)
        found.update(connection.scalars(statement))
    return found


def find_owner(connection: sa.Connection, session_id: SessionId) -> UserId | None:
    """Whose open session it is."""
    user_id = connection.scalar(
        sa.select(sessions.c.user_id).where(sessions.c.id == session_id, sessions.c.ended_at.is_(None))
    )
    return None if user_id is None else UserId(user_id)


def update_generation(connection: sa.Connection, session_id: SessionId, generation: int, now: int) -> None:
    """A new pair took the place of the old one."""
    connection.execute(
        sa.update(sessions)
        .where(sessions.c.id == session_id)
        .values(generation=generation, rotated_at=now, is_generation_used=0, seen_at=now)
    )


def update_generation_used(connection: sa.Connection, session_id: SessionId, generation: int) -> None:
    """The client holds the present pair: the one before it is dead."""
    connection.execute(
        sa.update(sessions)
        .where(sessions.c.id == session_id, sessions.c.generation == generation)
        .values(is_generation_used=1)
    )


def update_sessions_seen(connection: sa.Connection, seen: Mapping[SessionId, int]) -> None:
    """Store when sessions were last used."""
    connection.execute(
        sa.update(sessions)
        .where(sessions.c.id == sa.bindparam("session"))
        .values(seen_at=sa.bindparam("moment")),
        [{"session": session_id, "moment": moment} for session_id, moment in seen.items()],
    )


def end_session(connection: sa.Connection, session_id: SessionId, now: int) -> None:
    """End a session, for good; nobody needs to know the device's name any more."""
    connection.execute(sa.update(sessions).where(sessions.c.id == session_id).values(ended_at=now, device=""))
