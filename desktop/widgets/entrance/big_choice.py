"""A button as large as a card, with a title and a line that explains it. For pages that ask one question."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.theme import Theme

_PADDING = 16
_GAP = 4
_WRAPPED = int(Qt.TextFlag.TextWordWrap)


class BigChoice(QAbstractButton):
    """As high as its words at the width there is; Enter presses it too."""

    def __init__(self, theme: Theme, title: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hint = hint
        self.setText(title)
        self.setAccessibleDescription(hint)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._claim_height)

    def sizeHint(self) -> QSize:
        """Wide enough for a short sentence."""
        return QSize(320, self.heightForWidth(320))

    def heightForWidth(self, width: int) -> int:
        """Both texts, one below the other."""
        return self._rects(width)[1].bottom() + 1 + _PADDING

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere."""
        super().resizeEvent(event)
        self._claim_height()

    def _claim_height(self) -> None:
        """By itself: a column in a scrolled page asks nobody how high they'd be."""
        self.setFixedHeight(self.heightForWidth(self.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A card is a button: Enter is what one presses there."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Card, title, explanation."""
        tokens, fonts = self._theme.tokens, self._theme.fonts
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_focused = self.hasFocus()
        painter.setPen(QPen(QColor(tokens.accent if is_focused else tokens.border), 2 if is_focused else 1))
        painter.setBrush(QColor(tokens.hover if self.underMouse() or self.isDown() else tokens.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 12, 12)
        title, hint = self._rects(self.width())
        painter.setFont(fonts.header)
        painter.setPen(QColor(tokens.link))
        painter.drawText(title, _WRAPPED, self.text())
        painter.setFont(fonts.body)
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(hint, _WRAPPED, self._hint)

    def _rects(self, width: int) -> tuple[QRect, QRect]:
        room = QRect(_PADDING, _PADDING, max(1, width - 2 * _PADDING), 10_000)
        title = QFontMetrics(self._theme.fonts.header).boundingRect(room, _WRAPPED, self.text())
        below = QRect(room.left(), title.bottom() + 1 + _GAP, room.width(), 10_000)
        hint = QFontMetrics(self._theme.fonts.body).boundingRect(below, _WRAPPED, self._hint)
        title.setWidth(room.width())
        hint.setWidth(room.width())
        return title, hint
