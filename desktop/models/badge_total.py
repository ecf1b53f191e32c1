"""The one total of what is unread, told when it changes: title, tray and task bar all show this one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.client.state.badge import Badge
from desktop.client.state.changes import Change, RoomAdded, RoomChanged, RoomRemoved, RoomsReset
from desktop.client.state.store import Store

_LONGEST_TIMER = timedelta(days=20)
"""Qt counts a timer's milliseconds in 31 bits."""


class BadgeTotal(QObject):
    """Follows a state. Nothing ticks: one timer gathers what changes, one waits for the end of a mute."""

    changed = Signal(object)

    def __init__(self, store: Store, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self._store = store
        self._now = now
        self.badge = Badge()
        self._gather = QTimer(self, singleShot=True)
        self._gather.timeout.connect(self.count)
        self._unmute = QTimer(self, singleShot=True)
        self._unmute.timeout.connect(self.count)
        self._unsubscribe = store.changes.subscribe(self._on_change)
        self._gather.start()

    def close(self) -> None:
        """Follow no longer."""
        self._unsubscribe()
        self._gather.stop()
        self._unmute.stop()

    def count(self) -> None:
        """Look at the state now, and tell if the total is another."""
        badge = self._store.badge
        self._wait_for_unmute()
        if badge != self.badge:
            self.badge = badge
            self.changed.emit(badge)

    def _on_change(self, change: Change) -> None:
        is_relevant = isinstance(change, RoomChanged | RoomAdded | RoomRemoved | RoomsReset)
        if is_relevant and not self._gather.isActive():
            self._gather.start()

    def _wait_for_unmute(self) -> None:
        now = self._now()
        ends = [room.preferences.muted_until for room in self._store.rooms.ordered() if room.is_muted(now)]
        first = min((end for end in ends if end is not None), default=None)
        if first is None:
            self._unmute.stop()
        else:
            self._unmute.start(int(min(first - now, _LONGEST_TIMER) / timedelta(milliseconds=1)) + 1)
