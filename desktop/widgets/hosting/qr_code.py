"""A QR code, drawn for cameras: each module whole screen pixels, black on white whatever the theme."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.models.administration import CodeRows

_MARGIN = 4
"""Modules of white around it, without which cameras don't find it."""


class QrCode(QWidget):
    """A square of a fixed side; white until it is shown something."""

    def __init__(self, side: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("qr_code")
        self._rows: CodeRows = ()
        self._side = side
        self.setFixedSize(side, side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side, self._side)

    def show_rows(self, rows: CodeRows) -> None:
        """Another code; none leaves the square white."""
        self._rows = rows
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """In pixels of the screen, for a module between two of them is grey."""
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.white)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(self.rect(), 8, 8)
        if not self._rows:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        screen = painter.deviceTransform()
        scale = screen.m11()
        painter.scale(1 / scale, 1 / scale)
        painter.translate(round(screen.dx()) - screen.dx(), round(screen.dy()) - screen.dy())
        pixels = round(self._side * scale)
        module = max(1, pixels // (len(self._rows) + 2 * _MARGIN))
        start = (pixels - module * len(self._rows)) // 2
        for line, row in enumerate(self._rows):
            for column, is_dark in enumerate(row):
                if is_dark:
                    place = QRect(start + column * module, start + line * module, module, module)
                    painter.fillRect(place, Qt.GlobalColor.black)
