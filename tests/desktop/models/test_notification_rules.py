"""The rule against the table of docs/notifications.md, in every situation that there can be."""

import itertools
from collections.abc import Callable
from pathlib import Path

from desktop.models.notification_rules import (
    ELSEWHERE_SECONDS,
    Decision,
    Situation,
    Sound,
    decide,
)

DOC = Path(__file__).resolve().parents[3] / "docs" / "notifications.md"
LEVELS = ("all", "mentions", "nothing")
SWITCHES = tuple(name for name in Situation.__struct_fields__ if name != "level")


def is_here(s: Situation) -> bool:
    return s.is_active and s.is_visible and not s.is_locked


WHEN: dict[str, Callable[[Situation], bool]] = {
    "you wrote it, on whatever device": lambda s: s.is_own,
    "you see it: the window is active, the chat open and at its end": lambda s: (
        is_here(s) and s.is_room_open and s.is_at_bottom
    ),
    "the chat is muted, or set to notify of nothing": lambda s: s.is_muted or s.level == "nothing",
    "the group is set to notify of mentions, and this is none": lambda s: (
        s.level == "mentions" and not s.is_direct and not s.mentions_me
    ),
    "do not disturb": lambda s: s.is_do_not_disturb,
    "the window is active, the chat open but scrolled up": lambda s: (
        is_here(s) and s.is_room_open and not s.is_at_bottom
    ),
    "the window is active, and the message is an old one": lambda s: is_here(s) and not s.is_fresh,
    "the window is active, another chat is open": lambda s: is_here(s) and not s.is_room_open,
    "it is an old one": lambda s: not s.is_fresh,
    "you used another device in the last 30 seconds": lambda s: s.is_active_elsewhere,
    "any other time": lambda s: True,
}


def rows_of_the_doc() -> list[list[str]]:
    lines = [line for line in DOC.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def every_situation() -> list[Situation]:
    values = itertools.product(LEVELS, *([(False, True)] * len(SWITCHES)))
    return [Situation(level=level, **dict(zip(SWITCHES, flags, strict=True))) for level, *flags in values]


def in_words(decision: Decision) -> list[str]:
    """The decision in the table's words."""
    toast = "yes" if decision.toast else "no"
    if decision.delay_seconds:
        assert decision.toast
        toast = f"after {decision.delay_seconds} s"
    elif decision.joins_summary:
        assert not decision.toast
        toast = "summary"
    sound = {Sound.NONE: "no", Sound.SOFT: "soft", Sound.FULL: "yes"}[decision.sound]
    return [toast, sound, "yes" if decision.badge else "no"]


def test_every_situation_is_decided_as_the_table_says():
    rows = rows_of_the_doc()
    assert [row[0] for row in rows] == list(WHEN)
    hit = set()
    for situation in every_situation():
        when, toast, sound, badge = next(row for row in rows if WHEN[row[0]](situation))
        hit.add(when)
        if toast == "by choice":
            toast = "yes" if situation.wants_toasts_while_active else "no"
        expected = [toast, sound if situation.wants_sound else "no", badge]
        assert in_words(decide(situation)) == expected, (when, situation)
    assert hit == set(WHEN)


def test_there_are_as_many_situations_as_switches_make():
    assert len(every_situation()) == 3 * 2 ** len(SWITCHES) == 49_152


def test_the_seconds_of_the_doc_are_those_of_the_rule():
    text = DOC.read_text(encoding="utf-8")
    assert f"last {ELSEWHERE_SECONDS} seconds" in text
    assert f"**After {ELSEWHERE_SECONDS} s**" in text


def test_a_locked_screen_calls_even_for_the_open_chat():
    locked = Situation(
        is_active=True, is_visible=True, is_locked=True, is_room_open=True, is_at_bottom=True, is_direct=True
    )
    assert decide(locked) == Decision(toast=True, sound=Sound.FULL, badge=True)


def test_nothing_is_told_twice():
    for situation in every_situation():
        decision = decide(situation)
        assert not (decision.toast and decision.joins_summary)
        assert decision.toast or not decision.delay_seconds
        assert decision.badge or decision == Decision()
