"""Rooms and who is in them: rows of `rooms` and `memberships`."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from backend.store.bulk import Bulk
from backend.store.clock import to_datetime
from backend.store.marks import Marks
from backend.store.messages import list_newest
from backend.store.pictures import avatar_path
from backend.store.tables import departures, memberships, rooms, users
from backend.store.unread import NONE, Unread, count_all_unread, count_unread
from backend.store.users import USER_COLUMNS, inserted_id, to_user
from backend.wire.types import (
    ChatType,
    Contact,
    Member,
    Message,
    Preferences,
    ReadMark,
    Role,
    Room,
    RoomId,
    Seq,
    User,
    UserId,
)

_RAISE_SEQ = Bulk(
    sa.update(rooms).where(rooms.c.id == sa.bindparam("room")).values(last_seq=sa.bindparam("seq")),
    ("seq", "room"),
)
_RAISE_MARK = Bulk(
    sa.update(memberships)
    .where(memberships.c.room_id == sa.bindparam("room"), memberships.c.user_id == sa.bindparam("user"))
    .values(read_seq=sa.bindparam("seq")),
    ("seq", "room", "user"),
)


class RoomRow(NamedTuple):
    """What the writer remembers of a room."""

    id: RoomId
    chat_type: ChatType
    last_seq: int
    read_floor: int


class MemberRow(NamedTuple):
    """What the writer remembers of a member."""

    user: User
    role: Role
    read_seq: int
    unread_from: int | None


class _Membership(NamedTuple):
    """Somebody's place in a room, as its view shows it."""

    user_id: UserId
    role: Role
    read_seq: Seq


class _Member(NamedTuple):
    """Somebody, in whatever rooms."""

    user: User
    avatar: str


def direct_key(first: UserId, second: UserId) -> str:
    """What the direct room of two people is known by, whoever asks."""
    return f"{min(first, second)}:{max(first, second)}"


def insert_room(
    connection: sa.Connection,
    *,
    name: str,
    description: str,
    chat_type: str,
    key: str | None,
    members: Mapping[UserId, str],
    avatar_key: str,
    is_public: bool = False,
    now: int,
) -> RoomId:
    """Store a new room with its members and their roles."""
    statement = sa.insert(rooms).values(
        name=name,
        description=description,
        chat_type=chat_type,
        direct_key=key,
        created_at=now,
        last_seq=0,
        avatar_key=avatar_key,
        is_public=is_public,
    )
    room_id = inserted_id(connection.execute(statement))
    connection.execute(
        sa.insert(memberships),
        [
            {"room_id": room_id, "user_id": user_id, "role": role, "joined_at": now, "read_seq": 0}
            for user_id, role in members.items()
        ],
    )
    return RoomId(room_id)


def find_direct_room(connection: sa.Connection, first: UserId, second: UserId) -> RoomId | None:
    """The direct room of two people."""
    found = connection.scalar(sa.select(rooms.c.id).where(rooms.c.direct_key == direct_key(first, second)))
    return None if found is None else RoomId(found)


def find_room_row(connection: sa.Connection, room_id: RoomId) -> RoomRow | None:
    """The room, unless it is closed."""
    row = connection.execute(
        sa.select(rooms.c.id, rooms.c.chat_type, rooms.c.last_seq, rooms.c.read_floor).where(
            rooms.c.id == room_id, rooms.c.closed_at.is_(None)
        )
    ).one_or_none()
    return None if row is None else RoomRow(*row)


def load_member_rows(connection: sa.Connection, room_id: RoomId) -> list[MemberRow]:
    """Who is in the room, the longest-standing first."""
    statement = (
        sa.select(*USER_COLUMNS, memberships.c.role, memberships.c.read_seq, memberships.c.unread_from)
        .join_from(memberships, users, memberships.c.user_id == users.c.id)
        .where(memberships.c.room_id == room_id)
        .order_by(memberships.c.joined_at, users.c.id)
    )
    return [MemberRow(to_user(row[:5]), *row[5:]) for row in connection.execute(statement)]


def insert_member(
    connection: sa.Connection, room_id: RoomId, user_id: UserId, role: Role, seq: int, now: int
) -> None:
    """Somebody came, and has read up to the entry that says so."""
    connection.execute(
        sa.insert(memberships).values(
            room_id=room_id, user_id=user_id, role=role, joined_at=now, read_seq=seq
        )
    )
    connection.execute(
        sa.delete(departures).where(departures.c.room_id == room_id, departures.c.user_id == user_id)
    )


def delete_member(
    connection: sa.Connection, room_id: RoomId, user_id: UserId, seq: int, read_floor: int
) -> None:
    """Somebody went, and may read the log up to the entry that says so."""
    connection.execute(
        sa.delete(memberships).where(memberships.c.room_id == room_id, memberships.c.user_id == user_id)
    )
    connection.execute(sa.insert(departures).values(room_id=room_id, user_id=user_id, seq=seq))
    connection.execute(sa.update(rooms).where(rooms.c.id == room_id).values(read_floor=read_floor))


def update_role(connection: sa.Connection, room_id: RoomId, user_id: UserId, role: Role) -> None:
    """The member has another role."""
    connection.execute(
        sa.update(memberships)
        .where(memberships.c.room_id == room_id, memberships.c.user_id == user_id)
        .values(role=role)
    )


def to_role(text: str) -> Role:
    """A role as it stands in the database."""
    if text == "owner":
        return "owner"
    return "admin" if text == "admin" else "member"


def to_member(contact: Contact, role: Role) -> Member:
    """A person as a member of a room."""
    return Member(**msgspec.structs.asdict(contact), role=role)


def list_room_ids(connection: sa.Connection, user_id: UserId) -> list[RoomId]:
    """The rooms that the user is in."""
    statement = sa.select(memberships.c.room_id).where(memberships.c.user_id == user_id)
    return [RoomId(value) for value in connection.scalars(statement.order_by(memberships.c.room_id))]


def update_last_seqs(connection: sa.Connection, seqs: Mapping[RoomId, int]) -> None:
    """Store how long the logs have grown."""
    _RAISE_SEQ.execute(connection, [(seq, room_id) for room_id, seq in seqs.items()])


def update_read_marks(connection: sa.Connection, marks: Mapping[tuple[RoomId, UserId], int]) -> None:
    """Store how far members have read."""
    _RAISE_MARK.execute(connection, [(seq, room_id, user_id) for (room_id, user_id), seq in marks.items()])


def load_room(connection: sa.Connection, room_id: RoomId, viewer: UserId) -> Room | None:
    """The room as one of its members sees it; None for who is none."""
    found = _load_views(connection, viewer, [room_id])
    return found[0] if found else None


def list_rooms(connection: sa.Connection, viewer: UserId) -> list[Room]:
    """The viewer's rooms, by id, the hidden ones too."""
    return _load_views(connection, viewer, None)


def _load_views(connection: sa.Connection, viewer: UserId, only: Iterable[RoomId] | None) -> list[Room]:
    mine = (
        sa.select(
            rooms,
            memberships.c.read_seq,
            memberships.c.role,
            memberships.c.unread_from,
            memberships.c.is_pinned,
            memberships.c.muted_until,
            memberships.c.notifications,
            memberships.c.hidden_seq,
        )
        .join_from(rooms, memberships, rooms.c.id == memberships.c.room_id)
        .where(memberships.c.user_id == viewer)
        .order_by(rooms.c.id)
    )
    wanted = sa.select(memberships.c.room_id).where(memberships.c.user_id == viewer)
    if only is not None:
        mine = mine.where(rooms.c.id.in_(list(only)))
        wanted = wanted.where(memberships.c.room_id.in_(list(only)))
    rows = connection.execute(mine).all()
    members: dict[RoomId, list[_Membership]] = {RoomId(row.id): [] for row in rows}
    for room_id, user_id, role, read_seq in connection.execute(
        sa.select(memberships.c.room_id, memberships.c.user_id, memberships.c.role, memberships.c.read_seq)
        .where(memberships.c.room_id.in_(wanted))
        .order_by(memberships.c.room_id, memberships.c.joined_at, memberships.c.user_id)
    ).all():
        members[room_id].append(_Membership(user_id, role, read_seq))
    # Each once, for in a large team the rooms share most of their people.
    people = {
        row[0]: _Member(to_user(row[:5]), avatar_path(row[5], has_picture=row[6]))
        for row in connection.execute(
            sa.select(*USER_COLUMNS, users.c.avatar_key, users.c.has_picture).where(
                users.c.id.in_(sa.select(memberships.c.user_id).where(memberships.c.room_id.in_(wanted)))
            )
        ).all()
    }
    newest = list_newest(
        connection,
        {
            row.id: Marks({member.user_id: member.read_seq for member in members[row.id]}, row.read_floor)
            for row in rows
        },
    )
    if only is None:
        unread = count_all_unread(connection, viewer)
    else:
        unread = {row.id: count_unread(connection, row.id, viewer, _unread_floor(row)) for row in rows}
    return [
        _to_room(row, members[row.id], people, viewer, newest.get(row.id), unread.get(row.id, NONE))
        for row in rows
    ]


def _unread_floor(row: Any) -> int:
    read_seq: int = row.read_seq
    return read_seq if row.unread_from is None else min(read_seq, row.unread_from - 1)


def _to_room(
    row: Any,
    members: list[_Membership],
    people: Mapping[UserId, _Member],
    viewer: UserId,
    newest: Message | None,
    unread: Unread,
) -> Room:
    is_direct = row.chat_type == "direct"
    participants = [people[member.user_id].user for member in members]
    other = next(
        (people[member.user_id] for member in members if is_direct and member.user_id != viewer), None
    )
    return Room(
        id=RoomId(row.id),
        name=", ".join(user.username for user in participants) if is_direct else row.name,
        description=row.description,
        chat_type=row.chat_type,
        created_at=to_datetime(row.created_at),
        participants=participants,
        participants_count=len(members),
        other_participant=None if other is None else other.user,
        unread_count=unread.messages,
        last_seq=Seq(row.last_seq),
        read_seq=Seq(row.read_seq),
        read_marks=[ReadMark(user=member.user_id, read_seq=member.read_seq) for member in members],
        last_message=newest,
        unread_mentions=unread.mentions,
        unread_from=row.unread_from,
        is_public=bool(row.is_public),
        avatar=other.avatar if other else avatar_path(row.avatar_key, has_picture=row.has_picture),
        role=row.role,
        owner=next((member.user_id for member in members if member.role == "owner"), None),
        admins=[member.user_id for member in members if member.role == "admin"],
        preferences=to_preferences(row, None if newest is None else newest.seq),
    )


def to_preferences(row: Any, newest_seq: int | None) -> Preferences:
    """The preferences in a row of `memberships`; the newest message shows a hidden room again."""
    is_hidden = row.hidden_seq is not None and (newest_seq is None or newest_seq <= row.hidden_seq)
    return Preferences(
        pinned=bool(row.is_pinned),
        muted_until=None if row.muted_until is None else to_datetime(row.muted_until),
        notifications=row.notifications,
        hidden=is_hidden,
    )
