"""What must hold before an action writes; each raises the refusal otherwise."""

from backend.store.memory import RoomMemory
from backend.store.users import is_admin
from backend.transaction import Transaction
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import RoomId, UserId


def require_member(tx: Transaction, room_id: RoomId, user_id: UserId) -> RoomMemory:
    """The room, for one of its members; to anybody else it doesn't exist."""
    room = tx.find_room(room_id)
    if room is None or user_id not in room.roles:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    return room


def require_group(tx: Transaction, room_id: RoomId, user_id: UserId) -> RoomMemory:
    """The same for what a direct room never allows: it has its two people for ever."""
    room = require_member(tx, room_id, user_id)
    if room.chat_type == "direct":
        raise Refusal(ErrorCode.NOT_IN_DIRECT_ROOMS)
    return room


def require_manager(tx: Transaction, room_id: RoomId, user_id: UserId) -> RoomMemory:
    """A group, for its owner and its admins."""
    room = require_group(tx, room_id, user_id)
    if room.roles[user_id] == "member":
        raise Refusal(ErrorCode.NOT_ALLOWED)
    return room


def require_owner(tx: Transaction, room_id: RoomId, user_id: UserId) -> RoomMemory:
    """A group, for its owner."""
    room = require_group(tx, room_id, user_id)
    if room.roles[user_id] != "owner":
        raise Refusal(ErrorCode.NOT_ALLOWED)
    return room


def require_admin(tx: Transaction, user_id: UserId) -> None:
    """Somebody who administers this server."""
    if not is_admin(tx.reading, user_id):
        raise Refusal(ErrorCode.NOT_ALLOWED)
