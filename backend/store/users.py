"""Accounts: rows of `users`."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from backend.store.pictures import avatar_path
from backend.store.tables import memberships, users
from backend.wire.folding import fold, username_key
from backend.wire.types import User, UserId

USER_COLUMNS = (users.c.id, users.c.username, users.c.email, users.c.first_name, users.c.last_name)
_PERSON = (*USER_COLUMNS, users.c.avatar_key, users.c.has_picture, users.c.seen_at)
_IS_HERE = sa.and_(users.c.deactivated_at.is_(None), users.c.deleted_at.is_(None))


class Person(msgspec.Struct, frozen=True):
    """An account with what presence and pictures need of it."""

    user: User
    avatar: str
    """The path of the picture, on this server."""
    seen_at: int | None


class Login(NamedTuple):
    """What decides whether somebody may come in."""

    user: User
    password_hash: str
    is_deactivated: bool


def inserted_id(result: sa.CursorResult[Any]) -> int:
    """The id that an insert gave to its row."""
    key = result.inserted_primary_key
    if key is None:
        raise LookupError("the statement inserted no row")
    return int(key[0])


def to_user(row: Sequence[Any]) -> User:
    """A row of the five columns that the wire shows: id, username, email, first and last name."""
    return User(id=UserId(row[0]), username=row[1], email=row[2], first_name=row[3], last_name=row[4])


def _to_person(row: Sequence[Any]) -> Person:
    return Person(to_user(row[:5]), avatar_path(row[5], has_picture=row[6]), row[7])


def search_key(username: str, first_name: str, last_name: str) -> str:
    """What `search_people` looks into."""
    return "\n".join(map(fold, (username, first_name, last_name)))


def insert_user(
    connection: sa.Connection,
    *,
    username: str,
    email: str,
    first_name: str,
    last_name: str,
    password_hash: str,
    avatar_key: str,
    now: int,
) -> User:
    """Store a new account."""
    statement = sa.insert(users).values(
        username=username,
        username_key=username_key(username),
        email=email,
        email_key=email.casefold(),
        first_name=first_name,
        last_name=last_name,
        search_key=search_key(username, first_name, last_name),
        password_hash=password_hash,
        avatar_key=avatar_key,
        joined_at=now,
        seen_at=now,
    )
    user_id = inserted_id(connection.execute(statement))
    return User(
        id=UserId(user_id), username=username, email=email, first_name=first_name, last_name=last_name
    )


def is_username_taken(connection: sa.Connection, username: str) -> bool:
    """Whether the username belongs to somebody."""
    return bool(
        connection.scalar(sa.select(sa.exists().where(users.c.username_key == username_key(username))))
    )


def is_email_taken(connection: sa.Connection, email: str) -> bool:
    """Whether the address belongs to somebody; none belongs to many."""
    if not email:
        return False
    return bool(connection.scalar(sa.select(sa.exists().where(users.c.email_key == email.casefold()))))


def find_login(connection: sa.Connection, username: str) -> Login | None:
    """The account of that name in any letter case, unless it was deleted."""
    return _find_login(connection, users.c.username_key == username_key(username))


def find_login_of(connection: sa.Connection, user_id: UserId) -> Login | None:
    """The account of that id, unless it was deleted."""
    return _find_login(connection, users.c.id == user_id)


def _find_login(connection: sa.Connection, is_it: sa.ColumnElement[bool]) -> Login | None:
    row = connection.execute(
        sa.select(*USER_COLUMNS, users.c.password_hash, users.c.deactivated_at).where(
            is_it, users.c.deleted_at.is_(None)
        )
    ).one_or_none()
    return None if row is None else Login(to_user(row[:5]), row[5], row[6] is not None)


def find_user(connection: sa.Connection, user_id: UserId) -> User | None:
    """The account of that id, also one that was deleted: its messages need an author."""
    row = connection.execute(sa.select(*USER_COLUMNS).where(users.c.id == user_id)).one_or_none()
    return None if row is None else to_user(row)


def find_active_user(connection: sa.Connection, user_id: UserId) -> User | None:
    """Somebody who can be written to anew: the account is neither deactivated nor deleted."""
    row = connection.execute(sa.select(*USER_COLUMNS).where(users.c.id == user_id, _IS_HERE)).one_or_none()
    return None if row is None else to_user(row)


def is_admin(connection: sa.Connection, user_id: UserId) -> bool:
    """Whether the account is an administrator's, and open."""
    is_one = sa.and_(users.c.id == user_id, users.c.is_admin == 1, _IS_HERE)
    return bool(connection.scalar(sa.select(sa.exists().where(is_one))))


def has_admin(connection: sa.Connection) -> bool:
    """Whether anybody administers this server, whose account is open."""
    return bool(connection.scalar(sa.select(sa.exists().where(users.c.is_admin == 1, _IS_HERE))))


def load_joined_at(connection: sa.Connection, user_id: UserId) -> int:
    """When the account was made."""
    return int(connection.execute(sa.select(users.c.joined_at).where(users.c.id == user_id)).scalar_one())


def load_avatar_key(connection: sa.Connection, user_id: UserId) -> str:
    """What the account's picture is found by."""
    return str(connection.execute(sa.select(users.c.avatar_key).where(users.c.id == user_id)).scalar_one())


def load_people(connection: sa.Connection, ids: Collection[UserId]) -> list[Person]:
    """The people of those ids, by id."""
    people: list[Person] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        people += map(
            _to_person,
            connection.execute(sa.select(*_PERSON).where(users.c.id.in_(chunk)).order_by(users.c.id)),
        )
    return people


def list_people(connection: sa.Connection, but: UserId, limit: int | None, offset: int) -> list[Person]:
    """Everybody but one, by name."""
    statement = sa.select(*_PERSON).where(users.c.id != but, _IS_HERE).order_by(users.c.username_key)
    return [_to_person(row) for row in connection.execute(statement.limit(limit).offset(offset))]


def search_people(connection: sa.Connection, needle: str, but: UserId, limit: int) -> list[Person]:
    """People whose names contain the folded `needle`; those whose username begins with it first."""
    statement = (
        sa.select(*_PERSON)
        .where(users.c.id != but, _IS_HERE, sa.func.instr(users.c.search_key, needle) > 0)
        .order_by(sa.func.instr(users.c.search_key, needle) != 1, users.c.username_key)
        .limit(limit)
    )
    return [_to_person(row) for row in connection.execute(statement)]


def list_neighbours(connection: sa.Connection, user_id: UserId) -> list[UserId]:
    """Everybody who shares a room with the user."""
    mine, theirs = memberships.alias("mine"), memberships.alias("theirs")
    statement = (
        sa.select(theirs.c.user_id)
        .distinct()
        .join_from(mine, theirs, mine.c.room_id == theirs.c.room_id)
        .where(mine.c.user_id == user_id, theirs.c.user_id != user_id)
    )
    return [UserId(value) for value in connection.scalars(statement)]


def update_profile(connection: sa.Connection, user: User) -> None:
    """The account has other names or another address."""
    connection.execute(
        sa.update(users)
        .where(users.c.id == user.id)
        .values(
            first_name=user.first_name,
            last_name=user.last_name,
            email=user.email,
            email_key=user.email.casefold(),
            search_key=search_key(user.username, user.first_name, user.last_name),
        )
    )


def update_password_hash(connection: sa.Connection, user_id: UserId, password_hash: str) -> None:
    """The account has another password."""
    connection.execute(sa.update(users).where(users.c.id == user_id).values(password_hash=password_hash))


def update_deactivated(connection: sa.Connection, user_id: UserId, deactivated_at: int | None) -> None:
    """The account is closed from that moment on, or (None) open again."""
    connection.execute(sa.update(users).where(users.c.id == user_id).values(deactivated_at=deactivated_at))


def update_admin(connection: sa.Connection, user_id: UserId) -> None:
    """The account is an administrator's."""
    connection.execute(sa.update(users).where(users.c.id == user_id).values(is_admin=1))


def erase_user(connection: sa.Connection, user_id: UserId, username: str, avatar_key: str, now: int) -> User:
    """Of the account remains what its messages need: an id, under a neutral name."""
    erased = User(id=user_id, username=username, email="", first_name="", last_name="")
    connection.execute(
        sa.update(users)
        .where(users.c.id == user_id)
        .values(
            username=username,
            username_key=username_key(username),
            email="",
            email_key="",
            first_name="",
            last_name="",
            search_key="",
            password_hash="",
            avatar_key=avatar_key,
            has_picture=0,
            is_admin=0,
            deleted_at=now,
        )
    )
    return erased


def update_seen(connection: sa.Connection, seen: dict[UserId, int]) -> None:
    """Store when people were last seen."""
    connection.execute(
        sa.update(users).where(users.c.id == sa.bindparam("user")).values(seen_at=sa.bindparam("moment")),
        [{"user": user_id, "moment": moment} for user_id, moment in seen.items()],
    )
