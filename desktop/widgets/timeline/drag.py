"""Selecting with the mouse: dragging, words by a double click, messages by a triple one, edges."""

from typing import Literal, Protocol

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.widgets.timeline.rows import TimelineRows
from desktop.widgets.timeline.selection import WHOLE, Piece, TimelineSelection

_STEP_MS = 30
_MOST_PIXELS = 80

Unit = Literal["character", "word", "message"]


class Scrolled(Protocol):
    """What the view can be told."""

    def viewport(self) -> QWidget:
        """Where the messages are painted."""

    def scroll_by(self, pixels: int) -> None:
        """Move on."""


class SelectingHand:
    """The left button over the messages; no timer runs but while it drags beyond an edge."""

    def __init__(self, view: Scrolled, rows: TimelineRows, selection: TimelineSelection) -> None:
        self._view = view
        self._rows = rows
        self._selection = selection
        self._unit: Unit = "character"
        self._pressed_at: QPointF | None = None
        self._at = QPointF()
        self._is_dragging = False
        self._doubled: tuple[int, QPointF] | None = None
        self._timer = QTimer(view.viewport(), interval=_STEP_MS)
        self._timer.timeout.connect(self._scroll_on)

    def press(self, event: QMouseEvent) -> None:
        """A selection may begin; with Shift the one that is there is extended."""
        self._at = self._pressed_at = event.position()
        is_third = self._is_near_double(event)
        self._unit = "message" if is_third else "character"
        self._doubled = None
        self._is_dragging = is_third
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._is_dragging = True
            self._extend()
        else:
            self._begin()

    def press_twice(self, event: QMouseEvent) -> None:
        """Select the word, and by dragging on the words up to there."""
        self._at = self._pressed_at = event.position()
        self._unit, self._is_dragging = "word", True
        self._doubled = (event.timestamp(), event.position())
        self._begin()

    def move(self, event: QMouseEvent) -> bool:
        """Follow the hand; False when it drags nothing."""
        if self._pressed_at is None:
            return False
        self._at = event.position()
        way = (self._at - self._pressed_at).manhattanLength()
        self._is_dragging = self._is_dragging or way >= QApplication.startDragDistance()
        if self._is_dragging:
            self._extend()
            self._watch_edges()
        return True

    def release(self) -> bool:
        """The hand lets go; answers whether it had only clicked."""
        was_click = self._pressed_at is not None and not self._is_dragging
        self._pressed_at, self._is_dragging = None, False
        self._timer.stop()
        return was_click

    def _is_near_double(self, event: QMouseEvent) -> bool:
        if self._doubled is None:
            return False
        when, where = self._doubled
        is_soon = event.timestamp() - when <= QApplication.doubleClickInterval()
        return is_soon and (event.position() - where).manhattanLength() < QApplication.startDragDistance()

    def _begin(self) -> None:
        piece = self._piece()
        if piece is not None and self._rows.model is not None:
            self._selection.begin(self._rows.model, piece)
        self._view.viewport().update()

    def _extend(self) -> None:
        piece = self._piece()
        if piece is not None and self._rows.model is not None:
            self._selection.extend(self._rows.model, piece)
        self._view.viewport().update()

    def _piece(self) -> Piece | None:
        row = self._rows.nearest_row(self._at)
        if row is None:
            return None
        if self._unit == "message":
            return Piece(row, 0, WHOLE)
        if self._unit == "word":
            return Piece(row, *self._rows.word_at(row, self._at))
        place = self._rows.cursor_at(row, self._at)
        return Piece(row, place, place)

    def _watch_edges(self) -> None:
        if self._beyond():
            if not self._timer.isActive():
                self._timer.start()
        else:
            self._timer.stop()

    def _beyond(self) -> float:
        """How far the hand is beyond an edge; negative above."""
        y, height = self._at.y(), self._view.viewport().height()
        return min(y, 0.0) if y < 0 else max(y - height, 0.0)

    def _scroll_on(self) -> None:
        pixels = max(-_MOST_PIXELS, min(_MOST_PIXELS, self._beyond()))
        self._view.scroll_by(round(pixels / 2) or (1 if pixels > 0 else -1))
        self._extend()
