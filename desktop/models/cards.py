"""What one row of the sidebar shows, put into words: a chat, a person who could become one, a message."""

from datetime import datetime
from enum import Enum, auto

import msgspec
from PySide6.QtCore import Qt

from backend.wire.types import Contact, RoomId, Seq, UserId
from desktop.client.state.entries import EntryState
from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.markup import in_one_line
from desktop.models.words import (
    deleted_text,
    draft_text,
    members_text,
    presence_text,
    recent_text,
    translate,
    typing_text,
    unread_text,
)

CARD_ROLE = Qt.ItemDataRole.UserRole
HEADING_ROLE = Qt.ItemDataRole.UserRole + 1
"""What stands above the first row of a section; empty for the others."""


class Sent(Enum):
    """How far the own last words of a room got."""

    WAITING = auto()
    STORED = auto()
    READ = auto()
    FAILED = auto()


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One row. `room_id` is None for a person with whom there is no chat yet."""

    room_id: RoomId | None
    user_id: UserId | None
    title: str
    preview: str
    preview_author: str = ""
    picture: str = ""
    at: datetime | None = None
    unread: int = 0
    mentions: int = 0
    sent: Sent | None = None
    is_online: bool = False
    is_typing: bool = False
    is_draft: bool = False
    is_pinned: bool = False
    is_silent: bool = False
    """The person wants to hear nothing of it, whatever is said."""
    muted_until: datetime | None = None
    place: Seq | None = None
    """Of a message that was found."""
    spans: tuple[tuple[int, int], ...] = ()
    """Pieces of the preview that were searched for."""
    is_joinable: bool = False
    """A group that one is no member of, but may become."""

    def is_quiet(self, now: datetime) -> bool:
        """Nothing of it calls for the person at this moment."""
        return self.is_silent or (self.muted_until is not None and self.muted_until > now)


def room_card(store: Store, room: RoomState) -> Card:
    """A chat with its last words, what is begun to be written there, or who types in it."""
    other = store.people.get(room.other_user_id) if room.other_user_id is not None else None
    typing = [
        person.full_name for user_id in room.typing if (person := store.people.get(user_id)) is not None
    ]
    preview, author = _last_words(room), _author(store, room)
    draft = " ".join(room.draft.split())
    if typing:
        preview, author = typing_text(typing, is_direct=room.chat_type == "direct"), ""
    elif draft:
        preview, author = draft, draft_text()
    return Card(
        room_id=room.room_id,
        user_id=room.other_user_id,
        title=room.title,
        preview=preview,
        preview_author=author,
        picture=room.avatar,
        at=room.last_at,
        unread=room.unread_count,
        mentions=room.unread_mentions if room.chat_type == "group" else 0,
        sent=_sent(store, room),
        is_online=other is not None and other.is_online,
        is_typing=bool(typing),
        is_draft=bool(draft) and not typing,
        is_pinned=room.preferences.pinned,
        is_silent=room.preferences.notifications == "nothing",
        muted_until=room.preferences.muted_until,
    )


def person_card(person: Contact, room_id: RoomId | None) -> Card:
    """Somebody who was found."""
    return Card(
        room_id=room_id,
        user_id=person.id,
        title=person.full_name,
        preview=f"@{person.username}",
        picture=person.avatar,
        is_online=person.is_online,
    )


def spoken_card(card: Card, now: datetime) -> str:
    """The row in one line for a screen reader."""
    parts = [card.title]
    if card.is_online:
        parts.append(translate("Words", "online"))
    if card.is_pinned:
        parts.append(translate("Words", "pinned"))
    if card.is_quiet(now):
        parts.append(translate("Words", "muted"))
    if card.unread:
        parts.append(unread_text(card.unread))
    if card.mentions and card.unread:
        parts.append(translate("Words", "you are mentioned"))
    if card.preview:
        parts.append(f"{card.preview_author}: {card.preview}" if card.preview_author else card.preview)
    if card.sent is not None:
        parts.append(_sent_text(card.sent))
    if card.at is not None:
        parts.append(recent_text(card.at, now.date()))
    return ", ".join(parts)


def room_status(store: Store, room: RoomState, now: datetime) -> tuple[str, bool]:
    """The line under a room's title, and whether it is a lively one: typing, or online."""
    card = room_card(store, room)
    if card.is_typing:
        return card.preview, True
    if room.chat_type == "group":
        return members_text(len(room.participants)), False
    other = store.people.get(room.other_user_id) if room.other_user_id is not None else None
    if other is None:
        return "", False
    return presence_text(other, now.date()), other.is_online


def _last_words(room: RoomState) -> str:
    if room.last_author_id is None:
        return translate("Words", "No messages yet")
    return deleted_text() if room.last_is_deleted else in_one_line(room.last_text)


def author_text(store: Store, room: RoomState, author_id: UserId) -> str:
    """Who speaks, in a word; in a direct chat only oneself has to be told apart."""
    if store.me is not None and author_id == store.me.id:
        return translate("Words", "You")
    if room.chat_type == "direct":
        return ""
    names = {person.id: person.first_name or person.username for person in room.participants}
    return names.get(author_id, "")


def _author(store: Store, room: RoomState) -> str:
    if room.last_author_id is None or not _last_words(room):
        return ""
    return author_text(store, room, room.last_author_id)


def _sent(store: Store, room: RoomState) -> Sent | None:
    if any(entry.state is EntryState.FAILED for entry in store.timelines.of(room.room_id).pending):
        return Sent.FAILED
    if store.me is None or room.last_author_id != store.me.id or room.last_is_deleted:
        return None
    if room.last_words_seq is None:
        return Sent.WAITING
    return Sent.READ if room.last_words_seq <= room.others_read_seq else Sent.STORED


def _sent_text(sent: Sent) -> str:
    match sent:
        case Sent.WAITING:
            return translate("Words", "waiting to be sent")
        case Sent.STORED:
            return translate("Words", "sent")
        case Sent.READ:
            return translate("Words", "read")
        case Sent.FAILED:
            return translate("Words", "not sent")
