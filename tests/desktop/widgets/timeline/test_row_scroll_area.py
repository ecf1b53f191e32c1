"""Rows of coloured stripes in a scroll area: where they are, and what of them is painted."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.widgets.timeline.row_scroll_area import STEP, RowScrollArea
from desktop.widgets.timeline.row_strip import RowStrip
from tests.desktop.widgets.conftest import Show

ROW, COUNT, SCREEN = 50, 400, 300


class Stripes(RowScrollArea):
    def __init__(self) -> None:
        super().__init__(RowStrip(lambda _row: ROW, top_space=0, bottom_space=0))
        self.painted: list[QRect] = []

    def fill(self, count: int) -> None:
        self._strip.reset(count)
        self.follow_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._strip.resize(self.viewport().height())
        self.follow_rows()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted.append(event.rect())
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), Qt.GlobalColor.white)
        for shown in self._strip.shown():
            painter.fillRect(0, shown.top, self.width(), shown.height, colour(shown.row))

    def row_at(self, y: int) -> int:
        seen = self.viewport().grab().toImage().pixelColor(5, y)
        return seen.red() * 256 + seen.green()


def colour(row: int) -> QColor:
    return QColor(row // 256, row % 256, 0)


@pytest.fixture
def stripes(show: Show, qtbot: QtBot) -> Stripes:
    stripes = Stripes()
    stripes.resize(200, SCREEN)
    show(stripes)
    stripes.fill(COUNT)
    qtbot.wait(30)  # all that is to be painted by then is
    stripes.painted.clear()
    return stripes


def turn(stripes: Stripes, notches: int) -> None:
    at = QPointF(20, 20)
    event = QWheelEvent(
        at,
        stripes.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(stripes.viewport(), event)


def test_it_begins_at_the_end_and_the_wheel_leads_up(stripes: Stripes) -> None:
    bar = stripes.verticalScrollBar()
    assert (stripes.row_at(SCREEN - 1), bar.value()) == (COUNT - 1, bar.maximum())
    turn(stripes, 5)
    assert bar.value() == bar.maximum() - 5 * STEP
    assert stripes.row_at(SCREEN - 1) == COUNT - 1 - 5 * STEP // ROW


def test_only_what_comes_on_screen_is_painted(stripes: Stripes, qtbot: QtBot) -> None:
    turn(stripes, 1)
    qtbot.waitUntil(lambda: bool(stripes.painted))
    assert sum(rect.height() for rect in stripes.painted) == STEP


def test_the_scrollbar_leads_anywhere(stripes: Stripes) -> None:
    stripes.verticalScrollBar().setValue(0)
    assert stripes.row_at(0) == 0
    stripes.verticalScrollBar().setValue(2 * ROW + 20)
    assert (stripes.row_at(0), stripes.row_at(31)) == (2, 3)
    stripes.verticalScrollBar().setValue(stripes.verticalScrollBar().maximum())
    assert stripes.row_at(SCREEN - 1) == COUNT - 1


def test_where_nothing_can_move_the_scrollbar_is_off(stripes: Stripes) -> None:
    assert stripes.verticalScrollBar().isEnabled()
    stripes.fill(2)
    assert not stripes.verticalScrollBar().isEnabled()
    turn(stripes, 3)
    assert stripes.row_at(SCREEN - 1) == 1
