"""Selecting with a real mouse on a real view, seen by what Ctrl+C copies."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QClipboard, QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.client.state.entries import confirmed_entry
from desktop.widgets.timeline.view import TimelineView
from tests.desktop.widgets.conftest import Open
from tests.helpers.examples import ME, a_direct_store, a_message, created
from tests.helpers.talks import LEFT, ROOM, drag, on_word, wheel

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def view(open_view: Open) -> TimelineView:
    return open_view(a_direct_store(["alpha beta gamma", "delta epsilon", "zeta eta theta"]))


def copied(view: TimelineView, clipboard: QClipboard) -> str:
    clipboard.clear()
    QTest.keySequence(view, QKeySequence(QKeySequence.StandardKey.Copy))
    return clipboard.text()


def heads(text: str) -> list[str]:
    """The second lines of the blocks: what was said."""
    return [block.split("\n", 1)[1] for block in text.split("\n\n")]


def test_dragging_within_a_message_takes_that_part(view: TimelineView, clipboard: QClipboard) -> None:
    drag(view, on_word(view, 0, "beta"), on_word(view, 0, "gamma"))
    assert copied(view, clipboard) == "beta "
    drag(view, on_word(view, 0, "gamma"), on_word(view, 0, "beta"))
    assert copied(view, clipboard) == "beta "


def test_dragging_over_several_takes_them_whole(view: TimelineView, clipboard: QClipboard) -> None:
    drag(view, on_word(view, 0, "gamma"), on_word(view, 1, "epsilon"))
    assert heads(copied(view, clipboard)) == ["alpha beta gamma", "delta epsilon"]


def test_a_double_click_takes_the_word_and_a_third_the_message(
    view: TimelineView, clipboard: QClipboard
) -> None:
    at = on_word(view, 0, "beta")
    QTest.mouseClick(view.viewport(), LEFT, pos=at)
    QTest.mouseDClick(view.viewport(), LEFT, pos=at)
    assert copied(view, clipboard) == "beta"
    QTest.mouseClick(view.viewport(), LEFT, pos=at)
    assert copied(view, clipboard) == "alpha beta gamma"


def test_after_a_double_click_shift_goes_on_from_the_word(view: TimelineView, clipboard: QClipboard) -> None:
    QTest.mousePress(view.viewport(), LEFT, pos=on_word(view, 0, "beta"))
    QTest.mouseRelease(view.viewport(), LEFT, pos=on_word(view, 0, "beta"))
    QTest.mouseDClick(view.viewport(), LEFT, pos=on_word(view, 0, "beta"))
    QTest.mousePress(view.viewport(), LEFT, SHIFT, on_word(view, 0, "gamma") + QPoint(20, 0))
    QTest.mouseRelease(view.viewport(), LEFT, SHIFT, on_word(view, 0, "gamma") + QPoint(20, 0))
    assert copied(view, clipboard).startswith("beta ga")


def test_shift_and_click_extends(view: TimelineView, clipboard: QClipboard) -> None:
    QTest.mouseClick(view.viewport(), LEFT, pos=on_word(view, 0, "beta"))
    QTest.mouseClick(view.viewport(), LEFT, SHIFT, on_word(view, 2, "eta"))
    assert len(heads(copied(view, clipboard))) == 3
    QTest.mouseClick(view.viewport(), LEFT, SHIFT, on_word(view, 0, "gamma"))
    assert copied(view, clipboard) == "beta "


def test_a_click_and_a_click_beside_end_it(view: TimelineView, clipboard: QClipboard) -> None:
    drag(view, on_word(view, 0, "beta"), on_word(view, 0, "gamma"))
    QTest.mouseClick(view.viewport(), LEFT, pos=QPoint(590, 5))
    assert copied(view, clipboard) == ""


def test_the_right_button_keeps_it(view: TimelineView, clipboard: QClipboard) -> None:
    drag(view, on_word(view, 0, "beta"), on_word(view, 0, "gamma"))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=on_word(view, 0, "alpha"))
    assert copied(view, clipboard) == "beta "


def test_escape_ends_it_before_anything_else(view: TimelineView, clipboard: QClipboard) -> None:
    view.setFocus()
    drag(view, on_word(view, 0, "beta"), on_word(view, 0, "gamma"))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view.clear_selection()


def test_it_survives_what_comes_above_and_below(open_view: Open, clipboard: QClipboard) -> None:
    store = a_direct_store(60)
    timeline = store.timelines.of(ROOM)
    timeline.reset(timeline[30:], has_older=True)
    view = open_view(store)
    last = view.rows.strip.shown()[-1].row
    drag(view, on_word(view, last - 1, "Message"), on_word(view, last, "Message"))
    before = copied(view, clipboard)
    assert heads(before) == ["Message 59", "Message 60"]
    timeline.prepend([confirmed_entry(a_message(1, seq), ME) for seq in range(10, 31)], has_older=True)
    store.apply_entries(ROOM, created([a_message(1, 61)]))
    assert copied(view, clipboard) == before


def test_a_hand_beyond_the_edge_scrolls_and_goes_on_selecting(
    open_view: Open, qtbot: QtBot, clipboard: QClipboard
) -> None:
    view = open_view(a_direct_store(200))
    last = view.rows.strip.shown()[-1].row
    QTest.mousePress(view.viewport(), LEFT, pos=on_word(view, last, "Message"))
    QTest.mouseMove(view.viewport(), QPoint(200, 100))
    QTest.mouseMove(view.viewport(), QPoint(200, -40))
    qtbot.waitUntil(lambda: view.rows.strip.anchor[0] < 170, timeout=5000)
    QTest.mouseRelease(view.viewport(), LEFT, pos=QPoint(200, -40))
    row = view.rows.strip.anchor[0]
    said = heads(copied(view, clipboard))
    assert said[-1] == "Message 200"
    assert len(said) >= 200 - row - 1
    qtbot.wait(100)
    assert view.rows.strip.anchor[0] == row


def test_scrolling_by_the_wheel_keeps_it(open_view: Open, clipboard: QClipboard) -> None:
    view = open_view(a_direct_store(100))
    last = view.rows.strip.shown()[-1].row
    drag(view, on_word(view, last, "Message"), on_word(view, last, "100"))
    wheel(view, 30)
    assert copied(view, clipboard) == "Message "
