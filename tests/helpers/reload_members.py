"""The part of `reload` that is about rooms themselves: who is in them, as what, and how they are called."""

from msgspec.structs import replace

from backend.wire.live import (
    MemberAdded,
    MemberRemoved,
    PreferencesChanged,
    RoleChanged,
    RoomChanged,
    RoomGone,
    Welcome,
)
from backend.wire.types import Contact, Member, ReadMark, Room, User, UserId

RoomEvent = MemberAdded | MemberRemoved | RoleChanged | RoomChanged | RoomGone | PreferencesChanged


def apply_to_rooms(snapshot: Welcome, event: RoomEvent) -> Welcome:
    """The snapshot as it would be read after the event."""
    (room,) = [room for room in snapshot.rooms if room.id == event.room]
    changed: Room | None = None
    match event:
        case MemberAdded():
            people = {contact.id: contact for contact in snapshot.people}
            people.setdefault(event.member.id, _contact(event.member))
            snapshot = replace(snapshot, people=sorted(people.values(), key=lambda contact: contact.id))
            changed = _with_member(room, event)
        case MemberRemoved():
            changed = None if event.user == snapshot.me.id else _without_member(room, event)
        case RoleChanged():
            changed = _with_role(_next(room, event.seq), event, snapshot.me.id)
        case RoomChanged():
            changed = replace(
                _next(room, event.seq),
                name=event.name,
                description=event.description,
                is_public=event.is_public,
                avatar=event.avatar,
            )
        case RoomGone():
            pass
        case PreferencesChanged():
            changed = replace(room, preferences=event.preferences)
    return _known(replace(snapshot, rooms=[*_others(snapshot, room), *([changed] if changed else [])]))


def _others(snapshot: Welcome, room: Room) -> list[Room]:
    return [other for other in snapshot.rooms if other.id != room.id]


def _known(snapshot: Welcome) -> Welcome:
    """Only those are known who share a room."""
    known = {person.id for room in snapshot.rooms for person in room.participants}
    return replace(snapshot, people=[contact for contact in snapshot.people if contact.id in known])


def _next(room: Room, seq: int) -> Room:
    """What isn't a message lengthens the log and shows no hidden room."""
    assert seq == room.last_seq + 1
    return replace(room, last_seq=seq)


def _with_member(room: Room, event: MemberAdded) -> Room:
    assert event.member.role == "member"
    marks = [*room.read_marks, ReadMark(user=event.member.id, read_seq=event.seq)]
    return _with_people(_next(room, event.seq), [*room.participants, event.user], marks, 0)


def _without_member(room: Room, event: MemberRemoved) -> Room:
    people = [person for person in room.participants if person.id != event.user]
    marks = [mark for mark in room.read_marks if mark.user != event.user]
    (gone,) = [mark.read_seq for mark in room.read_marks if mark.user == event.user]
    floor = gone if len(marks) == 1 else 0  # what the last two had read of each other's stays read
    left = _with_people(_next(room, event.seq), people, marks, floor)
    admins = [user_id for user_id in room.admins if user_id != event.user]
    return replace(left, admins=admins, owner=None if room.owner == event.user else room.owner)


def _with_people(room: Room, people: list[User], marks: list[ReadMark], floor: int) -> Room:
    last = room.last_message
    if last is not None:
        others = [mark.read_seq for mark in marks if mark.user != last.user.id]
        is_read = last.is_read or last.seq <= floor or (bool(others) and min(others) >= last.seq)
        last = replace(last, is_read=is_read)
    return replace(
        room, participants=people, participants_count=len(people), read_marks=marks, last_message=last
    )


def _with_role(room: Room, event: RoleChanged, me: UserId) -> Room:
    admins = {*room.admins, event.user} if event.role == "admin" else {*room.admins} - {event.user}
    owner = event.user if event.role == "owner" else None if room.owner == event.user else room.owner
    if event.user == me:
        role = event.role
    elif event.role == "owner" and room.role == "owner":
        role = "member"  # until the old owner's next role is told
    else:
        role = room.role
    in_order = [person.id for person in room.participants if person.id in admins]
    return replace(room, admins=in_order, owner=owner, role=role)


def _contact(member: Member) -> Contact:
    return Contact(**{name: getattr(member, name) for name in Contact.__struct_fields__})
