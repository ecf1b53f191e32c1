"""One row of servers nearby: the name, then where it is and the beginning of its fingerprint."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop.models.nearby import SERVER_ROLE, NearbyServer
from desktop.theme import Theme
from desktop.widgets.paint.row_delegate import RowDelegate

_PADDING = 10
_GAP = 2
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class NearbyRowDelegate(RowDelegate):
    """Paints servers on the surface; a ring shows where the keyboard stands."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are alike."""
        return QSize(120, 2 * _PADDING + self._heights[0] + _GAP + self._heights[1])

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one server."""
        server: NearbyServer = index.data(SERVER_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        tokens, fonts = self._theme.tokens, self._theme.fonts
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_marked = self.shows_ring and bool(state & QStyle.StateFlag.State_Selected)
        if is_marked or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(QColor(tokens.accent), 2) if is_marked else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 8, 8)
        inner = rect.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        upper = QRect(inner.left(), inner.top(), inner.width(), self._heights[0])
        lower = QRect(inner.left(), upper.bottom() + 1 + _GAP, inner.width(), self._heights[1])
        painter.setFont(fonts.name)
        painter.setPen(QColor(tokens.text))
        _draw(painter, upper, server.name)
        painter.setFont(fonts.small)
        painter.setPen(QColor(tokens.secondary))
        _draw(painter, lower, "  ·  ".join(filter(None, (server.host, server.short_fingerprint))))
        painter.restore()

    @property
    def _heights(self) -> tuple[int, int]:
        fonts = self._theme.fonts
        return QFontMetrics(fonts.name).height(), QFontMetrics(fonts.small).height()


def _draw(painter: QPainter, rect: QRect, text: str) -> None:
    line = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, _LEFT, line)
