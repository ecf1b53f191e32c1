"""The signs among the words of a paragraph: what they mean, and the words without them. For markup.py.

Signs stand at the edges of words, open before one and close after one, so that what programmers and Japanese
faces write stays whole. Each is looked at once, whatever comes: nothing but signs costs no more than
prose.
"""

import re
from bisect import bisect_right
from collections.abc import Collection
from enum import Enum, auto
from functools import cache
from itertools import accumulate, islice
from typing import NamedTuple

from backend.wire.folding import username_key


class Style(Enum):
    """What a piece of a text can be."""

    BOLD = auto()
    ITALIC = auto()
    STRIKE = auto()
    CODE = auto()
    LINK = auto()
    MENTION = auto()
    MENTION_OF_ME = auto()


class Span(NamedTuple):
    """A piece of the text and what it is; an address leads where its own words say."""

    start: int
    end: int
    style: Style


_SEEN = (
    r"(?P<link>(?:https?|minichat)://[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?')\]}…*~`])"
    r"|(?P<code>`+)"
    r"|(?P<sign>\*+|_+|~+)"
    r"|(?<![\w@.+-])(?P<name>@[\w@.+-]+)"
)
_NAME_SIGNS = "@.+-_"
_LONGEST_NAME = 450
_MOST_SIGNS = 400
"""Nobody writes more into a paragraph; whoever does sees the rest as it was written."""
_MEANING = {
    "*": (Style.ITALIC,),
    "_": (Style.ITALIC,),
    "**": (Style.BOLD,),
    "***": (Style.BOLD, Style.ITALIC),
    "~~": (Style.STRIKE,),
}
_MARKS = "*_~"
_OPENING, _CLOSING = "([{\"'«“„‘—–-", ")]}\"'»”’…—–-.,;:!?"
_VISIBLE = re.compile(r"[^\s*_~]")


def parse_words(words: str, members: Collection[str] = (), mine: str = "") -> tuple[str, list[Span]]:
    """Words without their signs, and what those meant."""
    reader = _WordReader(words, members, mine)
    reader.read()
    return reader.result()


@cache
def _seen() -> re.Pattern[str]:
    """Made when the first sign comes: before the first paint each millisecond counts."""
    return re.compile(_SEEN)


class _WordReader:
    def __init__(self, words: str, members: Collection[str], mine: str) -> None:
        self._words = words
        self._members, self._mine = members, mine
        self._open: dict[str, re.Match[str]] = {}
        """Signs that wait for their partner; of two alike only the later one."""
        self._spans: list[Span] = []
        self._removed: list[tuple[int, int]] = []
        self._last_ticks: dict[str, int] = {}

    def read(self) -> None:
        """Look at every sign, link and name once."""
        tokens = list(islice(_seen().finditer(self._words), _MOST_SIGNS))
        self._last_ticks = {token["code"]: token.start() for token in tokens if token["code"]}
        passed = 0
        for number, token in enumerate(tokens):
            if token.start() < passed:
                continue
            if token["link"]:
                passed = self._take_link(token)
            elif token["code"]:
                passed = self._take_code(tokens, number)
            elif token["name"]:
                self._take_name(token)
            else:
                self._take_sign(token)

    def result(self) -> tuple[str, list[Span]]:
        """The words without their signs; the spans with their places there."""
        if not self._removed:
            return self._words, self._spans
        self._removed.sort()
        gone = [0, *accumulate(end - start for start, end in self._removed)]
        starts = [start for start, _ in self._removed]

        def place(old: int) -> int:
            return old - gone[bisect_right(starts, old - 1)]

        ends = [0, *(end for _, end in self._removed)]
        kept = [self._words[end:start] for end, start in zip(ends, [*starts, len(self._words)], strict=True)]
        return "".join(kept), [Span(place(start), place(end), style) for start, end, style in self._spans]

    def _take_link(self, token: re.Match[str]) -> int:
        """Without the punctuation behind it, but with the brackets that it opened itself."""
        end = token.end()
        while "(" in token["link"] and self._words[end : end + 1] == ")":
            end += 1
        self._spans.append(Span(token.start(), end, Style.LINK))
        return end

    def _take_code(self, tokens: list[re.Match[str]], number: int) -> int:
        opening = tokens[number]
        ticks = opening["code"]
        if len(ticks) > 3 or self._last_ticks[ticks] == opening.start():
            return opening.end()
        rest = range(number + 1, len(tokens))
        closing = next(tokens[place] for place in rest if tokens[place]["code"] == ticks)
        code = self._words[opening.end() : closing.start()]
        if "\n" in code or not code.strip():
            return opening.end()
        self._spans.append(Span(opening.end(), closing.start(), Style.CODE))
        self._removed += (opening.span(), closing.span())
        return closing.end()

    def _take_name(self, token: re.Match[str]) -> None:
        """A name at the end of a sentence may be meant without its last signs."""
        if not self._members:
            return
        name = token.group()[1:]
        key = username_key(name)
        shortest = max(1, len(key.rstrip(_NAME_SIGNS)))
        for length in range(min(len(key), _LONGEST_NAME), shortest - 1, -1):
            if key[:length] in self._members:
                style = Style.MENTION_OF_ME if key[:length] == self._mine else Style.MENTION
                self._spans.append(Span(token.start(), token.end() - (len(key) - length), style))
                return

    def _take_sign(self, token: re.Match[str]) -> None:
        sign = token.group()
        if sign not in _MEANING:
            return
        before = self._words[token.start() - 1 : token.start()] or " "
        after = self._words[token.end() : token.end() + 1] or " "
        is_wrapped = before in _OPENING and after in _CLOSING
        if self._can_close(before, after) and not is_wrapped and self._close(token):
            return
        if self._can_open(before, after) and not is_wrapped:
            self._open[sign] = token

    @staticmethod
    def _can_open(before: str, after: str) -> bool:
        return (before.isspace() or before in _OPENING or before in _MARKS) and not after.isspace()

    @staticmethod
    def _can_close(before: str, after: str) -> bool:
        return not before.isspace() and before != "\\" and (after.isspace() or after in _CLOSING + _MARKS)

    def _close(self, token: re.Match[str]) -> bool:
        """Pair a sign with the one that waits for it; three stars may close one and two."""
        sign = token.group()
        waiting = [sign] if sign in self._open else ["*", "**"] if sign == "***" else []
        if not waiting or not all(each in self._open for each in waiting):
            return False
        openings = [self._open.pop(each) for each in waiting]
        first = min(opening.start() for opening in openings)
        last = max(opening.end() for opening in openings)
        self._open = {each: opening for each, opening in self._open.items() if opening.start() < first}
        if _VISIBLE.search(self._words, last, token.start()) is None:
            return False
        for opening in openings:
            self._spans += (Span(opening.end(), token.start(), style) for style in _MEANING[opening.group()])
            self._removed.append(opening.span())
        self._removed.append(token.span())
        return True
