"""Where notifications are put up: what one says, and the board of systems that only know tray messages.

For `notifications`; `bus_board` is the board of Linux desktops.
"""

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QSystemTrayIcon

_SHOWN_MS = 8_000


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """One notification. A later one with the same tag takes its place."""

    tag: str
    title: str
    text: str
    can_answer: bool = False
    """It is about one chat, which one can answer or mark as read."""
    picture: QImage | None = None


class Board(QObject):
    """Puts notes up and takes them down; what the person does with one is told with its tag."""

    opened = Signal(str)
    replied = Signal(str, str)
    marked_read = Signal(str)

    def show(self, note: Note) -> None:
        """Put it up, in place of the one with this tag."""
        raise NotImplementedError

    def withdraw(self, tag: str) -> None:
        """Take it down, if it is still up."""
        raise NotImplementedError

    async def close(self) -> None:
        """Take everything down, for nobody will answer a click any more."""


class SilentBoard(Board):
    """Where no desktop shows notifications."""

    def show(self, note: Note) -> None:
        """Show nothing."""

    def withdraw(self, tag: str) -> None:
        """There is nothing to take down."""


class TrayBoard(Board):
    """The messages of a tray icon, on Windows and macOS: one at a time, and none can be taken down."""

    def __init__(self, tray: QSystemTrayIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray = tray
        self._tag = ""
        tray.messageClicked.connect(self._open)

    def show(self, note: Note) -> None:
        """Show it; without a picture the system puts the program's own there."""
        self._tag = note.tag
        if note.picture is None:
            self._tray.showMessage(note.title, note.text, self._tray.icon(), _SHOWN_MS)
        else:
            picture = QIcon(QPixmap.fromImage(note.picture))
            self._tray.showMessage(note.title, note.text, picture, _SHOWN_MS)

    def withdraw(self, tag: str) -> None:
        """A click on what the system still shows leads nowhere any more."""
        if self._tag == tag:
            self._tag = ""

    def _open(self) -> None:
        if self._tag:
            self.opened.emit(self._tag)
