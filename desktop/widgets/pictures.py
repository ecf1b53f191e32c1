"""The pictures of people and groups, round and ready to be painted: one store for all windows.

`conversation` makes it.
A painter asks for what it draws now. What isn't here is wished for, once, and `changed` tells when it came.
"""

from collections import OrderedDict
from urllib.parse import urlsplit

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QImageReader, QPainter, QPixmap

from desktop.models.wishes import FetchPicture

EDGE = 128
"""Pixels of a picture that is kept: the largest that a list or header draws on a dense screen."""
_MOST_KEPT = 200
_MOST_PIXELS = 2048
"""Of an edge. A server sends squares of 512 at most; what is larger isn't decoded at all."""


class Pictures(QObject):
    """Bounded in memory: what was not drawn for the longest time goes first, and is asked for again."""

    wished = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images: OrderedDict[str, QImage] = OrderedDict()
        self._rounds: OrderedDict[tuple[str, int], QPixmap] = OrderedDict()
        self._asked: set[str] = set()

    def pixmap(self, url: str, size: float, ratio: float) -> QPixmap | None:
        """The picture as a disc `size` wide in logical pixels; None: draw initials, now or for ever."""
        if not _is_uploaded(url):
            return None
        edge = round(size * ratio)
        kept = self._rounds.get((url, edge))
        if kept is not None:
            self._rounds.move_to_end((url, edge))
            return kept
        image = self._images.get(url)
        if image is None:
            self._ask(url)
            return None
        self._images.move_to_end(url)
        return self._keep_round(url, edge, ratio, image)

    def put(self, url: str, image: QImage | None) -> None:
        """A wish was answered; None: it is no picture."""
        if image is None:
            return
        self._asked.discard(url)
        self._images[url] = image
        if len(self._images) > _MOST_KEPT:
            self._images.popitem(last=False)
        self.changed.emit()

    def try_again(self) -> None:
        """The server can be reached again: what could not be had is asked for when it is drawn."""
        if self._asked:
            self._asked.clear()
            self.changed.emit()

    def _ask(self, url: str) -> None:
        if url not in self._asked:
            self._asked.add(url)
            self.wished.emit(FetchPicture(url))

    def _keep_round(self, url: str, edge: int, ratio: float, image: QImage) -> QPixmap:
        pixmap = _cut_round(image, edge)
        pixmap.setDevicePixelRatio(ratio)
        self._rounds[url, edge] = pixmap
        if len(self._rounds) > _MOST_KEPT:
            self._rounds.popitem(last=False)
        return pixmap


def decode_picture(data: bytes) -> QImage | None:
    """The middle square of a picture, no larger than is of use; None: it is none. Takes any thread."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if bytes(reader.format().data()) in {b"svg", b"svgz"} or not size.isValid():
        return None
    if max(size.width(), size.height()) > _MOST_PIXELS:
        return None
    image = reader.read()
    if image.isNull():
        return None
    edge = min(image.width(), image.height())
    square = image.copy((image.width() - edge) // 2, (image.height() - edge) // 2, edge, edge)
    if edge > EDGE:
        square = _scaled(square, EDGE)
    return square.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _is_uploaded(url: str) -> bool:
    """The server draws initials for who has chosen no picture: ours are sharper, and are there at once."""
    return bool(url) and not urlsplit(url).path.endswith(".svg")


def _cut_round(image: QImage, edge: int) -> QPixmap:
    disc = QPixmap(edge, edge)
    disc.fill(Qt.GlobalColor.transparent)
    painter = QPainter(disc)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(_scaled(image, edge)))
    painter.drawEllipse(0, 0, edge, edge)
    painter.end()
    return disc


def _scaled(image: QImage, edge: int) -> QImage:
    return image.scaled(
        QSize(edge, edge), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
