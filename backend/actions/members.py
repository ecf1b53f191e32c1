"""Who is in a group, and as what: people come, go, and change their roles."""

from typing import NamedTuple

from backend.actions.guards import require_group, require_manager, require_owner
from backend.actions.views import announce_room
from backend.store.groups import close_group, find_heir, load_group
from backend.store.log import ContactOf, EntryKind
from backend.store.memory import RoomMemory
from backend.store.rooms import list_room_ids, to_member
from backend.store.users import Person, find_active_user, load_people
from backend.transaction import Transaction
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.live import MemberAdded, MemberRemoved, RoleChanged
from backend.wire.types import Member, Role, RoomId, UserId


class AddedMember(NamedTuple):
    """A member, and whether they are new."""

    member: Member
    is_new: bool


def add_member(
    tx: Transaction, caller: UserId, room_id: RoomId, user_id: UserId, most: int, contact_of: ContactOf
) -> AddedMember:
    """The owner or an admin brings somebody in; a second time changes nothing."""
    room = require_manager(tx, room_id, caller)
    is_new = user_id not in room.roles
    if is_new:
        _bring_in(tx, room, caller, user_id, most, contact_of)
    return AddedMember(_load_member(tx, room, user_id, contact_of), is_new)


def join_room(tx: Transaction, caller: UserId, room_id: RoomId, most: int, contact_of: ContactOf) -> None:
    """Somebody comes into a public group by themselves; to others a private one doesn't exist."""
    room = tx.find_room(room_id)
    if room is not None and caller in room.roles:
        require_group(tx, room_id, caller)
        return
    if room is None or not load_group(tx.reading, room_id).is_public:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    _bring_in(tx, room, caller, caller, most, contact_of)


def remove_member(tx: Transaction, caller: UserId, room_id: RoomId, user_id: UserId) -> None:
    """The owner removes anybody, an admin plain members, everybody themselves."""
    room = require_group(tx, room_id, caller)
    mine = room.roles[caller]
    if user_id != caller and mine == "member":
        raise Refusal(ErrorCode.NOT_ALLOWED)
    if user_id not in room.roles:
        raise Refusal(ErrorCode.NO_SUCH_USER)
    if user_id != caller and mine == "admin" and room.roles[user_id] != "member":
        raise Refusal(ErrorCode.NOT_ALLOWED)
    _take_out(tx, room, caller, user_id)


def leave_room(tx: Transaction, caller: UserId, room_id: RoomId) -> None:
    """An owner hands on to whoever has been there longest; the last one out closes the group."""
    _take_out(tx, require_group(tx, room_id, caller), caller, caller)


def leave_all_groups(tx: Transaction, user_id: UserId) -> None:
    """Leave every group, as who gives up the account does; direct rooms are for ever."""
    for room_id in list_room_ids(tx.reading, user_id):
        room = tx.find_room(room_id)
        if room is not None and room.chat_type == "group":
            _take_out(tx, room, user_id, user_id)


def change_role(
    tx: Transaction, caller: UserId, room_id: RoomId, user_id: UserId, role: Role, contact_of: ContactOf
) -> Member:
    """By the owner, who stays an admin after making somebody else the owner."""
    room = require_owner(tx, room_id, caller)
    if user_id not in room.roles:
        raise Refusal(ErrorCode.NO_SUCH_USER)
    if room.roles[user_id] != role:
        if user_id == caller:
            raise Refusal(ErrorCode.OWNER_MUST_HAND_OVER)
        _set_role(tx, room, caller, user_id, role)
        if role == "owner":
            _set_role(tx, room, caller, caller, "admin")
    return _load_member(tx, room, user_id, contact_of)


def _bring_in(
    tx: Transaction, room: RoomMemory, by: UserId, user_id: UserId, most: int, contact_of: ContactOf
) -> None:
    if find_active_user(tx.reading, user_id) is None:
        raise Refusal(ErrorCode.NO_SUCH_USER)
    if len(room.roles) >= most:
        raise Refusal(ErrorCode.GROUP_FULL)
    before = room.audience
    seq = tx.append_entry(room, EntryKind.MEMBER_ADDED, by, user_id, "member")
    tx.add_member(room, user_id, "member", seq)
    person = _load_person(tx, user_id)
    member = to_member(contact_of(person), "member")
    event = MemberAdded(room=room.id, seq=seq, by=by, member=member, user=person.user)
    tx.announce(before, event, room=room.id)
    announce_room(tx, room, [user_id], contact_of)


def _take_out(tx: Transaction, room: RoomMemory, by: UserId, user_id: UserId) -> None:
    heir = find_heir(tx.reading, room.id, user_id) if room.roles[user_id] == "owner" else None
    if heir is not None:
        _set_role(tx, room, by, heir, "owner")
    before = room.audience
    seq = tx.append_entry(room, EntryKind.MEMBER_REMOVED, by, user_id)
    tx.remove_member(room, user_id, seq)
    tx.announce(before, MemberRemoved(room=room.id, seq=seq, by=by, user=user_id), room=room.id)
    tx.close_room_sockets(room.id, [user_id])
    if not room.roles:
        close_group(tx.writing, room.id, tx.now)
        tx.forget_room(room)


def _set_role(tx: Transaction, room: RoomMemory, by: UserId, user_id: UserId, role: Role) -> None:
    seq = tx.append_entry(room, EntryKind.ROLE_CHANGED, by, user_id, role)
    tx.set_role(room, user_id, role)
    event = RoleChanged(room=room.id, seq=seq, by=by, user=user_id, role=role)
    tx.announce(room.audience, event, room=room.id)


def _load_person(tx: Transaction, user_id: UserId) -> Person:
    (person,) = load_people(tx.reading, [user_id])
    return person


def _load_member(tx: Transaction, room: RoomMemory, user_id: UserId, contact_of: ContactOf) -> Member:
    return to_member(contact_of(_load_person(tx, user_id)), room.roles[user_id])
