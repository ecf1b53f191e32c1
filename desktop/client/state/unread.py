"""How much of a room is unread: what the server last counted, and what its log has changed since.

The server's count is true as of a place in the log. Above that place the messages of others count, and an
edit or a deletion above it may touch a message below it. Nothing is counted freely, so that whatever comes
late or twice leaves the count as the server has it.
"""

import msgspec

from backend.wire.live import MessageCreated, MessageDeleted, MessageEdited
from backend.wire.types import Seq, UserId

MessageEvent = MessageCreated | MessageEdited | MessageDeleted


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """The server's word: so much is unread above `floor`, as of `as_of`."""

    messages: int
    mentions: int
    as_of: Seq
    floor: Seq


class Unread:
    """The unread messages of one room, and how many of them name this device's person."""

    def __init__(self, my_id: UserId, count: Count) -> None:
        self._my_id = my_id
        self._events: list[MessageEvent] = []
        self._begin(count)

    @property
    def as_of(self) -> Seq:
        """The place in the log up to which the server has counted."""
        return self._count.as_of

    @property
    def messages(self) -> int:
        """How many are unread."""
        return self._count.messages + len(self._fresh) - self._gone

    @property
    def mentions(self) -> int:
        """How many of them name me."""
        changed = sum(self._named_now.values()) - sum(self._named_before.values())
        return self._count.mentions + sum(self._fresh.values()) + changed

    def recount(self, count: Count) -> None:
        """The server has counted anew; what the log brought beyond that is added again."""
        later = [event for event in self._events if event.seq > count.as_of]
        self._events = []
        self._begin(count)
        for event in later:
            self.add(event)

    def add(self, event: MessageEvent) -> None:
        """An entry of the log, in order; each may come twice, and a replayed one tells what is so now."""
        last = self._events[-1].seq if self._events else self.as_of
        if event.message.user.id == self._my_id or event.seq <= last:
            return
        self._events.append(event)
        if isinstance(event, MessageCreated):
            self._add_message(event)
        elif event.message.seq > self.as_of:
            self._change_fresh(event)
        elif event.message.seq > self._count.floor:
            self._change_counted(event)

    def _begin(self, count: Count) -> None:
        self._count = count
        self._fresh: dict[Seq, bool] = {}  # messages above the server's count: do they name me?
        self._named_before: dict[Seq, bool] = {}  # messages within it that changed since: when it was made,
        self._named_now: dict[Seq, bool] = {}  # and now
        self._gone = 0

    def _add_message(self, event: MessageCreated) -> None:
        message = event.message
        if not message.deleted and message.seq > self._count.floor:
            self._fresh[message.seq] = self._names_me(event)

    def _change_fresh(self, event: MessageEdited | MessageDeleted) -> None:
        seq = event.message.seq
        if isinstance(event, MessageDeleted):
            self._fresh.pop(seq, None)
        elif seq in self._fresh:
            self._fresh[seq] = self._names_me(event)

    def _change_counted(self, event: MessageEdited | MessageDeleted) -> None:
        seq = event.message.seq
        self._named_before.setdefault(seq, self._my_id in event.mentioned_before)
        self._named_now[seq] = self._names_me(event)
        self._gone += isinstance(event, MessageDeleted)

    def _names_me(self, event: MessageEvent) -> bool:
        return not event.message.deleted and self._my_id in event.message.mentions
