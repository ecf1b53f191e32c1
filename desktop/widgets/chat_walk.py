"""The keys that lead from chat to chat: unread neighbours, visited and pinned ones. For the chat screen."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from backend.wire.types import RoomId
from desktop.client.state.store import Store
from desktop.models.room_list import RoomListModel
from desktop.models.visited import Visited
from desktop.models.wishes import MarkRead
from desktop.models.words import translate
from desktop.widgets.keys import KeyMap


class ChatWalk(QObject):
    """Binds its keys to a screen and says which room is to be opened."""

    room_chosen = Signal(object)
    wished = Signal(object)

    def __init__(
        self, screen: QWidget, store: Store, rooms: RoomListModel, here: Callable[[], RoomId | None]
    ) -> None:
        super().__init__(screen)
        self._screen = screen
        self._store = store
        self._rooms = rooms
        self._here = here
        self._visited = Visited()
        KeyMap.bind(
            screen,
            {
                "previous_unread": lambda: self._go_to_unread(-1),
                "next_unread": lambda: self._go_to_unread(1),
                "back": lambda: self._go_to_visited(-1),
                "forward": lambda: self._go_to_visited(1),
                "pinned_chat": self._go_to_pinned,
                "mark_all_read": self._ask_to_mark_all_read,
            },
        )

    def note(self, room_id: RoomId) -> None:
        """A room was opened, by whatever way."""
        self._visited.note(room_id)

    def _choose(self, room_id: RoomId | None) -> None:
        if room_id is not None:
            self.room_chosen.emit(room_id)

    def _order(self) -> list[RoomId]:
        shown = (self._rooms.room_at(row) for row in range(self._rooms.rowCount()))
        return [room_id for room_id in shown if room_id is not None]

    def _go_to_visited(self, step: int) -> None:
        self._choose(self._visited.step(step, lambda room_id: self._store.rooms.get(room_id) is not None))

    def _go_to_unread(self, step: int) -> None:
        """The next one in that direction; past the end it goes on at the other."""
        order, here = self._order(), self._here()
        start = order.index(here) if here in order else (-1 if step > 0 else 0)
        around = [order[(start + step * way) % len(order)] for way in range(1, len(order) + 1)]
        self._choose(next((room_id for room_id in around if self._is_unread(room_id)), None))

    def _is_unread(self, room_id: RoomId) -> bool:
        room = self._store.rooms.get(room_id)
        return room is not None and room.unread_count > 0 and room_id != self._here()

    def _go_to_pinned(self, number: int) -> None:
        rooms = [self._store.rooms.get(room_id) for room_id in self._order()]
        pinned = [room.room_id for room in rooms if room is not None and room.preferences.pinned]
        if number <= len(pinned):
            self._choose(pinned[number - 1])

    def _ask_to_mark_all_read(self) -> None:
        if not self._store.total_unread:
            return
        from desktop.widgets.dialog import Sheet  # noqa: PLC0415 - no first picture needs it

        question = translate("Chats", "Mark all chats as read?")
        asked = Sheet.ask(self._screen, question, translate("Chats", "Mark as read"), kind="primary")
        asked.accepted.connect(self._mark_all_read)

    def _mark_all_read(self) -> None:
        for room in self._store.rooms.ordered():
            if room.unread_count:
                self.wished.emit(MarkRead(room.room_id, room.last_seq))
