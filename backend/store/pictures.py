"""The pictures of people and groups: rows of `pictures`, and the paths that they are served at."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

import sqlalchemy as sa

from backend.store.tables import pictures, rooms, users

AVATAR_PATH = "/avatars/{key}.{kind}"
"""Unguessable, and another one with each new picture: it needs no token and may be cached."""

OwnerKind = Literal["user", "room"]
_OWNERS = {"user": users, "room": rooms}


class Owner(NamedTuple):
    """Whose picture it is: a person's or a group's id and name."""

    id: int
    name: str


def avatar_path(key: str, *, has_picture: object) -> str:
    """Where the picture of that key lies: an uploaded one (WebP), or the generated one (SVG)."""
    return AVATAR_PATH.format(key=key, kind="webp" if has_picture else "svg")


def has_picture(connection: sa.Connection, kind: OwnerKind, owner_id: int) -> bool:
    """Whether somebody uploaded one."""
    owners = _OWNERS[kind]
    return bool(connection.scalar(sa.select(owners.c.has_picture).where(owners.c.id == owner_id)))


def replace_picture(
    connection: sa.Connection, kind: OwnerKind, owner_id: int, key: str, by_size: Mapping[int, bytes]
) -> None:
    """Another picture under another key, or the generated one where `by_size` is empty; the old one goes."""
    owners = _OWNERS[kind]
    old = connection.execute(sa.select(owners.c.avatar_key).where(owners.c.id == owner_id)).scalar_one()
    delete_pictures(connection, old)
    if by_size:
        rows = [{"key": key, "size": size, "body": body} for size, body in by_size.items()]
        connection.execute(sa.insert(pictures), rows)
    connection.execute(
        sa.update(owners).where(owners.c.id == owner_id).values(avatar_key=key, has_picture=bool(by_size))
    )


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


def find_owner(connection: sa.Connection, key: str) -> Owner | None:
    """Whose picture lies at that key; a room that is closed has none."""
    person = connection.execute(
        sa.select(users.c.id, users.c.username, users.c.first_name, users.c.last_name).where(
            users.c.avatar_key == key
        )
    ).one_or_none()
    if person is not None:
        return Owner(person.id, f"{person.first_name} {person.last_name}".strip() or person.username)
    room = connection.execute(
        sa.select(rooms.c.id, rooms.c.name).where(rooms.c.avatar_key == key, rooms.c.closed_at.is_(None))
    ).one_or_none()
    return None if room is None else Owner(*room)
