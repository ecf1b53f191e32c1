"""What one row of the sidebar shows, put into words: a chat, or a person who could become one."""

from datetime import datetime

import msgspec
from PySide6.QtCore import Qt

from backend.wire.types import Contact, RoomId, UserId
from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.words import (
    deleted_text,
    members_text,
    presence_text,
    recent_text,
    translate,
    typing_text,
    unread_text,
)

CARD_ROLE = Qt.ItemDataRole.UserRole


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One row. `room_id` is None for a person with whom there is no chat yet."""

    room_id: RoomId | None
    user_id: UserId | None
    title: str
    preview: str
    preview_author: str = ""
    at: datetime | None = None
    unread: int = 0
    is_online: bool = False
    is_typing: bool = False


def room_card(store: Store, room: RoomState) -> Card:
    """A chat with its last words, or who types in it."""
    other = store.people.get(room.other_user_id) if room.other_user_id is not None else None
    typing = [
        person.full_name for user_id in room.typing if (person := store.people.get(user_id)) is not None
    ]
    is_direct = room.chat_type == "direct"
    return Card(
        room_id=room.room_id,
        user_id=room.other_user_id,
        title=room.title,
        preview=typing_text(typing, is_direct=is_direct) if typing else _last_words(room),
        preview_author="" if typing else _author(store, room),
        at=room.last_at,
        unread=room.unread_count,
        is_online=other is not None and other.is_online,
        is_typing=bool(typing),
    )


def person_card(person: Contact, room_id: RoomId | None) -> Card:
    """Somebody who was found."""
    return Card(
        room_id=room_id,
        user_id=person.id,
        title=person.full_name,
        preview=f"@{person.username}",
        is_online=person.is_online,
    )


def spoken_card(card: Card, today: datetime) -> str:
    """The row in one line for a screen reader."""
    parts = [card.title]
    if card.is_online:
        parts.append(translate("Words", "online"))
    if card.unread:
        parts.append(unread_text(card.unread))
    if card.preview:
        parts.append(f"{card.preview_author}: {card.preview}" if card.preview_author else card.preview)
    if card.at is not None:
        parts.append(recent_text(card.at, today.date()))
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
    return deleted_text() if room.last_is_deleted else " ".join(room.last_text.split())


def _author(store: Store, room: RoomState) -> str:
    if room.last_author_id is None or not _last_words(room):
        return ""
    if store.me is not None and room.last_author_id == store.me.id:
        return translate("Words", "You")
    if room.chat_type == "direct":
        return ""
    names = {person.id: person.first_name or person.username for person in room.participants}
    return names.get(room.last_author_id, "")
