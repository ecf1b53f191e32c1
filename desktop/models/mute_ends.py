"""Tells when a mute runs out, so that whatever shows it can be right at once. For models and widgets."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.client.state.changes import Change, RoomAdded, RoomChanged, RoomsReset
from desktop.client.state.store import Store

_LONGEST_TIMER = timedelta(days=20)
"""Qt counts a timer's milliseconds in 31 bits."""


class MuteEnds(QObject):
    """One timer, to the nearest end of all; where nothing is muted there is none."""

    passed = Signal()

    def __init__(
        self,
        store: Store,
        parent: QObject | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._now = now
        self._first: datetime | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tell)
        self._unsubscribe = store.changes.subscribe(self._on_change)
        self._wait()

    def close(self) -> None:
        """Follow no longer."""
        self._unsubscribe()
        self._timer.stop()

    @property
    def is_waiting(self) -> bool:
        """Something is muted, for a time."""
        return self._timer.isActive()

    def _tell(self) -> None:
        """Qt's timers may be early, and can't wait for years."""
        has_passed = self._first is not None and self._first <= self._now()
        self._wait()
        if has_passed:
            self.passed.emit()

    def _on_change(self, change: Change) -> None:
        match change:
            case RoomsReset():
                self._wait()
            case RoomAdded(room_id=room_id) | RoomChanged(room_id=room_id):
                room = self._store.rooms.get(room_id)
                if room is not None and (self.is_waiting or room.is_muted(self._now())):
                    self._wait()
            case _:
                pass

    def _wait(self) -> None:
        now = self._now()
        ends = [room.preferences.muted_until for room in self._store.rooms.ordered() if room.is_muted(now)]
        self._first = min((end for end in ends if end is not None), default=None)
        if self._first is None:
            self._timer.stop()
        else:
            self._timer.start(int(min(self._first - now, _LONGEST_TIMER) / timedelta(milliseconds=1)) + 1)
