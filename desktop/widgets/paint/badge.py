"""The pills of a row: a number of unread messages, and the mark of a mention."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.models.words import count_text
from desktop.widgets.paint.look import Look


def paint_badge(
    painter: QPainter, right_center: QPointF, count: int, look: Look, *, is_quiet: bool = False
) -> QRectF:
    """A circle for one digit, a pill for more, paler for a muted room; answers where it is.

    `right_center` is the middle of its right edge.
    """
    color = look.tokens.secondary if is_quiet else look.tokens.badge
    return _paint_pill(painter, right_center, count_text(count), color, look)


def paint_mention(painter: QPainter, right_center: QPointF, look: Look) -> QRectF:
    """The mark of a room where the person was named."""
    return _paint_pill(painter, right_center, "@", look.tokens.badge, look)


def _paint_pill(painter: QPainter, right_center: QPointF, text: str, color: str, look: Look) -> QRectF:
    height = max(20.0, look.badge.height() + 2)
    width = max(height, look.badge.horizontalAdvance(text) + 12)
    rect = QRectF(right_center.x() - width, right_center.y() - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color(color))
    painter.drawRoundedRect(rect, height / 2, height / 2)
    painter.setFont(look.fonts.badge)
    painter.setPen(look.color(look.tokens.on_badge))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    return rect
