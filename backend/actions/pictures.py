"""Pictures of people and groups: uploaded, or generated again. The uploads were made fit for it before."""

import secrets
from collections.abc import Mapping

from backend.actions.accounts import announce_profile
from backend.actions.guards import require_manager
from backend.actions.views import announce_room_changed, load_view
from backend.store.pictures import has_picture, replace_picture
from backend.store.users import find_active_user
from backend.transaction import Transaction
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import Room, RoomId, UserId

GENERATED: Mapping[int, bytes] = {}
"""No picture of one's own."""


def set_picture(tx: Transaction, user_id: UserId, picture: Mapping[int, bytes]) -> None:
    """The user's picture, by edge; to have no own one still changes nothing."""
    if find_active_user(tx.reading, user_id) is None:  # gone while the upload was read
        raise Refusal(ErrorCode.TOKEN_INVALID)
    if not picture and not has_picture(tx.reading, "user", user_id):
        return
    replace_picture(tx.writing, "user", user_id, secrets.token_hex(16), picture)
    announce_profile(tx, user_id)


def set_group_picture(tx: Transaction, caller: UserId, room_id: RoomId, picture: Mapping[int, bytes]) -> Room:
    """A group's picture, by its owner or an admin; to have no own one still changes nothing."""
    room = require_manager(tx, room_id, caller)
    if picture or has_picture(tx.reading, "room", room_id):
        replace_picture(tx.writing, "room", room_id, secrets.token_hex(16), picture)
        announce_room_changed(tx, room, caller)
    return load_view(tx, room_id, caller)
