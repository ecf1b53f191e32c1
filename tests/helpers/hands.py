"""A person at a window: looks at what it shows, presses keys and buttons, and waits with patience."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QListView,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from desktop.client.state.entries import Entry, EntryState
from desktop.models.cards import CARD_ROLE, Card
from desktop.models.choices import Choices
from desktop.models.timeline import TimelineModel
from desktop.system.local_server import ServerFile
from desktop.widgets.timeline.view import TimelineView

W = TypeVar("W", bound=QWidget)
T = TypeVar("T")


class Hands:
    """Real key and mouse events on one window."""

    def __init__(self, window: QMainWindow, choices: Choices) -> None:
        self.window = window
        self.choices = choices

    # --- looking -------------------------------------------------------------------------------------------

    def find(self, name: str, kind: type[W] = QWidget) -> W:
        """The visible widget of this name."""
        shown = [widget for widget in self.window.findChildren(kind, name) if widget.isVisible()]
        assert shown, f"no visible widget {name!r}"
        return shown[0]

    def sees(self, name: str) -> bool:
        """Whether there is such a widget to be seen."""
        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    def reads(self, name: str, words: str) -> bool:
        """Whether there is such a widget to be seen, and these words stand on it or in its empty field."""
        if not self.sees(name):
            return False
        widget = self.find(name)
        return words in (widget.property("text"), widget.property("placeholderText"))

    def words(self, name: str) -> list[str]:
        """What stands on the labels of such a widget; nothing while it can't be seen."""
        if not self.sees(name):
            return []
        return [label.text() for label in self.find(name).findChildren(QLabel)]

    def written(self) -> str:
        """What stands in the field where one writes."""
        return self.find("composer", QPlainTextEdit).toPlainText()

    async def wait_for_words(self, name: str, words: str) -> None:
        """Until these words stand there."""
        await until(lambda: words in self.words(name), f"{words!r} on {name}", seconds=40)

    def rooms(self) -> list[Card]:
        """The rows of the sidebar, from the top."""
        if not self.sees("room_list"):
            return []
        model = self.find("room_list", QListView).model()
        return [model.index(row, 0).data(CARD_ROLE) for row in range(model.rowCount())]

    def card(self, title: str) -> Card:
        """The row of the sidebar with this title."""
        return next(card for card in self.rooms() if card.title == title)

    def model(self) -> TimelineModel:
        """What the timeline shows."""
        assert self.find("timeline", TimelineView)
        *leaving, shown = self.window.findChildren(TimelineModel)
        assert len(leaving) <= 1, "one room is open at a time, and one may be on its way out"
        return shown

    def entries(self) -> list[Entry]:
        """The messages of the open room."""
        model = self.model()
        return [model.entry(row) for row in range(model.rowCount())]

    def texts(self) -> list[str]:
        """What the messages of the open room say."""
        return [entry.content for entry in self.entries()]

    def has_ticks(self, text: str, count: int) -> bool:
        """Whether the message with this text shows so many ticks: 0 is the clock."""
        model = self.model()
        for entry in self.entries():
            if entry.content == text:
                is_sent = entry.state is EntryState.SENT
                return count == (is_sent + (is_sent and model.is_read(entry)))
        return False

    def place(self, name: str) -> tuple[int, int]:
        """Where on the screen the middle of such a widget is."""
        widget = self.find(name)
        return widget.mapToGlobal(widget.rect().center()).toTuple()

    def place_of_row(self, title: str) -> tuple[int, int]:
        """Where on the screen a row of the sidebar is."""
        rows = self.find("room_list", QListView)
        row = [card.title for card in self.rooms()].index(title)
        return rows.viewport().mapToGlobal(rows.visualRect(rows.model().index(row, 0)).center()).toTuple()

    def place_of_message(self, text: str) -> tuple[int, int]:
        """Where on the screen the bubble of a message is."""
        view = self.find("timeline", TimelineView)
        bubble = view.rows.bubble_rect(self.texts().index(text))
        assert bubble is not None, f"{text!r} is not on screen"
        return view.viewport().mapToGlobal(bubble.center()).toTuple()

    async def place_of_entry(self, name: str) -> tuple[int, int]:
        """Where on the screen an entry of the menu is that opens now."""
        await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "a menu")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(action for action in menu.actions() if action.objectName() == name)
        return menu.mapToGlobal(menu.actionGeometry(action).center()).toTuple()

    async def wait_for(self, name: str) -> None:
        """Until there is such a widget to be seen."""
        await until(lambda: self.sees(name), f"{name} is there", seconds=40)

    # --- doing ---------------------------------------------------------------------------------------------

    def look_here(self) -> None:
        """Bring the window to the front, as a person does who goes over to it."""
        self.window.activateWindow()

    async def bring_to_front(self) -> None:
        """The same, and wait until the keys go there: a real screen takes its time."""
        self.look_here()
        await until(self.is_in_front, "the window is in front")

    def write(self, name: str, text: str) -> None:
        """Click into a field and press one key after the other; any alphabet."""
        widget = self.find(name)
        widget.setFocus(Qt.FocusReason.MouseFocusReason)
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))

    def press(self, name: str, key: Qt.Key) -> None:
        """Press a key with this widget in focus."""
        QTest.keyClick(self.find(name), key)

    def strike(self, keys: str) -> None:
        """Press keys wherever the keyboard is: "Ctrl+K"."""
        focused = QApplication.activePopupWidget() or QApplication.focusWidget() or self.window
        QTest.keySequence(focused, QKeySequence(keys))

    def type(self, text: str) -> None:
        """One key after the other, wherever the keyboard is; any alphabet."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(QApplication.focusWidget(), key)

    def tab_to(self, name: str) -> None:
        """Press Tab until the keyboard is at the widget of this name."""
        passed = []
        while (here := QApplication.focusWidget()) is None or here.objectName() != name:
            assert passed.count(here) < 2, f"Tab does not lead to {name!r}"
            passed.append(here)
            self.strike("Tab")

    def click(self, name: str) -> None:
        """Press a button."""
        QTest.mouseClick(self.find(name, QAbstractButton), Qt.MouseButton.LeftButton)

    def click_row(self, title: str) -> None:
        """Click a row of the sidebar by its title."""
        rows = self.find("room_list", QListView)
        place = [card.title for card in self.rooms()].index(title)
        centre = rows.visualRect(rows.model().index(place, 0)).center()
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=centre)

    def clear(self, name: str) -> None:
        """Empty a line with the keyboard."""
        line = self.find(name)
        QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(line, Qt.Key.Key_Delete)

    def press_menu_key(self) -> None:
        """The key for a context menu, wherever the keyboard is; the system makes this event of it."""
        widget = QApplication.focusWidget()
        at = widget.rect().center()
        reason = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))

    def choose_by_keys(self, name: str) -> None:
        """Walk down the menu that is open to an entry, and take it."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu), "no menu is open"
        names = [action.objectName() for action in menu.actions()]
        assert name in names, f"{name!r} is none of {names}"
        while (action := menu.activeAction()) is None or action.objectName() != name:
            self.strike("Down")
        self.strike("Return")

    def focus(self) -> str:
        """The name of the widget where the keyboard is."""
        focused = QApplication.focusWidget()
        return focused.objectName() if focused is not None else ""

    def choose(self, name: str) -> None:
        """Click an entry of the menu that is open."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu), "no menu is open"
        action = next(action for action in menu.actions() if action.objectName() == name)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    def choose_for_row(self, title: str, name: str) -> None:
        """Open the menu of a row of the sidebar with the other mouse button, and choose an entry."""
        rows = self.find("room_list", QListView)
        place = [card.title for card in self.rooms()].index(title)
        centre = rows.visualRect(rows.model().index(place, 0)).center()
        reason = QContextMenuEvent.Reason.Mouse
        on_screen = rows.viewport().mapToGlobal(centre)
        QApplication.sendEvent(rows.viewport(), QContextMenuEvent(reason, centre, on_screen))
        menu = next(menu for menu in self.window.findChildren(QMenu, "room_menu") if menu.isVisible())
        for inner in (menu, *menu.findChildren(QMenu)):
            action = next((action for action in inner.actions() if action.objectName() == name), None)
            if action is not None:
                if inner is not menu:
                    menu.setActiveAction(inner.menuAction())
                    QTest.keyClick(menu, Qt.Key.Key_Right)
                inner.setActiveAction(action)
                QTest.keyClick(inner, Qt.Key.Key_Return)
                return
        raise AssertionError(f"the menu of {title} has no {name}")

    def is_in_front(self) -> bool:
        """Whether the window is there to be seen, in front of others."""
        return self.window.isVisible() and not self.window.isMinimized() and self.window.isActiveWindow()

    def close(self) -> None:
        """Quit, as Ctrl+Q does; answers before the window is gone."""
        QTimer.singleShot(0, self.window, self.window.quit_wanted.emit)

    # --- whole steps ---------------------------------------------------------------------------------------

    async def register(self, username: str, first_name: str, password: str = "a long enough secret") -> None:
        """Create an account on the login screen, and wait for the chats."""
        await until(lambda: self.sees("login"), f"{username} sees the login screen")
        if self.sees("alone"):
            self.click("alone")
        self.click("mode_create")
        self.write("username", username)
        self.write("password", password)
        self.write("first_name", first_name)
        self.press("password", Qt.Key.Key_Return)
        await until(lambda: self.sees("search"), f"{username} is in", seconds=30)

    async def log_in(self, username: str, password: str = "a long enough secret") -> None:
        """Sign in on the login screen, and wait for the chats."""
        await until(lambda: self.sees("login"), f"{username} sees the login screen")
        if self.sees("alone"):
            self.click("alone")
        self.click("mode_log_in")
        self.clear("username")
        self.write("username", username)
        self.write("password", password)
        self.press("password", Qt.Key.Key_Return)
        await until(lambda: self.sees("search"), f"{username} is in", seconds=30)

    async def find_and_open(self, query: str, title: str) -> None:
        """Search a person and open the direct chat with them."""
        self.write("search", query)
        await until(lambda: title in [card.title for card in self.rooms()], f"{title} is found")
        self.click_row(title)
        await until(lambda: self.sees("composer"), f"the chat with {title} is open")

    async def open_chat(self, title: str) -> None:
        """Wait for a chat in the sidebar and open it."""
        await until(lambda: title in [card.title for card in self.rooms()], f"there is a chat with {title}")
        self.click_row(title)
        await until(lambda: self.sees("composer"), f"the chat with {title} is open")

    async def wait_for_rows(self, titles: list[str]) -> None:
        """Until the sidebar shows exactly these, in this order."""
        await until(lambda: [card.title for card in self.rooms()] == titles, f"the rows {titles}")

    async def wait_for_texts(self, texts: list[str]) -> None:
        """Until the open room says exactly this, in this order."""
        await until(lambda: self.sees("timeline") and self.texts() == texts, f"all of {texts}", seconds=40)

    async def wait_for_ticks(self, text: str, count: int) -> None:
        """Until a message of the open room has so many ticks."""
        await until(
            lambda: self.sees("timeline") and self.has_ticks(text, count), f"ticks of {text}", seconds=40
        )

    async def wait_for_title(self, title: str) -> None:
        """Until this is the window's title."""
        await until(lambda: self.window.windowTitle() == title, f"the title is {title!r}")

    async def wait_for_pin(self, title: str) -> None:
        """Until this row of the sidebar is pinned."""
        await until(lambda: self.card(title).is_pinned, f"{title} is pinned")

    async def wait_for_notice(self, words: str) -> None:
        """Until this is said in passing."""
        await until(
            lambda: self.sees("notice") and words in self.find("notice").accessibleName(),
            f"the notice {words!r}",
        )

    async def wait_for_file(self, path: str, is_there: bool = True) -> None:
        """Until another program has made a file, or has taken it away."""
        await until(lambda: Path(path).exists() == is_there, f"{path}: {is_there}", seconds=40)

    async def wait_until_gone(self, name: str) -> None:
        """Until there is no such widget to be seen."""
        await until(lambda: not self.sees(name), f"{name} is gone", seconds=40)

    async def wait_for_server(self, folder: str, other_than: int = 0) -> None:
        """Until the bundled server of a data folder runs, and is not the one before."""
        file = Path(folder, "server", "server.json")
        await until(lambda: file.exists() and self.server_pid(folder) != other_than, "a server", seconds=30)

    def server_pid(self, folder: str) -> int:
        """The process id that the bundled server of a data folder says it has."""
        return msgspec.json.decode(Path(folder, "server", "server.json").read_bytes(), type=ServerFile).pid

    def say(self, text: str) -> None:
        """Write a message and press Enter."""
        self.write("composer", text)
        self.press("composer", Qt.Key.Key_Return)


async def until(holds: Callable[[], bool], what: str, seconds: float = 10.0) -> None:
    """Looks again and again, as an eye does; fails with the words for what never came."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"after {seconds} s still not: {what}"
        await asyncio.sleep(0.01)
