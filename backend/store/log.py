"""A room's log: messages, and the entries of `log_entries` between them, as the events that they were."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa
from msgspec.structs import replace

from backend.store.bulk import Bulk, Query
from backend.store.marks import Marks
from backend.store.messages import MESSAGE, list_messages, to_messages, unpack_ids
from backend.store.pictures import avatar_path
from backend.store.rooms import to_member, to_role
from backend.store.tables import departures, log_entries, memberships, messages, rooms
from backend.store.users import Person, load_people
from backend.wire.live import (
    LogEvent,
    MemberAdded,
    MemberRemoved,
    MessageCreated,
    MessageDeleted,
    MessageEdited,
    RoleChanged,
    RoomChanged,
)
from backend.wire.types import Contact, Message, MessageId, RoomId, Seq, UserId

ContactOf = Callable[[Person], Contact]
"""Adds what isn't in the database: presence, the picture's address."""


class EntryKind(StrEnum):
    """What stands in a log besides messages."""

    MESSAGE_EDITED = "message_edited"
    MESSAGE_DELETED = "message_deleted"
    ROOM_CHANGED = "room_changed"
    MEMBER_ADDED = "member_added"
    MEMBER_REMOVED = "member_removed"
    ROLE_CHANGED = "role_changed"


class EntryRow(NamedTuple):
    """An entry as it goes into the table. `detail`: a role, or who was named before."""

    room_id: int
    seq: int
    kind: str
    actor_id: int
    created_at: int
    subject_id: int
    detail: str


_INSERT = Bulk(sa.insert(log_entries), EntryRow._fields)

_MESSAGES = Query(
    MESSAGE.where(
        messages.c.room_id == sa.bindparam("room"),
        messages.c.seq > sa.bindparam("after"),
        messages.c.seq <= sa.bindparam("last"),
    ).order_by(messages.c.seq),
    ("room", "after", "last"),
)


def insert_entries(connection: sa.Connection, rows: Sequence[EntryRow]) -> None:
    """Store the entries of a batch."""
    _INSERT.execute(connection, rows)


def find_end_of_log(connection: sa.Connection, room_id: RoomId, viewer: UserId) -> int | None:
    """Up to where the viewer may read: all of it, until the departure, or (None) nothing."""
    last_seq: int | None = connection.scalar(
        sa.select(rooms.c.last_seq)
        .join_from(rooms, memberships, memberships.c.room_id == rooms.c.id)
        .where(rooms.c.id == room_id, memberships.c.user_id == viewer)
    )
    if last_seq is not None:
        return last_seq
    left_at: int | None = connection.scalar(
        sa.select(departures.c.seq).where(departures.c.room_id == room_id, departures.c.user_id == viewer)
    )
    return left_at


def list_events(
    connection: sa.Connection,
    room_id: RoomId,
    marks: Marks,
    after_seq: int,
    end: int,
    limit: int,
    contact_of: ContactOf,
) -> tuple[list[LogEvent], bool]:
    """The next `limit` entries above `after_seq` and not beyond `end`, and whether others follow.

    Messages are told as they are now: what was edited or deleted since doesn't come back.
    """
    last = min(end, after_seq + limit)  # a log has no holes
    created = to_messages(connection, _MESSAGES.all(connection, room_id, after_seq, last), {room_id: marks})
    events: list[LogEvent] = [
        MessageCreated(room=room_id, seq=message.seq, message=message) for message in created
    ]
    if len(events) < last - after_seq:
        rows = connection.execute(
            sa.select(log_entries)
            .where(log_entries.c.room_id == room_id, log_entries.c.seq.between(after_seq + 1, last))
            .order_by(log_entries.c.seq)
        )
        others = _to_events(connection, room_id, [EntryRow(*row) for row in rows], contact_of)
        events = sorted([*events, *others], key=lambda event: event.seq)
    return events, last < end


def hide_later_changes(
    connection: sa.Connection, room_id: RoomId, end: int, events: Sequence[LogEvent]
) -> list[LogEvent]:
    """The events for who has gone by the entry at `end`: what was said since, elsewhere, isn't in them."""
    later = connection.execute(
        sa.select(log_entries.c.kind, log_entries.c.subject_id).where(
            log_entries.c.room_id == room_id,
            log_entries.c.seq > end,
            log_entries.c.kind.in_([EntryKind.MESSAGE_EDITED, EntryKind.ROOM_CHANGED]),
        )
    ).all()
    edited = {subject_id for kind, subject_id in later if kind == EntryKind.MESSAGE_EDITED}
    is_changed = any(kind == EntryKind.ROOM_CHANGED for kind, _ in later)
    return [_without_later_changes(event, edited, is_changed=is_changed) for event in events]


def _without_later_changes(event: LogEvent, edited: set[MessageId], *, is_changed: bool) -> LogEvent:
    match event:
        case RoomChanged() if is_changed:
            return replace(event, name="", description="", avatar="", is_public=False)
        case MessageCreated() | MessageEdited() | MessageDeleted():
            message = replace(event.message, is_read=False)  # who reads what is for those who share the room
            if message.id in edited:
                message = replace(message, content="", mentions=[], edited_at=None)
            if message.quote is not None and message.quote.id in edited:
                message = replace(message, quote=replace(message.quote, content=""))
            return replace(event, message=message)
        case _:
            return event


def _to_events(
    connection: sa.Connection, room_id: RoomId, rows: Sequence[EntryRow], contact_of: ContactOf
) -> list[LogEvent]:
    about_messages = {EntryKind.MESSAGE_EDITED, EntryKind.MESSAGE_DELETED}
    ids = {MessageId(row.subject_id) for row in rows if row.kind in about_messages}
    found = {message.id: message for message in list_messages(connection, list(ids))} if ids else {}
    joined = {UserId(row.subject_id) for row in rows if row.kind == EntryKind.MEMBER_ADDED}
    people = {person.user.id: person for person in load_people(connection, joined)} if joined else {}
    return [_to_event(connection, room_id, row, found, people, contact_of) for row in rows]


def _to_event(
    connection: sa.Connection,
    room_id: RoomId,
    row: EntryRow,
    found: dict[MessageId, Message],
    people: dict[UserId, Person],
    contact_of: ContactOf,
) -> LogEvent:
    seq, by = Seq(row.seq), UserId(row.actor_id)
    match EntryKind(row.kind):
        case EntryKind.MESSAGE_EDITED:
            message = found[MessageId(row.subject_id)]
            return MessageEdited(
                room=room_id, seq=seq, message=message, mentioned_before=unpack_ids(row.detail)
            )
        case EntryKind.MESSAGE_DELETED:
            message = found[MessageId(row.subject_id)]
            return MessageDeleted(
                room=room_id, seq=seq, message=message, by=by, mentioned_before=unpack_ids(row.detail)
            )
        case EntryKind.ROOM_CHANGED:
            return load_room_changed(connection, room_id, seq, by)
        case EntryKind.MEMBER_ADDED:
            person = people[UserId(row.subject_id)]
            member = to_member(contact_of(person), to_role(row.detail))
            return MemberAdded(room=room_id, seq=seq, by=by, member=member, user=person.user)
        case EntryKind.MEMBER_REMOVED:
            return MemberRemoved(room=room_id, seq=seq, by=by, user=UserId(row.subject_id))
        case EntryKind.ROLE_CHANGED:
            return RoleChanged(
                room=room_id, seq=seq, by=by, user=UserId(row.subject_id), role=to_role(row.detail)
            )


def load_room_changed(connection: sa.Connection, room_id: RoomId, seq: Seq, by: UserId) -> RoomChanged:
    """The room as it is now."""
    row = connection.execute(
        sa.select(
            rooms.c.name, rooms.c.description, rooms.c.is_public, rooms.c.avatar_key, rooms.c.has_picture
        ).where(rooms.c.id == room_id)
    ).one()
    return RoomChanged(
        room=room_id,
        seq=seq,
        by=by,
        name=row.name,
        description=row.description,
        is_public=bool(row.is_public),
        avatar=avatar_path(row.avatar_key, has_picture=row.has_picture),
    )
