"""The tray's picture: what is unread as digits or a dot, sharp at the few pixels there are. For `tray`."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPainterPath, QPixmap

from desktop.client.state.badge import Badge
from desktop.settings import TrayStyle

SIZES = (16, 22, 24, 32, 48, 64)
_BLUE, _RED, _WHITE, _BLACK = "#1668c7", "#c62f2f", "#ffffff", "#1b1f24"
_SMALL = 28
"""Below it a font's digits blur: ours are drawn pixel by pixel, four wide and seven high."""
_HEIGHT = 7
_GLYPHS = {
    "0": "0110 1001 1001 1001 1001 1001 0110",
    "1": "010 110 010 010 010 010 111",
    "2": "0110 1001 0001 0010 0100 1000 1111",
    "3": "1110 0001 0001 0110 0001 0001 1110",
    "4": "0010 0110 1010 1010 1111 0010 0010",
    "5": "1111 1000 1110 0001 0001 1001 0110",
    "6": "0110 1000 1000 1110 1001 1001 0110",
    "7": "1111 0001 0001 0010 0010 0100 0100",
    "8": "0110 1001 1001 0110 1001 1001 0110",
    "9": "0110 1001 1001 0111 0001 0001 0110",
    "+": "000 000 010 111 010 000 000",
    "!": "1 1 1 1 1 0 1",
}


def tray_icon(badge: Badge, style: TrayStyle = "color", *, has_trouble: bool = False) -> QIcon:
    """The picture in all sizes that trays ask for; trouble (nobody is signed in) is an exclamation mark."""
    icon = QIcon()
    for size in SIZES:
        icon.addPixmap(draw_tray_icon(size, badge, style, has_trouble=has_trouble))
    return icon


def draw_tray_icon(size: int, badge: Badge, style: TrayStyle, *, has_trouble: bool = False) -> QPixmap:
    """The picture at one size."""
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    _paint_bubble(painter, size, style)
    text = "!" if has_trouble else count_text(badge.count)
    if text:
        _paint_digits(painter, size, text, style)
    elif badge.has_dot:
        _paint_dot(painter, size, style)
    painter.end()
    return pixmap


def count_text(count: int) -> str:
    """The number as far as a tray has room for it."""
    return "" if count <= 0 else str(count) if count < 100 else "99+"


def _ink(style: TrayStyle) -> QColor:
    return QColor(_WHITE if style == "light" else _BLACK)


def _paint_bubble(painter: QPainter, size: int, style: TrayStyle) -> None:
    unit = size / 16
    painter.save()
    painter.scale(unit, unit)
    bubble = QPainterPath()
    if style == "color":
        painter.setBrush(QColor(_BLUE))
        painter.drawRoundedRect(QRectF(0, 0, 16, 16), 4, 4)
        painter.setBrush(QColor(_WHITE))
        bubble.addRoundedRect(QRectF(3, 4, 10, 7), 2, 2)
        bubble.moveTo(5, 10)
        bubble.lineTo(9, 10.5)
        bubble.lineTo(5, 13.5)
    else:
        painter.setBrush(_ink(style))
        bubble.addRoundedRect(QRectF(1, 2, 14, 10), 3, 3)
        bubble.moveTo(3.5, 11)
        bubble.lineTo(8.5, 11.5)
        bubble.lineTo(3.5, 15.5)
    bubble.setFillRule(Qt.FillRule.WindingFill)
    painter.drawPath(bubble)
    painter.restore()


def _paint_dot(painter: QPainter, size: int, style: TrayStyle) -> None:
    diameter = round(size * 0.44)
    _paint_plate(painter, QRect(size - diameter, size - diameter, diameter, diameter), style, size)


def _paint_digits(painter: QPainter, size: int, text: str, style: TrayStyle) -> None:
    """A plate in the lower right corner, as wide as its digits need it."""
    is_small = size < _SMALL
    font = _font(size)
    painter.setFont(font)
    width = _glyph_width(text) if is_small else painter.fontMetrics().horizontalAdvance(text)
    height = _HEIGHT + 4 if is_small else round(size * 0.6)
    plate_width = min(size, max(height, width + (4 if is_small else round(size * 0.2))))
    plate = QRect(size - plate_width, size - height, plate_width, height)
    _paint_plate(painter, plate, style, size)
    if style != "color":
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    ink = QColor(_WHITE)
    if is_small:
        left = plate.left() + (plate_width - width + 1) // 2
        _paint_glyphs(painter, QPoint(left, plate.top() + 2), text, ink)
    elif style == "color":
        painter.setPen(ink)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
    else:
        _cut_text(painter, plate, text, font)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setPen(Qt.PenStyle.NoPen)


def _paint_plate(painter: QPainter, plate: QRect, style: TrayStyle, size: int) -> None:
    """A round plate with a gap around it, so that it stands off in one colour too."""
    gap = max(1, size // 16)
    radius = plate.height() / 2
    painter.setBrush(_ink(style))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.drawRoundedRect(plate.adjusted(-gap, -gap, gap, gap), radius + gap, radius + gap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setBrush(QColor(_RED) if style == "color" else _ink(style))
    painter.drawRoundedRect(plate, radius, radius)


def _cut_text(painter: QPainter, plate: QRect, text: str, font: QFont) -> None:
    path = QPainterPath()
    path.addText(0, 0, font, text)
    center = path.boundingRect().center()
    path.translate(plate.x() + plate.width() / 2 - center.x(), plate.y() + plate.height() / 2 - center.y())
    painter.drawPath(path)


def _font(size: int) -> QFont:
    font = QFont()
    font.setPixelSize(round(size * 0.48))
    font.setWeight(QFont.Weight.Bold)
    return font


def _glyph_width(text: str) -> int:
    return sum(len(_GLYPHS[sign].split()[0]) + 1 for sign in text) - 1


def _paint_glyphs(painter: QPainter, at: QPoint, text: str, ink: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    left = at.x()
    for sign in text:
        rows = _GLYPHS[sign].split()
        for y, row in enumerate(rows):
            for x, pixel in enumerate(row):
                if pixel == "1":
                    painter.fillRect(left + x, at.y() + y, 1, 1, ink)
        left += len(rows[0]) + 1
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
