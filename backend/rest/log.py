"""A room's history and log, and how far the caller has read them."""

from collections.abc import Callable
from typing import TypeVar

from backend.actions import marks
from backend.rest.places import place_of
from backend.rest.router import Call, Router
from backend.store.engine import Connection
from backend.store.log import ContactOf, find_end_of_log, hide_later_changes, list_events
from backend.store.marks import load_marks
from backend.store.pages import NEWEST, Place, list_page
from backend.store.rooms import load_room
from backend.wire import answers, rest
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import Room, RoomId, Seq, UserId

T = TypeVar("T")

router = Router()


def _found(value: T | None) -> T:
    if value is None:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    return value


@router.answers(rest.GET_HISTORY)
async def get_history(call: Call) -> answers.History:
    """The newest page marks the room read, as the seed's clients expect; a page by its place doesn't."""
    room_id, place, limit = RoomId(call.path_id("room_id")), place_of(call), call.page_limit()
    show = call.context.pictured(call.base_url)
    if place == NEWEST:
        await call.context.write(marks.mark_read, call.caller.id, room_id, None)
    return _found(await call.context.ask(_read_history, room_id, call.caller.id, limit, place, show))


def _read_history(
    connection: Connection,
    room_id: RoomId,
    viewer: UserId,
    limit: int,
    place: Place,
    show: Callable[[Room], Room],
) -> answers.History | None:
    room = load_room(connection, room_id, viewer)
    if room is None:
        return None
    messages, has_more = list_page(connection, room_id, load_marks(connection, room_id), limit, place)
    newest = room.last_message
    if newest is None:
        has_newer = False
    elif messages:
        has_newer = messages[-1].seq < newest.seq
    else:
        has_newer = place.after_seq is None
    return answers.History(room=show(room), messages=messages, has_more=has_more, has_newer=has_newer)


@router.answers(rest.GET_EVENTS)
async def get_events(call: Call) -> answers.EventPage:
    """What the room's log holds above the caller's cursor."""
    after_seq = call.query_int("after_seq", 0) or 0
    return _found(
        await call.context.ask(
            _read_events,
            RoomId(call.path_id("room_id")),
            call.caller.id,
            after_seq,
            call.page_limit(),
            call.context.contact_of(call.base_url),
        )
    )


def _read_events(
    connection: Connection,
    room_id: RoomId,
    viewer: UserId,
    after_seq: int,
    limit: int,
    contact_of: ContactOf,
) -> answers.EventPage | None:
    end = find_end_of_log(connection, room_id, viewer)
    if end is None:
        return None
    room_marks = load_marks(connection, room_id)
    events, has_more = list_events(connection, room_id, room_marks, after_seq, end, limit, contact_of)
    if viewer not in room_marks.by_user:
        events = hide_later_changes(connection, room_id, end, events)
    return answers.EventPage(room=room_id, events=events, last_seq=Seq(end), has_more=has_more)


@router.answers(rest.MARK_READ)
async def mark_read(call: Call) -> answers.ReadState:
    """The caller has read up to a place."""
    return await call.context.write(
        marks.mark_read, call.caller.id, RoomId(call.path_id("room_id")), call.body.seq
    )


@router.answers(rest.MARK_UNREAD)
async def mark_unread(call: Call) -> answers.ReadState:
    """The caller wants the room to be unread from a place on."""
    return await call.context.write(
        marks.mark_unread, call.caller.id, RoomId(call.path_id("room_id")), call.body.seq
    )
