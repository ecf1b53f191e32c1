"""Rooms: who is in them, and what they are called."""

from typing import TypeVar

from backend.actions import rooms as room_actions
from backend.rest.router import Call, Reply, Router
from backend.store import rooms as store
from backend.wire import rest
from backend.wire.errors import ErrorCode, FieldProblem, Phrase, Refusal, invalid
from backend.wire.texts import text
from backend.wire.types import Room, RoomId

T = TypeVar("T")

router = Router()


def _found(value: T | None) -> T:
    if value is None:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    return value


@router.answers(rest.LIST_ROOMS)
async def list_rooms(call: Call) -> list[Room]:
    """The caller's rooms."""
    return await call.context.ask(store.list_rooms, call.caller.id)


@router.answers(rest.CREATE_ROOM)
async def create_room(call: Call) -> Reply:
    """A new group."""
    if call.body.chat_type == "direct":
        raise invalid("chat_type", FieldProblem.DIRECT_NOT_HERE)
    room = await call.context.write(
        room_actions.create_room, call.caller.id, call.body, call.context.contact_of("")
    )
    return Reply(201, room)


@router.answers(rest.GET_ROOM)
async def get_room(call: Call) -> Room:
    """One of the caller's rooms."""
    return _found(await call.context.ask(store.load_room, RoomId(call.path_id("room_id")), call.caller.id))


@router.answers(rest.CREATE_DIRECT_CHAT)
async def create_direct_chat(call: Call) -> Reply:
    """The direct room with somebody: 201 when it is new, else 200."""
    made = await call.context.write(
        room_actions.create_direct_chat, call.caller.id, call.body.user_id, call.context.contact_of("")
    )
    phrase = Phrase.DIRECT_CREATED if made.is_new else Phrase.DIRECT_FOUND
    return Reply(
        201 if made.is_new else 200, rest.DirectChat(room=made.room, message=text(phrase, call.language))
    )
