"""The keyboard over the messages of a timeline view: walking, selecting, copying, the menu."""

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.widgets.timeline.message_acts import MessageActs
from desktop.widgets.timeline.message_menu import Deed
from desktop.widgets.timeline.rows import TimelineRows
from desktop.widgets.timeline.selection import WHOLE, Piece, TimelineSelection

_PAGE_OVERLAP = 40
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_UNREAD_LETTERS = ("u", "г")
"""The key U, also where it writes a Cyrillic letter."""


class Desk(Protocol):
    """What the view can be told."""

    def viewport(self) -> QWidget:
        """Where the messages are painted."""

    def follow_rows(self) -> None:
        """The rows have moved."""

    def scroll_by(self, pixels: int) -> None:
        """Move on."""

    def go_back(self) -> bool:
        """Back to where one was before a jump; False if there was none."""

    def go_to_start(self) -> None:
        """To the first message of all."""

    def go_to_bottom(self) -> None:
        """To the newest message."""


class TimelineKeys:
    """The view hands its key events on to this, and is told what follows from them."""

    def __init__(
        self, view: Desk, rows: TimelineRows, selection: TimelineSelection, acts: MessageActs
    ) -> None:
        self._view = view
        self._rows = rows
        self._acts = acts
        self._selection = selection

    def press(self, event: QKeyEvent) -> bool:
        """What the keyboard does here; False for a key without a meaning."""
        if self._rows.model is None:
            return False
        is_done = self._choose(event) or (
            self._walk(event.key()) or self._act(event) if event.modifiers() in _PLAIN else False
        )
        if is_done:
            self._view.follow_rows()
        return is_done

    @staticmethod
    def wants_before_shortcuts(event: QKeyEvent, *, has_way_back: bool) -> bool:
        """The way back from a jump goes before that to the last chat."""
        is_back = event.key() == Qt.Key.Key_Left and event.modifiers() == Qt.KeyboardModifier.AltModifier
        return is_back and has_way_back

    def _choose(self, event: QKeyEvent) -> bool:
        """What concerns the selection, and keys with modifiers."""
        model = self._rows.model
        if event.matches(QKeySequence.StandardKey.Copy):
            self._acts.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll) and model is not None:
            self._selection.take_all(model)
        elif event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            return self._choose_with_shift(event.key())
        elif event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in (
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
        ):
            return self._walk(event.key())
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() == Qt.Key.Key_Left:
            return self._view.go_back()
        else:
            return event.key() == Qt.Key.Key_Escape and self._selection.clear()
        return True

    def _choose_with_shift(self, key: int) -> bool:
        match key:
            case Qt.Key.Key_Up:
                self._extend(-1)
            case Qt.Key.Key_Down:
                self._extend(1)
            case Qt.Key.Key_F10:
                return self._acts.open_current_menu()
            case _:
                return False
        return True

    def _extend(self, step: int) -> None:
        """Select whole messages, from the one on which the keyboard stands."""
        model, row = self._rows.model, self._rows.current_row()
        if model is None or not model.rowCount():
            return
        if row is None:
            self._rows.step_current(0)
        elif self._selection.span() is None or self._selection.head_row != row:
            self._selection.begin(model, Piece(row, 0, WHOLE))
            self._rows.step_current(step)
        else:
            self._rows.step_current(step)
        head = self._rows.current_row()
        if head is not None:
            self._selection.extend(model, Piece(head, 0, WHOLE))

    def _walk(self, key: int) -> bool:
        page = self._view.viewport().height() - _PAGE_OVERLAP
        match key:
            case Qt.Key.Key_Up:
                self._rows.step_current(-1)
            case Qt.Key.Key_Down:
                self._rows.step_current(1)
            case Qt.Key.Key_PageUp:
                self._view.scroll_by(-page)
            case Qt.Key.Key_PageDown:
                self._view.scroll_by(page)
            case Qt.Key.Key_Home:
                self._view.go_to_start()
            case Qt.Key.Key_End:
                self._view.go_to_bottom()
            case _:
                return False
        return True

    def _act(self, event: QKeyEvent) -> bool:
        """What is done with the message on which the keyboard stands."""
        row = self._rows.current_row()
        if row is None:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Menu):
            return self._acts.open_current_menu()
        if event.text().lower() in _UNREAD_LETTERS and self._rows.is_current_marked:
            self._acts.do(Deed.MARK_UNREAD, row)
            return True
        return False
