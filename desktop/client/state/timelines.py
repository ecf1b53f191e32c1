"""What stands in each room, in order: confirmed messages by their place in the log, then what is on its way.

A timeline holds one part of the log without a gap. Mostly it ends at the device's cursor, and grows with it;
while somebody looks at the past it `has_newer` beyond it, and neither what comes nor what is on its way is
shown. What the device knows besides lies in the cache.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import overload

import msgspec

from backend.wire.types import QUOTE_LENGTH, MessageId, Quote, RoomId, Seq, UserId
from desktop.client.state.changes import (
    Emit,
    EntriesInserted,
    EntriesRemoved,
    EntryChanged,
    HistoryStateChanged,
    TimelineReset,
)
from desktop.client.state.entries import Entry, EntryState

KEPT = 200
"""How many entries a room at which nobody looks keeps, give or take as many; older ones lie in the cache."""


class Timeline(Sequence[Entry]):
    """The entries of one room. Until it `is_loaded` it only holds what is on its way."""

    def __init__(self, room_id: RoomId, emit: Emit) -> None:
        self.room_id = room_id
        self.is_loaded = False
        self.has_older = False
        self.has_newer = False
        self.is_loading_older = False
        self.is_loading_newer = False
        self._emit = emit
        self._confirmed: list[Entry] = []
        self._seqs: list[Seq] = []
        self._first_seq: Seq | None = None
        self._last_seq: Seq | None = None
        self._pending: list[Entry] = []
        self._watchers = 0

    def __len__(self) -> int:
        return len(self._confirmed) + len(self._shown_pending)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        if isinstance(index, slice):
            if 0 <= (index.stop or -1) <= len(self._confirmed):
                return self._confirmed[index]
            return (self._confirmed + self._shown_pending)[index]
        if index < 0:
            index += len(self)
        if 0 <= index < len(self._confirmed):
            return self._confirmed[index]
        if index < 0:
            raise IndexError(index)
        return self._shown_pending[index - len(self._confirmed)]

    def __iter__(self) -> Iterator[Entry]:
        yield from self._confirmed
        yield from self._shown_pending

    @property
    def first_seq(self) -> Seq | None:
        """Where the loaded part of the log begins, with a message or not; None while there is none."""
        return self._first_seq

    @property
    def last_seq(self) -> Seq | None:
        """Where the loaded part of the log ends while there are newer entries; None where it just goes on."""
        return self._last_seq

    @property
    def confirmed_count(self) -> int:
        """How many entries are of the log: the rest is on its way."""
        return len(self._confirmed)

    @property
    def pending(self) -> Sequence[Entry]:
        """What is on its way, in the order of sending."""
        return self._pending

    def index_of_seq(self, seq: Seq) -> int:
        """The place of the first confirmed entry with this seq or a higher one."""
        return bisect_left(self._seqs, seq)

    def find_quote(self, message_id: MessageId | None) -> Quote | None:
        """How a loaded message is shown by those that answer it."""
        for entry in reversed(self._confirmed):
            if entry.message_id == message_id and message_id is not None and entry.seq is not None:
                return Quote(
                    id=message_id,
                    seq=entry.seq,
                    user=entry.author_id,
                    user_username=entry.author_username,
                    content=entry.content[:QUOTE_LENGTH],
                    deleted=entry.deleted,
                )
        return None

    def reset(
        self,
        entries: Sequence[Entry],
        *,
        has_older: bool,
        first_seq: Seq | None = None,
        last_seq: Seq | None = None,
    ) -> None:
        """Replace the confirmed part by a page of the log, from `first_seq` to its end or to `last_seq`."""
        self.is_loaded = True
        self.has_older = has_older
        self.has_newer = last_seq is not None
        self._last_seq = last_seq
        self._confirmed = list(entries)
        self._seqs = [_seq_of(entry) for entry in entries]
        self._first_seq = first_seq or next(iter(self._seqs), None)
        self._drop_settled()
        self._emit(TimelineReset(self.room_id))

    def unload(self) -> None:
        """Forget the confirmed part: it will be loaded anew when it is looked at."""
        self.is_loaded = self.has_older = self.is_loading_older = False
        self.has_newer = self.is_loading_newer = False
        self._confirmed.clear()
        self._seqs.clear()
        self._first_seq = self._last_seq = None
        self._emit(TimelineReset(self.room_id))

    def clear(self) -> None:
        """Forget everything, also what is on its way."""
        self._pending.clear()
        self.unload()

    @property
    def is_shared(self) -> bool:
        """Several look at once, each at another place perhaps: nothing that is loaded may be torn away."""
        return self._watchers > 1

    def watch(self) -> Callable[[], None]:
        """Somebody looks: all that is loaded stays until they call what this answers."""
        self._watchers += 1

        def stop() -> None:
            self._watchers -= 1
            self._drop_oldest()

        return stop

    def set_loading_older(self, is_loading: bool) -> None:
        """A page of older entries is being fetched, or no longer."""
        if self.is_loading_older != is_loading:
            self.is_loading_older = is_loading
            self._emit(HistoryStateChanged(self.room_id))

    def set_loading_newer(self, is_loading: bool) -> None:
        """A page of newer entries is being fetched, or no longer."""
        if self.is_loading_newer != is_loading:
            self.is_loading_newer = is_loading
            self._emit(HistoryStateChanged(self.room_id))

    def prepend(self, entries: Sequence[Entry], *, has_older: bool, first_seq: Seq | None = None) -> None:
        """Put an older page, which begins at `first_seq`, before all others."""
        older = [entry for entry in entries if not self._seqs or _seq_of(entry) < self._seqs[0]]
        self._confirmed[:0] = older
        self._seqs[:0] = [_seq_of(entry) for entry in older]
        self._first_seq = first_seq or next(iter(self._seqs), None)
        if older:
            self._emit(EntriesInserted(self.room_id, 0, len(older)))
        if self.has_older != has_older:
            self.has_older = has_older
            self._emit(HistoryStateChanged(self.room_id))

    def append(self, entries: Sequence[Entry], *, last_seq: Seq | None) -> None:
        """Put a newer page, up to `last_seq` or to the end of the log, after those of the past."""
        self._append([entry for entry in entries if self._is_newest(entry)])
        self._last_seq = last_seq
        if last_seq is None:
            self._drop_settled()
            self.has_newer = False
            if self._pending:
                self._emit(EntriesInserted(self.room_id, len(self._confirmed), len(self._pending)))
            self._emit(HistoryStateChanged(self.room_id))

    def add(self, entries: Sequence[Entry]) -> None:
        """Put log entries (ascending) where they belong; what was on its way is settled by it."""
        if self.has_newer:
            settled = {entry.key for entry in entries}
            self._pending = [entry for entry in self._pending if entry.key not in settled]
            return
        pending_keys = {entry.key for entry in self._pending}
        fresh: list[Entry] = []
        for entry in entries:
            is_settling = entry.key in pending_keys
            if self.is_loaded and not is_settling and self._is_newest(entry):
                fresh.append(entry)
                continue
            self._append(fresh)
            fresh = []
            if is_settling:
                self._settle(entry)
            elif self.is_loaded:
                self._insert(entry)
        self._append(fresh)
        self._drop_oldest()

    def revise(self, entry: Entry, quote: Quote) -> None:
        """A message was edited or deleted: it says something else, and so do those that quote it."""
        place = bisect_left(self._seqs, _seq_of(entry))
        if place < len(self._seqs) and self._confirmed[place].message_id == entry.message_id:
            self._replace(place, entry)
        for index, answer in enumerate([*self._confirmed, *self._pending]):
            if answer.reply_to == quote.id:
                self._replace(index, msgspec.structs.replace(answer, quote=quote))

    def rename(self, user_id: UserId, name: str) -> None:
        """The author of some of the messages is called otherwise."""
        for index, entry in enumerate([*self._confirmed, *self._pending]):
            if entry.author_id == user_id:
                self._replace(index, msgspec.structs.replace(entry, author_name=name))

    def add_pending(self, entry: Entry) -> None:
        """Show a message that was just written."""
        self._pending.append(entry)
        if not self.has_newer:
            self._emit(EntriesInserted(self.room_id, len(self) - 1, 1))

    def change_pending(self, key: str, state: EntryState, error: str | None = None) -> None:
        """A message on its way got further, or stuck."""
        place = self._pending_place(key)
        if place is not None:
            changed = msgspec.structs.replace(self._pending[place], state=state, error=error)
            self._replace(len(self._confirmed) + place, changed)

    def remove_pending(self, key: str) -> None:
        """A message won't be sent after all."""
        place = self._pending_place(key)
        if place is not None:
            del self._pending[place]
            if not self.has_newer:
                self._emit(EntriesRemoved(self.room_id, len(self._confirmed) + place, 1))

    @property
    def _shown_pending(self) -> list[Entry]:
        return [] if self.has_newer else self._pending

    def _replace(self, index: int, entry: Entry) -> None:
        count = len(self._confirmed)
        entries, place = (self._confirmed, index) if index < count else (self._pending, index - count)
        if entries[place] != entry:
            entries[place] = entry
            if index < len(self):
                self._emit(EntryChanged(self.room_id, index))

    def _pending_place(self, key: str) -> int | None:
        return next((place for place, entry in enumerate(self._pending) if entry.key == key), None)

    def _drop_settled(self) -> None:
        settled = {entry.key for entry in self._confirmed if entry.is_own}
        self._pending = [entry for entry in self._pending if entry.key not in settled]

    def _drop_oldest(self) -> None:
        """A program that runs for weeks holds no more than one that was just started."""
        surplus = len(self._confirmed) - KEPT
        if self._watchers or self.has_newer or surplus < KEPT:
            return
        del self._confirmed[:surplus], self._seqs[:surplus]
        self._first_seq = self._seqs[0]
        self.has_older = True
        self._emit(EntriesRemoved(self.room_id, 0, surplus))

    def _is_newest(self, entry: Entry) -> bool:
        return not self._seqs or _seq_of(entry) > self._seqs[-1]

    def _append(self, entries: Sequence[Entry]) -> None:
        if entries:
            first = len(self._confirmed)
            self._confirmed.extend(entries)
            self._seqs.extend(_seq_of(entry) for entry in entries)
            self._emit(EntriesInserted(self.room_id, first, len(entries)))

    def _insert(self, entry: Entry) -> None:
        seq = _seq_of(entry)
        place = bisect_left(self._seqs, seq)
        if place < len(self._seqs) and self._seqs[place] == seq:
            return
        if place == 0 and self._seqs and self.has_older:
            return  # it belongs to a page that isn't loaded, and comes with it
        self._confirmed.insert(place, entry)
        self._seqs.insert(place, seq)
        self._emit(EntriesInserted(self.room_id, place, 1))

    def _settle(self, entry: Entry) -> None:
        """The pending entry became a confirmed one: in its place where that is the same, else by a move."""
        if self.is_loaded and self._is_newest(entry) and self._pending[0].key == entry.key:
            del self._pending[0]
            self._confirmed.append(entry)
            self._seqs.append(_seq_of(entry))
            self._emit(EntryChanged(self.room_id, len(self._confirmed) - 1))
            return
        self.remove_pending(entry.key)
        if self.is_loaded:
            self._insert(entry)


def _seq_of(entry: Entry) -> Seq:
    if entry.seq is None:
        raise ValueError(f"entry {entry.key} has no place in the log")
    return entry.seq


class Timelines:
    """The timelines of all rooms, made when first asked for."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._by_room: dict[RoomId, Timeline] = {}

    def of(self, room_id: RoomId) -> Timeline:
        """The timeline of a room."""
        timeline = self._by_room.get(room_id)
        if timeline is None:
            timeline = self._by_room[room_id] = Timeline(room_id, self._emit)
        return timeline

    def all(self) -> list[Timeline]:
        """Those that anybody asked for."""
        return list(self._by_room.values())

    def clear(self) -> None:
        """Forget everything; the objects stay, for they may be on screen."""
        for timeline in self._by_room.values():
            timeline.clear()
