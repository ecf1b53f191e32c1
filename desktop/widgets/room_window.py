"""A room in a window of its own, and all such windows. Made by `conversation`."""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QSplitter

from backend.wire.types import RoomId
from desktop.client.state.changes import Change, RoomChanged, RoomRemoved, RoomsReset
from desktop.client.state.entries import Draft
from desktop.client.state.store import Store
from desktop.models.activity import Activity
from desktop.models.choices import Choices
from desktop.models.presence import Presence
from desktop.models.wishes import (
    EditMessage,
    QuitProgram,
    ReportActivity,
    SendMessage,
    ShowNewest,
    ShowSwitcher,
    TellTyping,
    Wish,
)
from desktop.settings import RoomPlace
from desktop.theme import Theme
from desktop.widgets.info_column import InfoColumn
from desktop.widgets.keys import KeyMap, press_by_enter
from desktop.widgets.pictures import Pictures
from desktop.widgets.regions import bind_regions
from desktop.widgets.room import RoomPane
from desktop.widgets.window_commands import WindowCommands
from desktop.widgets.writing import ReadDraft

_PLACES_KEPT = 20


class RoomWindow(QMainWindow):
    """One room, with its own field, its own place in the talk and its own rule of what was seen."""

    wished = Signal(object)
    closed = Signal()

    def __init__(
        self,
        room_id: RoomId,
        store: Store,
        theme: Theme,
        choices: Choices,
        *,
        message_length: int = 4000,
        read_draft: ReadDraft = lambda _room_id: None,
        pictures: Pictures | None = None,
        presence: Presence | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.setObjectName("room_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.room_id = room_id
        self._store = store
        self._activity = Activity(clock)
        self._pane = RoomPane(
            store,
            theme,
            message_length,
            self,
            choices=choices,
            read_draft=read_draft,
            pictures=pictures,
            presence=presence,
        )
        self._pane.header.show_back(False)
        self._pane.wished.connect(self._pass_on)
        self._info = InfoColumn(store, theme, choices, self, pictures=pictures)
        self._columns = QSplitter(self)
        self._columns.addWidget(self._pane)
        self._columns.addWidget(self._info)
        self._pane.header.info_wanted.connect(self._toggle_info)
        self._info.close_wanted.connect(self._toggle_info)
        self._info.wished.connect(self.wished)
        self._bind_keys()
        self.setCentralWidget(self._columns)
        self.setMinimumSize(380, 400)
        self.resize(560, 680)
        WindowCommands(self, theme, choices)
        self._show_title()
        self._unsubscribe = store.changes.subscribe(self._on_change)

    def open(self) -> None:
        """Show the room and begin to write in it."""
        self.show()
        self._pane.show_room(self.room_id)
        self._info.show_room(self.room_id)
        self._pane.composer.setFocus()
        self.wished.emit(ShowNewest(self.room_id))

    def note_sent(self, room_id: RoomId) -> None:
        """The message that was submitted is kept and will be sent, whatever happens."""
        if room_id == self.room_id:
            self._pane.note_sent()

    def note_edited(self, edited: EditMessage) -> None:
        """The server took the message's other words."""
        self._pane.note_edited(edited)

    def show_draft(self, draft: Draft) -> None:
        """Another view of the room changed what is begun there."""
        self._pane.show_draft(draft)

    def flush_draft(self) -> None:
        """Keep what is being written now, not soon."""
        self._pane.flush_draft()

    @property
    def is_at_bottom(self) -> bool:
        """Whether the end of the talk is on screen."""
        return self._pane.timeline.is_at_bottom

    def place(self) -> str:
        """Where it stands, in Qt's own base64 form."""
        return self.saveGeometry().toBase64().toStdString()

    def _bind_keys(self) -> None:
        KeyMap.bind(
            self,
            {
                "info": self._toggle_info,
                "switch": lambda: self.wished.emit(ShowSwitcher()),
                "quit": lambda: self.wished.emit(QuitProgram()),
            },
        )
        bind_regions(self, lambda: [*self._pane.focus_stops(), *self._info.focus_stops()])

    def _toggle_info(self) -> None:
        """Who is in the room, in its place: the window is as narrow as one column."""
        is_shown = self._info.toggle(is_beside=False)
        self._info.stand(self._columns, is_shown=is_shown, is_beside=False)
        self._pane.setVisible(not is_shown)
        if is_shown:
            self._info.focus_start()
        else:
            self._pane.composer.setFocus()

    def _pass_on(self, wish: Wish) -> None:
        self.wished.emit(wish)
        if isinstance(wish, SendMessage | TellTyping) and self._activity.is_news():
            self.wished.emit(ReportActivity())

    def _on_change(self, change: Change) -> None:
        match change:
            case RoomRemoved(room_id=room_id) if room_id == self.room_id:
                self.close()
            case RoomsReset():
                self._show_title()
            case RoomChanged(room_id=room_id) if room_id == self.room_id:
                self._show_title()
            case _:
                pass

    def _show_title(self) -> None:
        room = self._store.rooms.get(self.room_id)
        if room is None:
            self.close()
            return
        self.setWindowTitle(f"({room.unread_count}) {room.title}" if room.unread_count else room.title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget has a use for: Enter on a button."""
        if not press_by_enter(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The draft is kept; nothing of the store reaches the window any more."""
        self._pane.flush_draft()
        self._unsubscribe()
        self._pane.close_models()
        self._info.close_models()
        super().closeEvent(event)
        self.closed.emit()


class RoomWindows(QObject):
    """Any number of them, one a room; their places are kept in the settings."""

    wished = Signal(object, object)
    """Carries the wish and the window that has it."""

    def __init__(self, make: Callable[[RoomId], RoomWindow], store: Store, choices: Choices) -> None:
        super().__init__()
        self._make = make
        self._store = store
        self._choices = choices
        self._windows: dict[RoomId, RoomWindow] = {}
        self._is_ending = False

    def open(self, room_id: RoomId) -> None:
        """Show the window of a room, made if there is none."""
        if self._store.rooms.get(room_id) is None:
            return
        window = self._windows.get(room_id)
        if window is None:
            window = self._windows[room_id] = self._make(room_id)
            window.wished.connect(lambda wish: self.wished.emit(wish, window))
            window.closed.connect(partial(self._forget, room_id))
            if (place := self._place_of(room_id)) is not None:
                window.restoreGeometry(QByteArray.fromBase64(place.place.encode()))
            window.open()
            self._keep(room_id, window.place(), is_open=True)
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()

    def open_those_of_last_time(self) -> None:
        """The windows that were open when the program, or its language, ended."""
        for place in self._choices.settings.room_windows:
            if place.is_open:
                self.open(RoomId(place.room_id))

    def note_edited(self, edited: EditMessage) -> None:
        """The server took the message's other words."""
        if (window := self._windows.get(edited.room_id)) is not None:
            window.note_edited(edited)

    def show_draft(self, room_id: RoomId, draft: Draft) -> None:
        """Another view of a room changed what is begun there."""
        if (window := self._windows.get(room_id)) is not None:
            window.show_draft(draft)

    def flush_drafts(self) -> None:
        """Keep what is being written now, not soon."""
        for window in self._windows.values():
            window.flush_draft()

    def active(self) -> RoomWindow | None:
        """The one that has the keyboard."""
        return next((window for window in self._windows.values() if window.isActiveWindow()), None)

    def close_all(self, *, is_for_good: bool) -> None:
        """Close them; they come back with `open_those_of_last_time` unless it is for good."""
        self._is_ending = not is_for_good
        for room_id, window in list(self._windows.items()):
            if self._is_ending:
                self._keep(room_id, window.place(), is_open=True)
            window.close()
        self._is_ending = False

    def _forget(self, room_id: RoomId) -> None:
        window = self._windows.pop(room_id)
        if not self._is_ending:
            self._keep(room_id, window.place(), is_open=False)

    def _place_of(self, room_id: RoomId) -> RoomPlace | None:
        return next(
            (place for place in self._choices.settings.room_windows if place.room_id == room_id), None
        )

    def _keep(self, room_id: RoomId, place: str, *, is_open: bool) -> None:
        others = [place for place in self._choices.settings.room_windows if place.room_id != room_id]
        kept = (RoomPlace(room_id=room_id, place=place, is_open=is_open), *others)[:_PLACES_KEPT]
        self._choices.update(room_windows=kept)
