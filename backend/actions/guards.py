"""What must hold before an action writes; each raises the refusal otherwise."""

from backend.store.memory import RoomMemory
from backend.transaction import Transaction
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import RoomId, UserId


def require_member(tx: Transaction, room_id: RoomId, user_id: UserId) -> RoomMemory:
    """The room, for one of its members; to anybody else it doesn't exist."""
    room = tx.find_room(room_id)
    if room is None or user_id not in room.roles:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    return room
