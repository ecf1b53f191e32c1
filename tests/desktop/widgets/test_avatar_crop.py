"""Cutting a part out of a picture: always filled, by mouse, wheel, slider and keys."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.widgets.avatar_crop import EDGE, MOST_ZOOM, AvatarCrop, CropSheet
from tests.desktop.widgets.conftest import Show

LEFT = Qt.MouseButton.LeftButton


def a_picture(width: int = 800, height: int = 400) -> QImage:
    """Red on its left half, blue on its right."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.fillRect(0, 0, width // 2, height, QColor("red"))
    painter.fillRect(width // 2, 0, width - width // 2, height, QColor("blue"))
    painter.end()
    return image


@pytest.fixture
def crop(theme: Theme, show: Show) -> AvatarCrop:
    crop = AvatarCrop(a_picture(), None)  # type: ignore[arg-type]
    crop.resize(300, 300)
    show(crop)
    crop.setFocus()
    return crop


def drag(qtbot: QtBot, crop: AvatarCrop, by: QPoint) -> None:
    start = QPoint(150, 150)
    qtbot.mousePress(crop, LEFT, pos=start)
    qtbot.mouseMove(crop, start + by)
    qtbot.mouseRelease(crop, LEFT, pos=start + by)


def test_it_begins_with_the_middle_square(crop: AvatarCrop) -> None:
    assert crop.part() == QRectF(200, 0, 400, 400)


def test_dragging_moves_the_picture_no_further_than_its_edge(crop: AvatarCrop, qtbot: QtBot) -> None:
    drag(qtbot, crop, QPoint(71, 40))
    assert crop.part().left() == pytest.approx(100, abs=1)
    assert crop.part().top() == 0
    drag(qtbot, crop, QPoint(2_000, 0))
    assert crop.part().left() == 0


def test_keys_move_and_zoom(crop: AvatarCrop, qtbot: QtBot) -> None:
    qtbot.keyClick(crop, Qt.Key.Key_Right)
    assert crop.part().left() > 200
    qtbot.keyClick(crop, Qt.Key.Key_Plus)
    assert crop.part().width() < 400
    for _ in range(50):
        qtbot.keyClick(crop, Qt.Key.Key_Minus)
    assert crop.part().width() == 400
    for _ in range(50):
        qtbot.keyClick(crop, Qt.Key.Key_Plus)
    assert crop.zoom == MOST_ZOOM


def test_the_wheel_zooms_and_the_picture_still_fills_the_window(crop: AvatarCrop, qtbot: QtBot) -> None:
    middle = QPointF(150, 150)
    for delta in (360, -120, 1_200, -2_400):
        wheel = QWheelEvent(
            middle,
            crop.mapToGlobal(middle),
            QPoint(),
            QPoint(0, delta),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(crop, wheel)
        drag(qtbot, crop, QPoint(-90, 70))
        assert QRectF(0, 0, 800, 400).contains(crop.part())


def test_what_is_cut_is_a_square_jpeg_of_the_part(crop: AvatarCrop, qtbot: QtBot) -> None:
    drag(qtbot, crop, QPoint(2_000, 0))
    image = QImage.fromData(crop.cut())
    assert (image.width(), image.height()) == (EDGE, EDGE)
    assert image.pixelColor(20, 20).red() > 200
    assert image.pixelColor(EDGE - 20, 20).red() > 200


def test_what_shines_through_becomes_white(theme: Theme, show: Show) -> None:
    clear = QImage(50, 50, QImage.Format.Format_ARGB32_Premultiplied)
    clear.fill(Qt.GlobalColor.transparent)
    crop = AvatarCrop(clear, None)  # type: ignore[arg-type]
    show(crop)
    assert QImage.fromData(crop.cut()).pixelColor(5, 5).name() == "#ffffff"


def test_the_sheet_gives_what_was_cut(theme: Theme, show: Show, qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(600, 600)
    show(window)
    sheet = CropSheet(window, a_picture(1, 1))
    sheet.open()
    sheet.findChild(QSlider).setValue(200)
    assert sheet.findChild(AvatarCrop).zoom == 2
    qtbot.keyClick(sheet.findChild(AvatarCrop), Qt.Key.Key_Plus)
    assert sheet.findChild(QSlider).value() > 200
    with qtbot.waitSignal(sheet.cut) as cut:
        qtbot.mouseClick(sheet.findChild(QPushButton, "use"), LEFT)
    assert cut.args[0].startswith(b"\xff\xd8")
    assert not sheet.isVisible()
