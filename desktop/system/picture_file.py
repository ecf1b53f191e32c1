"""A picture that a person chose, dropped or pasted, read with suspicion; for a thread that may wait."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

MOST_BYTES = 10 * 1024 * 1024
MOST_EDGE = 20_000
MOST_PIXELS = 50_000_000
"""Of the file: 200 MB while it is read, what Qt allows itself at most being 256."""
EDGE = 1_600
"""Pixels of the longer edge that are kept: enough to cut a square of 512 from a part of it."""
FORMATS = frozenset({"bmp", "gif", "jpeg", "jpg", "png", "webp"})


class BadPicture(Exception):
    """It can't be used; the text says why, for the person."""


def read_picture(source: str | bytes) -> QImage:
    """The first frame of a file, by its path or its bytes, the right way up, no larger than of use.

    Raises:
        BadPicture: in a sentence.
    """
    data = source if isinstance(source, bytes) else _read_file(Path(source))
    if len(data) > MOST_BYTES:
        raise BadPicture(_too_large())
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    _bound(reader)
    image = reader.read()
    if image.isNull():
        raise BadPicture(QCoreApplication.translate("PictureFile", "This picture is damaged."))
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        sentence = QCoreApplication.translate("PictureFile", "The file can't be read: {reason}.")
        raise BadPicture(sentence.format(reason=error.strerror or error)) from error
    return data


def _bound(reader: QImageReader) -> None:
    """Look at the head of the file before anything is decoded."""
    size = reader.size()
    if bytes(reader.format().data()).decode("ascii", "replace") not in FORMATS or not size.isValid():
        raise BadPicture(QCoreApplication.translate("PictureFile", "This is not a picture."))
    longer = max(size.width(), size.height())
    if longer > MOST_EDGE or size.width() * size.height() > MOST_PIXELS:
        raise BadPicture(_too_large())
    if longer > EDGE:
        fitting = size.scaled(QSize(EDGE, EDGE), Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(fitting.expandedTo(QSize(1, 1)))


def _too_large() -> str:
    return QCoreApplication.translate(
        "PictureFile", "This picture is too large: 10 MB and 20,000 pixels at most."
    )
