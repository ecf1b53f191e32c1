"""The emoji that our font draws: in groups, with names in both languages, skin tones and a search.

Read from resources/emoji.json when it is first asked for (tests/helpers/emoji_data.py makes that file).
"""

from collections.abc import Sequence
from functools import cache, cached_property
from threading import Thread

import msgspec

from desktop.resources import resource

TONES = 5
"""Skin tones are numbered from 1, the lightest; 0 is the yellow of no tone at all."""
MAX_RECENT = 24
_FIRST_TONE = 0x1F3FB
_AS_PICTURE = "\N{VARIATION SELECTOR-16}"


class Emoji(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """One of them."""

    text: str
    takes_tone: bool
    shortcodes: tuple[str, ...]
    name: str
    words: str
    name_ru: str
    words_ru: str

    @property
    def shortcode(self) -> str:
        """Its first shortcode, as `:wave:`."""
        return f":{self.shortcodes[0]}:" if self.shortcodes else ""

    @cached_property
    def _heads(self) -> str:
        """What a person may call it in one line, a blank before each word."""
        codes = " ".join(self.shortcodes).replace("_", " ")
        said = " ".join((self.name, self.words, self.name_ru, self.words_ru, codes, *self.shortcodes))
        return " " + _fold(said)

    def rank(self, words: Sequence[str]) -> tuple[int, int] | None:
        """How well folded words name it, smaller is better; None: one of them begins no word of its own."""
        if not all(f" {word}" in self._heads for word in words):
            return None
        whole = "_".join(words)
        if codes := [code for code in self.shortcodes if code.startswith(whole)]:
            return 0, min(map(len, codes))
        phrase = " ".join(words)
        name, name_ru = _fold(self.name), _fold(self.name_ru)
        if name.startswith(phrase) or name_ru.startswith(phrase):
            return 1, 0
        return (2 if f" {phrase}" in name or f" {phrase}" in name_ru else 3), 0


class EmojiGroup(msgspec.Struct, frozen=True, array_like=True):
    """Emoji of one kind; `key` names the kind."""

    key: str
    emoji: tuple[Emoji, ...]


class EmojiCatalogue:
    """All of them."""

    def __init__(self, groups: Sequence[EmojiGroup]) -> None:
        self.groups = tuple(groups)
        self._all = [emoji for group in groups for emoji in group.emoji]
        self._by_text = {_key(emoji.text): emoji for emoji in self._all}

    def find(self, text: str) -> Emoji | None:
        """The one that this is, with or without a skin tone."""
        return self._by_text.get(_key(text))

    def search(self, query: str, limit: int = 200) -> list[Emoji]:
        """Those that the words of a query begin to name, in either language; the best first."""
        words = _fold(query.strip(" :")).replace("_", " ").split()
        if not words:
            return []
        ranked = [(rank, emoji) for emoji in self._all if (rank := emoji.rank(words)) is not None]
        ranked.sort(key=lambda pair: pair[0])
        return [emoji for _, emoji in ranked[:limit]]


@cache
def emoji_catalogue() -> EmojiCatalogue:
    """The packaged ones, read once."""
    return EmojiCatalogue(msgspec.json.decode(resource("emoji.json").read_bytes(), type=list[EmojiGroup]))


def read_ahead() -> None:
    """Read the catalogue on a thread of its own, before somebody waits for it; a second time does nothing."""
    if emoji_catalogue.cache_info().currsize == 0:
        Thread(target=lambda: emoji_catalogue().search("a"), name="emoji", daemon=True).start()


def with_tone(text: str, tone: int) -> str:
    """The same person in a skin tone; the tone follows the first character."""
    if not 1 <= tone <= TONES:
        return text
    return text[0] + chr(_FIRST_TONE + tone - 1) + text[1:].removeprefix(_AS_PICTURE)


def without_tone(text: str) -> str:
    """The same person in yellow."""
    return "".join(letter for letter in text if not _FIRST_TONE <= ord(letter) < _FIRST_TONE + TONES)


def _key(text: str) -> str:
    return without_tone(text).replace(_AS_PICTURE, "")


def _fold(text: str) -> str:
    return text.casefold().replace("ё", "е")


def with_recent(recent: Sequence[str], text: str) -> tuple[str, ...]:
    """Those that were taken last, when one more was taken; the newest first."""
    return (text, *(other for other in recent if other != text))[:MAX_RECENT]
