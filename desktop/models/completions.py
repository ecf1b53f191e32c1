"""What the end of a line may become: `:smi` an emoji, `@an` a member of the room; for the composer."""

import re
from collections.abc import Sequence

import msgspec

from desktop.models.emoji import Emoji, EmojiCatalogue, with_tone

MAX_SUGGESTIONS = 8
_EMOJI = "\u200d\ufe0f\u20e3\u2190-\u2bff\U0001f000-\U0001faff\U000e0020-\U000e007f"
"""What an emoji may end with."""
_TRIGGER = re.compile(rf"(?:^|[\s(\[{{«\"'/{_EMOJI}])(?:(?P<emoji>:[\w+-]{{2,}}):?|(?P<member>@[\w.-]*))$")


class Mentionable(msgspec.Struct, frozen=True):
    """A member as they may be named."""

    username: str
    name: str


class Trigger(msgspec.Struct, frozen=True):
    """What was typed so far, sign included."""

    typed: str

    @property
    def is_member(self) -> bool:
        """It asks for a person, not for an emoji."""
        return self.typed.startswith("@")

    @property
    def is_closed(self) -> bool:
        """The second colon is there: only the one of exactly this name is meant."""
        return len(self.typed) > 1 and self.typed.endswith(":")


class Suggestion(msgspec.Struct, frozen=True):
    """One line of the list: what it shows, and what goes into the text."""

    text: str
    label: str
    detail: str
    picture: str = ""


def find_trigger(line: str) -> Trigger | None:
    """What the end of a line asks for; `:)` and 12:30 ask for nothing."""
    found = _TRIGGER.search(line)
    if found is None:
        return None
    return Trigger(line[found.start("emoji" if found["emoji"] else "member") :])


def suggest_emoji(
    trigger: Trigger, catalogue: EmojiCatalogue, *, is_russian: bool, tone: int
) -> list[Suggestion]:
    """Emoji that it begins to name."""
    found = catalogue.search(trigger.typed, 1 if trigger.is_closed else MAX_SUGGESTIONS)
    if trigger.is_closed:
        found = [emoji for emoji in found if trigger.typed[1:-1] in emoji.shortcodes]
    return [_emoji_suggestion(emoji, is_russian=is_russian, tone=tone) for emoji in found]


def suggest_members(trigger: Trigger, members: Sequence[Mentionable]) -> list[Suggestion]:
    """Members whose names have it in them; where a name or a word of it begins with it, first."""
    query = trigger.typed[1:].casefold()
    ranked = [(rank, member) for member in members if (rank := _rank(member, query)) is not None]
    ranked.sort(key=lambda pair: (pair[0], pair[1].name.casefold()))
    return [
        Suggestion(f"@{member.username} ", member.name, f"@{member.username}")
        for _, member in ranked[:MAX_SUGGESTIONS]
    ]


def _emoji_suggestion(emoji: Emoji, *, is_russian: bool, tone: int) -> Suggestion:
    text = with_tone(emoji.text, tone) if emoji.takes_tone else emoji.text
    return Suggestion(text, emoji.name_ru if is_russian else emoji.name, emoji.shortcode, text)


def _rank(member: Mentionable, query: str) -> int | None:
    username, name = member.username.casefold(), member.name.casefold()
    if username.startswith(query) or name.startswith(query):
        return 0
    if any(word.startswith(query) for word in name.split()):
        return 1
    return 2 if query in username or query in name else None
