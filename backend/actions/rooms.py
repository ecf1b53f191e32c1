"""Rooms come to be."""

import secrets
from typing import NamedTuple

from backend.actions.guards import require_member
from backend.actions.views import announce_room, load_view
from backend.store import rooms as store
from backend.store.log import ContactOf
from backend.store.users import find_user
from backend.transaction import Transaction
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.rest import CreateRoom
from backend.wire.types import Room, RoomId, UserId


class DirectRoom(NamedTuple):
    """The caller's view of a direct room, and whether it is new."""

    room: Room
    is_new: bool


def create_direct_chat(tx: Transaction, caller: UserId, other: UserId, contact_of: ContactOf) -> DirectRoom:
    """The one direct room of the two, made when there is none yet."""
    if caller == other:
        raise Refusal(ErrorCode.DIRECT_WITH_ONESELF)
    room_id = store.find_direct_room(tx.reading, caller, other)
    if room_id is not None:
        return DirectRoom(load_view(tx, room_id, caller), is_new=False)
    me, them = find_user(tx.reading, caller), find_user(tx.reading, other)
    if me is None or them is None:
        raise Refusal(ErrorCode.NO_SUCH_USER)
    room_id = store.insert_room(
        tx.writing,
        name=f"{me.username}, {them.username}",
        description="",
        chat_type="direct",
        key=store.direct_key(caller, other),
        members={caller: "member", other: "member"},
        avatar_key=secrets.token_hex(16),
        now=tx.now,
    )
    return DirectRoom(_announce_new(tx, room_id, caller, contact_of), is_new=True)


def create_room(tx: Transaction, caller: UserId, command: CreateRoom, contact_of: ContactOf) -> Room:
    """A new group; the caller is its first member and owner."""
    room_id = store.insert_room(
        tx.writing,
        name=command.name,
        description=command.description,
        chat_type=command.chat_type,
        key=None,
        members={caller: "owner"},
        is_public=command.is_public,
        avatar_key=secrets.token_hex(16),
        now=tx.now,
    )
    return _announce_new(tx, room_id, caller, contact_of)


def _announce_new(tx: Transaction, room_id: RoomId, caller: UserId, contact_of: ContactOf) -> Room:
    room = require_member(tx, room_id, caller)
    announce_room(tx, room, room.audience, contact_of)
    return load_view(tx, room_id, caller)
