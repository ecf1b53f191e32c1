"""A talk on screen under a hand: a timeline view, the wheel, clicks on words, and what it wished."""

from typing import Any

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from backend.wire.types import RoomId, Seq
from desktop.client.state.entries import confirmed_entry
from desktop.client.state.store import Store
from desktop.models.wishes import Wish
from desktop.widgets.timeline.view import TimelineView
from tests.helpers.examples import ME, a_message

ROOM = RoomId(1)
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


def wheel(view: TimelineView, notches: float) -> None:
    """Turn the wheel, up when positive."""
    at = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        at,
        view.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def tops(view: TimelineView) -> dict[str, int]:
    """Where the rows on screen begin, by the keys of their messages."""
    return {view.rows.entry(shown.row).key: shown.top for shown in view.rows.strip.shown()}


def wishes(view: TimelineView, kind: type[Wish] = Wish) -> list[Any]:
    """The wishes of a kind from now on."""
    told: list[Any] = []
    view.wished.connect(lambda wish: told.append(wish) if isinstance(wish, kind) else None)
    return told


def on_word(view: TimelineView, row: int, word: str) -> QPoint:
    """A point on the left half of a word's first letter."""
    layout = view.rows.layout_of(row)
    start = layout.text.plain.index(word)
    letter = layout.text.selection_rects(start, start + 1)[0]
    top = view.rows.strip.top_of(row)
    assert top is not None, "the row is on screen"
    at = layout.text_at + letter.center() - QPointF(letter.width() / 4, -top)
    return at.toPoint()


def drag(view: TimelineView, start: QPoint, end: QPoint) -> None:
    """Press at one point, move to another, let go."""
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    QTest.mouseMove(view.viewport(), (start + end) / 2)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), LEFT, pos=end)


def look_at_the_past(store: Store, first: int, last: int) -> None:
    """The part of the room from one place to another is shown, as the client does when asked for it."""
    page = [confirmed_entry(a_message(1, seq), ME) for seq in range(first, last + 1)]
    store.timelines.of(ROOM).reset(page, has_older=first > 1, first_seq=Seq(first), last_seq=Seq(last))
