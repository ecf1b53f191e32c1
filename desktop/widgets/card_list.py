"""The controls of the sidebar: a search field whose arrow keys belong to the list, and the list of cards."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from desktop.widgets.keys import BY_KEYBOARD
from desktop.widgets.known_viewport import know_viewport

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class SearchField(QLineEdit):
    """Up and down are handed on, Esc is told."""

    list_key_pressed = Signal(QKeyEvent)
    escaped = Signal()
    focus_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setMaxLength(150)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The list's keys, Esc, or a letter."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() in _LIST_KEYS and event.modifiers() in _PLAIN:
            self.list_key_pressed.emit(event)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring appears in the list."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.focus_changed.emit()


class CardList(QListView):
    """Rows, scrolled by pixels; Enter chooses, the Menu key and the right button ask for what can be done."""

    chosen = Signal(QModelIndex)
    menu_wanted = Signal(QModelIndex, QPoint)
    escaped = Signal()
    focus_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        know_viewport(self)
        self.setObjectName("room_list")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where one writes
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)

    def show_scroll_bar(self, is_shown: bool) -> None:
        """Pictures alone stand in the middle, with nothing beside them."""
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if is_shown else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, leave, or move."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            before = self.currentIndex()
            super().keyPressEvent(event)
            if self.currentIndex() != before:
                self._tell_reader()

    def _tell_reader(self) -> None:
        """Qt tells of the row itself where the keyboard is in the list, not where a field leads it."""
        if QAccessible.isActive() and not self.hasFocus():
            event = QAccessibleEvent(self, QAccessible.Event.Focus)
            event.setChild(self.currentIndex().row())
            QAccessible.updateAccessibility(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Of the row below the pointer, or of the one that the keyboard stands on."""
        is_by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if is_by_mouse else self.currentIndex()
        if index.isValid():
            rect = self.visualRect(index)
            at = event.globalPos() if is_by_mouse else self.viewport().mapToGlobal(rect.center())
            self.menu_wanted.emit(index, at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The right button marks nothing: it only asks for the menu."""
        if event.button() != Qt.MouseButton.RightButton:
            super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring appears, at the first row if none was marked."""
        super().focusInEvent(event)
        if event.reason() in BY_KEYBOARD and not self.selectedIndexes():
            self.setCurrentIndex(self.currentIndex())  # Qt made the first row the current one
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.focus_changed.emit()
