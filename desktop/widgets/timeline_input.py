"""Mouse and keys over the messages of a timeline view: links, menus, where the keyboard stands."""

from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.client.state.timelines import Entry, EntryState
from desktop.widgets.message_menu import copy_text

_CLICK_SLACK = 6


class Messages(Protocol):
    """What the view can be asked and told."""

    def viewport(self) -> QWidget:
        """The surface itself."""

    def entry(self, row: int) -> Entry:
        """The message of a row."""

    def row_at(self, at: QPointF) -> int | None:
        """The row whose bubble covers a point."""

    def link_at(self, at: QPointF) -> str | None:
        """The address under a point."""

    def bubble_rect(self, row: int) -> QRect | None:
        """Where a bubble is on screen."""

    def current_row(self) -> int | None:
        """Where the keyboard stands."""

    def set_current(self, row: int | None) -> None:
        """Put the keyboard on a row."""

    def step_current(self, step: int) -> None:
        """Put it on the next row."""

    def scroll_by(self, pixels: int) -> None:
        """Move on by some pixels."""

    def go_to_top(self) -> None:
        """Show the oldest message."""

    def go_to_bottom(self) -> None:
        """Show the newest message."""

    def open_menu(self, row: int, on_screen: QPoint, link: str | None = None) -> None:
        """Offer what can be done with a message."""


class TimelineInput:
    """The view hands its events on to this, and is called back."""

    def __init__(self, view: Messages) -> None:
        self._view = view
        self._pressed_at: QPointF | None = None

    def press(self, event: QMouseEvent) -> None:
        """A click may begin."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position()

    def move(self, event: QMouseEvent) -> None:
        """A hand over what can be clicked."""
        at = event.position()
        is_active = self._view.link_at(at) is not None or self._failed_row(at) is not None
        shape = Qt.CursorShape.PointingHandCursor if is_active else Qt.CursorShape.ArrowCursor
        if self._view.viewport().cursor().shape() != shape:
            self._view.viewport().setCursor(shape)

    def release(self, event: QMouseEvent) -> None:
        """A click is one that ends where it began."""
        pressed_at, self._pressed_at = self._pressed_at, None
        if pressed_at is not None and (event.position() - pressed_at).manhattanLength() < _CLICK_SLACK:
            self._click(event.position(), event.globalPosition().toPoint())

    def open_menu(self, event: QContextMenuEvent) -> bool:
        """The menu of the message under the mouse, or of the one on which the keyboard stands."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            return self._open_current_menu()
        at = QPointF(event.pos())
        row = self._view.row_at(at)
        if row is None:
            return False
        self._view.open_menu(row, event.globalPos(), self._view.link_at(at))
        return True

    def _click(self, at: QPointF, on_screen: QPoint) -> None:
        link = self._view.link_at(at)
        row = self._failed_row(at)
        if link is not None:
            QDesktopServices.openUrl(QUrl(link))
        elif row is not None:
            self._view.open_menu(row, on_screen)
        else:
            self._view.set_current(self._view.row_at(at))

    def _failed_row(self, at: QPointF) -> int | None:
        row = self._view.row_at(at)
        if row is None or self._view.entry(row).state is not EntryState.FAILED:
            return None
        return row

    def _open_current_menu(self) -> bool:
        row = self._view.current_row()
        rect = self._view.bubble_rect(row) if row is not None else None
        if row is None or rect is None:
            return False
        self._view.open_menu(row, self._view.viewport().mapToGlobal(rect.center()))
        return True

    def press_key(self, event: QKeyEvent) -> bool:
        """What the keyboard does here; False for a key without a meaning."""
        view, page = self._view, self._view.viewport().height() - 40
        row = view.current_row()
        if event.matches(QKeySequence.StandardKey.Copy):
            if row is not None:
                copy_text(view.entry(row).content)
            return True
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            return False
        match event.key():
            case Qt.Key.Key_Up:
                view.step_current(-1)
            case Qt.Key.Key_Down:
                view.step_current(1)
            case Qt.Key.Key_PageUp:
                view.scroll_by(-page)
            case Qt.Key.Key_PageDown:
                view.scroll_by(page)
            case Qt.Key.Key_Home:
                view.go_to_top()
            case Qt.Key.Key_End:
                view.go_to_bottom()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Menu if row is not None:
                self._open_current_menu()
            case _:
                return False
        return True
