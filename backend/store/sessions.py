"""Sessions of devices: rows of `sessions`."""

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


def insert_session(connection: sa.Connection, user: User, device: str, now: int) -> Session:
    """Open a session at generation 1."""
    statement = sa.insert(sessions).values(
        user_id=user.id, device=device, created_at=now, generation=1, rotated_at=now, is_generation_used=0
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


def update_generation(connection: sa.Connection, session_id: SessionId, generation: int, now: int) -> None:
    """A new pair took the place of the old one."""
    connection.execute(
        sa.update(sessions)
        .where(sessions.c.id == session_id)
        .values(generation=generation, rotated_at=now, is_generation_used=0)
    )


def update_generation_used(connection: sa.Connection, session_id: SessionId, generation: int) -> None:
    """The client holds the present pair: the one before it is dead."""
    connection.execute(
        sa.update(sessions)
        .where(sessions.c.id == session_id, sessions.c.generation == generation)
        .values(is_generation_used=1)
    )


def end_session(connection: sa.Connection, session_id: SessionId, now: int) -> UserId | None:
    """End a session; its user, or None where it had ended before."""
    user_id = connection.scalar(
        sa.select(sessions.c.user_id).where(sessions.c.id == session_id, sessions.c.ended_at.is_(None))
    )
    if user_id is None:
        return None
    connection.execute(sa.update(sessions).where(sessions.c.id == session_id).values(ended_at=now))
    return UserId(user_id)
