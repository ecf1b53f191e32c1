"""Mouse and keys over the messages of a timeline view: links, menus, where the keyboard stands."""

from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.client.state.entries import EntryState
from desktop.widgets.message_menu import copy_text
from desktop.widgets.timeline_rows import TimelineRows

_CLICK_SLACK = 6
_PAGE_OVERLAP = 40


class Surface(Protocol):
    """What the view can be told."""

    def viewport(self) -> QWidget:
        """Where the messages are painted."""

    def follow_rows(self) -> None:
        """The rows have moved."""

    def scroll_by(self, pixels: int) -> None:
        """Move on."""

    def open_menu(self, row: int, on_screen: QPoint, link: str | None = None) -> None:
        """Offer what can be done with a message."""


class TimelineInput:
    """The view hands its events on to this, and is told what follows from them."""

    def __init__(self, view: Surface, rows: TimelineRows) -> None:
        self._view = view
        self._rows = rows
        self._pressed_at: QPointF | None = None

    def press(self, event: QMouseEvent) -> None:
        """A click may begin."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position()

    def move(self, event: QMouseEvent) -> None:
        """A hand over what can be clicked."""
        at = event.position()
        is_active = self._rows.link_at(at) is not None or self._failed_row(at) is not None
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
        row = self._rows.row_at(at)
        if row is None:
            return False
        self._view.open_menu(row, event.globalPos(), self._rows.link_at(at))
        return True

    def press_key(self, event: QKeyEvent) -> bool:
        """What the keyboard does here; False for a key without a meaning."""
        rows, page = self._rows, self._view.viewport().height() - _PAGE_OVERLAP
        row = rows.current_row()
        if event.matches(QKeySequence.StandardKey.Copy):
            if row is not None:
                copy_text(rows.entry(row).content)
            return True
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            return False
        match event.key():
            case Qt.Key.Key_Up:
                rows.step_current(-1)
            case Qt.Key.Key_Down:
                rows.step_current(1)
            case Qt.Key.Key_PageUp:
                self._view.scroll_by(-page)
            case Qt.Key.Key_PageDown:
                self._view.scroll_by(page)
            case Qt.Key.Key_Home:
                rows.strip.scroll_to(0)
            case Qt.Key.Key_End:
                rows.strip.show_bottom()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Menu if row is not None:
                self._open_current_menu()
            case _:
                return False
        self._view.follow_rows()
        return True

    def _click(self, at: QPointF, on_screen: QPoint) -> None:
        link = self._rows.link_at(at)
        failed = self._failed_row(at)
        if link is not None:
            QDesktopServices.openUrl(QUrl(link))
        elif failed is not None:
            self._view.open_menu(failed, on_screen)
        else:
            self._rows.set_current(self._rows.row_at(at))
            self._view.follow_rows()

    def _failed_row(self, at: QPointF) -> int | None:
        row = self._rows.row_at(at)
        if row is None or self._rows.entry(row).state is not EntryState.FAILED:
            return None
        return row

    def _open_current_menu(self) -> bool:
        row = self._rows.current_row()
        rect = self._rows.bubble_rect(row) if row is not None else None
        if row is None or rect is None:
            return False
        self._view.open_menu(row, self._view.viewport().mapToGlobal(rect.center()))
        return True
