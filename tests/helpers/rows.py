"""Rows for tests of the store: people, rooms and messages, put in by the store itself, with dull defaults."""

import uuid

from backend.store.engine import Connection
from backend.store.messages import MessageRow, digest_of, insert_messages, load_next_message_id
from backend.store.rooms import direct_key, find_room_row, insert_room, update_last_seqs
from backend.store.users import insert_user
from backend.wire.types import RoomId, User, UserId

LONG_AGO = 1_700_000_000_000_000


def add_user(
    connection: Connection, username: str, first_name: str = "", last_name: str = "", *, email: str = ""
) -> User:
    """An account; nobody knows its password."""
    return insert_user(
        connection,
        username=username,
        email=email,
        first_name=first_name,
        last_name=last_name,
        password_hash="-",
        avatar_key=uuid.uuid4().hex,
        now=LONG_AGO,
    )


def add_group(connection: Connection, *members: User, name: str = "Team") -> RoomId:
    """A group of these people; the first owns it."""
    roles = {user.id: "member" for user in members} | {members[0].id: "owner"}
    return insert_room(
        connection,
        name=name,
        description="",
        chat_type="group",
        key=None,
        members=roles,
        avatar_key=uuid.uuid4().hex,
        now=LONG_AGO,
    )


def add_direct(connection: Connection, first: User, second: User) -> RoomId:
    """The direct room of two."""
    return insert_room(
        connection,
        name="",
        description="",
        chat_type="direct",
        key=direct_key(first.id, second.id),
        members={first.id: "member", second.id: "member"},
        avatar_key=uuid.uuid4().hex,
        now=LONG_AGO,
    )


def say(connection: Connection, room_id: RoomId, author: User, *texts: str) -> list[MessageRow]:
    """The next messages of the room's log; nobody's mark moves."""
    room = find_room_row(connection, room_id)
    assert room is not None
    last = room.last_seq
    first_id = load_next_message_id(connection)
    rows = [
        MessageRow(
            first_id + number,
            room_id,
            last + 1 + number,
            author.id,
            uuid.uuid4().bytes,
            digest_of(room_id, text),
            text,
            LONG_AGO + last + 1 + number,
            None,
            None,
        )
        for number, text in enumerate(texts)
    ]
    insert_messages(connection, rows)
    update_last_seqs(connection, {room_id: last + len(texts)})
    return rows


def ids(users: list[User]) -> list[UserId]:
    """Who they are."""
    return [user.id for user in users]
