"""A text broken into lines, with its geometry for the eye and the hand; what a message's words stand on.

Places count the characters of the text. Qt counts UTF-16 units instead; only this module knows.
"""

import re
from collections import deque
from collections.abc import Sequence
from functools import cache
from math import ceil
from typing import NamedTuple, cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

LINE_SEPARATOR = "\u2028"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_NARROWEST = 16.0
_TAB = 32.0
_NEWLINE_MARK = 5.0
"""So much wider is the mark of a selected line whose end is selected too."""

StyledRange = tuple[int, int, QTextCharFormat]


class Inset(NamedTuple):
    """Lines that stand apart: they begin at `left`, all but the first `hanging` further on."""

    start: int
    end: int
    left: float = 0.0
    right: float = 0.0
    above: float = 0.0
    below: float = 0.0
    hanging: float = 0.0


class TextLines:
    """Lines of at most `max_width`, on a plane whose origin is their upper left corner."""

    width: float
    height: float
    last_width: float
    """How far the last line reaches from the left."""

    def __init__(
        self,
        text: str,
        font: QFont,
        max_width: float,
        styles: Sequence[StyledRange] = (),
        insets: Sequence[Inset] = (),
    ) -> None:
        self.text = text
        self.bands: list[tuple[float, float]] = []
        """Where each inset begins and ends, from above."""
        self._units = None if text.isascii() or max(text) <= "\uffff" else text.encode("utf-16-le", "replace")
        self._layout = QTextLayout(text.replace("\n", LINE_SEPARATOR), font)
        self._layout.setTextOption(text_option())
        self._layout.setCacheEnabled(True)
        if styles:
            self._layout.setFormats([self._range(*style) for style in styles])
        self._insets = [
            inset._replace(start=self._unit(inset.start), end=self._unit(inset.end)) for inset in insets
        ]
        rights, bottom = self._break(max_width)
        self.width = min(ceil(max(rights)), max_width)
        self.last_width = ceil(rights[-1])
        self.height = ceil(bottom)
        if _RIGHT_TO_LEFT.search(text):
            # Such lines cling to the right edge, so the text must be broken at the width that it takes.
            self._break(self.width)
            self.last_width = self.width

    def draw(
        self, painter: QPainter, at: QPointF, inked: Sequence[tuple[int, int]] = (), ink: QColor | None = None
    ) -> None:
        """Draw the text in the painter's pen, what is `inked` all in one colour whatever its own is."""
        style = QTextCharFormat()
        if ink is not None:
            style.setForeground(ink)
        self._layout.draw(painter, at, [self._range(start, end, style) for start, end in inked])

    def cursor_at(self, point: QPointF) -> int:
        """The place between two characters that is nearest to a point."""
        line = self._line_at(point.y())
        return self._place(line.xToCursor(point.x()))

    def character_at(self, point: QPointF) -> int | None:
        """The character that is under a point; None beside the words."""
        line = self._line_at(point.y())
        if not line.naturalTextRect().contains(point):
            return None
        return self._place(line.xToCursor(point.x(), QTextLine.CursorPosition.CursorOnCharacter))

    def rects(self, start: int, end: int) -> list[QRectF]:
        """What the characters from `start` up to `end` cover: one rectangle for each line."""
        first, last = self._unit(start), self._unit(end)
        found: list[QRectF] = []
        if first >= last:
            return found
        for number in range(self._layout.lineForTextPosition(first).lineNumber(), self._layout.lineCount()):
            line = self._layout.lineAt(number)
            line_start, line_end = line.textStart(), line.textStart() + line.textLength()
            if last <= line_start:
                break
            if first < line_end:
                left = _x_of(line, max(first, line_start))
                right = _x_of(line, min(last, line_end))
                if last >= line_end and self.text[self._place(line_end) - 1] == "\n":
                    right += _NEWLINE_MARK
                found.append(QRectF(min(left, right), line.y(), abs(right - left), line.height()))
        return found

    def _break(self, width: float) -> tuple[list[float], float]:
        """Lay the lines; how far each reaches to the right, and where the last one ends below."""
        rights: list[float] = []
        self.bands = []
        waiting = deque(self._insets)
        y = 0.0
        inside: Inset | None = None
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            start = line.textStart()
            if inside is not None and start > inside.end:
                y = self._end_band(inside, y)
                inside = None
            indent = inside.left + inside.hanging if inside is not None else 0.0
            if inside is None and waiting and start >= waiting[0].start:
                inside = waiting.popleft()
                indent = inside.left
                self.bands.append((y, y))
                y += inside.above
            right = inside.right if inside is not None else 0.0
            line.setLineWidth(max(width - indent - right, _NARROWEST))
            line.setPosition(QPointF(indent, y))
            y += line.height()
            rights.append(indent + line.naturalTextWidth() + right)
        self._layout.endLayout()
        return rights, y if inside is None else self._end_band(inside, y)

    def _end_band(self, inset: Inset, y: float) -> float:
        self.bands[-1] = (self.bands[-1][0], y + inset.below)
        return y + inset.below

    def _lines(self) -> list[QTextLine]:
        return [self._layout.lineAt(number) for number in range(self._layout.lineCount())]

    def _line_at(self, y: float) -> QTextLine:
        lines = self._lines()
        return next((line for line in lines if y < line.y() + line.height()), lines[-1])

    def _range(self, start: int, end: int, style: QTextCharFormat) -> QTextLayout.FormatRange:
        span = QTextLayout.FormatRange()
        span.start = self._unit(start)
        span.length = self._unit(end) - span.start
        span.format = style
        return span

    def _unit(self, place: int) -> int:
        """Beyond the end is the end: somebody may remember places of a longer text."""
        if self._units is None:
            return min(place, len(self.text))
        return len(self.text[:place].encode("utf-16-le", "replace")) // 2

    def _place(self, unit: int) -> int:
        if self._units is None:
            return unit
        return len(self._units[: 2 * unit].decode("utf-16-le", "ignore"))


@cache
def text_option() -> QTextOption:
    """Words are broken between them, long ones anywhere."""
    option = QTextOption()
    option.setTabStopDistance(_TAB)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    return option


def _x_of(line: QTextLine, unit: int) -> float:
    """PySide answers with the place as well, whatever its types say."""
    x, _ = cast("tuple[float, int]", line.cursorToX(unit))
    return x
