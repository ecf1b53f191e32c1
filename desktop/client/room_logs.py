"""Brings every room's log to this device: in order, without a gap, each entry once, whatever got lost.

An entry that follows the cursor is applied, an older one dropped, a later one held while the gap before it is
fetched.
"""

import logging
from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec.structs import replace

from backend.wire import codec
from backend.wire.codec import EventPage, UnknownEntry
from backend.wire.errors import ErrorCode
from backend.wire.live import (
    LogEvent,
    MemberAdded,
    MemberRemoved,
    MessageCreated,
    RoomChanged,
)
from backend.wire.rest import GET_EVENTS, GET_ROOM, Endpoint
from backend.wire.types import Message, Room, RoomId, Seq
from desktop.client.api import Api
from desktop.client.backoff import Backoff
from desktop.client.cache import Cache
from desktop.client.errors import Incompatible, Refused, ServerFailed, SessionExpired, Unreachable
from desktop.client.history import History
from desktop.client.scope import TaskScope
from desktop.client.state.room_change import LogEntry
from desktop.client.state.store import Store

_log = logging.getLogger(__name__)

_READ_EVENTS = Endpoint(GET_EVENTS.method, GET_EVENTS.path, EventPage, query=GET_EVENTS.query)

EVENTS_LENGTH = 200
FAR_BEHIND = 1_000
"""Who missed more than so many entries of a room begins anew with its newest page."""
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
        history: History,
        cursors: dict[RoomId, Seq],
        make_backoff: Callable[[], Backoff],
        on_stored: Callable[[Sequence[Message]], None],
    ) -> None:
        self._cache = cache
        self._store = store
        self._api = api
        self._scope = scope
        self._make_backoff = make_backoff
        self._on_stored = on_stored
        self._history = history
        self._cursors = cursors
        self._held: dict[RoomId, dict[Seq, LogEntry]] = {}
        self._behind: dict[RoomId, Seq] = {}
        self._fetching: set[RoomId] = set()
        self._workers = 0

    # --- what comes by itself ------------------------------------------------------------------------------

    def resume(self, rooms: Sequence[Room], *, is_anew: bool = False) -> None:
        """A welcome was saved: catch up with each room that went on without this device.

        Where a log lies here anew (all do, of another server), what was shown of it is replaced.
        """
        before = dict(self._cursors)
        self._cursors.clear()
        self._cursors.update(self._cache.cursors())
        if before and not is_anew:
            self._tell_of_new_rooms(room for room in rooms if room.id not in before)
        self._held.clear()
        self._behind = {room.id: room.last_seq for room in rooms if room.last_seq > self._cursors[room.id]}
        for room_id, cursor in before.items():
            if is_anew or self._cursors.get(room_id, -1) < cursor:
                self._history.begin_anew(room_id)
        self._history.fill_pages()
        self._start_workers()

    def add_room(self, room: Room) -> None:
        """A room was added to the cache."""
        self._cursors.setdefault(room.id, room.last_seq)

    def remove_room(self, room_id: RoomId) -> None:
        """A room is no longer this person's: nothing of it stays but what was to be sent there."""
        for known in (self._cursors, self._held, self._behind):
            known.pop(room_id, None)
        self._cache.remove_room(room_id)
        self._store.remove_room(room_id)

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
        if len(held) < MOST_HELD or seq == cursor + 1:
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
            self._apply(message.room, [MessageCreated(room=message.room, seq=message.seq, message=message)])
        else:
            self._cache.add_ahead(message)
            self._store.add_ahead(message)
            self._on_stored([message])

    # --- within --------------------------------------------------------------------------------------------

    def _tell_of_new_rooms(self, rooms: Iterable[Room]) -> None:
        """Of rooms that this device didn't know when it went, the last words are news."""
        for room in rooms:
            if room.last_message is not None and room.unread_count:
                self._store.tell_arrivals([room.last_message])

    def _apply(self, room_id: RoomId, entries: list[LogEntry]) -> None:
        """Take the entries that follow the cursor and those held that follow them, in one transaction."""
        held = self._held.get(room_id, {})
        cursor = entries[-1].seq
        while (following := held.get(Seq(cursor + 1))) is not None:
            entries.append(following)
            cursor = following.seq
        messages = [entry.message for entry in entries if isinstance(entry, MessageCreated)]
        is_over = self._is_over(room_id, entries)
        self._cache.add_events(room_id, entries, cursor)
        self._cursors[room_id] = cursor
        self._held[room_id] = {seq: entry for seq, entry in held.items() if seq > cursor}
        self._history.note_revisions(entries)
        self._store.apply_entries(room_id, entries)
        self._on_stored(messages)
        self._store.tell_arrivals(messages, said_now=held)
        if is_over:
            self.remove_room(room_id)

    def _is_over(self, room_id: RoomId, entries: Iterable[LogEntry]) -> bool:
        """This person was removed, or left; not so in the past of one who is a member again."""
        me, room = self._store.me, self._store.rooms.get(room_id)
        return any(
            isinstance(entry, MemberRemoved)
            and me is not None
            and entry.user == me.id
            and (room is None or entry.seq > room.last_seq)
            for entry in entries
        )

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
                    if refusal.code == ErrorCode.NO_SUCH_ROOM:
                        self.remove_room(room_id)
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
            await self._skip_ahead(room_id)
        while self._gap(room_id) > 0:
            cursor = self._cursors[room_id]
            page = await self._api.call(
                _READ_EVENTS, query={"after_seq": cursor, "limit": EVENTS_LENGTH}, room_id=room_id
            )
            self._take_missing(room_id, [self._as_live(entry) for entry in _read_entries(page.events)])
            if self._cursors.get(room_id) == cursor:
                raise ServerFailed("log_without_entries", f"room {room_id} after {cursor}")
        self._behind.pop(room_id, None)

    def _as_live(self, entry: LogEntry) -> LogEntry:
        """An entry as the live connection would have told it."""
        match entry:
            case RoomChanged():
                return replace(entry, avatar=self._api.as_live(entry.avatar))
            case MemberAdded():
                return replace(
                    entry, member=replace(entry.member, avatar=self._api.as_live(entry.member.avatar))
                )
            case _:
                return entry

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

    async def _skip_ahead(self, room_id: RoomId) -> None:
        """Go on from the room as it is now and its newest page; older ones come when somebody scrolls."""
        room = await self._api.call(GET_ROOM, room_id=room_id)
        room = replace(room, avatar=self._api.as_live(room.avatar))
        page = await self._history.read_before(room_id, Seq(room.last_seq + 1))
        cursor = self._cursors.get(room_id)
        if cursor is None or cursor >= room.last_seq:
            return
        self._cache.restart_log(room, page)
        self._cursors[room_id] = room.last_seq
        held = self._held.get(room_id, {})
        self._held[room_id] = {seq: entry for seq, entry in held.items() if seq > room.last_seq}
        self._history.begin_anew(room_id)
        self._store.rooms.replace(room)
        self._on_stored(page.messages)
        self._store.tell_arrivals([m for m in page.messages if m.seq > cursor])


def _read_entries(raw_events: Iterable[msgspec.Raw]) -> list[LogEntry]:
    """The entries of a page, with the places of those that only a newer server understands."""
    entries: list[LogEntry] = []
    for raw in raw_events:
        try:
            event = codec.decode_event(raw)
        except msgspec.MsgspecError as error:
            raise Incompatible(f"an entry of a log: {error}") from error
        if not isinstance(event, LogEvent | UnknownEntry):
            raise ServerFailed("junk_answer", "an event that belongs to no log")
        entries.append(event)
    return entries
