"""Whether anybody can be before the screen. Made by `app`, told by `outside`, asked by the read rule."""

from PySide6.QtCore import QObject, Signal


class Presence(QObject):
    """Behind a locked screen nobody is, whatever window is active there."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_locked = False

    def take_lock(self, is_locked: bool) -> None:
        """The screen was locked, or opened again."""
        if is_locked != self.is_locked:
            self.is_locked = is_locked
            self.changed.emit()
