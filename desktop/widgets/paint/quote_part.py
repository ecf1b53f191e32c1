"""What a message answers, above its own words: a bar, who said it, and one line of what was said."""

from math import ceil

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from backend.wire.types import Quote
from desktop.models.markup import in_one_line
from desktop.models.timeline_items import RoomNames
from desktop.models.words import deleted_text
from desktop.widgets.paint.look import Look

QUOTE_GAP = 4
"""Between the quote and the words below it."""
_BAR = 3.0
_INDENT = 10.0
_PADDING_Y = 2.0


class QuotePart(msgspec.Struct, frozen=True):
    """The quote of a message; `rect` is where a click leads to what was said."""

    rect: QRectF
    author_id: int
    author: str
    words: str


def measure_quote(quote: Quote, names: RoomNames, max_width: float, look: Look) -> QuotePart:
    """A quote at the origin, as wide as its words want to be, up to `max_width`."""
    author = names.name_of(quote.user_username)
    words = deleted_text() if quote.deleted else in_one_line(quote.content)
    room = max_width - _INDENT
    author = look.name.elidedText(author, Qt.TextElideMode.ElideRight, room)
    words = look.small.elidedText(words, Qt.TextElideMode.ElideRight, room)
    width = max(look.name.horizontalAdvance(author), look.small.horizontalAdvance(words))
    height = ceil(look.name.height() + look.small.height() + 2 * _PADDING_Y)
    return QuotePart(QRectF(0, 0, min(ceil(width) + 1, room) + _INDENT, height), quote.user, author, words)


def paint_quote(painter: QPainter, quote: QuotePart, look: Look, *, is_own: bool) -> None:
    """Draw it where it lies."""
    tokens = look.tokens
    names = tokens.names
    color = look.color(tokens.own_link if is_own else names[quote.author_id % len(names)])
    rect = quote.rect
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(QRectF(rect.left(), rect.top(), _BAR, rect.height()), _BAR / 2, _BAR / 2)
    top = rect.top() + _PADDING_Y
    painter.setPen(color)
    painter.setFont(look.fonts.name)
    painter.drawText(QPointF(rect.left() + _INDENT, top + look.name.ascent()), quote.author)
    painter.setPen(look.color(tokens.own_secondary if is_own else tokens.other_secondary))
    painter.setFont(look.fonts.small)
    below = top + look.name.height() + look.small.ascent()
    painter.drawText(QPointF(rect.left() + _INDENT, below), quote.words)
