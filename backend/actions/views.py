"""What members are told of a room: for the actions that make, change or fill one."""

from collections.abc import Sequence

from backend.store.log import ContactOf, EntryKind, load_room_changed
from backend.store.memory import RoomMemory
from backend.store.rooms import load_room
from backend.store.users import load_people
from backend.transaction import Transaction
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.live import RoomCreated
from backend.wire.types import Room, RoomId, UserId


def load_view(tx: Transaction, room_id: RoomId, viewer: UserId) -> Room:
    """The room as its member sees it now."""
    view = load_room(tx.reading, room_id, viewer)
    if view is None:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    return view


def announce_room(
    tx: Transaction, room: RoomMemory, newcomers: Sequence[UserId], contact_of: ContactOf
) -> None:
    """Show the whole room to those who are new in it, with the others' presence."""
    people = [contact_of(person) for person in load_people(tx.reading, room.audience)]
    for newcomer in newcomers:
        others = [contact for contact in people if contact.id != newcomer]
        event = RoomCreated(room=load_view(tx, room.id, newcomer), people=others)
        tx.announce([newcomer], event, room=room.id)


def announce_room_changed(tx: Transaction, room: RoomMemory, by: UserId) -> None:
    """Enter into the log that the room itself is another, and tell its members; after the change."""
    seq = tx.append_entry(room, EntryKind.ROOM_CHANGED, by, by)
    tx.announce(room.audience, load_room_changed(tx.reading, room.id, seq, by), room=room.id)
