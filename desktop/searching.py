"""Searches for messages, on the device and then on the server, told as they come. Made by `conversation`."""

import asyncio
from collections.abc import Callable

from backend.wire.types import Message
from desktop.client import ChatClient, ChatError
from desktop.client.scope import TaskScope
from desktop.models.wishes import FindMessages, Hits


class Searches:
    """One at a time for each seeker: who types on has no use for the one before."""

    def __init__(self, client: ChatClient, scope: TaskScope, explain: Callable[[ChatError], str]) -> None:
        self._client = client
        self._scope = scope
        self._explain = explain
        self._running: dict[object, asyncio.Task[None]] = {}

    def find(self, wish: FindMessages) -> None:
        """Begin a search in place of the one before."""
        before = self._running.pop(wish.seeker, None)
        if before is not None:
            before.cancel()
        if wish.words.strip():
            self._running[wish.seeker] = self._scope.start(self._find(wish), "find messages")

    def close(self) -> None:
        """Nobody waits for an answer any more."""
        for task in self._running.values():
            task.cancel()

    async def _find(self, wish: FindMessages) -> None:
        cached = await self._client.search_cached(wish.words, wish.room_id)
        wish.answer(Hits(words=wish.words, messages=tuple(found.message for found in cached)))
        try:
            await self._ask_server(wish)
        except ChatError as error:
            wish.answer(Hits(words=wish.words, is_final=True, problem=self._explain(error)))

    async def _ask_server(self, wish: FindMessages) -> None:
        last: Message | None = None
        for page in range(1, wish.pages + 1):
            answer = await self._client.calls.search_messages(
                wish.words, room_id=wish.room_id, before_id=last.id if last is not None else None
            )
            messages = tuple(hit.message for hit in answer.results)
            is_final = not (answer.has_more and messages) or page == wish.pages
            wish.answer(Hits(words=wish.words, messages=messages, is_final=is_final))
            if is_final:
                return
            last = messages[-1]
