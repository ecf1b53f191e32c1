"""The words of one message: how large they are, how they are drawn, where their links lie."""

import re
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QStaticText, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from desktop.widgets.paint.look import Look

_LINK = re.compile(r"https?://[^\s<>\"“”«»]+")
_TRAILING = ".,;:!?'\")]}…"
_LINE_SEPARATOR = "\u2028"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
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

    Plain text is drawn as QStaticText, eight times faster than a QTextLayout; only text with links keeps
    its layout.
    """

    width: float
    height: float
    last_width: float
    """How far the last line reaches from the left: what is free beside it may hold the time."""

    def __init__(self, text: str, max_width: float, look: Look) -> None:
        text = shorten(text)
        self.links = find_links(text) if "://" in text else []
        self._layout: QTextLayout | None = None
        self._static: QStaticText | None = None
        if not self._fits_one_line(text, max_width, look):
            layout = self._break(text, max_width, look)
            if self.links:
                self._layout = layout
                return
        self._static = QStaticText(text)
        self._static.setTextFormat(Qt.TextFormat.PlainText)
        self._static.setTextOption(_option())
        if self.height > ceil(look.body.height()):
            self._static.setTextWidth(self.width)
        self._static.prepare(font=look.fonts.body)

    def paint(self, painter: QPainter, at: QPointF, color: QColor, look: Look) -> None:
        """Draw it with its upper left corner at a point."""
        painter.setPen(color)
        if self._static is not None:
            painter.setFont(look.fonts.body)
            painter.drawStaticText(at, self._static)
        elif self._layout is not None:
            self._layout.draw(painter, at)

    def link_at(self, point: QPointF) -> str | None:
        """The address under a point of the text's own plane."""
        if self._layout is None:
            return None
        for number in range(self._layout.lineCount()):
            line = self._layout.lineAt(number)
            if line.naturalTextRect().contains(point):
                place = line.xToCursor(point.x(), QTextLine.CursorPosition.CursorOnCharacter)
                return next((link.address for link in self.links if link.start <= place < link.end), None)
        return None

    def _fits_one_line(self, text: str, max_width: float, look: Look) -> bool:
        if self.links or "\n" in text or len(text) > _SURELY_LONG:
            return False
        advance = look.body.horizontalAdvance(text)
        self.width = self.last_width = ceil(advance)
        self.height = ceil(look.body.height())
        return advance <= max_width

    def _break(self, text: str, max_width: float, look: Look) -> QTextLayout:
        layout = QTextLayout(text.replace("\n", _LINE_SEPARATOR), look.fonts.body)
        layout.setTextOption(_option())
        layout.setCacheEnabled(True)
        if self.links:
            layout.setFormats([_link_format(link, look) for link in self.links])
        lines = _lay_lines(layout, max_width)
        self.width = min(ceil(max(line.naturalTextWidth() for line in lines)), max_width)
        self.last_width = ceil(lines[-1].naturalTextWidth())
        self.height = ceil(lines[-1].y() + lines[-1].height())
        if _RIGHT_TO_LEFT.search(text):
            # Such lines cling to the right edge, so the text must be broken at the width that it takes.
            _lay_lines(layout, self.width)
            self.last_width = self.width
        return layout


def _lay_lines(layout: QTextLayout, width: float) -> list[QTextLine]:
    lines = []
    y = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0.0, y))
        y += line.height()
        lines.append(line)
    layout.endLayout()
    return lines


def _option() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    return option


def _link_format(link: Link, look: Look) -> QTextLayout.FormatRange:
    span = QTextLayout.FormatRange()
    span.start, span.length = link.start, link.end - link.start
    style = QTextCharFormat()
    style.setForeground(look.color(look.tokens.own_link))
    style.setFontUnderline(True)
    span.format = style
    return span
