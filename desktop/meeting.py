"""Finds people and groups as one types, and opens the chat with whoever is chosen. Made by `conversation`."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from backend.wire.types import RoomId, UserId
from desktop.client import ChatClient, ChatError
from desktop.client.scope import TaskScope
from desktop.models.troubles import explain, explain_disk
from desktop.models.wishes import FindPeople, JoinRoom, StartDirectChat, Wish
from desktop.widgets.chat import ChatScreen

_log = logging.getLogger(__name__)


class Meetings:
    """One search at a time: who types on has no use for the one before."""

    def __init__(
        self,
        client: ChatClient,
        scope: TaskScope,
        screen: ChatScreen,
        show_message: Callable[[str], object],
    ) -> None:
        self._client = client
        self._scope = scope
        self._screen = screen
        self._show_message = show_message
        self._searching: asyncio.Task[None] | None = None
        self._joined: RoomId | None = None

    def acts(self) -> Mapping[type[Wish], Callable[[Any], object]]:
        """What each wish to meet somebody asks of the client core."""
        start = self._scope.start
        return {
            FindPeople: self._search,
            StartDirectChat: lambda wish: start(self._open_direct_chat(wish.user_id), "direct chat"),
            JoinRoom: lambda wish: start(self._join(wish.room_id), "join room"),
        }

    def open_joined(self) -> None:
        """Open the group that was joined, once it is there."""
        if self._joined is not None and self._client.store.rooms.get(self._joined) is not None:
            room_id, self._joined = self._joined, None
            self._screen.open_room(room_id)

    def close(self) -> None:
        """Nobody waits for an answer any more."""
        if self._searching is not None:
            self._searching.cancel()

    def _search(self, wish: FindPeople) -> None:
        self.close()
        self._searching = self._scope.start(self._find_people(wish.query), "search") if wish.query else None

    async def _find_people(self, query: str) -> None:
        try:
            people = await self._client.calls.search_people(query)
        except ChatError as error:
            self._screen.show_search_problem(explain(error))
        else:
            self._screen.show_people(query, people)
            if words := query.lstrip("@"):
                with suppress(ChatError):
                    self._screen.show_groups(query, await self._client.calls.list_public_rooms(words))

    async def _open_direct_chat(self, user_id: UserId) -> None:
        try:
            room_id = await self._client.open_direct_chat(user_id)
        except ChatError as error:
            self._show_message(explain(error))
        except sqlite3.Error as error:
            self._tell_of_disk(error)
        else:
            self._screen.open_room(room_id)

    async def _join(self, room_id: RoomId) -> None:
        """The room comes as an event, mostly after the answer to the call."""
        try:
            await self._client.calls.join_room(room_id)
        except ChatError as error:
            self._show_message(explain(error))
        except sqlite3.Error as error:
            self._tell_of_disk(error)
        else:
            self._joined = room_id
            self.open_joined()

    def _tell_of_disk(self, error: sqlite3.Error) -> None:
        _log.warning("the chat can't be kept: %s", error)
        self._show_message(explain_disk())
