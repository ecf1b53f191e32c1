"""The little markup that messages may carry: bold, italic, strike, code, quotes, lists and links.

Whatever isn't markup is shown as it was written: snake_case, 2*3*4, C:\\_x and faces stay themselves. For
painters, previews and screen readers; knows no Qt. The signs among words are markup_words.py's.
"""

import re
from collections.abc import Collection
from enum import Enum, auto
from typing import NamedTuple

from desktop.models.markup_words import Span, Style, parse_words

__all__ = ["Block", "Kind", "Markup", "Span", "Style", "in_one_line", "parse"]

_SIGNS = re.compile(r"[*_~`@]|://")
_LINE_SIGNS = re.compile(r"^(?:>(?: |$)|[ ]{0,8}(?:[-*•]|\d{1,3}[.)]) )", re.MULTILINE)
_ITEM = r"([ ]{0,8})([-*•]|\d{1,3}[.)]) +(?=\S)"
_LANGUAGE = r"[\w+#.-]{0,24}[ \t]*"
_FENCE = "```"
_MOST_SPANS = 300
"""Nobody writes more; whoever does sees the rest as it was written."""
_ONE_LINE = 400


class Kind(Enum):
    """What lines can be together."""

    QUOTE = auto()
    CODE = auto()
    ITEM = auto()


class Block(NamedTuple):
    """Lines of the plain text that stand apart."""

    start: int
    end: int
    kind: Kind
    language: str = ""
    """Of code: what its first line says."""
    marker: int = 0
    """Of a list's item: how many characters stand before its words."""


class Markup(NamedTuple):
    """A text without its signs, and what they meant. Places count the characters of `plain`."""

    plain: str
    spans: tuple[Span, ...] = ()
    blocks: tuple[Block, ...] = ()


def parse(text: str, members: Collection[str] = (), mine: str = "") -> Markup:
    """Read a message. `members` are keys of usernames that count as mentions, `mine` this person's own."""
    if _SIGNS.search(text) is None and _LINE_SIGNS.search(text) is None:
        return Markup(text)
    reader = _Reader(text, members, mine)
    reader.read()
    return Markup("\n".join(reader.lines), tuple(reader.spans), tuple(reader.blocks))


def in_one_line(text: str) -> str:
    """The beginning of a message without its signs and line breaks, for a row, a quote or a notice."""
    return " ".join(parse(text[:_ONE_LINE]).plain.split())


class _Reader:
    """Goes down the lines of a text once."""

    def __init__(self, text: str, members: Collection[str], mine: str) -> None:
        self.lines: list[str] = []
        self.spans: list[Span] = []
        self.blocks: list[Block] = []
        self._source = text.split("\n")
        self._paragraph: list[str] = []
        self._members, self._mine = members, mine
        self._next = 0
        self._length = 0
        self._blank_quote_end = 0
        self._has_closing_fence = True

    def read(self) -> None:
        """Take one block or line after the other."""
        while self._next < len(self._source):
            if not (self._read_code() or self._read_quote() or self._read_list()):
                self._read_line()
        self._end_paragraph()

    def _read_line(self) -> None:
        """Lines of a paragraph are read together: signs may embrace several."""
        line = self._source[self._next]
        self._next += 1
        if line.strip():
            self._paragraph.append(line)
        else:
            self._end_paragraph()
            self._write(line)

    def _end_paragraph(self) -> None:
        lines, self._paragraph = self._paragraph, []
        if lines:
            self._write_words("\n".join(lines))

    def _read_code(self) -> bool:
        first = self._source[self._next].strip()
        if not first.startswith(_FENCE):
            return False
        first = first.removeprefix(_FENCE)
        if first.endswith(_FENCE) and first.strip("`"):
            return self._write_code([first.removesuffix(_FENCE)], "", self._next)
        last = self._closing_fence() if self._has_closing_fence else None
        if last is None:
            self._has_closing_fence = False
            return False
        inner = [*self._source[self._next + 1 : last], self._source[last].rstrip().removesuffix(_FENCE)]
        language = re.fullmatch(_LANGUAGE, first)
        if language is None:
            inner.insert(0, first)
        return self._write_code(inner, first.strip() if language is not None else "", last)

    def _closing_fence(self) -> int | None:
        places = range(self._next + 1, len(self._source))
        return next((place for place in places if self._source[place].rstrip().endswith(_FENCE)), None)

    def _write_code(self, code: list[str], language: str, last: int) -> bool:
        while code and not code[-1].strip():
            code.pop()
        while code and not code[0].strip():
            code.pop(0)
        if not code:
            return False
        self._end_paragraph()
        start = self._start
        for line in code:
            self._write(line)
        self.blocks.append(Block(start, self._length, Kind.CODE, language=language))
        self._next = last + 1
        return True

    def _read_quote(self) -> bool:
        if self._next < self._blank_quote_end:
            return False
        last = self._next
        while last < len(self._source) and (self._source[last] == ">" or self._source[last].startswith("> ")):
            last += 1
        quoted = [line[2:] for line in self._source[self._next : last]]
        while quoted and not quoted[-1].strip():
            quoted.pop()
        if not quoted:
            self._blank_quote_end = last
            return False
        self._end_paragraph()
        start = self._start
        for line in quoted:
            self._write_words(line)
        self.blocks.append(Block(start, self._length, Kind.QUOTE))
        self._next = last
        return True

    def _read_list(self) -> bool:
        """One line alone is no list: that is how dialogue begins."""
        items: list[re.Match[str]] = []
        while self._next + len(items) < len(self._source):
            item = re.match(_ITEM, self._source[self._next + len(items)])
            if item is None:
                break
            items.append(item)
        if len(items) < 2:
            return False
        self._end_paragraph()
        for item in items:
            indent, sign = item.groups()
            marker = f"{indent}{sign if sign[0].isdigit() else '•'} "
            start = self._start
            self._write_words(item.string[item.end() :], marker)
            self.blocks.append(Block(start, self._length, Kind.ITEM, marker=len(marker)))
        self._next += len(items)
        return True

    @property
    def _start(self) -> int:
        """Where the next line begins."""
        return self._length + 1 if self.lines else 0

    def _write_words(self, line: str, before: str = "") -> None:
        start = self._start + len(before)
        spans: list[Span] = []
        if len(self.spans) < _MOST_SPANS:
            line, spans = parse_words(line, self._members, self._mine)
        self.spans += (Span(start + first, start + last, style) for first, last, style in spans)
        self._write(before + line)

    def _write(self, line: str) -> None:
        self._length = self._start + len(line)
        self.lines.append(line)
