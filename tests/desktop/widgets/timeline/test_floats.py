"""What hovers over the talk: the day while scrolling, the bar of what is new above, the way down."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from backend.wire.live import ReadMarkMoved
from backend.wire.types import Seq
from desktop.client.state.store import Store
from desktop.settings import Settings
from desktop.theme import Theme
from desktop.widgets.timeline.day_pill import DayPill
from desktop.widgets.timeline.jump_button import JumpButton
from desktop.widgets.timeline.view import TimelineView
from tests.desktop.widgets.conftest import Open
from tests.helpers.examples import ME, NOON, a_direct_store, a_message, fill
from tests.helpers.talks import LEFT, ROOM, tops, wheel


def bar(view: TimelineView) -> QPushButton:
    found = view.findChild(QPushButton, "unread_bar")
    assert isinstance(found, QPushButton)
    return found


def day(view: TimelineView) -> DayPill:
    found = view.findChild(DayPill, "day_pill")
    assert isinstance(found, DayPill)
    return found


def over_days(count: int) -> Store:
    """Two messages a day."""
    store = a_direct_store(count)
    messages = [
        a_message(1, seq, at=NOON - timedelta(hours=12 * (count - seq))) for seq in range(1, count + 1)
    ]
    fill(store, 1, messages)
    return store


class TestDay:
    def test_it_is_said_while_one_scrolls(self, open_view: Open, qtbot: QtBot) -> None:
        view = open_view(a_direct_store(100))
        assert not day(view).isVisible()
        wheel(view, 5)
        assert day(view).isVisible()
        assert day(view).text
        assert day(view).geometry().center().x() == pytest.approx(view.viewport().width() / 2, abs=2)
        qtbot.waitUntil(lambda: not day(view).isVisible(), timeout=2000)

    def test_it_is_the_day_of_the_uppermost_message(self, open_view: Open) -> None:
        view = open_view(over_days(60))
        said = set()
        for _ in range(60):
            wheel(view, 1)
            if day(view).isVisible():
                row = view.rows.strip.shown()[0].row
                said.add((day(view).text, view.rows.entry(row).at.date()))
        assert len(said) > 10
        assert len({text for text, _ in said}) == len({at for _, at in said})

    def test_it_makes_way_for_the_line_between_the_messages(self, open_view: Open) -> None:
        view = open_view(over_days(60))
        for _ in range(60):
            wheel(view, 0.5)
            pill = day(view).geometry()
            for shown in view.rows.strip.shown():
                line = view.rows.layout_of(shown.row).day
                if line is not None and day(view).isVisible():
                    assert not line.translated(0, shown.top).toRect().intersects(pill)


class TestBar:
    def test_it_says_how_much_is_new_and_leads_there(self, open_view: Open) -> None:
        view = open_view(a_direct_store(200))
        model = view.rows.model
        assert model is not None
        model.place_divider(120)
        assert bar(view).isVisible()
        assert " new since " in bar(view).text()
        QTest.mouseClick(bar(view), LEFT)
        assert tops(view)["#1000121"] == 8
        assert not bar(view).isVisible()

    def test_it_is_silent_once_the_line_was_seen(self, open_view: Open) -> None:
        view = open_view(a_direct_store(200, read_seq=100))
        assert not bar(view).isVisible()
        QTest.keyClick(view, Qt.Key.Key_End)
        assert view.is_at_bottom
        assert not bar(view).isVisible()

    def test_the_first_unread_is_found_by_command(self, open_view: Open) -> None:
        view = open_view(a_direct_store(200, read_seq=100))
        view.go_to_bottom()
        view.go_to_divider()
        assert tops(view)["#1000101"] == 8


class TestJump:
    @pytest.mark.parametrize("reduced_motion", [False, True])
    def test_it_comes_up_unless_nothing_is_to_move(
        self, open_view: Open, theme: Theme, qtbot: QtBot, *, reduced_motion: bool
    ) -> None:
        theme.apply(Settings(theme="light", reduced_motion=reduced_motion))
        view = open_view(a_direct_store(200))
        jump = view.findChild(JumpButton)
        wheel(view, 40)
        assert jump.isVisible()
        assert (jump.risen < 1) == (not reduced_motion)
        qtbot.waitUntil(lambda: jump.risen == 1)


class TestDivider:
    def test_it_goes_when_it_was_seen_and_one_is_back_at_the_end(self, open_view: Open) -> None:
        store = a_direct_store(200, read_seq=150)
        view = open_view(store)
        model = view.rows.model
        assert model is not None
        wheel(view, -200)
        assert model.divider_row == 150, "not all is read yet"
        store.rooms.move_mark(
            ReadMarkMoved(room=ROOM, user=ME, read_seq=Seq(200), unread_count=0, last_seq=Seq(200))
        )
        wheel(view, 3)
        wheel(view, -10)
        assert model.divider_row is None

    def test_it_stays_for_whoever_has_not_seen_it(self, open_view: Open) -> None:
        view = open_view(a_direct_store(200))
        model = view.rows.model
        assert model is not None
        model.place_divider(50)
        wheel(view, 3)
        wheel(view, -10)
        assert model.divider_row == 50
