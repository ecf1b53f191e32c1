"""The read rule: a message is read when it was on screen for a moment in an active window."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

LINGER_MS = 700


class ReadWatch(QObject):
    """Asks what is on screen after each change, tells what stayed; no timer runs unless something is new."""

    read_up_to = Signal(object)

    def __init__(self, newest_seen: Callable[[], int], parent: QObject) -> None:
        """`newest_seen`: the seq of the newest unread message on screen; 0 when nobody looks."""
        super().__init__(parent)
        self._newest_seen = newest_seen
        self._waiting = 0
        self._told = 0
        self._is_held = False
        self._timer = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._timer.timeout.connect(self._tell)

    def start_over(self) -> None:
        """Another room is shown."""
        self._timer.stop()
        self._waiting = self._told = 0
        self._is_held = False

    def hold(self) -> None:
        """The person wants what is on screen to stay unread."""
        self._timer.stop()
        self._is_held = True

    def release(self) -> None:
        """What is on screen may be read again."""
        if self._is_held:
            self.start_over()
            self.look()

    def look(self) -> None:
        """Something on screen may be new: rows, their place, or whether the window is active."""
        if self._is_held:
            return
        seen = self._newest_seen()
        if seen <= self._told:
            self._timer.stop()
        elif self._timer.isActive():
            # Whoever scrolls on slowly has seen what passed by; whoever scrolled back has not.
            self._waiting = min(self._waiting, seen)
        else:
            self._waiting = seen
            self._timer.start()

    def finish(self) -> None:
        """The person is done with what is on screen: it need not linger."""
        self.look()
        if self._timer.isActive():
            self._timer.stop()
            self._waiting = self._newest_seen()
            self._tell()

    def _tell(self) -> None:
        self._told = self._waiting
        self.read_up_to.emit(self._told)
        self.look()
