"""Messages: send, and read by pages without marking them."""

from backend.actions.messages import send_message
from backend.rest.router import Call, Reply, Router
from backend.store import messages as store
from backend.store.engine import Connection
from backend.wire import rest
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import Message, RoomId, UserId

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
    room_id, limit = call.query_int("room"), call.page_limit()
    if room_id is None:
        messages, has_more = await call.context.ask(
            store.list_everywhere, call.caller.id, limit, call.query_int("before_id")
        )
    else:
        messages, has_more = await call.context.ask(
            _read_page, RoomId(room_id), call.caller.id, limit, call.query_int("before_seq")
        )
    return Reply(200, messages, {rest.HAS_MORE_HEADER: "true" if has_more else "false"})


def _read_page(
    connection: Connection, room_id: RoomId, viewer: UserId, limit: int, before_seq: int | None
) -> tuple[list[Message], bool]:
    marks = store.load_marks(connection, room_id)
    if viewer not in marks.by_user:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    return store.list_page(connection, room_id, marks, limit, before_seq)
