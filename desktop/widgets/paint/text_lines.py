"""A text broken into lines, with its geometry for the eye and the hand; what a message's words stand on.

Places count the characters of the text. Qt counts UTF-16 units instead; only this module knows.
"""

import re
from collections.abc import Sequence
from math import ceil
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

LINE_SEPARATOR = "\u2028"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_NEWLINE_MARK = 5.0
"""So much wider is the mark of a selected line whose end is selected too."""

StyledRange = tuple[int, int, QTextCharFormat]


class TextLines:
    """Lines of at most `max_width`, on a plane whose origin is their upper left corner."""

    width: float
    height: float
    last_width: float
    """How far the last line reaches from the left."""

    def __init__(self, text: str, font: QFont, max_width: float, styles: Sequence[StyledRange] = ()) -> None:
        self.text = text
        self._units = None if text.isascii() or max(text) <= "\uffff" else text.encode("utf-16-le", "replace")
        self._layout = QTextLayout(text.replace("\n", LINE_SEPARATOR), font)
        self._layout.setTextOption(text_option())
        self._layout.setCacheEnabled(True)
        if styles:
            self._layout.setFormats([self._range(*style) for style in styles])
        lines = self._break(max_width)
        self.width = min(ceil(max(line.naturalTextWidth() for line in lines)), max_width)
        self.last_width = ceil(lines[-1].naturalTextWidth())
        self.height = ceil(lines[-1].y() + lines[-1].height())
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
        for line in self._lines() if first < last else ():
            line_start, line_end = line.textStart(), line.textStart() + line.textLength()
            if first < line_end and last > line_start:
                left = _x_of(line, max(first, line_start))
                right = _x_of(line, min(last, line_end))
                if last >= line_end and self.text[self._place(line_end) - 1] == "\n":
                    right += _NEWLINE_MARK
                found.append(QRectF(min(left, right), line.y(), abs(right - left), line.height()))
        return found

    def _break(self, width: float) -> list[QTextLine]:
        lines = []
        y = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0.0, y))
            y += line.height()
            lines.append(line)
        self._layout.endLayout()
        return lines

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
        if self._units is None:
            return place
        return len(self.text[:place].encode("utf-16-le", "replace")) // 2

    def _place(self, unit: int) -> int:
        if self._units is None:
            return unit
        return len(self._units[: 2 * unit].decode("utf-16-le", "ignore"))


def text_option() -> QTextOption:
    """Words are broken between them, long ones anywhere."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    return option


def _x_of(line: QTextLine, unit: int) -> float:
    """PySide answers with the place as well, whatever its types say."""
    x, _ = cast("tuple[float, int]", line.cursorToX(unit))
    return x
