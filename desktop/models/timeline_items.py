"""How a message stands among its neighbours: pure, one item per entry, no list of items to keep in step.

A day line and the unread line are parts above the message that they belong to, grouping is a pair of flags;
so a row of the screen is an entry of the timeline, and opening a history of any length costs nothing here.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from desktop.client.state.entries import Entry
from desktop.models.words import deleted_text, local_day

GROUP_GAP = timedelta(minutes=5)


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


def item_at(entries: Sequence[Entry], index: int, divider_key: str | None) -> TimelineItem:
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
        and lower.at - upper.at <= GROUP_GAP
        and local_day(upper.at) == local_day(lower.at)
    )
