"""The mouse over the messages of a timeline view: links, quotes, menus, and what is selected.

The keyboard is keys.py's.
"""

from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.client.state.entries import EntryState
from desktop.models.message_words import exact_time_text
from desktop.widgets.timeline.drag import SelectingHand
from desktop.widgets.timeline.message_acts import MessageActs
from desktop.widgets.timeline.message_menu import Deed
from desktop.widgets.timeline.rows import TimelineRows
from desktop.widgets.timeline.selection import TimelineSelection


class Surface(Protocol):
    """What the view can be told."""

    def viewport(self) -> QWidget:
        """Where the messages are painted."""

    def follow_rows(self) -> None:
        """The rows have moved."""

    def scroll_by(self, pixels: int) -> None:
        """Move on."""

    def go_to_quoted(self, row: int) -> None:
        """Show what a message answers."""


class TimelineInput:
    """The view hands its mouse events on to this, and is told what follows from them."""

    def __init__(
        self, view: Surface, rows: TimelineRows, selection: TimelineSelection, acts: MessageActs
    ) -> None:
        self._view = view
        self._rows = rows
        self._acts = acts
        self._hand = SelectingHand(view, rows, selection)

    def press(self, event: QMouseEvent) -> None:
        """A click or a selection may begin."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        row = self._rows.row_at(event.position())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and row is not None:
            self._acts.do(Deed.MARK_UNREAD, row)
        else:
            self._hand.press(event)

    def press_twice(self, event: QMouseEvent) -> None:
        """On a message a word is selected; beside it the message is answered."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        row = self._rows.nearest_row(event.position())
        if self._rows.row_at(event.position()) is not None:
            self._hand.press_twice(event)
        elif row is not None:
            self._acts.do(Deed.REPLY, row)

    def move(self, event: QMouseEvent) -> None:
        """A hand that drags, or is over what can be clicked."""
        if self._hand.move(event):
            return
        viewport, at = self._view.viewport(), event.position()
        shape, hint = self._shape_at(at), self._hint_at(at)
        if viewport.cursor().shape() != shape:
            viewport.setCursor(shape)
        if viewport.toolTip() != hint:
            viewport.setToolTip(hint)

    def release(self, event: QMouseEvent) -> None:
        """A click is one that ends where it began."""
        if event.button() == Qt.MouseButton.LeftButton and self._hand.release():
            self._click(event.position(), event.globalPosition().toPoint())

    def open_menu(self, event: QContextMenuEvent) -> bool:
        """The menu of the message under the mouse, or of the one on which the keyboard stands."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            return self._acts.open_current_menu()
        at = QPointF(event.pos())
        row = self._rows.row_at(at)
        if row is None:
            return False
        self._acts.open_menu(row, event.globalPos(), self._rows.link_at(at))
        return True

    def _click(self, at: QPointF, on_screen: QPoint) -> None:
        row = self._rows.row_at(at)
        link = self._rows.link_at(at)
        if link is not None:
            self._acts.open_link(link)
        elif row is not None and self._is_failed(row):
            self._acts.open_menu(row, on_screen)
        elif row is not None and self._rows.is_quote_at(row, at):
            self._view.go_to_quoted(row)
        else:
            self._rows.set_current(row, is_marked=False)
            self._view.follow_rows()

    def _shape_at(self, at: QPointF) -> Qt.CursorShape:
        row = self._rows.row_at(at)
        if row is None:
            return Qt.CursorShape.ArrowCursor
        if self._rows.link_at(at) is not None or self._is_failed(row) or self._rows.is_quote_at(row, at):
            return Qt.CursorShape.PointingHandCursor
        return Qt.CursorShape.IBeamCursor if self._rows.is_text_at(row, at) else Qt.CursorShape.ArrowCursor

    def _hint_at(self, at: QPointF) -> str:
        row = self._rows.row_at(at)
        is_time = row is not None and self._rows.is_stamp_at(row, at)
        return exact_time_text(self._rows.entry(row)) if row is not None and is_time else ""

    def _is_failed(self, row: int) -> bool:
        return self._rows.entry(row).state is EntryState.FAILED
