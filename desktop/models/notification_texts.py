"""What a notification says: of one chat, of many, and as much of it as the person allows."""

import unicodedata
from collections.abc import Sequence

import msgspec

from backend.wire.types import RoomId, Seq
from desktop.client.state.room_record import RoomState
from desktop.models.words import tr, translate

PROGRAM = "Mini Chat"
_MOST_CHARACTERS = 150
_MOST_LINES = 3
_MOST_CHATS = 3
_UNSEEN = {"Cc", "Cf", "Cs"}
_JOINERS = "\u200c\u200d"


class News(msgspec.Struct, frozen=True, kw_only=True):
    """One message that called."""

    room_id: RoomId
    key: str
    seq: Seq
    sender: str
    text: str


class Discretion(msgspec.Struct, frozen=True, kw_only=True):
    """What may stand where others can see it. Without a sender there is no text either."""

    with_sender: bool = True
    with_text: bool = True


def chat_note(news: Sequence[News], room: RoomState, discretion: Discretion) -> tuple[str, str]:
    """Title and text for what waits in one chat."""
    if not discretion.with_sender:
        return PROGRAM, _new_messages(len(news))
    if not discretion.with_text:
        return room.title, _new_messages(len(news))
    is_group = room.chat_type != "direct"
    lines = [f"{one.sender}: {_short(one.text)}" if is_group else _short(one.text) for one in news]
    return room.title, "\n".join(lines[-_MOST_LINES:])


def summary_note(news: Sequence[News], titles: Sequence[str], discretion: Discretion) -> tuple[str, str]:
    """Title and text for what waits in several chats."""
    if not discretion.with_sender:
        return PROGRAM, _new_messages(len(news))
    named = ", ".join(titles[:_MOST_CHATS])
    if len(titles) > _MOST_CHATS:
        more = tr("and %n more", None, len(titles) - _MOST_CHATS)
        named = f"{named} {more}"
    return _new_messages(len(news)), named


def _new_messages(count: int) -> str:
    return tr("%n new message(s)", None, count) if count > 1 else translate("Notifications", "New message")


def _short(text: str) -> str:
    """One line without signs that are unseen: a desktop may choke on one, or turn all around another."""
    words = " ".join(text[: 4 * _MOST_CHARACTERS].split())
    line = "".join(sign for sign in words if sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN)
    return line if len(line) <= _MOST_CHARACTERS else f"{line[:_MOST_CHARACTERS].rstrip()}…"
