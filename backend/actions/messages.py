"""Messages: sent, edited, deleted."""

import secrets

from msgspec.structs import replace

from backend.actions.guards import require_member
from backend.actions.mentions import find_names
from backend.store import messages as store
from backend.store.clock import to_datetime
from backend.store.log import EntryKind
from backend.store.memory import RoomMemory
from backend.store.messages import (
    MessageRow,
    digest_of,
    pack_client_id,
    pack_ids,
    unpack_client_id,
    unpack_ids,
)
from backend.store.search import reindex
from backend.store.unread import delete_mentions, insert_mentions
from backend.transaction import Transaction
from backend.wire.answers import SentMessage
from backend.wire.bodies import SendMessage
from backend.wire.errors import ErrorCode, FieldProblem, Refusal, invalid
from backend.wire.live import MessageCreated, MessageDeleted, MessageEdited, Typing
from backend.wire.types import Message, MessageId, Quote, RoomId, Seq, UserId


def send_message(tx: Transaction, sender: UserId, command: SendMessage) -> SentMessage:
    """Append a message to the room's log; the same client id again gives the first answer."""
    digest = digest_of(command.room, command.content, command.reply_to)
    if command.client_id:
        client_id = pack_client_id(command.client_id)
        earlier = tx.find_sent(sender, client_id)
        if earlier is not None:
            if earlier.digest != digest:
                raise Refusal(ErrorCode.CLIENT_ID_CONFLICT)
            return _acknowledge(_load_own(tx, sender, MessageId(earlier.message_id)), is_duplicate=True)
        room = require_member(tx, command.room, sender)
    else:
        room = require_member(tx, command.room, sender)
        # Ids that grow with time keep the index of a busy sender in a few pages.
        client_id = (tx.now // 1_000).to_bytes(6) + secrets.token_bytes(10)
    quote = None if command.reply_to is None else _require_quote(tx, room, command.reply_to)
    named = _find_named(tx, room, command.content)
    row = tx.append_message(room, sender, client_id, digest, command.content, command.reply_to, named)
    message = _to_message(tx, row, quote)
    tx.announce(room.audience, MessageCreated(room=room.id, seq=message.seq, message=message), room=room.id)
    return _acknowledge(message, is_duplicate=False)


def edit_message(tx: Transaction, editor: UserId, message_id: MessageId, content: str) -> Message:
    """The author says something else; the same again changes nothing."""
    room, message = _require_message(tx, editor, message_id)
    if message.user.id != editor:
        raise Refusal(ErrorCode.NOT_ALLOWED)
    if message.deleted:
        raise Refusal(ErrorCode.MESSAGE_DELETED)
    if message.content == content:
        return message
    named = _find_named(tx, room, content)
    store.update_content(tx.writing, message_id, content, named, tx.now)
    reindex(tx.writing, message, content)
    _replace_mentions(tx, message, named)
    before = message.mentions
    seq = tx.append_entry(room, EntryKind.MESSAGE_EDITED, editor, message_id, pack_ids(before) or "")
    edited = replace(message, content=content, mentions=named, edited_at=to_datetime(tx.now))
    event = MessageEdited(room=room.id, seq=seq, message=edited, mentioned_before=before)
    tx.announce(room.audience, event, room=room.id)
    return edited


def delete_message(tx: Transaction, deleter: UserId, message_id: MessageId) -> None:
    """By its author, or by the owner or an admin of a group; a second time changes nothing."""
    room, message = _require_message(tx, deleter, message_id)
    if message.user.id != deleter and (room.chat_type == "direct" or room.roles[deleter] == "member"):
        raise Refusal(ErrorCode.NOT_ALLOWED)
    if message.deleted:
        return
    store.wipe_message(tx.writing, message_id, tx.now)
    reindex(tx.writing, message, "")
    _replace_mentions(tx, message, [])
    before = message.mentions
    seq = tx.append_entry(room, EntryKind.MESSAGE_DELETED, deleter, message_id, pack_ids(before) or "")
    left = replace(message, content="", mentions=[], edited_at=None, deleted=True)
    event = MessageDeleted(room=room.id, seq=seq, message=left, by=deleter, mentioned_before=before)
    tx.announce(room.audience, event, room=room.id)


def announce_typing(tx: Transaction, typist: UserId, room_id: RoomId, is_typing: bool) -> None:
    """Tell the others; nothing is stored."""
    room = require_member(tx, room_id, typist)
    event = Typing(room=room_id, user=typist, username=tx.load_user(typist).username, is_typing=is_typing)
    tx.announce(room.audience, event, room=room_id, but=typist)


def _require_message(tx: Transaction, viewer: UserId, message_id: MessageId) -> tuple[RoomMemory, Message]:
    """A message of one of the viewer's rooms; no other exists."""
    message = store.find_message(tx.reading, message_id)
    room = None if message is None else tx.find_room(message.room)
    if message is None or room is None or viewer not in room.roles:
        raise Refusal(ErrorCode.NO_SUCH_MESSAGE)
    return room, message


def _require_quote(tx: Transaction, room: RoomMemory, reply_to: MessageId) -> Quote:
    quote = store.find_quote(tx.reading, room.id, reply_to)
    if quote is None:
        raise invalid("reply_to", FieldProblem.NO_SUCH_MESSAGE_HERE)
    return quote


def _find_named(tx: Transaction, room: RoomMemory, content: str) -> list[UserId]:
    names = find_names(content)
    return tx.find_mentioned(room, names) if names else []


def _load_own(tx: Transaction, sender: UserId, message_id: MessageId) -> Message:
    """What the sender said, as it is now; who has left hears no more of what it answered."""
    message = store.find_message(tx.reading, message_id)
    if message is None:
        raise LookupError(f"there is no message {message_id}")
    room = tx.find_room(message.room)
    is_member = room is not None and sender in room.roles
    return message if is_member else replace(message, quote=None, is_read=False)


def _replace_mentions(tx: Transaction, message: Message, named: list[UserId]) -> None:
    before, after = set(message.mentions), set(named) - {message.user.id}
    if before - after:
        delete_mentions(tx.writing, message.room, message.seq, before - after)
    if after - before:
        added = [(user_id, message.room, message.seq) for user_id in sorted(after - before)]
        insert_mentions(tx.writing, added)


def _to_message(tx: Transaction, row: MessageRow, quote: Quote | None) -> Message:
    user = tx.load_user(UserId(row.user_id))
    return Message(
        id=MessageId(row.id),
        room=RoomId(row.room_id),
        user=user,
        user_username=user.username,
        content=row.content,
        timestamp=to_datetime(row.created_at),
        is_read=False,
        seq=Seq(row.seq),
        client_id=unpack_client_id(row.client_id),
        reply_to=None if row.reply_to is None else MessageId(row.reply_to),
        quote=quote,
        mentions=unpack_ids(row.mentions),
    )


def _acknowledge(message: Message, *, is_duplicate: bool) -> SentMessage:
    return SentMessage(
        **{name: getattr(message, name) for name in Message.__struct_fields__}, duplicate=is_duplicate
    )
