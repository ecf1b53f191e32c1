"""Codes that replace a forgotten password: rows of `reset_codes`, at most one of each account."""

from typing import NamedTuple

import sqlalchemy as sa

from backend.store.tables import reset_codes
from backend.wire.types import UserId


class StoredCode(NamedTuple):
    """What is kept of a code; the moment in microseconds."""

    digest: bytes
    expires_at: int


def save_code(connection: sa.Connection, user_id: UserId, digest: bytes, expires_at: int) -> None:
    """Store an account's code, in the place of an earlier one."""
    delete_code(connection, user_id)
    connection.execute(sa.insert(reset_codes).values(user_id=user_id, digest=digest, expires_at=expires_at))


def find_code(connection: sa.Connection, user_id: UserId) -> StoredCode | None:
    """The account's code, also one that has expired."""
    row = connection.execute(
        sa.select(reset_codes.c.digest, reset_codes.c.expires_at).where(reset_codes.c.user_id == user_id)
    ).one_or_none()
    return None if row is None else StoredCode(row[0], row[1])


def delete_code(connection: sa.Connection, user_id: UserId) -> None:
    """The account's code, if it has one, is of no use any more."""
    connection.execute(sa.delete(reset_codes).where(reset_codes.c.user_id == user_id))
