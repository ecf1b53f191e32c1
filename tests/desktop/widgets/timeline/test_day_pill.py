from datetime import datetime, timedelta

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.widgets.paint.look import Look
from desktop.widgets.timeline.day_pill import SHOWN_MS, DayPill, Midnight
from tests.desktop.widgets.conftest import Show

LATE = datetime.fromisoformat("2026-11-20T23:59:59.990")


def test_a_day_shows_for_a_moment(show: Show, theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    pill = DayPill(window)
    show(window)
    pill.show_day("Today", Look(theme))
    assert pill.isVisible()
    assert pill.width() > pill.height()
    qtbot.wait(SHOWN_MS // 2)
    pill.show_day("Today", Look(theme))
    qtbot.wait(SHOWN_MS * 3 // 4)
    assert pill.isVisible()
    qtbot.waitUntil(lambda: not pill.isVisible(), timeout=SHOWN_MS)


def test_no_day_hides_it(show: Show, theme: Theme) -> None:
    window = QWidget()
    pill = DayPill(window)
    show(window)
    pill.show_day("Today", Look(theme))
    pill.show_day("", Look(theme))
    assert not pill.isVisible()


class TestMidnight:
    """A second more is waited, for timers and clocks that differ."""

    def test_it_tells_once_a_day(self, qtbot: QtBot) -> None:
        parent, moments = QObject(), [LATE]
        midnight = Midnight(parent, lambda: moments[0])
        midnight.watch()
        with qtbot.waitSignal(midnight.passed, timeout=3000):
            moments[0] += timedelta(seconds=2)
        with qtbot.assertNotEmitted(midnight.passed, wait=300):
            pass

    def test_it_rests_while_nobody_looks(self, qtbot: QtBot) -> None:
        parent = QObject()
        midnight = Midnight(parent, lambda: LATE)
        midnight.watch()
        midnight.rest()
        with qtbot.assertNotEmitted(midnight.passed, wait=1500):
            pass
