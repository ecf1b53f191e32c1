"""Shows the parts of rooms' logs that somebody wants to see: from the cache, else from the server.

A part is the end of the log, or lies around some place of the past. Nothing above a room's cursor is taken
from the server this way: that comes as the log, in order.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from backend.wire.live import MessageDeleted, MessageEdited
from backend.wire.rest import LIST_MESSAGES
from backend.wire.types import Message, MessageId, RoomId, Seq
from desktop.client.api import Api
from desktop.client.cache import Cache, Page, Part
from desktop.client.errors import ChatError, Incompatible, ServerFailed, Unreachable
from desktop.client.scope import TaskScope
from desktop.client.state.entries import Entry, quote_of
from desktop.client.state.room_change import LogEntry
from desktop.client.state.store import Store
from desktop.client.state.timelines import Timeline

_log = logging.getLogger(__name__)

PAGE_LENGTH = 50
MOST_PAGES_BETWEEN = 20
"""How many are loaded so that one view comes to a place and another stays where it is."""


class History:
    """What the timelines of one account show. `cursors` are those of the rooms' logs, which others move."""

    def __init__(
        self,
        cache: Cache,
        store: Store,
        api: Api,
        scope: TaskScope,
        cursors: Mapping[RoomId, Seq],
        on_stored: Callable[[Sequence[Message]], None],
    ) -> None:
        self._cache = cache
        self._store = store
        self._api = api
        self._scope = scope
        self._cursors = cursors
        self._on_stored = on_stored
        self._wishes: Counter[RoomId] = Counter()
        self._beginnings: Counter[RoomId] = Counter()
        self._awaited_pages: dict[object, dict[MessageId, Message]] = {}
        self._page_came = asyncio.Event()

    # --- what somebody wants to see ------------------------------------------------------------------------

    async def open(self, room_id: RoomId) -> None:
        """Show the newest page: what lies here at once, the rest when the server can be reached."""
        timeline = self._store.timelines.of(room_id)
        self._wishes[room_id] += 1
        wish = self._wishes[room_id]
        if timeline.has_newer and timeline.is_shared:
            await self._stretch_to(timeline, self._cursors[room_id])
        if self._wishes[room_id] == wish and (not timeline.is_loaded or timeline.has_newer):
            self.show_newest(room_id)
        if _is_short(timeline):
            await self.load_older(room_id)

    async def show_around(self, room_id: RoomId, seq: Seq) -> None:
        """Show a place of the past; the trouble that leaves the server unasked leaves all as it was."""
        timeline, cursor = self._store.timelines.of(room_id), self._cursors.get(room_id)
        self._wishes[room_id] += 1
        if cursor is None or self._is_shown(timeline, seq):
            return
        if seq > cursor:
            await self.open(room_id)
            return
        wish = self._wishes[room_id]
        if timeline.is_shared and (await self._stretch_to(timeline, seq) or self._wishes[room_id] != wish):
            return
        part = self._cache.part_around(room_id, seq, PAGE_LENGTH)
        if part is None or not self._is_whole(part, seq, cursor):
            try:
                await self._fetch_around(room_id, seq)
            except (Unreachable, ServerFailed, Incompatible):
                if part is None:
                    raise
            part = self._cache.part_around(room_id, seq, PAGE_LENGTH)
        if part is not None and self._wishes[room_id] == wish:
            entries, last_seq = self._upper_end(room_id, part)
            timeline.reset(entries, has_older=part.first > 1, first_seq=part.first, last_seq=last_seq)

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
                page = await self._fetch_before(room_id, before_seq)
            except ChatError as trouble:
                _log.info("no older page of room %d now: %s", room_id, trouble)
                return
            finally:
                timeline.set_loading_older(False)
                self._tell_of_page()
        if self._begins_at(timeline, before_seq):
            entries = self._store.entries_of(page.messages)
            timeline.prepend(entries, has_older=not page.is_first, first_seq=page.first)

    async def load_newer(self, room_id: RoomId) -> None:
        """One page more towards the present; where it reaches that, the timeline goes on with the log."""
        timeline = self._store.timelines.of(room_id)
        last_seq = timeline.last_seq
        if last_seq is None or timeline.is_loading_newer:
            return
        part = self._cache.part_after(room_id, last_seq, PAGE_LENGTH)
        if part is None:
            timeline.set_loading_newer(True)
            try:
                await self._fetch_after(room_id, last_seq)
            except ChatError as trouble:
                _log.info("no newer page of room %d now: %s", room_id, trouble)
                return
            finally:
                timeline.set_loading_newer(False)
                self._tell_of_page()
            part = self._cache.part_after(room_id, last_seq, PAGE_LENGTH)
        if part is not None and timeline.last_seq == last_seq:
            entries, end = self._upper_end(room_id, part)
            timeline.append(entries, last_seq=end)

    def leave_past(self, room_id: RoomId) -> None:
        """Something is about to be said, and stands at the end: show that, unless another view looks on.

        The view in which it was said wishes for the end itself, and what lies between is loaded for it.
        """
        timeline = self._store.timelines.of(room_id)
        if timeline.has_newer and not timeline.is_shared:
            self._wishes[room_id] += 1
            self.show_newest(room_id)
            self._fill(timeline)

    # --- what the log does ---------------------------------------------------------------------------------

    def show_newest(self, room_id: RoomId) -> None:
        """Show the end of the log, as far as it lies here."""
        page = self._cache.newest_page(room_id, PAGE_LENGTH)
        entries = self._store.entries_of(page.messages)
        self._store.timelines.of(room_id).reset(entries, has_older=not page.is_first, first_seq=page.first)

    def begin_anew(self, room_id: RoomId) -> None:
        """What lies here of a log was replaced: pages on their way are of no use, what is shown neither."""
        self._beginnings[room_id] += 1
        if self._store.timelines.of(room_id).is_loaded:
            self.show_newest(room_id)

    def fill_pages(self) -> None:
        """The server can be reached: load what the rooms on show lack."""
        for timeline in self._store.timelines.all():
            self._fill(timeline)

    def note_revisions(self, entries: Iterable[LogEntry]) -> None:
        """Messages say something else now, also in pages on their way."""
        for entry in entries:
            if isinstance(entry, MessageEdited | MessageDeleted):
                for revised in self._awaited_pages.values():
                    revised[entry.message.id] = entry.message

    async def read_before(self, room_id: RoomId, before_seq: Seq) -> Page:
        """A page of the server's; nothing is stored."""
        messages, has_more = await self._read(room_id, "before_seq", before_seq)
        if not messages or has_more is False:
            return Page(messages, Seq(1))
        return Page(messages, messages[0].seq)

    # --- within --------------------------------------------------------------------------------------------

    def _is_shown(self, timeline: Timeline, seq: Seq) -> bool:
        end = timeline.last_seq or self._cursors[timeline.room_id]
        return timeline.is_loaded and self._first_seq(timeline) <= seq <= end

    async def _stretch_to(self, timeline: Timeline, seq: Seq) -> bool:
        """Load what lies between a place and what is on show, for another view looks at that.

        Answers whether the place is shown; one that is too far isn't worth its pages.
        """
        room_id = timeline.room_id
        for _ in range(MOST_PAGES_BETWEEN):
            if not timeline.is_loaded or self._is_shown(timeline, seq):
                break
            before = self._first_seq(timeline), timeline.last_seq
            if seq < before[0] and before[0] - seq <= MOST_PAGES_BETWEEN * PAGE_LENGTH:
                await self.load_older(room_id)
            elif before[1] is not None and 0 < seq - before[1] <= MOST_PAGES_BETWEEN * PAGE_LENGTH:
                await self.load_newer(room_id)
            if (self._first_seq(timeline), timeline.last_seq) != before:
                await asyncio.sleep(0)  # the window is drawn between two pages
            elif timeline.is_loading_older or timeline.is_loading_newer:
                await self._page_came.wait()
            else:
                break
        return self._is_shown(timeline, seq)

    def _tell_of_page(self) -> None:
        """Whoever waits for a page that another asked for goes on; who comes later waits for the next."""
        self._page_came.set()
        self._page_came.clear()

    def _is_whole(self, part: Part, seq: Seq, cursor: Seq) -> bool:
        """Neither side of the place is short of messages that the server has."""
        newer = sum(message.seq >= seq for message in part.messages)
        older = len(part.messages) - newer
        half = PAGE_LENGTH // 2
        return (older >= half or part.first == 1) and (newer >= half or part.last >= cursor)

    def _upper_end(self, room_id: RoomId, part: Part) -> tuple[list[Entry], Seq | None]:
        """The part as a timeline shows it, with own messages ahead of the log where it ends there."""
        cursor = self._cursors[room_id]
        if part.last < cursor:
            return self._store.entries_of(part.messages), part.last
        ahead = self._cache.messages_after(room_id, cursor)
        return self._store.entries_of([*part.messages, *ahead]), None

    def _fill(self, timeline: Timeline) -> None:
        if _is_short(timeline):
            self._scope.start(self.load_older(timeline.room_id), "fill_page")

    def _first_seq(self, timeline: Timeline) -> Seq:
        return timeline.first_seq or Seq(self._cursors.get(timeline.room_id, Seq(0)) + 1)

    def _begins_at(self, timeline: Timeline, seq: Seq) -> bool:
        return timeline.is_loaded and self._first_seq(timeline) == seq

    async def _fetch_before(self, room_id: RoomId, before_seq: Seq) -> Page:
        beginning = self._beginnings[room_id]
        page = await self.read_before(room_id, before_seq)
        self._keep(room_id, beginning, Part(page.messages, page.first, Seq(before_seq - 1)))
        return page

    async def _fetch_after(self, room_id: RoomId, seq: Seq) -> None:
        beginning, known_to = self._beginnings[room_id], self._cursors[room_id]
        messages, has_more = await self._read(room_id, "after_seq", seq)
        last = messages[-1].seq if messages else seq
        if not messages or has_more is False:
            last = max(last, known_to)
        self._keep(room_id, beginning, Part(messages, Seq(seq + 1), last))

    async def _fetch_around(self, room_id: RoomId, seq: Seq) -> None:
        beginning, known_to = self._beginnings[room_id], self._cursors[room_id]
        messages, has_older = await self._read(room_id, "around_seq", seq)
        first = messages[0].seq if messages and has_older is not False else Seq(1)
        last = messages[-1].seq if messages else seq
        if sum(message.seq >= seq for message in messages) < PAGE_LENGTH // 2:
            last = max(last, known_to)
        self._keep(room_id, beginning, Part(messages, min(first, seq), last))

    def _keep(self, room_id: RoomId, beginning: int, part: Part) -> None:
        """Store a part of the server's, but for what it has above the cursor."""
        cursor = self._cursors.get(room_id)
        if cursor is None or self._beginnings[room_id] != beginning:
            return
        last = min(part.last, cursor)
        messages = [message for message in part.messages if message.seq <= last]
        self._cache.add_part(room_id, Part(messages, part.first, last))
        self._on_stored(messages)

    async def _read(self, room_id: RoomId, place: str, seq: Seq) -> tuple[list[Message], bool | None]:
        """A page from the server, with what the live connection brought of its messages meanwhile."""
        ticket = object()
        revised = self._awaited_pages[ticket] = {}
        try:
            found, has_more = await self._api.read_page(
                LIST_MESSAGES, {"room": room_id, place: seq, "limit": PAGE_LENGTH}
            )
        finally:
            del self._awaited_pages[ticket]
        return [_revised(message, revised) for message in found], has_more


def _is_short(timeline: Timeline) -> bool:
    return timeline.is_loaded and timeline.has_older and timeline.confirmed_count < PAGE_LENGTH


def _revised(message: Message, revised: Mapping[MessageId, Message]) -> Message:
    """A message, and what it quotes, as these have it."""
    message = revised.get(message.id, message)
    answered = revised.get(message.reply_to) if message.reply_to is not None else None
    return replace(message, quote=quote_of(answered)) if answered is not None else message
