"""How far an own message got, as a small sign: clock, tick, double tick, or an exclamation mark in a disc."""

from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from desktop.client.state.entries import Entry, EntryState
from desktop.widgets.paint.look import Look

_WIDTH = 17.0
_LETTERS = 13
"""Beside letters so high, the signs are drawn as they are; beside larger ones they grow."""


class Tick(Enum):
    """The four signs."""

    CLOCK = auto()
    SENT = auto()
    READ = auto()
    FAILED = auto()


def tick_of(entry: Entry, *, is_read: bool) -> Tick:
    """The sign of an own message."""
    match entry.state:
        case EntryState.SENT:
            return Tick.READ if is_read else Tick.SENT
        case EntryState.FAILED:
            return Tick.FAILED
        case _:
            return Tick.CLOCK


def tick_width(look: Look) -> float:
    """How much room a sign takes."""
    return _WIDTH * _scale(look)


def paint_tick(painter: QPainter, rect: QRectF, tick: Tick, look: Look) -> None:
    """Draw the sign at the right of `rect`, on its middle."""
    scale = _scale(look)
    painter.save()
    painter.translate(rect.right() - 7.5 * scale, rect.center().y())
    painter.scale(scale, scale)
    _paint_sign(painter, tick, look)
    painter.restore()


def _scale(look: Look) -> float:
    return max(1.0, look.fonts.small.pixelSize() / _LETTERS)


def _paint_sign(painter: QPainter, tick: Tick, look: Look) -> None:
    center = QPointF(0, 0)
    color = {
        Tick.CLOCK: look.tokens.own_secondary,
        Tick.SENT: look.tokens.own_secondary,
        Tick.READ: look.tokens.own_tick,
        Tick.FAILED: look.tokens.own_error,
    }[tick]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(look.color(color), 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    match tick:
        case Tick.CLOCK:
            painter.drawEllipse(center, 5.0, 5.0)
            painter.drawPolyline(_at(center, (0, -2.8), (0, 0.2), (2.0, 1.4)))
        case Tick.SENT:
            painter.drawPolyline(_at(center, (-4.2, 0.4), (-1.2, 3.4), (4.6, -3.4)))
        case Tick.READ:
            painter.drawPolyline(_at(center, (-7.0, 0.4), (-4.0, 3.4), (1.8, -3.4)))
            painter.drawPolyline(_at(center, (-1.2, 2.4), (-0.2, 3.4), (5.6, -3.4)))
        case Tick.FAILED:
            painter.setBrush(look.color(color))
            painter.drawEllipse(center, 5.6, 5.6)
            painter.setPen(QPen(look.color(look.tokens.own_bubble), 1.6))
            painter.drawLine(center + QPointF(0, -3.0), center + QPointF(0, 0.6))
            painter.drawPoint(center + QPointF(0, 3.0))


def _at(center: QPointF, *points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([center + QPointF(x, y) for x, y in points])
