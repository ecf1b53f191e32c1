"""How a message stands among its neighbours: pure, one item per entry, no list of items to keep in step.

A day line and the unread line are parts above the message that they belong to, grouping is a pair of flags;
so a row of the screen is an entry of the timeline, and opening a history of any length costs nothing here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from backend.wire.folding import username_key
from backend.wire.types import User, UserId
from desktop.client.state.entries import Entry
from desktop.models.words import deleted_text, local_day

GROUP_GAP = timedelta(minutes=5)


class RoomNames(msgspec.Struct, frozen=True):
    """How the people of a room are called: full names by the keys of usernames, and who is this person."""

    full: Mapping[str, str] = {}
    mine: str = ""

    def name_of(self, username: str) -> str:
        """The full name of a member; of somebody else the username."""
        return self.full.get(username_key(username), username)


NOBODY = RoomNames()


def room_names(members: Iterable[User], my_id: UserId) -> RoomNames:
    """The names of these members."""
    keys = {username_key(user.username): user for user in members}
    mine = next((key for key, user in keys.items() if user.id == my_id), "")
    return RoomNames({key: user.full_name for key, user in keys.items()}, mine)


class TimelineItem(msgspec.Struct, frozen=True):
    """One message with what stands above it and how it joins its neighbours."""

    entry: Entry
    day: date | None
    """The day line above it says this; None for no line."""
    has_divider: bool
    """The line "unread messages" stands above it."""
    is_first: bool
    """It opens a group: the author's name and picture are shown."""
    is_last: bool
    """It ends a group."""
    names: RoomNames = NOBODY
    """Whose names may stand in it: those whom it mentions, or who wrote what it answers."""


def item_at(
    entries: Sequence[Entry], index: int, divider_key: str | None, names: RoomNames = NOBODY
) -> TimelineItem:
    """The item of one entry; `divider_key` is the key of the first unread message."""
    entry = entries[index]
    before = entries[index - 1] if index > 0 else None
    after = entries[index + 1] if index + 1 < len(entries) else None
    day = local_day(entry.at)
    return TimelineItem(
        entry=entry,
        day=day if before is None or local_day(before.at) != day else None,
        has_divider=entry.key == divider_key,
        is_first=before is None or not _are_joined(before, entry, divider_key),
        is_last=after is None or not _are_joined(entry, after, divider_key),
        names=names,
    )


def shown_entries(entries: Iterable[Entry]) -> list[Entry]:
    """Entries with the words that stand for a deleted message."""
    return [
        msgspec.structs.replace(entry, content=deleted_text()) if entry.deleted else entry
        for entry in entries
    ]


def first_unread(entries: Sequence[Entry], start: int, read_seq: int) -> int | None:
    """The place, at or after `start`, of the first message of others beyond `read_seq`."""
    for index in range(start, len(entries)):
        entry = entries[index]
        if entry.seq is not None and entry.seq > read_seq and not (entry.is_own or entry.deleted):
            return index
    return None


def _are_joined(upper: Entry, lower: Entry, divider_key: str | None) -> bool:
    return (
        upper.author_id == lower.author_id
        and lower.key != divider_key
        and lower.reply_to is None
        and lower.at - upper.at <= GROUP_GAP
        and local_day(upper.at) == local_day(lower.at)
    )
