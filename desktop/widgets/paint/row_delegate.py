"""What the painters of rows in lists have in common: a ring where the keyboard stands. For `pick_list`."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStyledItemDelegate


class RowDelegate(QStyledItemDelegate):
    """Its list says whether the ring is shown."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shows_ring = False
