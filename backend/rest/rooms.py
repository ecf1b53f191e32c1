"""Rooms: made, shown, changed, deleted; and what the caller wants of each."""

from typing import TypeVar

from backend.actions import preferences as preference_actions
from backend.actions import rooms as room_actions
from backend.rest.router import Call, Reply, Router
from backend.store import rooms as store
from backend.store.groups import list_public
from backend.store.preferences import load_preferences
from backend.wire import answers, rest
from backend.wire.errors import ErrorCode, FieldProblem, Phrase, Refusal, invalid
from backend.wire.folding import fold
from backend.wire.texts import text
from backend.wire.types import Preferences, Room, RoomId

T = TypeVar("T")

router = Router()


def _found(value: T | None) -> T:
    if value is None:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    return value


def _room_id(call: Call) -> RoomId:
    return RoomId(call.path_id("room_id"))


@router.answers(rest.LIST_ROOMS)
async def list_rooms(call: Call) -> list[Room]:
    """The caller's rooms, but for the hidden ones."""
    show = call.context.pictured(call.base_url)
    rooms = await call.context.ask(store.list_rooms, call.caller.id)
    return [show(room) for room in rooms if not room.preferences.hidden]


@router.answers(rest.CREATE_ROOM)
async def create_room(call: Call) -> Reply:
    """A new group."""
    if call.body.chat_type == "direct":
        raise invalid("chat_type", FieldProblem.DIRECT_NOT_HERE)
    show = call.context.pictured(call.base_url)
    room = await call.context.write(
        room_actions.create_room, call.caller.id, call.body, call.context.contact_of("")
    )
    return Reply(201, show(room))


@router.answers(rest.LIST_PUBLIC_ROOMS)
async def list_public_rooms(call: Call) -> answers.PublicRoomList:
    """Groups that the caller may join, or is in."""
    show = call.context.pictured(call.base_url)
    limit, offset = call.page_limit(), call.query_int("offset", 0) or 0
    needle = fold(call.request.query.get("q", "").strip())
    if len(needle) > call.context.limits.search_length:
        return answers.PublicRoomList(rooms=[])
    found = await call.context.ask(list_public, call.caller.id, needle, limit, offset)
    return answers.PublicRoomList(rooms=list(map(show, found)))


@router.answers(rest.GET_ROOM)
async def get_room(call: Call) -> Room:
    """One of the caller's rooms."""
    show = call.context.pictured(call.base_url)
    return show(_found(await call.context.ask(store.load_room, _room_id(call), call.caller.id)))


@router.answers(rest.PUT_ROOM)
@router.answers(rest.PATCH_ROOM)
async def edit_room(call: Call) -> Room:
    """What a group is called, and whether it is open to all."""
    show = call.context.pictured(call.base_url)
    return show(await call.context.write(room_actions.edit_room, call.caller.id, _room_id(call), call.body))


@router.answers(rest.DELETE_ROOM)
async def delete_room(call: Call) -> None:
    """A group goes; a direct room is hidden for the caller."""
    await call.context.write(room_actions.delete_room, call.caller.id, _room_id(call))


@router.answers(rest.CREATE_DIRECT_CHAT)
async def create_direct_chat(call: Call) -> Reply:
    """The direct room with somebody: 201 when it is new, else 200."""
    show = call.context.pictured(call.base_url)
    made = await call.context.write(
        room_actions.create_direct_chat, call.caller.id, call.body.user_id, call.context.contact_of("")
    )
    phrase = Phrase.DIRECT_CREATED if made.is_new else Phrase.DIRECT_FOUND
    answer = answers.DirectChat(room=show(made.room), message=text(phrase, call.language))
    return Reply(201 if made.is_new else 200, answer)


@router.answers(rest.GET_PREFERENCES)
async def get_preferences(call: Call) -> Preferences:
    """What the caller wants of a room."""
    return _found(await call.context.ask(load_preferences, _room_id(call), call.caller.id))


@router.answers(rest.PATCH_PREFERENCES)
async def edit_preferences(call: Call) -> Preferences:
    """What the caller wants of a room from now on, on all devices."""
    return await call.context.write(
        preference_actions.edit_preferences, call.caller.id, _room_id(call), call.body
    )
