"""What the server tells of a room and its people, taken plainly; and what an entry of its log makes of it."""

from msgspec.structs import replace

from backend.wire.codec import UnknownEntry
from backend.wire.live import LogEvent, MemberAdded, MemberRemoved, RoleChanged, RoomChanged
from backend.wire.types import Role, Room, User, UserId
from desktop.client.plain import plain_name, plain_person, plain_text, plain_time

LogEntry = LogEvent | UnknownEntry
"""What has a place in a room's log."""


def plain_room(room: Room) -> Room:
    """The room, whatever a server calls it and its people."""
    muted_until, other = room.preferences.muted_until, room.other_participant
    if muted_until is not None and muted_until.tzinfo is None:
        room = replace(room, preferences=replace(room.preferences, muted_until=plain_time(muted_until)))
    return replace(
        room,
        name=plain_name(room.name),
        description=plain_text(room.description),
        created_at=plain_time(room.created_at),
        participants=[plain_person(user) for user in room.participants],
        other_participant=plain_person(other) if other is not None else None,
    )


def changed_room(room: Room, entry: LogEntry, my_id: UserId) -> Room:
    """The room after an entry that is no message: named, joined, left, led by others."""
    match entry:
        case RoomChanged():
            room = replace(
                room,
                name=entry.name,
                description=entry.description,
                is_public=entry.is_public,
                avatar=entry.avatar,
            )
        case MemberAdded():
            others = [user for user in room.participants if user.id != entry.user.id]
            room = _with_people(room, [*others, entry.user])
            room = _with_role(room, my_id, entry.user.id, entry.member.role)
        case MemberRemoved():
            room = _with_role(room, my_id, entry.user, "member")
            room = _with_people(room, [user for user in room.participants if user.id != entry.user])
        case RoleChanged():
            room = _with_role(room, my_id, entry.user, entry.role)
        case _:
            pass
    return plain_room(room)


def with_profile(room: Room, user: User, avatar: str) -> Room:
    """Somebody in it has another name or picture; a direct room has the picture of the other one."""
    people = [user if known.id == user.id else known for known in room.participants]
    other = room.other_participant
    if other is not None and other.id == user.id:
        room = replace(room, other_participant=user, avatar=avatar)
    return replace(room, participants=people)


def _with_people(room: Room, people: list[User]) -> Room:
    return replace(room, participants=people, participants_count=len(people))


def _with_role(room: Room, my_id: UserId, user_id: UserId, role: Role) -> Room:
    """Somebody has another role. A new owner makes the old one an admin."""
    roles: dict[UserId, Role] = dict.fromkeys((user.id for user in room.participants), "member")
    roles |= dict.fromkeys(room.admins, "admin")
    if room.owner is not None:
        roles[room.owner] = "admin" if role == "owner" else "owner"
    roles[user_id] = role
    return replace(
        room,
        role=roles.get(my_id, room.role),
        owner=next((member for member, has in roles.items() if has == "owner"), None),
        admins=[member for member, has in roles.items() if has == "admin"],
    )
