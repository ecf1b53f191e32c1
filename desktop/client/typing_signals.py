"""Who types: told to the others sparingly, and taken back by itself when nothing more is heard."""

import asyncio
from collections.abc import Callable

from backend.wire.live import Command, SetTyping, Typing
from backend.wire.types import RoomId, UserId
from desktop.client.clock import Clock
from desktop.client.scope import TaskScope
from desktop.client.state.store import Store

REPEAT_SECONDS = 3.0
"""While somebody goes on typing, the others are told again so often."""
FADE_SECONDS = 6.0
"""Who wasn't heard of for so long has stopped, or is gone."""


class TypingSignals:
    """Both directions; all of it best effort."""

    def __init__(self, store: Store, scope: TaskScope, clock: Clock, post: Callable[[Command], None]) -> None:
        self._store = store
        self._scope = scope
        self._clock = clock
        self._post = post
        self._told_at: dict[RoomId, float] = {}
        self._fading: dict[tuple[RoomId, UserId], asyncio.Task[None]] = {}

    def set_own(self, room_id: RoomId, *, is_typing: bool) -> None:
        """This person types, or stopped."""
        now = self._clock.monotonic()
        told_at = self._told_at.get(room_id)
        if is_typing and (told_at is None or now - told_at >= REPEAT_SECONDS):
            self._told_at[room_id] = now
            self._post(SetTyping(room=room_id, is_typing=True))
        elif not is_typing and told_at is not None:
            del self._told_at[room_id]
            self._post(SetTyping(room=room_id, is_typing=False))

    def sent(self, room_id: RoomId) -> None:
        """A message went out: the others see by it that the typing is over."""
        self._told_at.pop(room_id, None)

    def take(self, event: Typing) -> None:
        """Somebody else types, or stopped."""
        key = (event.room, event.user)
        fading = self._fading.pop(key, None)
        if fading is not None:
            fading.cancel()
        self._store.apply(event)
        if event.is_typing:
            self._fading[key] = self._scope.start(self._fade(event), "fade_typing")

    def clear(self) -> None:
        """The connection is gone, and with it who types."""
        self._told_at.clear()
        self._store.rooms.clear_typing()

    async def _fade(self, event: Typing) -> None:
        await asyncio.sleep(FADE_SECONDS)
        self._store.rooms.set_typing(event.room, event.user, is_typing=False)
        del self._fading[event.room, event.user]
