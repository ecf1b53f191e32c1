"""Jumps: to what is answered, to a search hit, and back; in what is loaded and beyond it."""

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from backend.wire.types import Seq
from desktop.client.state.entries import confirmed_entry
from desktop.client.state.store import Store
from desktop.models.timeline import TimelineModel
from desktop.models.wishes import LoadNewer, ShowAround, ShowNewest
from desktop.widgets.timeline import travel
from desktop.widgets.timeline.travel import MARKED_MS
from desktop.widgets.timeline.view import TimelineView
from tests.desktop.widgets.conftest import Open
from tests.helpers.examples import ME, a_direct_store, a_message, answering, created, fill
from tests.helpers.talks import LEFT, ROOM, look_at_the_past, tops, wheel, wishes


def marked(view: TimelineView) -> int | None:
    """The row on the coloured band."""
    look, picture = view.rows.layouts.look, view.viewport().grab().toImage()
    band = look.color(look.tokens.marked)
    bands = [
        shown.row
        for shown in view.rows.strip.shown()
        if 0 <= (middle := shown.top + shown.height // 2) < picture.height()
        and picture.pixelColor(1, middle) == band
    ]
    return bands[0] if bands else None


def jump_button(view: TimelineView) -> QAbstractButton:
    button = view.findChild(QAbstractButton, "jump")
    assert button is not None
    return button


def with_a_reply(count: int, quoted: int) -> Store:
    """The newest message answers an old one."""
    store = a_direct_store(count)
    messages = [a_message(1, seq) for seq in range(1, count + 1)]
    messages[-1] = answering(messages[-1], messages[quoted - 1])
    fill(store, 1, messages)
    return store


def click_quote(view: TimelineView, row: int) -> None:
    quote = view.rows.layout_of(row).quote
    top = view.rows.strip.top_of(row)
    assert quote is not None
    assert top is not None
    at = quote.rect.center().toPoint() + QPoint(0, top)
    QTest.mouseClick(view.viewport(), LEFT, pos=at)


def test_a_click_on_a_quote_leads_to_what_is_answered(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(with_a_reply(200, 20))
    click_quote(view, 199)
    assert marked(view) == 19
    top = tops(view)["#1000020"]
    assert 50 < top < 300
    qtbot.waitUntil(lambda: marked(view) is None, timeout=2 * MARKED_MS)
    assert tops(view)["#1000020"] == top


def test_the_mark_goes_with_its_room(open_view: Open) -> None:
    view = open_view(a_direct_store(200))
    view.go_to_message(Seq(20))
    assert marked(view) == 19
    first = view.rows.model
    view.set_model(TimelineModel(a_direct_store(100), ROOM, view))
    shiboken6.delete(first)
    assert marked(view) is None


def test_what_is_on_screen_already_stays_where_it_is(open_view: Open) -> None:
    view = open_view(with_a_reply(200, 198))
    before = tops(view)
    click_quote(view, 199)
    assert tops(view) == before
    assert marked(view) == 197


def test_the_way_down_leads_back_first(open_view: Open) -> None:
    view = open_view(a_direct_store(300))
    wheel(view, 40)
    before = tops(view)
    view.go_to_message(Seq(20))
    view.go_to_message(Seq(100))
    button = jump_button(view)
    assert button.accessibleName() == "Back to where you were"
    QTest.mouseClick(button, LEFT)
    assert "#1000020" in tops(view)
    QTest.mouseClick(button, LEFT)
    assert tops(view) == before
    assert button.accessibleName() == "Go to the newest message"
    QTest.mouseClick(button, LEFT)
    assert view.is_at_bottom


def test_alt_and_left_go_back_before_the_shortcut_of_the_window(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(a_direct_store(300))
    visited: list[int] = []
    QShortcut(QKeySequence("Alt+Left"), view).activated.connect(lambda: visited.append(1))
    view.setFocus()
    wheel(view, 40)
    before = tops(view)
    view.go_to_message(Seq(20))
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert tops(view) == before
    assert visited == []
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert visited == [1]


def test_whoever_comes_down_by_themselves_needs_no_way_back(open_view: Open) -> None:
    view = open_view(a_direct_store(100))
    wheel(view, 10)
    view.go_to_message(Seq(20))
    wheel(view, -200)
    assert view.is_at_bottom
    assert not view.go_back()


def test_alt_and_left_lead_back_to_the_end_of_the_talk(open_view: Open) -> None:
    view = open_view(a_direct_store(300))
    view.setFocus()
    view.go_to_message(Seq(20))
    view.go_to_message(Seq(100))
    back = (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(view, *back)
    assert "#1000020" in tops(view)
    assert jump_button(view).accessibleName() == "Go to the newest message"
    QTest.keyClick(view, *back)
    assert view.is_at_bottom
    assert not view.go_back()


def test_a_jump_within_the_end_leaves_no_way_back(open_view: Open) -> None:
    view = open_view(a_direct_store(300))
    view.go_to_message(Seq(299))
    assert view.is_at_bottom
    assert not view.go_back()


class TestBeyondWhatIsLoaded:
    def opened(self, open_view: Open) -> tuple[Store, TimelineView]:
        store = a_direct_store(1000)
        timeline = store.timelines.of(ROOM)
        timeline.reset(timeline[950:], has_older=True)
        return store, open_view(store)

    def test_the_part_around_it_is_wished_for_and_shown(self, open_view: Open) -> None:
        store, view = self.opened(open_view)
        told = wishes(view, ShowAround)
        before = tops(view)
        view.go_to_message(Seq(300))
        assert told == [ShowAround(ROOM, Seq(300))]
        assert tops(view) == before
        look_at_the_past(store, 275, 325)
        assert marked(view) == 25
        assert not view.is_at_bottom
        assert jump_button(view).isVisible()

    @pytest.mark.parametrize("first", [1, 3], ids=["first", "first that is left"])
    def test_ctrl_home_leads_to_the_first_message_of_all(self, open_view: Open, first: int) -> None:
        store, view = self.opened(open_view)
        asked = wishes(view, ShowAround)
        QTest.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        assert asked == [ShowAround(ROOM, Seq(1))]
        page = [confirmed_entry(a_message(1, seq), ME) for seq in range(first, 51)]
        store.timelines.of(ROOM).reset(page, has_older=False, first_seq=Seq(1), last_seq=Seq(50))
        at_top = tops(view)
        assert view.rows.strip.value == 0
        assert min(at_top) == f"#{1_000_000 + first}"
        more = [confirmed_entry(a_message(1, seq), ME) for seq in range(51, 101)]
        store.timelines.of(ROOM).append(more, last_seq=Seq(100))
        assert tops(view) == at_top
        newest = wishes(view, ShowNewest)
        assert view.go_back()
        assert newest == [ShowNewest(ROOM)]

    def test_ctrl_home_leads_there_page_by_page_too(self, open_view: Open) -> None:
        store, view = self.opened(open_view)
        QTest.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        assert view.rows.strip.value == 0, "what there is, meanwhile"
        for first in (500, 1):
            last = store.timelines.of(ROOM).first_seq
            page = [confirmed_entry(a_message(1, seq), ME) for seq in range(first, last)]
            store.timelines.of(ROOM).prepend(page, has_older=first > 1, first_seq=Seq(first))
        assert min(tops(view)) == "#1000001"

    def test_whoever_scrolls_meanwhile_is_not_carried_off(self, open_view: Open) -> None:
        store, view = self.opened(open_view)
        view.go_to_message(Seq(300))
        wheel(view, 1)
        look_at_the_past(store, 275, 325)
        assert marked(view) is None

    def test_what_comes_too_late_carries_nobody_off(
        self, open_view: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(travel, "PATIENCE_MS", 50)
        store, view = self.opened(open_view)
        view.go_to_message(Seq(300))
        qtbot.wait(150)
        look_at_the_past(store, 275, 325)
        assert marked(view) is None

    def test_newer_pages_come_in_time_and_move_nothing(self, open_view: Open) -> None:
        store, view = self.opened(open_view)
        told = wishes(view, LoadNewer)
        view.go_to_message(Seq(300))
        look_at_the_past(store, 290, 310)
        assert told == [LoadNewer(ROOM)]
        wheel(view, -100)
        assert not view.is_at_bottom
        before = tops(view)
        page = [confirmed_entry(a_message(1, seq), ME) for seq in range(311, 361)]
        store.timelines.of(ROOM).append(page, last_seq=Seq(360))
        assert tops(view).items() >= {key: top for key, top in before.items() if key in tops(view)}.items()
        assert set(before) <= set(tops(view))
        wheel(view, -100)
        assert told == [LoadNewer(ROOM)] * 2

    def test_at_the_end_of_the_log_news_are_followed_again(self, open_view: Open) -> None:
        store, view = self.opened(open_view)
        view.go_to_message(Seq(960))
        look_at_the_past(store, 940, 990)
        rest = [confirmed_entry(a_message(1, seq), ME) for seq in range(991, 1001)]
        store.timelines.of(ROOM).append(rest, last_seq=None)
        wheel(view, -100)
        assert view.is_at_bottom
        store.apply_entries(ROOM, created([a_message(1, 1001)]))
        assert "#1001001" in tops(view)

    def test_the_way_down_asks_for_the_newest_page(self, open_view: Open) -> None:
        store, view = self.opened(open_view)
        view.go_to_message(Seq(300))
        look_at_the_past(store, 275, 325)
        told = wishes(view, ShowNewest)
        QTest.mouseClick(jump_button(view), LEFT)
        assert told == [ShowNewest(ROOM)]
        newest = [confirmed_entry(a_message(1, seq), ME) for seq in range(951, 1001)]
        store.timelines.of(ROOM).reset(newest, has_older=True)
        assert view.is_at_bottom
        assert not jump_button(view).isVisible()

    def test_the_newest_page_may_come_below_what_another_view_looks_at(self, open_view: Open) -> None:
        store, view = self.opened(open_view)
        view.go_to_message(Seq(300))
        look_at_the_past(store, 275, 325)
        QTest.mouseClick(jump_button(view), LEFT)
        for first, last in ((326, 950), (951, 1000)):
            page = [confirmed_entry(a_message(1, seq), ME) for seq in range(first, last + 1)]
            store.timelines.of(ROOM).append(page, last_seq=Seq(last) if last < 1000 else None)
        assert view.is_at_bottom
        assert "#1001000" in tops(view)

    def test_the_way_back_may_have_to_be_loaded_too(self, open_view: Open) -> None:
        store, view = self.opened(open_view)
        wheel(view, 5)
        before = tops(view)
        view.go_to_message(Seq(300))
        look_at_the_past(store, 275, 325)
        told = wishes(view, ShowAround)
        QTest.mouseClick(jump_button(view), LEFT)
        assert len(told) == 1
        look_at_the_past(store, int(told[0].seq) - 40, int(told[0].seq) + 25)
        assert {key: top for key, top in tops(view).items() if key in before}.items() <= before.items()
        assert set(before) <= set(tops(view))
        assert marked(view) is None
