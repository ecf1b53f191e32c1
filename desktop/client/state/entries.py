"""One message as a timeline shows it: of the log, or on its way; or not even sent yet."""

from datetime import datetime
from enum import Enum, auto

import msgspec

from backend.wire.types import QUOTE_LENGTH, Message, MessageId, Quote, Seq, UserId
from desktop.client.plain import plain_name, plain_text, plain_time


class EntryState(Enum):
    """How far a message got."""

    QUEUED = auto()
    IN_FLIGHT = auto()
    FAILED = auto()
    SENT = auto()


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One message as it is shown. `key` never changes; an own message's is its client id.

    A deleted one keeps its place, without content.
    """

    key: str
    author_id: UserId
    author_name: str
    content: str
    at: datetime
    state: EntryState
    is_own: bool
    seq: Seq | None = None
    message_id: MessageId | None = None
    error: str | None = None
    edited_at: datetime | None = None
    deleted: bool = False
    reply_to: MessageId | None = None
    quote: Quote | None = None
    mentions: tuple[UserId, ...] = ()
    author_username: str = ""


class Draft(msgspec.Struct, frozen=True):
    """What was begun to be written in a room: a message, an answer, or another wording of a message."""

    text: str = ""
    reply_to: MessageId | None = None
    quote: Quote | None = None
    editing: MessageId | None = None
    aside: "Draft | None" = None
    """What was begun before an edit, and is gone on with after it."""


def confirmed_entry(message: Message, my_id: UserId) -> Entry:
    """A message of the log. Another author's client id is not trusted to be unique here."""
    is_own = message.user.id == my_id
    return Entry(
        key=message.client_id if is_own else f"#{message.id}",
        author_id=message.user.id,
        author_name=plain_name(message.user.full_name),
        content=plain_text(message.content),
        at=plain_time(message.timestamp),
        state=EntryState.SENT,
        is_own=is_own,
        seq=message.seq,
        message_id=message.id,
        edited_at=plain_time(message.edited_at) if message.edited_at is not None else None,
        deleted=message.deleted,
        reply_to=message.reply_to,
        quote=_plain_quote(message.quote) if message.quote is not None else None,
        mentions=tuple(message.mentions),
        author_username=plain_name(message.user_username),
    )


def quote_of(message: Message) -> Quote:
    """The message as those that answer it show it."""
    return Quote(
        id=message.id,
        seq=message.seq,
        user=message.user.id,
        user_username=plain_name(message.user_username),
        content=message.content[:QUOTE_LENGTH],
        deleted=message.deleted,
    )


def _plain_quote(quote: Quote) -> Quote:
    name, content = plain_name(quote.user_username), quote.content[:QUOTE_LENGTH]
    if name == quote.user_username and len(content) == len(quote.content):
        return quote
    return msgspec.structs.replace(quote, user_username=name, content=content)
