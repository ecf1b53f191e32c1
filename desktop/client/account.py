"""One person signed in on one server: what each event means for cache, state, outbox and logs."""

import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from random import Random

from backend.wire import PROTOCOL_VERSION
from backend.wire.codec import ReadEvent, UnknownEntry
from backend.wire.live import (
    Command,
    Event,
    LogEvent,
    PreferencesChanged,
    ProfileChanged,
    ReadMarkMoved,
    RoomCreated,
    RoomGone,
    SessionEnded,
    Trouble,
    Typing,
    UnreadMarked,
    Welcome,
)
from backend.wire.types import Message, Room, RoomId, User
from desktop.client.api import Api
from desktop.client.backoff import Backoff
from desktop.client.cache import Cache
from desktop.client.clock import Clock
from desktop.client.drafts import Drafts
from desktop.client.errors import Incompatible
from desktop.client.history import History
from desktop.client.outbox import SERVER_CHANGED, Outbox
from desktop.client.pictures import Pictures
from desktop.client.read_marks import ReadMarks
from desktop.client.room_logs import RoomLogs
from desktop.client.scope import TaskScope
from desktop.client.search_index import SearchIndex
from desktop.client.state.store import Store
from desktop.client.typing_signals import TypingSignals

_log = logging.getLogger(__name__)


class Account:
    """Everything of the client core that lives from signing in to signing out."""

    def __init__(
        self,
        cache: Cache,
        store: Store,
        api: Api,
        scope: TaskScope,
        clock: Clock,
        rng: Random,
        post: Callable[[Command], None],
    ) -> None:
        def make_backoff() -> Backoff:
            return Backoff(clock, rng)

        self.cache = cache
        self._store = store
        self._api = api
        self._scope = scope
        self._grown: set[RoomId] = set()
        cursors = cache.cursors()
        self.history = History(cache, store, api, scope, cursors, self._on_stored)
        self.logs = RoomLogs(cache, store, api, scope, self.history, cursors, make_backoff, self._on_stored)
        self.search = SearchIndex(cache.path)
        self.pictures = Pictures(api, cache.path.with_suffix(".pictures"))
        self.drafts = Drafts(cache.unsent, store)
        self.outbox = Outbox(
            cache.unsent, self.drafts, store, api, scope, self.logs.take_ack, clock, rng, make_backoff
        )
        self.marks = ReadMarks(store, api, scope, make_backoff(), self.apply)
        self.typing = TypingSignals(store, scope, clock, post)

    def restore(self, me: User | None = None) -> bool:
        """Fill the state with what was known at the last stop; False when not even that says who it is.

        All is read before anything is shown: a file that can't be read leaves the state as it is.
        """
        snapshot = self.cache.load_snapshot()
        if snapshot is not None:
            recent, ahead = self.cache.later(snapshot.rooms)
            self._store.is_admin = snapshot.is_admin
            self._store.load(snapshot.me, snapshot.my_avatar, snapshot.rooms, snapshot.people)
            for room_id, entries in recent.items():
                self._store.apply_entries(room_id, entries)
            for message in ahead:
                self._store.add_ahead(message)
            for mark in snapshot.marks:
                self._store.apply(mark)
            self._store.people.keep_only(self._store.rooms.member_ids())
        elif me is not None:
            self.cache.save_me(me)
            self._store.load(me, "", [], [])
        else:
            return False
        self.drafts.restore()
        self.outbox.restore()
        return True

    def apply(self, event: ReadEvent) -> None:
        """Keep what an event says, then show it."""
        if self._store.me is not None and isinstance(event, Event):
            self._store.other_devices.see(event, self._store.me.id)
        match event:
            case Welcome():
                self._welcome(event)
            case _ if isinstance(event, LogEvent | UnknownEntry):
                self.logs.take(event)
            case ReadMarkMoved() if self._store.rooms.get(event.room) is not None:
                self.cache.save_mark(event)
                self._store.apply(event)
            case RoomCreated():
                self._add_room(event)
            case RoomGone():
                self.logs.remove_room(event.room)
            case UnreadMarked() | PreferencesChanged() | ProfileChanged():
                self._store.apply(event)
                self._save(event)
            case Typing():
                self.typing.take(event)
            case SessionEnded():
                self._api.session.end(event.reason)
            case Trouble():
                _log.warning("the server refused a frame: %s %s", event.code, event.message)
            case _:
                self._store.apply(event)

    def pause(self) -> None:
        """The connection is gone."""
        self.typing.clear()
        self.outbox.pause()

    def forget(self, *, with_unsent: bool) -> None:
        """The session is over: what the server said goes, and what was unsent if it can never be sent."""
        try:
            self.cache.forget_server()
            if with_unsent:
                self.cache.unsent.forget()
        except sqlite3.Error as error:
            _log.warning("what was kept can't be removed: %s", error)

    async def forget_files(self) -> None:
        """The same for what lies beside the cache; that may be closed by then."""
        await self.search.forget()
        await self.pictures.forget()

    def close(self) -> None:
        """Nothing of it is used any more."""
        self.search.close()
        self.cache.close()

    def _welcome(self, welcome: Welcome) -> None:
        if welcome.protocol != PROTOCOL_VERSION:
            raise Incompatible(f"the server speaks protocol {welcome.protocol}")
        is_another_server = self.cache.server_id not in {None, welcome.server_id}
        if is_another_server:
            _log.warning("another server answers at this address: what was cached is dropped")
            self.cache.forget_server()
            self.outbox.fail_all(SERVER_CHANGED)
            self.outbox.fail_drafts(SERVER_CHANGED)
        self.cache.save_welcome(welcome)
        self._store.apply(welcome)
        self.logs.resume(welcome.rooms, is_anew=is_another_server)
        self.outbox.resume()
        self.marks.wake()

    def _on_stored(self, messages: Sequence[Message]) -> None:
        """Messages lie in the cache: own ones among them need no sending any more."""
        me = self._store.me
        for message in messages:
            if me is not None and message.user.id == me.id:
                self.outbox.settle(message.client_id)
            self._grown.add(message.room)
        if self.cache.wants_checkpoint:
            self._save_rooms(self._grown)
            self._grown.clear()
            self._scope.start(self._tidy_up(), "tidy_up")

    async def _tidy_up(self) -> None:
        await self.cache.checkpoint()
        await self.search.catch_up()

    def _add_room(self, event: RoomCreated) -> None:
        if self._store.rooms.get(event.room.id) is None:
            self.cache.add_room(event.room, event.people)
            self.logs.add_room(event.room)
        else:
            self.cache.save_people(event.people)
        self._store.apply(event)

    def _save(self, event: UnreadMarked | PreferencesChanged | ProfileChanged) -> None:
        """Keep what the state has made of it, in each room that it is about."""
        store = self._store
        if not isinstance(event, ProfileChanged):
            self._save_rooms([event.room])
        elif store.me is not None:
            person = store.people.get(event.user.id)
            rooms = self._snapshots(store.rooms.with_member(event.user.id))
            self.cache.save_profile(store.me, store.my_avatar, [person] if person is not None else [], rooms)

    def _save_rooms(self, room_ids: Iterable[RoomId]) -> None:
        self.cache.save_rooms(self._snapshots(room_ids))

    def _snapshots(self, room_ids: Iterable[RoomId]) -> list[Room]:
        found = (self._store.rooms.snapshot(room_id) for room_id in room_ids)
        return [room for room in found if room is not None]
