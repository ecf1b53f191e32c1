"""Below the sidebar's search: the list, a note under it, or in its place why there is nothing in it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from desktop.widgets.card_list import CardList


class SidebarBody(QWidget):
    """Its parent gives the list a model and says what is to be seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = CardList(self)
        self._reason = QLabel(self)
        self._reason.setObjectName("empty_text")
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setWordWrap(True)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._reason.setContentsMargins(24, 32, 24, 0)
        self._note = QLabel(self)
        self._note.setObjectName("search_note")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setContentsMargins(16, 8, 16, 8)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._reason)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._stack, 1)
        column.addWidget(self._note)

    def show_rows(self, note: str) -> None:
        """The list, and what is missing in it."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._stack.setCurrentWidget(self.list)

    def show_reason(self, text: str) -> None:
        """Why nothing is listed."""
        self._note.hide()
        self._reason.setText(text)
        self._stack.setCurrentWidget(self._reason)
