"""How many characters are left of a message, near its end. For Composer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.models.words import tr

_SHOWN_FROM = 0.9


class LengthCounter(QLabel):
    """Hidden while there is room enough; in the colour of errors when there is none."""

    def __init__(self, limit: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.limit = limit
        self.setObjectName("counter")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def show_length(self, length: int) -> bool:
        """Tell how much is left; answers whether so much can be sent."""
        left = self.limit - length
        self.setVisible(length >= self.limit * _SHOWN_FROM)
        self.setText(str(left))
        self.setAccessibleName(tr("%n character(s) left", None, max(left, 0)))
        state = "error" if left < 0 else ""
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)
        return length > 0 and left >= 0
