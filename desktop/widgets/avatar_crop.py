"""Cutting a round picture out of another one: by dragging and the wheel, or by arrow keys, plus and minus."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QImageWriter,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSlider, QWidget

from desktop.models.words import translate
from desktop.widgets.dialog import Sheet

EDGE = 512
"""Pixels of what is cut out: the largest that the server keeps."""
MOST_ZOOM = 5.0
_KEY_STEP = 8.0
_ZOOM_STEP = 1.12
_QUALITY = 90


class AvatarCrop(QWidget):
    """Shows a picture under a round window. Always filled: the picture is never smaller than the window."""

    zoomed = Signal(float)

    def __init__(self, image: QImage, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("avatar_crop")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(
            translate("Crop", "Part of the picture: arrow keys move it, plus and minus zoom")
        )
        self.setMinimumSize(240, 240)
        self._image = image
        self._pixmap = QPixmap.fromImage(image)
        self._zoom = 1.0
        self._middle = QPointF(image.width() / 2, image.height() / 2)
        self._grip: QPointF | None = None

    @property
    def zoom(self) -> float:
        """How much larger than needed it is shown."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Look closer or from further away."""
        zoom = min(MOST_ZOOM, max(1.0, zoom))
        if zoom != self._zoom:
            self._zoom = zoom
            self._move_to(self._middle)
            self.zoomed.emit(zoom)

    def part(self) -> QRectF:
        """The square of the picture that is in the window, in the picture's pixels."""
        edge = self._edge()
        return QRectF(self._middle.x() - edge / 2, self._middle.y() - edge / 2, edge, edge)

    def cut(self) -> bytes:
        """That square as a JPEG; what shines through becomes white."""
        square = QImage(QSize(EDGE, EDGE), QImage.Format.Format_RGB32)
        square.fill(QColor("white"))
        painter = QPainter(square)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, EDGE, EDGE), self._image, self.part())
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(buffer, QByteArray(b"jpg"))
        writer.setQuality(_QUALITY)
        writer.write(square)
        return bytes(QByteArray(buffer.data()).data())

    def _edge(self) -> float:
        return min(self._image.width(), self._image.height()) / self._zoom

    def _window(self) -> QRectF:
        side = min(self.width(), self.height()) - 16.0
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _move_to(self, middle: QPointF) -> None:
        half = self._edge() / 2
        self._middle = QPointF(
            min(self._image.width() - half, max(half, middle.x())),
            min(self._image.height() - half, max(half, middle.y())),
        )
        self.update()

    def _move_by(self, pixels: QPointF) -> None:
        """By so much on the screen."""
        self._move_to(self._middle - pixels * (self._edge() / self._window().width()))

    # --- painting and input ---------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture, darker outside the window."""
        window = self._window()
        scale = window.width() / self._edge()
        origin = window.center() - self._middle * scale
        whole = QRectF(
            origin,
            QPointF(origin.x() + self._image.width() * scale, origin.y() + self._image.height() * scale),
        )
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(whole, self._pixmap, QRectF(self._pixmap.rect()))
        outside = QPainterPath()
        outside.addRect(QRectF(self.rect()))
        outside.addEllipse(window)
        painter.fillPath(outside, QColor(0, 0, 0, 150))
        ring = self.palette().highlight().color() if self.hasFocus() else QColor(255, 255, 255, 200)
        painter.setPen(QPen(ring, 2))
        painter.drawEllipse(window)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """It follows the hand."""
        if self._grip is not None:
            self._move_by(event.position() - self._grip)
            self._grip = event.position()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._grip = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        self.set_zoom(self._zoom * _ZOOM_STEP ** (event.angleDelta().y() / 120))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and zoom; all else is the sheet's."""
        steps = {
            Qt.Key.Key_Left: QPointF(_KEY_STEP, 0),
            Qt.Key.Key_Right: QPointF(-_KEY_STEP, 0),
            Qt.Key.Key_Up: QPointF(0, _KEY_STEP),
            Qt.Key.Key_Down: QPointF(0, -_KEY_STEP),
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._move_by(steps[key])
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.set_zoom(self._zoom * _ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.set_zoom(self._zoom / _ZOOM_STEP)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring appears."""
        super().focusInEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The window is another."""
        super().resizeEvent(event)
        self.update()


class CropSheet(Sheet):
    """Asks which part of a picture to take."""

    cut = Signal(bytes)

    def __init__(self, opener: QWidget, image: QImage) -> None:
        super().__init__(opener, translate("Crop", "Choose a part"), width=400)
        self.holds_input = True
        self._crop = AvatarCrop(image, self)
        self._crop.setFixedHeight(300)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setRange(100, round(MOST_ZOOM * 100))
        self._slider.setAccessibleName(translate("Crop", "Zoom"))
        self.body.addWidget(self._crop)
        self.body.addWidget(self._slider)
        self._slider.valueChanged.connect(lambda value: self._crop.set_zoom(value / 100))
        self._crop.zoomed.connect(self._follow)
        self.add_button(translate("Dialog", "Cancel")).clicked.connect(self.close)
        take = self.add_button(translate("Crop", "Use this"), "primary")
        take.setObjectName("use")
        take.clicked.connect(self._take)

    def _follow(self, zoom: float) -> None:
        self._slider.blockSignals(True)
        self._slider.setValue(round(zoom * 100))
        self._slider.blockSignals(False)

    def _take(self) -> None:
        data = self._crop.cut()
        self.close()
        self.cut.emit(data)
