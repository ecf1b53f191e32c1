"""Rooms and who is in them: rows of `rooms` and `memberships`."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from backend.store.bulk import Bulk
from backend.store.clock import to_datetime
from backend.store.messages import Marks, count_all_unread, count_unread, list_newest
from backend.store.tables import memberships, rooms, users
from backend.store.users import USER_COLUMNS, inserted_id, to_user
from backend.wire.types import ReadMark, Room, RoomId, Seq, User, UserId

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
    now: int,
) -> RoomId:
    """Store a new room with its members and their roles."""
    statement = sa.insert(rooms).values(
        name=name, description=description, chat_type=chat_type, direct_key=key, created_at=now, last_seq=0
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


def find_last_seq(connection: sa.Connection, room_id: RoomId) -> int | None:
    """How long the room's log is."""
    return connection.scalar(sa.select(rooms.c.last_seq).where(rooms.c.id == room_id))


def load_members(connection: sa.Connection, room_id: RoomId) -> list[tuple[User, int]]:
    """Who is in the room and how far each has read, the longest-standing first."""
    statement = (
        sa.select(*USER_COLUMNS, memberships.c.read_seq)
        .join_from(memberships, users, memberships.c.user_id == users.c.id)
        .where(memberships.c.room_id == room_id)
        .order_by(memberships.c.joined_at, users.c.id)
    )
    return [(to_user(row[:5]), row[5]) for row in connection.execute(statement)]


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
    """The viewer's rooms, by id."""
    return _load_views(connection, viewer, None)


def _load_views(connection: sa.Connection, viewer: UserId, only: Iterable[RoomId] | None) -> list[Room]:
    mine = (
        sa.select(rooms, memberships.c.read_seq)
        .join_from(rooms, memberships, rooms.c.id == memberships.c.room_id)
        .where(memberships.c.user_id == viewer)
        .order_by(rooms.c.id)
    )
    wanted = sa.select(memberships.c.room_id).where(memberships.c.user_id == viewer)
    if only is not None:
        mine = mine.where(rooms.c.id.in_(list(only)))
        wanted = wanted.where(memberships.c.room_id.in_(list(only)))
    rows = connection.execute(mine).all()
    people: dict[RoomId, list[User]] = {RoomId(row.id): [] for row in rows}
    marks: dict[RoomId, Marks] = {room_id: {} for room_id in people}
    for row in connection.execute(
        sa.select(*USER_COLUMNS, memberships.c.room_id, memberships.c.read_seq)
        .join_from(memberships, users, memberships.c.user_id == users.c.id)
        .where(memberships.c.room_id.in_(wanted))
        .order_by(memberships.c.room_id, memberships.c.joined_at, users.c.id)
    ):
        people[row.room_id].append(to_user(row[:5]))
        marks[row.room_id][row[0]] = row.read_seq
    newest = list_newest(connection, marks)
    if only is None:
        unread = count_all_unread(connection, viewer)
    else:
        unread = {RoomId(row.id): count_unread(connection, row.id, viewer, row.read_seq) for row in rows}
    return [
        Room(
            id=RoomId(row.id),
            name=row.name,
            description=row.description,
            chat_type=row.chat_type,
            created_at=to_datetime(row.created_at),
            participants=people[row.id],
            participants_count=len(people[row.id]),
            other_participant=_other(row.chat_type, people[row.id], viewer),
            unread_count=unread.get(row.id, 0),
            last_seq=Seq(row.last_seq),
            read_seq=Seq(row.read_seq),
            read_marks=[ReadMark(user=user_id, read_seq=Seq(seq)) for user_id, seq in marks[row.id].items()],
            last_message=newest.get(row.id),
        )
        for row in rows
    ]


def _other(chat_type: str, people: list[User], viewer: UserId) -> User | None:
    if chat_type != "direct":
        return None
    return next((user for user in people if user.id != viewer), None)
