"""A list in which each row may be chosen, by the mouse or by the keyboard. For lists of one sort of thing."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from desktop.widgets.paint.row_delegate import RowDelegate


class PickList(QListView):
    """Enter, Space or a click chooses a row; whoever came by the keyboard sees a ring."""

    chosen = Signal(object)
    """Carries what the model has as the row's user data."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._delegate: RowDelegate | None = None
        self.setObjectName(name)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.clicked.connect(self._choose)

    def show_model(self, model: QAbstractItemModel, delegate: RowDelegate) -> None:
        """What the rows are, and who paints them."""
        self._delegate = delegate
        self.setItemDelegate(delegate)
        self.setModel(model)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, or move."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring appears, for whoever came by the keyboard."""
        super().focusInEvent(event)
        self._show_ring(event.reason() != Qt.FocusReason.MouseFocusReason)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self._show_ring(False)

    def _show_ring(self, is_shown: bool) -> None:
        if self._delegate is not None:
            self._delegate.shows_ring = is_shown
        self.viewport().update()

    def _choose(self, index: QModelIndex) -> None:
        chosen = index.data(Qt.ItemDataRole.UserRole)
        if chosen is not None:
            self.chosen.emit(chosen)
