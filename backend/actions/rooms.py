"""Rooms come to be, change, and end."""

import secrets
from typing import NamedTuple

from msgspec import UNSET

from backend.actions.guards import require_manager, require_member, require_owner
from backend.actions.preferences import edit_preferences
from backend.actions.views import announce_room, announce_room_changed, load_view
from backend.store import groups
from backend.store import rooms as store
from backend.store.log import ContactOf
from backend.store.users import find_active_user
from backend.transaction import Transaction
from backend.wire.bodies import CreateRoom, EditPreferences, EditRoom, ReplaceRoom
from backend.wire.errors import ErrorCode, FieldProblem, Refusal, invalid
from backend.wire.live import RoomGone
from backend.wire.types import Room, RoomId, UserId


class DirectRoom(NamedTuple):
    """The caller's view of a direct room, and whether it is new."""

    room: Room
    is_new: bool


def create_direct_chat(tx: Transaction, caller: UserId, other: UserId, contact_of: ContactOf) -> DirectRoom:
    """The one direct room of the two, made when there is none yet; it is hidden for the caller no longer."""
    if caller == other:
        raise Refusal(ErrorCode.DIRECT_WITH_ONESELF)
    if any(find_active_user(tx.reading, user_id) is None for user_id in (caller, other)):
        raise Refusal(ErrorCode.NO_SUCH_USER)
    room_id = store.find_direct_room(tx.reading, caller, other)
    if room_id is not None:
        edit_preferences(tx, caller, room_id, EditPreferences(hidden=False))
        return DirectRoom(load_view(tx, room_id, caller), is_new=False)
    room_id = store.insert_room(
        tx.writing,
        name="",
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
    if find_active_user(tx.reading, caller) is None:  # gone since the call began
        raise Refusal(ErrorCode.NO_SUCH_USER)
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


def edit_room(tx: Transaction, caller: UserId, room_id: RoomId, command: EditRoom | ReplaceRoom) -> Room:
    """The owner or an admin calls a group something else, or opens it; the same again changes nothing."""
    room = require_manager(tx, room_id, caller)
    if command.chat_type not in (UNSET, room.chat_type):
        raise invalid("chat_type", FieldProblem.CHAT_TYPE_FIXED)
    before = groups.load_group(tx.reading, room_id)
    after = groups.GroupRow(
        name=before.name if command.name is UNSET else command.name,
        description=before.description if command.description is UNSET else command.description,
        is_public=before.is_public if command.is_public is UNSET else command.is_public,
    )
    if after != before:
        groups.update_group(tx.writing, room_id, after)
        announce_room_changed(tx, room, caller)
    return load_view(tx, room_id, caller)


def delete_room(tx: Transaction, caller: UserId, room_id: RoomId) -> None:
    """A group goes for all its members, by its owner; a direct room is hidden for the caller alone."""
    if require_member(tx, room_id, caller).chat_type == "direct":
        edit_preferences(tx, caller, room_id, EditPreferences(hidden=True))
        return
    room = require_owner(tx, room_id, caller)
    groups.delete_group(tx.writing, room_id, tx.now)
    tx.announce(room.audience, RoomGone(room=room_id), room=room_id)
    tx.close_room_sockets(room_id, room.audience)
    tx.forget_room(room)


def wipe_deleted_room(tx: Transaction) -> None:
    """Empty some more of the messages that deleted groups left behind."""
    unwiped = groups.find_unwiped(tx.reading)
    if unwiped is not None:
        groups.wipe_deleted(tx.writing, *unwiped, tx.now)


def _announce_new(tx: Transaction, room_id: RoomId, caller: UserId, contact_of: ContactOf) -> Room:
    room = require_member(tx, room_id, caller)
    announce_room(tx, room, room.audience, contact_of)
    return load_view(tx, room_id, caller)
