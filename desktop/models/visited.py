"""The chats that were visited, as a browser knows its pages: back, and forward again. Widgets use it."""

from collections.abc import Callable

from backend.wire.types import RoomId

_KEPT = 50


class Visited:
    """A walk to a new place forgets what was ahead."""

    def __init__(self) -> None:
        self._rooms: list[RoomId] = []
        self._here = -1

    def note(self, room_id: RoomId) -> None:
        """A room was opened; going back or forward to it is no new visit."""
        if 0 <= self._here < len(self._rooms) and self._rooms[self._here] == room_id:
            return
        self._rooms[self._here + 1 :] = [room_id]
        del self._rooms[:-_KEPT]
        self._here = len(self._rooms) - 1

    def step(self, by: int, is_there: Callable[[RoomId], bool]) -> RoomId | None:
        """The room before (-1) or after (1) this one, past those that are gone; None at the end."""
        place = self._here + by
        while 0 <= place < len(self._rooms):
            if is_there(self._rooms[place]) and self._rooms[place] != self._rooms[self._here]:
                self._here = place
                return self._rooms[place]
            place += by
        return None
