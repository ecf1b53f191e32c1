"""The one total of what is unread, told when it changes: title, tray and task bar all show this one."""

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.client.state.badge import Badge
from desktop.client.state.changes import Change, RoomAdded, RoomChanged, RoomRemoved, RoomsReset
from desktop.client.state.store import Store
from desktop.models.mute_ends import MuteEnds


class BadgeTotal(QObject):
    """Follows a state. Nothing ticks: a timer gathers what changes, and the end of a mute is told."""

    changed = Signal(object)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.badge = Badge()
        self._gather = QTimer(self, singleShot=True)
        self._gather.timeout.connect(self.count)
        self._mutes = MuteEnds(store, self)
        self._mutes.passed.connect(self.count)
        self._unsubscribe = store.changes.subscribe(self._on_change)
        self._gather.start()

    def close(self) -> None:
        """Follow no longer."""
        self._unsubscribe()
        self._gather.stop()
        self._mutes.close()

    def count(self) -> None:
        """Look at the state now, and tell if the total is another."""
        badge = self._store.badge
        if badge != self.badge:
            self.badge = badge
            self.changed.emit(badge)

    def _on_change(self, change: Change) -> None:
        is_relevant = isinstance(change, RoomChanged | RoomAdded | RoomRemoved | RoomsReset)
        if is_relevant and not self._gather.isActive():
            self._gather.start()
