"""The right side: one room with its header, its talk and its composer, or a calm word when none is open."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from backend.wire.types import RoomId
from desktop.client.state.changes import (
    Change,
    PersonChanged,
    RoomAdded,
    RoomChanged,
    RoomRemoved,
    RoomsReset,
    TypingChanged,
)
from desktop.client.state.entries import Draft
from desktop.client.state.store import Store
from desktop.models.choices import Choices
from desktop.models.presence import Presence
from desktop.models.timeline import TimelineModel
from desktop.models.wishes import EditMessage
from desktop.theme import Theme
from desktop.widgets.composer import Composer
from desktop.widgets.find_bar import FindBar
from desktop.widgets.keys import KeyMap
from desktop.widgets.no_room import NoRoom
from desktop.widgets.pictures import Pictures
from desktop.widgets.room_header import RoomHeader
from desktop.widgets.timeline.view import TimelineView
from desktop.widgets.writing import ReadDraft, Writing


class RoomPane(QWidget):
    """Keeps, for each room of this run, where one was reading."""

    wished = Signal(object)
    back_wanted = Signal()
    search_wanted = Signal()

    def __init__(
        self,
        store: Store,
        theme: Theme,
        message_length: int,
        parent: QWidget | None = None,
        *,
        choices: Choices | None = None,
        read_draft: ReadDraft = lambda _room_id: None,
        pictures: Pictures | None = None,
        presence: Presence | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._theme = theme
        self.room_id: RoomId | None = None
        self._model: TimelineModel | None = None
        self._places: dict[RoomId, tuple[str, int]] = {}
        self.header = RoomHeader(theme, self, pictures=pictures)
        self.timeline = TimelineView(theme, self, pictures=pictures, presence=presence)
        self._choices = choices or Choices()
        self.composer = Composer(theme, message_length, self, choices=choices)
        self._writing = Writing(store, self.composer, self.timeline, read_draft, self)
        self._find = FindBar(theme, self)
        self._marked = ""
        """Words that led here from elsewhere."""
        self.no_room = NoRoom(store, theme, self)
        self._arrange()
        self._wire()
        self._unsubscribe = store.changes.subscribe(self._on_change)

    # --- what the parent may ask ---------------------------------------------------------------------------

    def show_room(self, room_id: RoomId) -> None:
        """Open a room where reading should begin, with its draft."""
        if room_id != self.room_id:
            self._leave()
            self.room_id = room_id
            self._model = TimelineModel(self._store, room_id, self)
            self.timeline.set_model(self._model)
            self._model.rowsInserted.connect(self._renew_divider)  # after the view has them
            place = self._places.pop(room_id, None)
            if place is not None and self._model.divider_row is None:
                self.timeline.go_to_place(place)
            elif self._choices.settings.open_at == "newest":
                self.timeline.go_to_bottom()
            self._writing.enter(self._model)
        else:
            self.timeline.resume_reading()
        self._refresh_header()
        self._stack.setCurrentIndex(1)

    def close_room(self) -> None:
        """Show the calm word."""
        self._leave()
        self.room_id = None
        self.timeline.set_model(None)
        self._stack.setCurrentIndex(0)

    def mark_words(self, words: str) -> None:
        """Mark in this room what a search of all rooms is after; no words end it."""
        self._marked = words
        self._show_marks()

    def note_sent(self) -> None:
        """The message that was submitted is kept: the field is free for the next."""
        self._writing.note_kept()
        if self._model is not None:
            self._model.clear_divider()
        self.timeline.go_to_bottom()

    def note_edited(self, edited: EditMessage) -> None:
        """The message says what was written: the field is free for what was begun before."""
        self._writing.note_edited(edited)

    def show_draft(self, draft: Draft) -> None:
        """Another view of this room changed what is begun here."""
        self._writing.show_draft(draft)

    def flush_draft(self) -> None:
        """Keep what is being written now, not soon."""
        self.composer.flush_draft()

    def focus_stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self.timeline, self.composer.field] if self.room_id is not None else []

    def close_models(self) -> None:
        """Follow the store, and seek, no longer."""
        self._unsubscribe()
        self._find.end()
        if self._model is not None:
            self._model.close()

    # --- building ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        room = QWidget(self)
        column = QVBoxLayout(room)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._find)
        column.addWidget(_line(self))
        column.addWidget(self.timeline, 1)
        column.addWidget(_line(self))
        column.addWidget(self.composer)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.no_room)
        self._stack.addWidget(room)

    def _wire(self) -> None:
        self.no_room.wished.connect(self.wished)
        self.no_room.search_wanted.connect(self.search_wanted)
        self.header.back_wanted.connect(self.back_wanted)
        self.header.search_wanted.connect(self._open_find)
        self._find.wished.connect(self.wished)
        self._find.message_wanted.connect(self.timeline.go_to_message)
        self._find.words_changed.connect(self._show_marks)
        self._find.closed.connect(self.composer.setFocus)
        KeyMap.bind(
            self,
            {
                "find": self._open_find,
                "find_next": lambda: self._find.go(-1),
                "find_previous": lambda: self._find.go(1),
                "first_unread": self.timeline.go_to_divider,
            },
        )
        self.timeline.wished.connect(self.wished)
        self._writing.wished.connect(self.wished)
        self.composer.escaped.connect(self._escape)

    # --- doing ---------------------------------------------------------------------------------------------

    def _open_find(self) -> None:
        if self.room_id is not None:
            self._find.open(self.room_id)

    def _show_marks(self) -> None:
        """The search that is open in this room goes before one that led here."""
        self.timeline.show_highlights(self._find.words or self._marked)

    def _leave(self) -> None:
        if self.room_id is None or self._model is None:
            return
        self._find.end()
        self.mark_words("")
        self._writing.leave()
        if (place := self.timeline.place()) is not None:
            self._places[self.room_id] = place
        self._model.close()
        self._model.deleteLater()
        self._model = None

    def _escape(self) -> None:
        """Select nothing, else to the newest message, read; from there, with one column, to the chats."""
        if self.timeline.clear_selection():
            return
        is_done = self.timeline.is_at_bottom and self._model is not None and self._model.divider_row is None
        if self._model is not None:
            self._model.clear_divider()
        self.timeline.go_to_bottom()
        self.timeline.finish_reading()
        if is_done:
            self.back_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the talk has no use for: Esc goes down, letters begin to write."""
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif self.room_id is not None and event.text().isprintable() and event.text():
            self.composer.setFocus()
            self.composer.field.insertPlainText(event.text())
        else:
            super().keyPressEvent(event)

    def _renew_divider(self) -> None:
        if self._model is not None and not self.timeline.is_looked_at:
            self._model.renew_divider()

    def _on_change(self, change: Change) -> None:
        if isinstance(change, RoomsReset | RoomAdded | RoomRemoved):
            self.no_room.renew()
        match change:
            case RoomsReset() | PersonChanged():
                self._refresh_header()
            case RoomChanged(room_id=room_id) | TypingChanged(room_id=room_id) if room_id == self.room_id:
                self._refresh_header()
            case _:
                pass

    def _refresh_header(self) -> None:
        room = self._store.rooms.get(self.room_id) if self.room_id is not None else None
        if room is not None:
            self._writing.renew_members()
            self.header.show_room(self._store, room)


def _line(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setObjectName("line")
    line.setFixedHeight(1)
    return line
