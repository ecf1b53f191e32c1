"""What each member wants of a room: columns of `memberships`."""

import sqlalchemy as sa

from backend.store.clock import to_us
from backend.store.rooms import to_preferences
from backend.store.tables import memberships, messages
from backend.wire.types import Preferences, RoomId, UserId


def load_preferences(connection: sa.Connection, room_id: RoomId, user_id: UserId) -> Preferences | None:
    """The member's; None for who is none."""
    row = connection.execute(
        sa.select(
            memberships.c.is_pinned,
            memberships.c.muted_until,
            memberships.c.notifications,
            memberships.c.hidden_seq,
        ).where(memberships.c.room_id == room_id, memberships.c.user_id == user_id)
    ).one_or_none()
    if row is None:
        return None
    newest = connection.scalar(sa.select(sa.func.max(messages.c.seq)).where(messages.c.room_id == room_id))
    return to_preferences(row, newest)


def update_preferences(
    connection: sa.Connection, room_id: RoomId, user_id: UserId, wanted: Preferences, last_seq: int
) -> None:
    """Store them; a room is hidden until a message stands above `last_seq`."""
    connection.execute(
        sa.update(memberships)
        .where(memberships.c.room_id == room_id, memberships.c.user_id == user_id)
        .values(
            is_pinned=wanted.pinned,
            muted_until=None if wanted.muted_until is None else to_us(wanted.muted_until),
            notifications=wanted.notifications,
            hidden_seq=last_seq if wanted.hidden else None,
        )
    )
