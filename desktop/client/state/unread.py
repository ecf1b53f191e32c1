"""How much of a room is unread: what the server last counted, and what its log has changed since.

The server's count is true as of a place in the log. Above that place the messages of others count, and an
edit or a deletion above it may touch a message below it. Nothing is counted freely, so that whatever comes
late or twice leaves the count as the server has it.
"""

from typing import NamedTuple

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


class _Fact(NamedTuple):
    """What an entry of the log means for the count of unread messages."""

    seq: Seq
    place: Seq
    """Where its message stands."""
    kind: type[MessageEvent]
    is_deleted: bool
    names_me: bool
    named_me_before: bool


class Unread:
    """The unread messages of one room, and how many of them name this device's person."""

    def __init__(self, my_id: UserId, count: Count) -> None:
        self._my_id = my_id
        self._facts: list[_Fact] = []
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
        self._facts = [fact for fact in self._facts if fact.seq > count.as_of]
        self._begin(count)
        for fact in self._facts:
            self._take(fact)

    def add(self, event: MessageEvent) -> None:
        """An entry of the log, in order; each may come twice, and a replayed one tells what is so now."""
        message = event.message
        last = self._facts[-1].seq if self._facts else self.as_of
        if message.user.id == self._my_id or event.seq <= last:
            return
        fact = _Fact(
            seq=event.seq,
            place=message.seq,
            kind=type(event),
            is_deleted=message.deleted,
            names_me=not message.deleted and self._my_id in message.mentions,
            named_me_before=not isinstance(event, MessageCreated) and self._my_id in event.mentioned_before,
        )
        self._facts.append(fact)
        self._take(fact)

    def _begin(self, count: Count) -> None:
        self._count = count
        self._fresh: dict[Seq, bool] = {}  # messages above the server's count: do they name me?
        self._named_before: dict[Seq, bool] = {}  # messages within it that changed since: when it was made,
        self._named_now: dict[Seq, bool] = {}  # and now
        self._gone = 0

    def _take(self, fact: _Fact) -> None:
        is_unread = fact.place > self._count.floor
        if fact.kind is MessageCreated:
            if is_unread and not fact.is_deleted:
                self._fresh[fact.place] = fact.names_me
        elif fact.place > self.as_of:
            if fact.kind is MessageDeleted:
                self._fresh.pop(fact.place, None)
            elif fact.place in self._fresh:
                self._fresh[fact.place] = fact.names_me
        elif is_unread:
            self._named_before.setdefault(fact.place, fact.named_me_before)
            self._named_now[fact.place] = fact.names_me
            self._gone += fact.kind is MessageDeleted
