"""The main screen: sidebar and room side by side, or one at a time in a narrow window."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.wire.answers import PublicRoom
from backend.wire.types import Contact, RoomId, Seq
from desktop.client.state.changes import (
    Change,
    Connection,
    RoomRemoved,
    RoomsReset,
)
from desktop.client.state.entries import Draft
from desktop.client.state.store import Store
from desktop.models.activity import Activity
from desktop.models.choices import Choices
from desktop.models.presence import Presence
from desktop.models.wishes import (
    EditMessage,
    OpenWindow,
    Reconnect,
    ReportActivity,
    SendMessage,
    ShowCertificate,
    ShowNewest,
    ShowNewGroup,
    TellTyping,
    Wish,
)
from desktop.theme import Theme
from desktop.widgets.chat_columns import ChatColumns
from desktop.widgets.chat_walk import ChatWalk
from desktop.widgets.connection_bar import ConnectionBar
from desktop.widgets.info_column import InfoColumn
from desktop.widgets.keys import KeyMap
from desktop.widgets.pictures import Pictures
from desktop.widgets.regions import bind_regions
from desktop.widgets.room import RoomPane
from desktop.widgets.sidebar import Sidebar
from desktop.widgets.writing import ReadDraft

if TYPE_CHECKING:
    from desktop.models.joining import Inviter


class ChatScreen(QWidget):
    """Puts the panes together and hands their signals on; draws everything from the store."""

    wished = Signal(object)
    server_wanted = Signal()
    """The server of this computer shall run again."""

    def __init__(
        self,
        store: Store,
        theme: Theme,
        choices: Choices,
        *,
        message_length: int = 4000,
        clock: Callable[[], float] = time.monotonic,
        pictures: Pictures | None = None,
        read_draft: ReadDraft = lambda _room_id: None,
        presence: Presence | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._pictures = pictures = pictures or Pictures(self)
        self._choices = choices
        self._store = store
        self._activity = Activity(clock)
        self._bar = ConnectionBar(clock, self)
        self._sidebar = Sidebar(store, theme, choices, self, pictures=pictures)
        self._room = RoomPane(
            store,
            theme,
            message_length,
            self,
            choices=choices,
            read_draft=read_draft,
            pictures=pictures,
            presence=presence,
        )
        self._walk = ChatWalk(self, store, self._sidebar.rooms, lambda: self.current_room)
        self._info = InfoColumn(store, theme, choices, self, pictures=pictures)
        self._arrange()
        self._wire()
        self._add_shortcuts()
        self._unsubscribe = store.changes.subscribe(self._on_change)
        self._columns.fit()

    # --- what the parent may ask ---------------------------------------------------------------------------

    @property
    def current_room(self) -> RoomId | None:
        """The room that is open."""
        return self._room.room_id

    def open_room(self, room_id: RoomId, *, keeps_search: bool = False) -> None:
        """Show a room and begin to write in it."""
        if self._store.rooms.get(room_id) is None:
            return
        if not keeps_search:
            self._sidebar.close_search()
        self._sidebar.show_open(room_id)
        self._room.show_room(room_id)
        self._walk.note(room_id)
        self._info.show_room(room_id)
        self._columns.fit()
        self._room.composer.setFocus()
        self.wished.emit(ShowNewest(room_id))
        self._note_activity()

    def offer_inviter(self, inviter: "Inviter") -> None:
        """The person came by an invite just now: whose it is may be written to first."""
        self._room.no_room.offer_inviter(inviter)

    def show_info(self, room_id: RoomId) -> None:
        """Show a room with what there is to know about it."""
        self.open_room(room_id)
        if self.current_room != room_id:
            return
        if self._columns.is_info_wanted:
            self._info.focus_start()
        else:
            self._toggle_info()

    def open_switcher(self) -> None:
        """Offer to go to another chat by some letters of its name."""
        from desktop.widgets.switcher import Switcher  # noqa: PLC0415 - no first picture needs it

        switcher = Switcher(self, self._store, self._theme, self.current_room, pictures=self._pictures)
        switcher.room_chosen.connect(self.open_room)
        switcher.window_chosen.connect(lambda room_id: self.wished.emit(OpenWindow(room_id)))
        switcher.wished.connect(self.wished)
        switcher.open()

    def show_draft(self, room_id: RoomId, draft: Draft) -> None:
        """Another view of a room changed what is begun there."""
        if room_id == self.current_room:
            self._room.show_draft(draft)

    def flush_draft(self) -> None:
        """Keep what is being written now, not soon."""
        self._room.flush_draft()

    def note_sent(self, room_id: RoomId) -> None:
        """The message that was submitted is kept and will be sent, whatever happens."""
        if room_id == self.current_room:
            self._room.note_sent()

    def note_edited(self, edited: EditMessage) -> None:
        """The server took the message's other words."""
        if edited.room_id == self.current_room:
            self._room.note_edited(edited)

    def show_people(self, query: str, people: Sequence[Contact]) -> None:
        """Whom the server found; an answer to an older query is ignored."""
        self._sidebar.show_people(query, people)

    def show_groups(self, query: str, groups: Sequence[PublicRoom]) -> None:
        """Which groups may be joined, of those that the server found."""
        self._sidebar.show_groups(query, groups)

    def show_search_problem(self, text: str) -> None:
        """Why the server could not search."""
        self._sidebar.show_problem(text)

    def show_connection(
        self,
        connection: Connection,
        retry_at: float | None,
        reason: str = "",
        *,
        can_compare: bool = False,
        can_start: bool = False,
    ) -> None:
        """How the device stands with its server, when it tries again, and what the person can do about it."""
        self._bar.show_connection(connection, retry_at, reason, can_compare=can_compare, can_start=can_start)

    @property
    def is_at_bottom(self) -> bool:
        """Whether the end of the open room is on screen."""
        return self._room.timeline.is_at_bottom

    def go_to_message(self, seq: Seq) -> None:
        """Show a message of the open room, and where it is."""
        self._room.timeline.go_to_message(seq)

    def close_models(self) -> None:
        """Follow the store no longer: this screen is about to go."""
        self._unsubscribe()
        self._sidebar.close_models()
        self._room.close_models()
        self._info.close_models()

    # --- building ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._columns = ChatColumns(self._sidebar, self._room, self._info, self._choices, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._columns, 1)

    def _wire(self) -> None:
        sidebar, room = self._sidebar, self._room
        self._walk.room_chosen.connect(self.open_room)
        self._walk.wished.connect(self.wished)
        sidebar.room_chosen.connect(self.open_room)
        sidebar.message_chosen.connect(self._open_message)
        sidebar.search_ended.connect(lambda: room.mark_words(""))
        sidebar.wished.connect(self.wished)
        sidebar.escaped.connect(room.composer.setFocus)
        room.wished.connect(self._pass_on)
        room.back_wanted.connect(self._go_back)
        room.search_wanted.connect(self._find_people)
        room.header.info_wanted.connect(self._toggle_info)
        self._info.wished.connect(self.wished)
        self._info.close_wanted.connect(self._toggle_info)
        self._bar.retry_wanted.connect(lambda: self.wished.emit(Reconnect()))
        self._bar.compare_wanted.connect(lambda: self.wished.emit(ShowCertificate()))
        self._bar.start_wanted.connect(self.server_wanted)

    def _add_shortcuts(self) -> None:
        KeyMap.bind(
            self,
            {
                "switch": self.open_switcher,
                "new_chat": self._find_people,
                "search_everywhere": self._search,
                "mentions": self._find_mentions,
                "unread_only": self._sidebar.toggle_only_unread,
                "previous_chat": lambda: self._open_neighbour(-1),
                "next_chat": lambda: self._open_neighbour(1),
                "info": self._toggle_info,
                "new_group": lambda: self.wished.emit(ShowNewGroup()),
            },
        )
        sidebar, room, info = self._sidebar, self._room, self._info
        bind_regions(self, lambda: [*sidebar.focus_stops(), *room.focus_stops(), *info.focus_stops()])

    # --- doing ---------------------------------------------------------------------------------------------

    def _pass_on(self, wish: Wish) -> None:
        self.wished.emit(wish)
        if isinstance(wish, SendMessage | TellTyping):
            self._note_activity()

    def _search(self) -> None:
        if self._columns.is_narrow and self.current_room is not None:
            self._go_back()
        self._sidebar.focus_search()

    def _open_message(self, room_id: RoomId, seq: Seq, words: str) -> None:
        """A message that was found; the search stays for the next one."""
        self.open_room(room_id, keeps_search=True)
        self.go_to_message(seq)
        self._room.mark_words(words)

    def _find_people(self) -> None:
        self._search()
        self._sidebar.list_people()

    def _find_mentions(self) -> None:
        self._search()
        self._sidebar.list_mentions()

    def _open_neighbour(self, step: int) -> None:
        room_id = self._sidebar.neighbour(self.current_room, step)
        if room_id is not None:
            self.open_room(room_id)

    def _toggle_info(self) -> None:
        if self.current_room is None:
            return
        if self._columns.toggle_info():
            self._info.focus_start()
        else:
            self._room.composer.setFocus()

    def _go_back(self) -> None:
        if self._columns.is_narrow:
            self._room.close_room()
            self._sidebar.show_open(None)
            self._columns.fit()
            self._sidebar.focus_search()

    def showEvent(self, event: QShowEvent) -> None:
        """Keys go to the chats, or to the search where there are none, unless a room was opened before."""
        super().showEvent(event)
        if self.current_room is None:
            self._sidebar.focus_start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column or two."""
        super().resizeEvent(event)
        self._columns.fit()

    def _note_activity(self) -> None:
        if self._activity.is_news():
            self.wished.emit(ReportActivity())

    def _leave_lost_room(self) -> None:
        if self.current_room is not None and self._store.rooms.get(self.current_room) is None:
            self._room.close_room()
            self._sidebar.show_open(None)
            self._columns.fit()

    def _on_change(self, change: Change) -> None:
        if isinstance(change, RoomsReset | RoomRemoved):
            self._leave_lost_room()
