"""A button that is a row of a panel: an icon and words, as much of them as there is room for."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.theme import Theme

_ICON = 20
_AROUND = 20
"""Border, padding and the gap between icon and words."""


class RowButton(QPushButton):
    """No wider than its panel; a screen reader and the tooltip are told all of the words."""

    def __init__(
        self, theme: Theme, name: str, text: str, parent: QWidget, *, icon: str = "", kind: str = "row"
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._picture = icon
        self._whole = ""
        theme.changed.connect(self._dress)
        self._dress()
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show as much of it as fits."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut it elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _dress(self) -> None:
        if self._picture:
            size = self._theme.scaled(_ICON)
            self.setIcon(self._theme.icon(self._picture, color=self._theme.tokens.link, size=size))
            self.setIconSize(QSize(size, size))
            self._fit()

    def _fit(self) -> None:
        room = self.width() - _AROUND - (self.iconSize().width() if self._picture else 0)
        line = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(0, room))
        if line != self.text():
            self.setText(line)
            self.setToolTip("" if line == self._whole else self._whole)
