"""One-colour outlines from the packaged SVG files, drawn in the colour of their place."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.resources import resource

_SCALES = (1.0, 2.0)
_APPLICATION_SIZES = (16, 32, 64, 128)


def make_icon(name: str, color: str, size: int = 20) -> QIcon:
    """The icon `name` in `color`, for plain and for dense screens; Qt greys it where it is disabled."""
    icon = QIcon()
    for scale in _SCALES:
        icon.addPixmap(draw_icon(name, color, size, scale))
    return icon


def draw_icon(name: str, color: str, size: int, scale: float) -> QPixmap:
    """The picture `size` wide in logical pixels, for a screen of this scale."""
    pixmap = QPixmap(QSize(round(size * scale), round(size * scale)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(_tinted(name, color)).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


def application_icon() -> QIcon:
    """The program's own picture, for windows and the task bar."""
    icon = QIcon()
    for size in _APPLICATION_SIZES:
        icon.addPixmap(draw_icon("minichat", "", size, 1.0))
    return icon


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def _tinted(name: str, color: str) -> QByteArray:
    # QtSvg draws `currentColor` black, so the colour is put into the text.
    return QByteArray(_source(name).replace("currentColor", color).encode())
