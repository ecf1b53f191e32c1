"""A person at a real window: looks, clicks, types, waits. For the self-test alone.

Whatever is not there in time is a `Missing`, and says what was looked for.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QListView, QWidget

from desktop.client.state.entries import EntryState
from desktop.models.cards import CARD_ROLE
from desktop.models.timeline import TimelineModel
from desktop.widgets.main_window import MainWindow

PASSWORD = secrets.token_urlsafe(16)
"""Of the accounts that this run makes: a network may reach them."""
SECONDS = 25.0
"""How long one is waited for, where nothing else is said."""
_LOOK_SECONDS = 0.02
W = TypeVar("W", bound=QWidget)


class Missing(Exception):
    """Something that should be there never came."""


class Person:
    """Real key and mouse events on one window; widgets are found by their object names."""

    def __init__(self, window: MainWindow, name: str) -> None:
        self.window = window
        self.name = name

    # --- looking -------------------------------------------------------------------------------------------

    def find(self, name: str, kind: type[W] = QWidget) -> W:  # type: ignore[assignment]
        """The visible widget of this name."""
        for widget in self.window.findChildren(kind, name):
            if widget.isVisible():
                return widget
        raise Missing(f"{self.name} sees no {name}")

    def sees(self, name: str) -> bool:
        """Whether there is such a widget to be seen."""
        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    def chats(self) -> list[str]:
        """What the rows of the sidebar are called, from the top."""
        if not self.sees("room_list"):
            return []
        model = self.find("room_list", QListView).model()
        return [model.index(row, 0).data(CARD_ROLE).title for row in range(model.rowCount())]

    def texts(self) -> list[str]:
        """What the messages of the open chat say."""
        if not self.sees("timeline"):
            return []
        shown = self.window.findChildren(TimelineModel)
        return [model.entry(row).content for model in shown for row in range(model.rowCount())]

    def has_sent(self, text: str) -> bool:
        """Whether the server has the message of the open chat that says this."""
        entries = [
            model.entry(row)
            for model in self.window.findChildren(TimelineModel)
            for row in range(model.rowCount())
        ]
        return any(entry.content == text and entry.state is EntryState.SENT for entry in entries)

    def rows(self, name: str) -> list[str]:
        """What the rows of such a list are called, from the top."""
        if not self.sees(name):
            return []
        model = self.find(name, QListView).model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    async def until(self, holds: Callable[[], bool], what: str, seconds: float = SECONDS) -> None:
        """Look again and again, as an eye does."""
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                raise Missing(f"{self.name} still waits after {seconds:.0f} s: {what}")
            await asyncio.sleep(_LOOK_SECONDS)

    async def wait_for(self, name: str, seconds: float = SECONDS) -> None:
        """Until there is such a widget to be seen."""
        await self.until(lambda: self.sees(name), name, seconds)

    async def wait_for_text(self, text: str) -> None:
        """Until a message of the open chat says this."""
        await self.until(lambda: text in self.texts(), f"the message {text!r}")

    # --- doing ---------------------------------------------------------------------------------------------

    def click(self, name: str) -> None:
        """Press a button."""
        button = self.find(name, QAbstractButton)
        self._click_at(button, button.rect().center())

    def write(self, name: str, text: str) -> None:
        """Go to a field and press one key after the other; any alphabet."""
        field: QWidget = self.find(name)
        field.setFocus(Qt.FocusReason.MouseFocusReason)
        for letter in text:
            self._strike(field, Qt.Key.Key_unknown, letter)

    def paste(self, name: str, text: str) -> None:
        """Put a text into a line all at once."""
        self.find(name, QLineEdit).insert(text)

    def press(self, name: str, key: Qt.Key) -> None:
        """Press a key in this widget."""
        self._strike(self.find(name), key, "")

    def click_row(self, title: str) -> None:
        """Click the row of the sidebar with this title."""
        rows = self.find("room_list", QListView)
        place = rows.visualRect(rows.model().index(self.chats().index(title), 0))
        self._click_at(rows.viewport(), place.center())

    def _strike(self, widget: QWidget, key: Qt.Key, letter: str) -> None:
        code = 0 if key is Qt.Key.Key_unknown else key.value
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, letter))

    def _click_at(self, widget: QWidget, place: QPoint) -> None:
        left, none, plain = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        here, there = QPointF(place), QPointF(widget.mapToGlobal(place))
        for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, none)):
            QApplication.sendEvent(widget, QMouseEvent(kind, here, there, left, held, plain))

    # --- whole steps ---------------------------------------------------------------------------------------

    async def create_account(self, username: str, first_name: str) -> None:
        """From the first screen to the chats, on the server of this computer."""
        await self.wait_for("login")
        if self.sees("alone"):
            self.click("alone")
        await self.wait_for("mode_create")
        self.click("mode_create")
        self.write("username", username)
        self.write("password", PASSWORD)
        self.write("first_name", first_name)
        self.click("submit")
        await self.wait_for("search")

    async def find_and_open(self, query: str, title: str) -> None:
        """Search for a person and open the chat with them."""
        self.write("search", query)
        await self.open_chat(title)

    async def open_chat(self, title: str, seconds: float = SECONDS) -> None:
        """Wait for a chat in the sidebar and open it."""
        await self.until(lambda: title in self.chats(), f"a chat with {title}", seconds)
        self.click_row(title)
        await self.wait_for("composer")

    def say(self, text: str) -> None:
        """Write a message and send it."""
        self.write("composer", text)
        self.press("composer", Qt.Key.Key_Return)
