"""The words of one message: how large they are, how they are drawn, what lies where in them."""

import re
from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText

from desktop.models.lone_emoji import is_lone_emoji
from desktop.models.markup import Kind, Markup, Style, parse
from desktop.models.timeline_items import NOBODY, RoomNames
from desktop.widgets.paint.look import Look
from desktop.widgets.paint.text_lines import TextLines, text_option
from desktop.widgets.paint.text_styles import Ground, grounds_of, insets_of, paint_grounds, styles_of

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SURELY_LONG = 400
_ENDLESS = 1e5
_ENLARGED = 2.75
_TOO_LARGE_FOR_STATIC = 64
"""In real pixels: letters beyond are drawn as outlines, and emoji of a QStaticText at the window's corner."""
_MOST_LINES = 200
_MOST_CHARACTERS = 8000
"""More would stop the scrolling; whoever wants the rest copies the message."""


def shorten(text: str) -> str:
    """A text so long that nobody reads it ends in an ellipsis."""
    if len(text) > _MOST_CHARACTERS:
        text = text[:_MOST_CHARACTERS] + "…"
    lines = text.split("\n", _MOST_LINES)
    return text if len(lines) <= _MOST_LINES else "\n".join([*lines[:_MOST_LINES], "…"])


class MessageText:
    """Text broken into lines of at most `max_width`; far too many of them are cut.

    Plain text is drawn as QStaticText, eight times faster than a QTextLayout; its lines are laid out when a
    hand first comes for them. Only text with markup keeps its layout. Places count the characters of `plain`.
    """

    width: float
    height: float
    last_width: float
    """How far the last line reaches from the left: what is free beside it may hold the time."""

    def __init__(self, text: str, max_width: float, look: Look, names: RoomNames = NOBODY) -> None:
        self._markup = markup = parse(shorten(text), names.full, names.mine)
        self.is_lone_emoji = is_lone_emoji(markup.plain)
        self._font = _enlarged(look.fonts.body) if self.is_lone_emoji else look.fonts.body
        metrics = QFontMetricsF(self._font) if self.is_lone_emoji else look.body
        self._line_height = ceil(metrics.height())
        self._grounds: list[Ground] = []
        self._static: QStaticText | None = None
        self._kept_lines: TextLines | None = None
        if markup.spans or markup.blocks or self.is_lone_emoji:
            self._keep(self._break(markup, max_width, look), max_width, look)
            return
        if not self._fits_one_line(max_width, metrics):
            self._measure(TextLines(markup.plain, self._font, max_width))
        self._static = QStaticText(markup.plain)
        self._static.setTextFormat(Qt.TextFormat.PlainText)
        self._static.setTextOption(text_option())
        if self.height > self._line_height:
            self._static.setTextWidth(self.width)
        self._static.prepare(font=self._font)

    @property
    def plain(self) -> str:
        """What is displayed, and copied."""
        return self._markup.plain

    def paint_grounds(self, painter: QPainter, at: QPointF) -> None:
        """Draw what is behind the letters, with the text's upper left corner at a point."""
        if self._grounds:
            paint_grounds(painter, at, self._grounds)

    def paint(
        self, painter: QPainter, at: QPointF, color: QColor, inked: Sequence[tuple[int, int]] = ()
    ) -> None:
        """Draw it with its upper left corner at a point; what is `inked` has that colour even in a link."""
        painter.setPen(color)
        pixels = self._font.pixelSize() * painter.device().devicePixelRatio()
        if self._static is not None and pixels < _TOO_LARGE_FOR_STATIC:
            painter.setFont(self._font)
            painter.drawStaticText(at, self._static)
        else:
            self._lines.draw(painter, at, inked, color)

    def link_at(self, point: QPointF) -> str | None:
        """The address under a point of the text's own plane."""
        links = [span for span in self._markup.spans if span.style is Style.LINK]
        place = self._lines.character_at(point) if links else None
        if place is None:
            return None
        return next((self.plain[start:end] for start, end, _ in links if start <= place < end), None)

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
            # What was measured as one line is never broken for a rounding.
            width = self.width if self.height > self._line_height else _ENDLESS
            self._kept_lines = TextLines(self.plain, self._font, width)
        return self._kept_lines

    def _break(self, markup: Markup, max_width: float, look: Look) -> TextLines:
        return TextLines(
            markup.plain, self._font, max_width, styles_of(markup, look), insets_of(markup, look)
        )

    def _keep(self, lines: TextLines, max_width: float, look: Look) -> None:
        self._measure(lines)
        self._kept_lines = lines
        self._grounds = grounds_of(self._markup, lines, look)
        blocks = self._markup.blocks
        if blocks and blocks[-1].kind is Kind.CODE and blocks[-1].end == len(self.plain):
            self.last_width = max_width  # nothing stands beside a panel

    def _measure(self, lines: TextLines) -> None:
        self.width, self.height, self.last_width = lines.width, lines.height, lines.last_width

    def _fits_one_line(self, max_width: float, metrics: QFontMetricsF) -> bool:
        if len(self.plain) > _SURELY_LONG or not self.plain.isprintable():
            return False  # tabs and their like are as wide as only a layout knows
        advance = metrics.horizontalAdvance(self.plain)
        self.width = self.last_width = ceil(advance)
        self.height = self._line_height
        return advance <= max_width


def _enlarged(font: QFont) -> QFont:
    large = QFont(font)
    large.setPixelSize(round(font.pixelSize() * _ENLARGED))
    return large
