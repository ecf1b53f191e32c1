"""When a message may call the person: the one rule, pure. docs/notifications.md says it in words.

For `desktop.system.notifications`, which asks once for every message that arrives.
"""

from enum import Enum, auto

import msgspec

from backend.wire.types import NotificationLevel

ELSEWHERE_SECONDS = 30
"""So long another device counts as being in use; and so long a message waits to be read there."""
FRESH_SECONDS = 120
"""A message that is older when it arrives is news no more: it is told with the others, in one summary."""


class Sound(Enum):
    """How loudly."""

    NONE = auto()
    SOFT = auto()
    FULL = auto()


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """All that the rule looks at, at the moment when a message arrives."""

    level: NotificationLevel = "all"
    is_muted: bool = False
    is_direct: bool = False
    mentions_me: bool = False
    is_own: bool = False
    is_fresh: bool = True
    """It arrived as it was sent, not in a catch-up."""
    is_active: bool = False
    """Our window has the keyboard."""
    is_visible: bool = False
    """It is neither hidden nor minimised."""
    is_locked: bool = False
    is_room_open: bool = False
    is_at_bottom: bool = False
    is_do_not_disturb: bool = False
    is_active_elsewhere: bool = False
    wants_toasts_while_active: bool = False
    wants_sound: bool = True


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What happens. A delayed toast is dropped when the message is read meanwhile."""

    toast: bool = False
    delay_seconds: int = 0
    joins_summary: bool = False
    sound: Sound = Sound.NONE
    badge: bool = False
    """It counts in the numbers and dots of title, tray and taskbar."""


SILENCE = Decision()
ONLY_BADGE = Decision(badge=True)


def decide(situation: Situation) -> Decision:
    """The rule. The first case that fits decides."""
    is_here = situation.is_active and situation.is_visible and not situation.is_locked
    if situation.is_own or (is_here and situation.is_room_open and situation.is_at_bottom):
        return SILENCE
    if situation.is_muted or situation.level == "nothing":
        return SILENCE
    if situation.level == "mentions" and not (situation.mentions_me or situation.is_direct):
        return ONLY_BADGE
    if situation.is_do_not_disturb:
        return ONLY_BADGE
    if is_here:
        return _while_here(situation)
    if not situation.is_fresh:
        return Decision(joins_summary=True, badge=True)
    if situation.is_active_elsewhere:
        return Decision(toast=True, delay_seconds=ELSEWHERE_SECONDS, badge=True)
    return Decision(toast=True, sound=Sound.FULL if situation.wants_sound else Sound.NONE, badge=True)


def _while_here(situation: Situation) -> Decision:
    """The person sits before the window, but doesn't see the message."""
    if situation.is_room_open or not situation.is_fresh:
        return ONLY_BADGE
    return Decision(
        toast=situation.wants_toasts_while_active,
        sound=Sound.SOFT if situation.wants_sound else Sound.NONE,
        badge=True,
    )
