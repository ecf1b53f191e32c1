"""How the person sits before our window at this moment; `notifications` asks it for every message."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QApplication, QWidget

from backend.wire.types import RoomId
from desktop.models.presence import Presence


class Surroundings(Protocol):
    """What the rule of notifications has to know of the window."""

    @property
    def is_active(self) -> bool:
        """It has the keyboard."""

    @property
    def is_visible(self) -> bool:
        """It is neither hidden nor minimised."""

    @property
    def is_locked(self) -> bool:
        """The screen is locked."""

    @property
    def open_room(self) -> RoomId | None:
        """The chat that it shows."""

    @property
    def is_at_bottom(self) -> bool:
        """It shows the chat's end."""


class WindowSurroundings:
    """Those of the one window."""

    def __init__(
        self, window: QWidget, presence: Presence, view: Callable[[], tuple[RoomId | None, bool]]
    ) -> None:
        self._window = window
        self._presence = presence
        self._view = view

    @property
    def is_locked(self) -> bool:
        """The screen is locked."""
        return self._presence.is_locked

    @property
    def is_active(self) -> bool:
        """It has the keyboard, or a popup or a window of a room's own has."""
        return QApplication.activeWindow() is not None

    @property
    def is_visible(self) -> bool:
        """It is neither hidden nor minimised."""
        if QApplication.activeWindow() not in {None, self._window}:
            return True
        return self._window.isVisible() and not self._window.isMinimized()

    @property
    def open_room(self) -> RoomId | None:
        """The chat that it shows."""
        return self._view()[0]

    @property
    def is_at_bottom(self) -> bool:
        """It shows the chat's end."""
        return self._view()[1]
