"""What the mouse shows before it clicks, and what it may do without a menu."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop.widgets.timeline.view import TimelineView
from tests.desktop.widgets.conftest import Open
from tests.helpers.examples import a_direct_store, a_message, answering, fill
from tests.helpers.talks import LEFT, on_word


@pytest.fixture
def view(open_view: Open) -> TimelineView:
    store = a_direct_store(["plain words", "see https://example.org/a now", "third"])
    first = a_message(1, 1, "plain words")
    texts = ["plain words", "see https://example.org/a now", "an answer"]
    messages = [a_message(1, seq, text) for seq, text in enumerate(texts, 1)]
    fill(store, 1, [*messages[:2], answering(messages[2], first)])
    return open_view(store)


def hover(view: TimelineView, at: QPoint) -> Qt.CursorShape:
    QTest.mouseMove(view.viewport(), at + QPoint(0, 1))  # the pointer may stand there from before
    QTest.mouseMove(view.viewport(), at)
    return view.viewport().cursor().shape()


def test_the_pointer_says_what_a_click_would_do(view: TimelineView) -> None:
    quote, top = view.rows.layout_of(2).quote, view.rows.strip.top_of(2)
    assert quote is not None
    assert top is not None
    assert hover(view, on_word(view, 0, "words")) == Qt.CursorShape.IBeamCursor
    assert hover(view, on_word(view, 1, "example")) == Qt.CursorShape.PointingHandCursor
    assert hover(view, quote.rect.center().toPoint() + QPoint(0, top)) == Qt.CursorShape.PointingHandCursor
    assert hover(view, QPoint(580, 5)) == Qt.CursorShape.ArrowCursor


def test_over_the_time_stands_when_exactly(view: TimelineView) -> None:
    top = view.rows.strip.top_of(0)
    assert top is not None
    hover(view, view.rows.layout_of(0).stamp.center().toPoint() + QPoint(0, top))
    assert view.viewport().toolTip().startswith("November 20, 2026, ")
    hover(view, on_word(view, 0, "words"))
    assert view.viewport().toolTip() == ""


def test_a_click_puts_the_keyboard_there_without_a_ring(view: TimelineView) -> None:
    QTest.mouseClick(view.viewport(), LEFT, pos=on_word(view, 1, "now"))
    assert view.rows.current_row() == 1
    assert not view.rows.is_current_marked
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.rows.current_row() == 0
    assert view.rows.is_current_marked


def test_where_nothing_is_no_menu_opens(view: TimelineView) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(590, 5))
    assert view.findChildren(QMenu, "message_menu") == []
