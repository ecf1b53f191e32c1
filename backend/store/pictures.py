"""The pictures of people and groups: rows of `pictures`, and the paths that they are served at."""

import sqlalchemy as sa

from backend.store.tables import pictures

AVATAR_PATH = "/avatars/{key}.{kind}"
"""Unguessable, and another one with each new picture: it needs no token and may be cached."""


def avatar_path(key: str, *, has_picture: object) -> str:
    """Where the picture of that key lies: an uploaded one (WebP), or the generated one (SVG)."""
    return AVATAR_PATH.format(key=key, kind="webp" if has_picture else "svg")


def insert_pictures(connection: sa.Connection, key: str, by_size: dict[int, bytes]) -> None:
    """Store a new picture in its sizes."""
    rows = [{"key": key, "size": size, "body": body} for size, body in by_size.items()]
    connection.execute(sa.insert(pictures), rows)


def delete_pictures(connection: sa.Connection, key: str) -> None:
    """Remove a picture in all its sizes."""
    connection.execute(sa.delete(pictures).where(pictures.c.key == key))


def find_picture(connection: sa.Connection, key: str, size: int) -> bytes | None:
    """The picture in the smallest stored size of at least `size` pixels, else in the largest one."""
    statement = (
        sa.select(pictures.c.body)
        .where(pictures.c.key == key)
        .order_by(pictures.c.size < size, sa.func.abs(pictures.c.size - size))
        .limit(1)
    )
    return connection.scalar(statement)
