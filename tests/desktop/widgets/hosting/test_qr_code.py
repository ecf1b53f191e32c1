"""The QR code on screen, as a camera reads it: at each scale, in the light and in the dark."""

import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from desktop.settings import Settings
from desktop.system.qr_rows import make_rows
from desktop.theme import Theme
from desktop.widgets.hosting.qr_code import QrCode
from tests.desktop.widgets.conftest import Show

LINK = "https://192.168.100.115:8001/join/#12-abcdefghijklmnop/" + "A" * 43
SIDE = 208


def picture(code: QrCode, scale: float) -> QImage:
    """What a screen of that scale shows."""
    pixels = round(SIDE * scale)
    image = QImage(pixels, pixels, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(QColor("#17212b"))
    code.render(image, QPoint(0, 0))
    return image


@pytest.fixture
def window(theme: Theme, show: Show) -> QWidget:
    theme.apply(Settings(theme="dark"))
    window = QWidget()
    window.resize(300, 300)
    show(window)
    return window


@pytest.fixture
def code(window: QWidget) -> QrCode:
    code = QrCode(SIDE, window)
    code.show()
    return code


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_a_reader_reads_it_at_each_scale(code: QrCode, scale: float, tmp_path: Path) -> None:
    reader = shutil.which("zbarimg")
    if reader is None:
        pytest.skip("no zbarimg on this machine to read it with")
    code.show_rows(make_rows(LINK))
    file = tmp_path / "code.png"
    assert picture(code, scale).save(str(file))
    read = subprocess.run(
        [reader, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert read.stdout.strip() == LINK


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_each_module_is_black_or_white_and_as_large_as_the_others(code: QrCode, scale: float) -> None:
    rows = make_rows(LINK)
    code.show_rows(rows)
    image = picture(code, scale)
    module = round(SIDE * scale) // (len(rows) + 8)
    start = (round(SIDE * scale) - module * len(rows)) // 2
    assert start >= 4 * module, "white around it"
    for line, row in enumerate(rows):
        for column, is_dark in enumerate(row):
            for corner in (0, module - 1):
                at = QPoint(start + column * module + corner, start + line * module + corner)
                assert image.pixelColor(at).lightness() == (0 if is_dark else 255)


def test_without_a_code_it_is_white_in_the_dark_too(code: QrCode) -> None:
    code.show_rows(make_rows(LINK))
    code.show_rows(())
    image = picture(code, 1.0)
    assert image.pixelColor(SIDE // 2, SIDE // 2) == QColor("white")
    assert image.pixelColor(SIDE // 2, 3) == QColor("white")
