"""Read marks: how far each member of a room has read, and what that says of a message."""

from heapq import nsmallest

import sqlalchemy as sa

from backend.store.bulk import Query
from backend.store.tables import memberships, rooms
from backend.wire.types import RoomId, UserId


class Marks:
    """How far each member has read; what is said by who is alone now was read by others up to `floor`."""

    __slots__ = ("_lowest", "by_user", "floor")

    def __init__(self, by_user: dict[UserId, int], floor: int = 0) -> None:
        self.by_user = by_user
        self.floor = floor
        self._lowest: list[tuple[int, UserId]] | None = None

    def raise_to(self, user_id: UserId, seq: int) -> None:
        """The member has read up to `seq`."""
        self.by_user[user_id] = seq
        self._lowest = None

    def without(self, user_id: UserId) -> "Marks":
        """The marks once that member has left: nothing that was read becomes unread."""
        left = {member: seq for member, seq in self.by_user.items() if member != user_id}
        floor = max(self.floor, self.by_user[user_id]) if len(left) == 1 else self.floor
        return Marks(left, floor)

    def is_read(self, author: UserId, seq: int) -> bool:
        """Whether every member but the author has read `seq`; in an empty room nothing new is read."""
        return seq <= self.read_by_others(author)

    def read_by_others(self, author: UserId) -> int:
        """Up to where every member but the author has read."""
        if self._lowest is None:  # the two lowest say all: one of them isn't the author's
            self._lowest = nsmallest(2, ((mark, user_id) for user_id, mark in self.by_user.items()))
        for mark, user_id in self._lowest:
            if user_id != author:
                return mark
        return self.floor


_MARKS = Query(
    sa.select(memberships.c.user_id, memberships.c.read_seq, rooms.c.read_floor)
    .join_from(memberships, rooms, memberships.c.room_id == rooms.c.id)
    .where(memberships.c.room_id == sa.bindparam("room")),
    ("room",),
)


def load_marks(connection: sa.Connection, room_id: RoomId) -> Marks:
    """How far each member of the room has read; empty where there is no such room."""
    rows = _MARKS.all(connection, room_id)
    return Marks({row[0]: row[1] for row in rows}, rows[0][2] if rows else 0)
