"""Pictures of people's disks: good ones come small and upright, bad ones are one sentence."""

import struct
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from desktop.system.picture_file import EDGE, MOST_BYTES, BadPicture, read_picture


def encoded(width: int, height: int, kind: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)
    return bytes(QByteArray(buffer.data()).data())


def png_that_says(width: int, height: int) -> bytes:
    """A PNG whose head promises this size; its few bytes of pixels don't keep it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["PNG", "JPG", "BMP", "WEBP"])
def test_a_picture_comes_as_it_is(kind: str) -> None:
    image = read_picture(encoded(40, 30, kind))
    assert (image.width(), image.height()) == (40, 30)
    assert abs(image.pixelColor(20, 15).blue() - 0x99) < 12


def test_a_large_one_comes_small(tmp_path: Path) -> None:
    path = tmp_path / "wide.jpg"
    path.write_bytes(encoded(8_000, 2_000, "JPG"))
    image = read_picture(str(path))
    assert (image.width(), image.height()) == (EDGE, EDGE // 4)


def test_a_line_of_a_picture_keeps_a_pixel() -> None:
    image = read_picture(encoded(9_000, 1))
    assert (image.width(), image.height()) == (EDGE, 1)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "This is not a picture."),
        (b"hello, I am a text", "This is not a picture."),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "This is not a picture."),
        (b"GIF89a", "This is not a picture."),
        (png_that_says(40, 30), "This picture is damaged."),
        (png_that_says(30_000, 10), "This picture is too large"),
        (png_that_says(19_000, 19_000), "This picture is too large"),
        (b"\x89PNG" + bytes(MOST_BYTES), "This picture is too large"),
    ],
    ids=["empty", "text", "svg", "cut", "no_pixels", "wide", "bomb", "bytes"],
)
def test_a_bad_one_is_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(BadPicture, match=says):
        read_picture(data)


def test_a_file_that_is_not_there_says_why(tmp_path: Path) -> None:
    with pytest.raises(BadPicture, match="The file can't be read: No such file"):
        read_picture(str(tmp_path / "gone.png"))
