"""What calls for this person over all rooms: the number and the dot that title, tray and taskbar show."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from desktop.client.state.room_record import RoomState


class Badge(msgspec.Struct, frozen=True):
    """`count` is what was said to this person; a dot stands for all else that is unread."""

    count: int = 0
    has_dot: bool = False


def badge_of(rooms: Iterable[RoomState], now: datetime) -> Badge:
    """All of a direct room calls, of a group what names the person; muted and hidden rooms don't."""
    calling = unread = 0
    for room in rooms:
        preferences = room.preferences
        if not (room.is_muted(now) or preferences.hidden or preferences.notifications == "nothing"):
            calls_all = room.chat_type == "direct"
            calling += room.unread_count if calls_all else min(room.unread_mentions, room.unread_count)
            unread += room.unread_count
    return Badge(count=calling, has_dot=unread > calling)
