"""People come and go."""

from backend.store.clock import to_datetime
from backend.store.rooms import list_room_ids
from backend.store.users import find_user, list_neighbours, update_seen
from backend.transaction import Transaction
from backend.wire.live import PresenceChanged
from backend.wire.room_socket import UserStatus
from backend.wire.types import RoomId, UserId


def came_online(tx: Transaction, user_id: UserId, moment: int) -> None:
    """Tell those who share a room."""
    update_seen(tx.writing, {user_id: moment})
    event = PresenceChanged(user=user_id, is_online=True, last_seen=to_datetime(moment))
    tx.announce(list_neighbours(tx.reading, user_id), event)


def went_offline(tx: Transaction, user_id: UserId, moment: int) -> None:
    """Tell those who share a room, and the sockets of the rooms."""
    update_seen(tx.writing, {user_id: moment})
    event = PresenceChanged(user=user_id, is_online=False, last_seen=to_datetime(moment))
    tx.announce(list_neighbours(tx.reading, user_id), event)
    for room_id in list_room_ids(tx.reading, user_id):
        announce_status(tx, user_id, room_id, is_online=False)


def announce_status(tx: Transaction, user_id: UserId, room_id: RoomId, *, is_online: bool) -> None:
    """The seed's `user_status`, to the room's sockets but the user's own."""
    room, user = tx.find_room(room_id), find_user(tx.reading, user_id)
    if room is not None and user is not None:
        event = UserStatus(user_id=user_id, username=user.username, is_online=is_online, room=room_id)
        tx.announce(room.audience, event, room=room_id, but=user_id)


def record_seen(tx: Transaction, seen: dict[UserId, int]) -> None:
    """Keep when those who are here were last seen, for the case that the server dies."""
    update_seen(tx.writing, seen)
