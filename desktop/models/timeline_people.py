"""Who stands in a talk, by name and by picture, and that one of them is another now. For TimelineModel."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from backend.wire.types import RoomId, User, UserId
from desktop.client.state.changes import Change, PersonChanged, RoomChanged, RoomsReset
from desktop.client.state.store import Store
from desktop.models.timeline_items import NOBODY, RoomNames, room_names


class TimelinePeople(QObject):
    """The members of a room, and the pictures that were asked for."""

    changed = Signal()
    """Somebody joined, or has another name or picture: it may stand in any message."""

    def __init__(self, store: Store, room_id: RoomId, parent: QObject) -> None:
        super().__init__(parent)
        self.names: RoomNames = NOBODY
        self._store = store
        self._room_id = room_id
        self._members: tuple[User, ...] = ()
        self._pictures: dict[UserId, str] = {}
        self._follow_members()
        self._unsubscribe = store.changes.subscribe(self._on_change)

    def close(self) -> None:
        """Follow no longer."""
        self._unsubscribe()

    def picture_of(self, user_id: UserId) -> str:
        """The address of somebody's picture, if anybody knows them."""
        picture = self._pictures[user_id] = self._picture_now(user_id)
        return picture

    def _picture_now(self, user_id: UserId) -> str:
        person = self._store.people.get(user_id)
        return person.avatar if person is not None else ""

    def _on_change(self, change: Change) -> None:
        match change:
            case PersonChanged(user_id=user_id):
                self._follow_pictures((user_id,))
            case RoomChanged(room_id=room_id) if room_id == self._room_id:
                self._follow_members()
            case RoomsReset():
                self._follow_members()
                self._follow_pictures(tuple(self._pictures))
            case _:
                pass

    def _follow_members(self) -> None:
        room, me = self._store.rooms.get(self._room_id), self._store.me
        if room is None or me is None or room.participants == self._members:
            return
        self._members = room.participants
        names = room_names(room.participants, me.id)
        if names != self.names:
            self.names = names
            self.changed.emit()

    def _follow_pictures(self, user_ids: Iterable[UserId]) -> None:
        """Most who come, go or change were never seen here."""
        seen = [user_id for user_id in user_ids if user_id in self._pictures]
        if any(self._pictures[user_id] != self._picture_now(user_id) for user_id in seen):
            self._pictures.clear()
            self.changed.emit()
