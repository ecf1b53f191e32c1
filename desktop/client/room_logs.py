"""Brings every room's log to this device: in order, without a gap, each entry once, whatever got lost.

An entry that follows the cursor is applied, an older one dropped, a later one held while the gap before it is
fetched. Of a room that is opened the newest page is loaded, then older ones, from the cache or the server.
"""

import logging
from collections.abc import Callable, Iterable, Sequence

import msgspec

from backend.wire import codec
from backend.wire.codec import EventPage, UnknownEntry
from backend.wire.live import LogEvent, MessageCreated
from backend.wire.rest import GET_EVENTS, LIST_MESSAGES, Endpoint
from backend.wire.types import Message, Room, RoomId, Seq
from desktop.client.api import Api
from desktop.client.backoff import Backoff
from desktop.client.cache import Cache, Page
from desktop.client.errors import ChatError, Incompatible, Refused, ServerFailed, SessionExpired, Unreachable
from desktop.client.scope import TaskScope
from desktop.client.state.store import Store
from desktop.client.state.timelines import Entry, Timeline, confirmed_entry

_log = logging.getLogger(__name__)

LogEntry = Message | UnknownEntry
_READ_EVENTS = Endpoint(GET_EVENTS.method, GET_EVENTS.path, EventPage, query=GET_EVENTS.query)

PAGE_LENGTH = 50
EVENTS_LENGTH = 200
FAR_BEHIND = 1_000
"""Who missed more than so many entries of a room takes its newest page, and leaves a hole below it."""
ROOMS_AT_ONCE = 3
MOST_HELD = 1_000
"""Entries of one room held above a gap; what comes beyond them is fetched with the gap."""


class RoomLogs:
    """The logs of all rooms of one account."""

    def __init__(
        self,
        cache: Cache,
        store: Store,
        api: Api,
        scope: TaskScope,
        make_backoff: Callable[[], Backoff],
        on_stored: Callable[[Sequence[Message]], None],
    ) -> None:
        self._cache = cache
        self._store = store
        self._api = api
        self._scope = scope
        self._make_backoff = make_backoff
        self._on_stored = on_stored
        self._cursors = cache.cursors()
        self._held: dict[RoomId, dict[Seq, LogEntry]] = {}
        self._behind: dict[RoomId, Seq] = {}
        self._fetching: set[RoomId] = set()
        self._workers = 0

    # --- what comes by itself ------------------------------------------------------------------------------

    def resume(self, rooms: Sequence[Room], *, is_anew: bool = False) -> None:
        """A welcome was saved: catch up with each room that went on without this device.

        Where a log lies here anew (all do, of another server), what was shown of it is replaced.
        """
        before, self._cursors = self._cursors, self._cache.cursors()
        self._held.clear()
        self._behind = {room.id: room.last_seq for room in rooms if room.last_seq > self._cursors[room.id]}
        for timeline in self._store.timelines.all():
            room_id = timeline.room_id
            has_shrunk = self._cursors.get(room_id, -1) < before.get(room_id, 0)
            if timeline.is_loaded and (is_anew or has_shrunk):
                self._show_newest(room_id)
            if self._is_short(timeline):
                self._scope.start(self.load_older(room_id), "fill_page")
        self._start_workers()

    def add_room(self, room: Room) -> None:
        """A room was added to the cache."""
        self._cursors.setdefault(room.id, room.last_seq)

    def take(self, entry: LogEntry) -> None:
        """An entry arrived over the live connection."""
        room_id, seq = entry.room, entry.seq
        cursor = self._cursors.get(room_id)
        if cursor is None:
            _log.warning("an entry of room %d, which this device doesn't know", room_id)
            return
        if seq <= cursor:
            return
        held = self._held.setdefault(room_id, {})
        if len(held) < MOST_HELD:
            held[seq] = entry
        if seq == cursor + 1:
            self._apply(room_id, [entry])
        else:
            self._behind[room_id] = max(seq, self._behind.get(room_id, Seq(0)))
            self._start_workers()

    def take_ack(self, message: Message) -> None:
        """An own message was stored by the server; what stands before it may still be on its way."""
        cursor = self._cursors.get(message.room)
        if cursor is not None and message.seq == cursor + 1:
            self._apply(message.room, [message])
        else:
            self._cache.add_ahead(message)
            self._store.add_messages(message.room, [message])
            self._on_stored([message])

    # --- what somebody wants to see ------------------------------------------------------------------------

    async def open(self, room_id: RoomId) -> None:
        """Show the newest page: what lies here at once, the rest when the server can be reached."""
        timeline = self._store.timelines.of(room_id)
        if not timeline.is_loaded:
            self._show_newest(room_id)
        if self._is_short(timeline):
            await self.load_older(room_id)

    async def load_older(self, room_id: RoomId) -> None:
        """One page more of the past. Without the server `has_older` stays, and one may ask again."""
        timeline = self._store.timelines.of(room_id)
        if not timeline.is_loaded or not timeline.has_older or timeline.is_loading_older:
            return
        before_seq = self._first_seq(timeline)
        page = self._cache.page_before(room_id, before_seq, PAGE_LENGTH)
        if not page.messages and not page.is_first:
            timeline.set_loading_older(True)
            try:
                page = await self._fetch_page(room_id, before_seq)
            except ChatError as trouble:
                _log.info("no older page of room %d now: %s", room_id, trouble)
                return
            finally:
                timeline.set_loading_older(False)
        if self._begins_at(timeline, before_seq):
            timeline.prepend(self._entries(page), has_older=not page.is_first)

    # --- within --------------------------------------------------------------------------------------------

    def _apply(self, room_id: RoomId, entries: list[LogEntry]) -> None:
        """Take the entries that follow the cursor and those held that follow them, in one transaction."""
        held = self._held.get(room_id, {})
        cursor = entries[-1].seq
        while (following := held.get(Seq(cursor + 1))) is not None:
            entries.append(following)
            cursor = following.seq
        messages = [entry for entry in entries if isinstance(entry, Message)]
        self._cache.add_events(room_id, messages, cursor)
        self._cursors[room_id] = cursor
        self._held[room_id] = {seq: entry for seq, entry in held.items() if seq > cursor}
        self._store.add_messages(room_id, messages)
        self._on_stored(messages)

    def _start_workers(self) -> None:
        wanted = min(ROOMS_AT_ONCE, len(self._behind))
        while self._workers < wanted:
            self._workers += 1
            self._scope.start(self._catch_up_loop(), "catch_up")

    async def _catch_up_loop(self) -> None:
        backoff = self._make_backoff()
        try:
            while (room_id := self._next_behind()) is not None:
                self._fetching.add(room_id)
                try:
                    await self._catch_up(room_id)
                    backoff.succeed()
                except (Unreachable, ServerFailed, Incompatible) as trouble:
                    _log.info("room %d can't catch up now: %s", room_id, trouble)
                    backoff.fail(trouble.retry_after)
                    await backoff.wait()
                except Refused as refusal:
                    _log.warning("room %d can't catch up: %s", room_id, refusal)
                    self._behind.pop(room_id, None)
                finally:
                    self._fetching.discard(room_id)
        except SessionExpired:
            _log.info("no room catches up any more: the session is over")
        finally:
            self._workers -= 1

    def _next_behind(self) -> RoomId | None:
        waiting = self._behind.keys() - self._fetching
        return next((room.room_id for room in self._store.rooms.ordered() if room.room_id in waiting), None)

    async def _catch_up(self, room_id: RoomId) -> None:
        if self._gap(room_id) > FAR_BEHIND:
            await self._skip_ahead(room_id, self._behind[room_id])
        while self._gap(room_id) > 0:
            cursor = self._cursors[room_id]
            page = await self._api.call(
                _READ_EVENTS, query={"after_seq": cursor, "limit": EVENTS_LENGTH}, room_id=room_id
            )
            self._take_missing(room_id, _read_entries(page.events))
            if self._cursors.get(room_id) == cursor:
                raise ServerFailed("log_without_entries", f"room {room_id} after {cursor}")
        self._behind.pop(room_id, None)

    def _gap(self, room_id: RoomId) -> int:
        """How many entries are known to be missing; 0 also for a room that is gone."""
        cursor = self._cursors.get(room_id)
        return self._behind.get(room_id, Seq(0)) - cursor if cursor is not None else 0

    def _take_missing(self, room_id: RoomId, entries: Sequence[LogEntry]) -> None:
        """A page of the log; while it was fetched, the live connection may have brought its beginning."""
        cursor = self._cursors.get(room_id)
        if cursor is None:
            return
        missing = [entry for entry in entries if entry.seq > cursor]
        if missing and missing[0].seq == cursor + 1:
            self._apply(room_id, missing)

    async def _skip_ahead(self, room_id: RoomId, last_seq: Seq) -> None:
        """Go on from the newest page; the hole below it is filled when somebody scrolls to it."""
        page = await self._read_page(room_id, Seq(last_seq + 1))
        cursor = self._cursors.get(room_id)
        if cursor is None or cursor >= last_seq:
            return
        self._cache.restart_log(room_id, page, last_seq)
        self._cursors[room_id] = last_seq
        self._held[room_id] = {
            seq: held for seq, held in self._held.get(room_id, {}).items() if seq > last_seq
        }
        if self._store.timelines.of(room_id).is_loaded:
            self._show_newest(room_id)
        self._store.add_messages(room_id, page.messages)
        self._on_stored(page.messages)

    async def _fetch_page(self, room_id: RoomId, before_seq: Seq) -> Page:
        page = await self._read_page(room_id, before_seq)
        if room_id in self._cursors:
            self._cache.add_page(room_id, page, before_seq)
            self._on_stored(page.messages)
        return page

    async def _read_page(self, room_id: RoomId, before_seq: Seq) -> Page:
        messages = await self._api.call(
            LIST_MESSAGES, query={"room": room_id, "before_seq": before_seq, "limit": PAGE_LENGTH}
        )
        return Page(messages, is_first=not messages or messages[0].seq == 1)

    def _show_newest(self, room_id: RoomId) -> None:
        page = self._cache.newest_page(room_id, PAGE_LENGTH)
        self._store.timelines.of(room_id).reset(self._entries(page), has_older=not page.is_first)

    def _entries(self, page: Page) -> list[Entry]:
        me = self._store.me
        return [confirmed_entry(message, me.id) for message in page.messages] if me is not None else []

    def _first_seq(self, timeline: Timeline) -> Seq:
        return timeline.first_seq or Seq(self._cursors.get(timeline.room_id, Seq(0)) + 1)

    def _begins_at(self, timeline: Timeline, seq: Seq) -> bool:
        return timeline.is_loaded and self._first_seq(timeline) == seq

    def _is_short(self, timeline: Timeline) -> bool:
        return timeline.is_loaded and timeline.has_older and timeline.confirmed_count < PAGE_LENGTH


def _read_entries(raw_events: Iterable[msgspec.Raw]) -> list[LogEntry]:
    """The entries of a page, with the places of those that only a newer server understands."""
    entries: list[LogEntry] = []
    for raw in raw_events:
        try:
            event = codec.decode_event(raw)
        except msgspec.MsgspecError as error:
            raise Incompatible(f"an entry of a log: {error}") from error
        match event:
            case MessageCreated():
                entries.append(event.message)
            case UnknownEntry():
                entries.append(event)
            case _ if isinstance(event, LogEvent):
                entries.append(UnknownEntry(room=event.room, seq=event.seq))
            case _:
                raise ServerFailed("junk_answer", "an event that belongs to no log")
    return entries
