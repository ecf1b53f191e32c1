"""Buttons of which one is chosen: Tab stops at that one, the arrow keys go on to the others. For forms."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QButtonGroup


class OneOfFew(QButtonGroup):
    """By themselves checkable buttons of a group are check boxes to a reader, and Tab stops at the first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.buttonToggled.connect(self._stop_at_chosen)

    def add(self, button: QAbstractButton) -> None:
        """One more to choose from."""
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addButton(button)

    def _stop_at_chosen(self, chosen: QAbstractButton, is_chosen: bool) -> None:
        if not is_chosen:
            return
        for button in self.buttons():
            is_stop = button is chosen
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_stop else Qt.FocusPolicy.NoFocus)
