"""Messages: sent, edited, deleted; read one by one or by pages, without marking them."""

from backend.actions.messages import delete_message, edit_message, send_message
from backend.rest.places import place_of
from backend.rest.router import Call, Reply, Router
from backend.store.engine import Connection
from backend.store.marks import load_marks
from backend.store.messages import find_message
from backend.store.pages import NEWEST, Place, list_everywhere, list_page
from backend.wire import rest
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import Message, MessageId, RoomId, UserId

router = Router()


@router.answers(rest.SEND_MESSAGE)
async def post_message(call: Call) -> Reply:
    """201 with the stored message; 200 when an earlier try had stored it."""
    call.context.rates.messages.take(call.caller.id)
    sent = await call.context.write(send_message, call.caller.id, call.body)
    return Reply(200 if sent.duplicate else 201, sent)


@router.answers(rest.LIST_MESSAGES)
async def list_messages(call: Call) -> Reply:
    """A page of one room, or of all the caller's rooms."""
    room_id, before_id, place = call.query_int("room"), call.query_int("before_id"), place_of(call)
    if room_id is None and place == NEWEST:
        messages, has_more = await call.context.ask(
            list_everywhere, call.caller.id, call.page_limit(), before_id
        )
    elif room_id is not None and before_id is None:
        messages, has_more = await call.context.ask(
            _read_page, RoomId(room_id), call.caller.id, call.page_limit(), place
        )
    else:  # ids order what is from all rooms, places what is from one
        raise Refusal(ErrorCode.BAD_REQUEST)
    return Reply(200, messages, {rest.HAS_MORE_HEADER: "true" if has_more else "false"})


def _read_page(
    connection: Connection, room_id: RoomId, viewer: UserId, limit: int, place: Place
) -> tuple[list[Message], bool]:
    marks = load_marks(connection, room_id)
    if viewer not in marks.by_user:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    return list_page(connection, room_id, marks, limit, place)


@router.answers(rest.GET_MESSAGE)
async def get_message(call: Call) -> Message:
    """One message of the caller's rooms."""
    return await call.context.ask(_read_message, MessageId(call.path_id("message_id")), call.caller.id)


def _read_message(connection: Connection, message_id: MessageId, viewer: UserId) -> Message:
    message = find_message(connection, message_id)
    if message is None or viewer not in load_marks(connection, message.room).by_user:
        raise Refusal(ErrorCode.NO_SUCH_MESSAGE)
    return message


@router.answers(rest.EDIT_MESSAGE)
async def patch_message(call: Call) -> Message:
    """What the message says from now on, by its author."""
    call.context.rates.messages.take(call.caller.id)
    return await call.context.write(
        edit_message, call.caller.id, MessageId(call.path_id("message_id")), call.body.content
    )


@router.answers(rest.DELETE_MESSAGE)
async def remove_message(call: Call) -> None:
    """The message's place stays, its content goes."""
    call.context.rates.messages.take(call.caller.id)
    await call.context.write(delete_message, call.caller.id, MessageId(call.path_id("message_id")))
