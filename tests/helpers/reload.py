"""What a faithful client makes of events: a snapshot with an event applied is the snapshot after it.

The desktop's own state does this for screens; here it is written down again from the contract alone, so that
the server's events can be held against the server's snapshots.
"""

from msgspec.structs import replace

from backend.wire.live import (
    Event,
    MessageCreated,
    MessageDeleted,
    MessageEdited,
    PresenceChanged,
    ProfileChanged,
    ReadMarkMoved,
    RoomCreated,
    Typing,
    UnreadMarked,
    Welcome,
)
from backend.wire.types import QUOTE_LENGTH, Contact, ReadMark, Room, Seq, UserId
from tests.helpers.reload_members import RoomEvent, apply_to_rooms
from tests.helpers.reload_profiles import with_profile


def apply(snapshot: Welcome, event: Event) -> Welcome:
    """The snapshot as it would be read after the event."""
    match event:
        case MessageCreated():
            return _with_room(snapshot, _with_message(_room(snapshot, event.room), event, snapshot.me.id))
        case MessageEdited() | MessageDeleted():
            return _with_room(snapshot, _with_change(_room(snapshot, event.room), event, snapshot.me.id))
        case UnreadMarked():
            return _with_room(snapshot, _with_unread_marked(_room(snapshot, event.room), event))
        case ReadMarkMoved():
            return _with_room(snapshot, _with_mark_moved(_room(snapshot, event.room), event, snapshot.me.id))
        case RoomCreated():
            people = {contact.id: contact for contact in [*snapshot.people, *event.people]}
            return replace(
                snapshot,
                rooms=[*snapshot.rooms, event.room],
                people=sorted(people.values(), key=lambda contact: contact.id),
            )
        case PresenceChanged():
            return replace(snapshot, people=[_with_presence(contact, event) for contact in snapshot.people])
        case ProfileChanged():
            return with_profile(snapshot, event)
        case _ if isinstance(event, RoomEvent):
            return apply_to_rooms(snapshot, event)
        case Typing():
            return snapshot
        case _:
            raise AssertionError(f"a snapshot has no place for {event}")


def _room(snapshot: Welcome, room_id: int) -> Room:
    (found,) = [room for room in snapshot.rooms if room.id == room_id]
    return found


def _with_room(snapshot: Welcome, changed: Room) -> Welcome:
    return replace(snapshot, rooms=[changed if room.id == changed.id else room for room in snapshot.rooms])


def _with_message(room: Room, event: MessageCreated, me: UserId) -> Room:
    """The next entry of the log; its author has read up to it. A hidden room shows again."""
    assert event.seq == room.last_seq + 1
    author = event.message.user.id
    is_mine = author == me
    names_me = not is_mine and me in event.message.mentions
    return replace(
        room,
        last_seq=event.seq,
        last_message=event.message,
        unread_count=0 if is_mine else room.unread_count + 1,
        unread_mentions=0 if is_mine else room.unread_mentions + names_me,
        unread_from=None if is_mine else room.unread_from,
        read_seq=event.seq if is_mine else room.read_seq,
        read_marks=_marked(room.read_marks, author, event.seq),
        preferences=replace(room.preferences, hidden=False),
    )


def _with_change(room: Room, event: MessageEdited | MessageDeleted, me: UserId) -> Room:
    """The message is another where it shows, and counts no longer (deleted) or for others (edited)."""
    assert event.seq == room.last_seq + 1
    changed, last = event.message, room.last_message
    if last is not None and last.id == changed.id:
        last = changed
    elif last is not None and last.quote is not None and last.quote.id == changed.id:
        quote = replace(last.quote, content=changed.content[:QUOTE_LENGTH], deleted=changed.deleted)
        last = replace(last, quote=quote)
    floor = room.read_seq if room.unread_from is None else min(room.read_seq, room.unread_from - 1)
    is_unread = changed.seq > floor and changed.user.id != me
    named_more = (me in changed.mentions) - (me in event.mentioned_before)
    return replace(
        room,
        last_seq=event.seq,
        last_message=last,
        unread_count=room.unread_count - (is_unread and changed.deleted),
        unread_mentions=room.unread_mentions + (named_more if is_unread else 0),
    )


def _with_unread_marked(room: Room, event: UnreadMarked) -> Room:
    assert event.last_seq == room.last_seq
    return replace(
        room,
        unread_from=event.unread_from,
        unread_count=event.unread_count,
        unread_mentions=event.unread_mentions,
    )


def _with_mark_moved(room: Room, event: ReadMarkMoved, me: UserId) -> Room:
    marks = _marked(room.read_marks, event.user, event.read_seq)
    last = room.last_message
    if last is not None:
        others = [mark.read_seq for mark in marks if mark.user != last.user.id]
        is_read = last.is_read or (bool(others) and min(others) >= last.seq)
        last = replace(last, is_read=is_read)
    if event.user != me:
        return replace(room, read_marks=marks, last_message=last)
    assert event.last_seq == room.last_seq
    return replace(
        room,
        read_marks=marks,
        last_message=last,
        read_seq=event.read_seq,
        unread_count=event.unread_count,
        unread_mentions=event.unread_mentions,
        unread_from=None,
    )


def _marked(marks: list[ReadMark], user_id: UserId, seq: Seq) -> list[ReadMark]:
    return [ReadMark(user=user_id, read_seq=seq) if mark.user == user_id else mark for mark in marks]


def _with_presence(contact: Contact, event: PresenceChanged) -> Contact:
    if contact.id != event.user:
        return contact
    return replace(contact, is_online=event.is_online, last_seen=event.last_seen)
