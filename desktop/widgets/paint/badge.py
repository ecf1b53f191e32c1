"""The pill with a number of unread messages."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.models.words import count_text
from desktop.widgets.paint.look import Look


def badge_size(count: int, look: Look) -> tuple[float, float]:
    """Width and height: a circle for one digit, a pill for more."""
    height = max(20.0, look.badge.height() + 2)
    return max(height, look.badge.horizontalAdvance(count_text(count)) + 12), height


def paint_badge(painter: QPainter, right_center: QPointF, count: int, look: Look) -> QRectF:
    """The pill whose right edge's middle is given; answers where it is."""
    width, height = badge_size(count, look)
    rect = QRectF(right_center.x() - width, right_center.y() - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color(look.tokens.badge))
    painter.drawRoundedRect(rect, height / 2, height / 2)
    painter.setFont(look.fonts.badge)
    painter.setPen(look.color(look.tokens.on_badge))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, count_text(count))
    return rect
