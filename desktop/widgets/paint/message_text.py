"""The words of one message: how large they are, how they are drawn, where their links lie."""

import re
from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QStaticText, QTextCharFormat

from desktop.widgets.paint.look import Look
from desktop.widgets.paint.text_lines import StyledRange, TextLines, text_option

_LINK = re.compile(r"https?://[^\s<>\"“”«»]+")
_TRAILING = ".,;:!?'\")]}…"
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SURELY_LONG = 400
_MOST_LINES = 200
"""Thousands of empty lines would stop the scrolling; whoever wants the rest copies the text."""


class Link(NamedTuple):
    """A piece of the text that leads somewhere."""

    start: int
    end: int
    address: str


def find_links(text: str) -> list[Link]:
    """Addresses of the web in a text, without the punctuation behind them."""
    links = []
    for match in _LINK.finditer(text):
        address = match.group()
        while address[-1] in _TRAILING and not (address[-1] == ")" and "(" in address):
            address = address[:-1]
        if len(address) > len("https://"):
            links.append(Link(match.start(), match.start() + len(address), address))
    return links


def shorten(text: str) -> str:
    """A text of so many lines of its own that nobody reads them ends in an ellipsis."""
    lines = text.split("\n", _MOST_LINES)
    return text if len(lines) <= _MOST_LINES else "\n".join([*lines[:_MOST_LINES], "…"])


class MessageText:
    """Text broken into lines of at most `max_width`; far too many of them are cut.

    Plain text is drawn as QStaticText, eight times faster than a QTextLayout; its lines are laid out when a
    hand first comes for them. Only text with links keeps its layout. Places count the characters of `plain`.
    """

    width: float
    height: float
    last_width: float
    """How far the last line reaches from the left: what is free beside it may hold the time."""

    def __init__(self, text: str, max_width: float, look: Look) -> None:
        self.plain = shorten(text)
        """What is displayed, and copied."""
        self.links = find_links(self.plain) if "://" in self.plain else []
        self._font = look.fonts.body
        self._static: QStaticText | None = None
        self._kept_lines: TextLines | None = None
        if not self._fits_one_line(max_width, look):
            lines = TextLines(
                self.plain, self._font, max_width, [_link_style(link, look) for link in self.links]
            )
            self.width, self.height, self.last_width = lines.width, lines.height, lines.last_width
            if self.links:
                self._kept_lines = lines
                return
        self._static = QStaticText(self.plain)
        self._static.setTextFormat(Qt.TextFormat.PlainText)
        self._static.setTextOption(text_option())
        if self.height > ceil(look.body.height()):
            self._static.setTextWidth(self.width)
        self._static.prepare(font=self._font)

    def paint(
        self, painter: QPainter, at: QPointF, color: QColor, inked: Sequence[tuple[int, int]] = ()
    ) -> None:
        """Draw it with its upper left corner at a point; what is `inked` has that colour even in a link."""
        painter.setPen(color)
        if self._static is not None:
            painter.setFont(self._font)
            painter.drawStaticText(at, self._static)
        else:
            self._lines.draw(painter, at, inked, color)

    def link_at(self, point: QPointF) -> str | None:
        """The address under a point of the text's own plane."""
        place = self._lines.character_at(point) if self.links else None
        if place is None:
            return None
        return next((link.address for link in self.links if link.start <= place < link.end), None)

    def cursor_at(self, point: QPointF) -> int:
        """The place between two characters that is nearest to a point."""
        return self._lines.cursor_at(point)

    def word_at(self, point: QPointF) -> tuple[int, int]:
        """Where the word at a point begins and ends."""
        place = self._lines.character_at(point)
        if place is None:
            place = self._lines.cursor_at(point)
        word = next((word for word in _WORD.finditer(self.plain) if word.end() > place), None)
        if word is None or word.start() > place:
            return place, min(place + 1, len(self.plain))
        return word.span()

    def selection_rects(self, start: int, end: int) -> list[QRectF]:
        """What a piece of the text covers: one rectangle for each line."""
        return self._lines.rects(start, end)

    @property
    def _lines(self) -> TextLines:
        if self._kept_lines is None:
            # One line was measured otherwise, and must not be broken for a rounding.
            slack = 0 if self.height > ceil(QFontMetricsF(self._font).height()) else 1
            self._kept_lines = TextLines(self.plain, self._font, self.width + slack)
        return self._kept_lines

    def _fits_one_line(self, max_width: float, look: Look) -> bool:
        if self.links or "\n" in self.plain or len(self.plain) > _SURELY_LONG:
            return False
        advance = look.body.horizontalAdvance(self.plain)
        self.width = self.last_width = ceil(advance)
        self.height = ceil(look.body.height())
        return advance <= max_width


def _link_style(link: Link, look: Look) -> StyledRange:
    style = QTextCharFormat()
    style.setForeground(look.color(look.tokens.own_link))
    style.setFontUnderline(True)
    return link.start, link.end, style
