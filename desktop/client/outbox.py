"""Messages on their way to the server: kept until it has them, tried until it answers, never sent twice.

    queued ──> in flight ──> acked          the row goes in the transaction that stores the message
      ^  │         │
      │  │         ├──> queued              no answer, or "not now": it may have been stored, and is sent
      │  v         v                        again under the same client id, which makes that harmless
      └─ failed <──┘                        a final no, or too old: the person decides
            └──> discarded

From every stage but the last a row may become *acked*: the message comes back over the live connection
although its answer was lost. A failed one may fail anew, for another reason. At the start of the program,
what was in flight is queued again.

Nothing goes before a welcome proved that the server is the one that the messages were written for.
"""

import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from backend.wire.bodies import SendMessage
from backend.wire.rest import SEND_MESSAGE
from backend.wire.types import Message, MessageId, RoomId
from desktop.client.api import Api
from desktop.client.backoff import Backoff
from desktop.client.clock import Clock
from desktop.client.drafts import Drafts
from desktop.client.errors import Incompatible, Refused, ServerFailed, SessionExpired, Unreachable
from desktop.client.plain import whole
from desktop.client.scope import TaskScope
from desktop.client.state.entries import Draft, Entry, EntryState
from desktop.client.state.store import Store
from desktop.client.unsent import OutboxRow, Stage, Unsent

_log = logging.getLogger(__name__)

STEPS: dict[Stage, frozenset[Stage]] = {
    Stage.QUEUED: frozenset({Stage.IN_FLIGHT, Stage.FAILED, Stage.ACKED}),
    Stage.IN_FLIGHT: frozenset({Stage.QUEUED, Stage.FAILED, Stage.ACKED}),
    Stage.FAILED: frozenset({Stage.QUEUED, Stage.FAILED, Stage.ACKED, Stage.DISCARDED}),
    Stage.ACKED: frozenset(),
    Stage.DISCARDED: frozenset(),
}
"""The diagram above, as `Outbox._move` enforces it."""

SHOWN_AS = {
    Stage.QUEUED: EntryState.QUEUED,
    Stage.IN_FLIGHT: EntryState.IN_FLIGHT,
    Stage.FAILED: EntryState.FAILED,
}

EXPIRES_AFTER = timedelta(hours=24)
EXPIRED_ASK = "expired_ask"
"""The error of a row that waited so long that the person is asked before it goes."""
SERVER_CHANGED = "server_changed"
"""The error of a row that was written for another server: here its room is that of strangers, for ever."""


class Outbox:
    """The unsent messages of one account: one in flight per room, many rooms at once."""

    def __init__(
        self,
        unsent: Unsent,
        drafts: Drafts,
        store: Store,
        api: Api,
        scope: TaskScope,
        on_ack: Callable[[Message], None],
        clock: Clock,
        rng: Random,
        make_backoff: Callable[[], Backoff],
    ) -> None:
        self._unsent = unsent
        self._drafts = drafts
        self._store = store
        self._api = api
        self._on_ack = on_ack
        self._clock = clock
        self._rng = rng
        self._make_backoff = make_backoff
        self._scope = scope
        self._is_open = False
        self._rows: dict[str, OutboxRow] = {}
        self._delivering: dict[RoomId, Backoff] = {}

    def restore(self) -> None:
        """Show what the last run left behind, and queue again what it had in flight."""
        for row in self._unsent.rows():
            self._take_in(row)
            if row.stage is Stage.IN_FLIGHT:
                self._move(row, Stage.QUEUED)

    def resume(self) -> None:
        """A welcome was checked: deliver from now on, at once."""
        self._is_open = True
        for backoff in self._delivering.values():
            backoff.wake()
        for room_id in {row.room for row in self._rows.values()} - self._delivering.keys():
            self._put_back(room_id)
            self._deliver(room_id)

    def pause(self) -> None:
        """The connection is gone; whoever answers at the address from now on is still to be checked."""
        self._is_open = False

    def send(self, room_id: RoomId, text: str, reply_to: MessageId | None = None) -> str:
        """Keep a message for good, show it as pending, and return at once; the answer is its client id.

        A draft that says the same has become it.
        """
        text = whole(text)
        row = self._make_row(room_id, text, reply_to)
        ends_draft = self._drafts.is_of(room_id, text)
        self._unsent.add(row, ends_draft=ends_draft)
        if ends_draft:
            self._drafts.finish(room_id)
        self._take_in(row)
        self._deliver(room_id)
        return row.client_id

    def _make_row(self, room_id: RoomId, text: str, reply_to: MessageId | None) -> OutboxRow:
        now = self._clock.now()
        return OutboxRow(
            client_id=self._make_client_id(now),
            room=room_id,
            content=text,
            created_at=now,
            asked_at=now,
            reply_to=reply_to,
        )

    def _make_client_id(self, now: datetime) -> str:
        """A UUID of version 7 (RFC 9562): it begins with the time, as the server's index likes it."""
        milliseconds = int(now.timestamp() * 1_000)
        value = milliseconds << 80 | self._rng.getrandbits(80)
        return str(UUID(int=value & ~(0xF << 76 | 0x3 << 62) | 0x7 << 76 | 0x2 << 62))

    def retry(self, client_id: str) -> None:
        """The person wants a failed message sent after all; one for another server stays as it is."""
        row = self._rows.get(client_id)
        if row is not None and row.stage is Stage.FAILED and row.error != SERVER_CHANGED:
            self._move(msgspec.structs.replace(row, asked_at=self._clock.now()), Stage.QUEUED)
            self._deliver(row.room)

    def discard(self, client_id: str) -> None:
        """The person gives a failed message up."""
        row = self._rows.get(client_id)
        if row is not None and row.stage is Stage.FAILED:
            self._move(row, Stage.DISCARDED)

    def settle(self, client_id: str) -> None:
        """The message came in as part of the log: cache and state have it by now."""
        row = self._rows.pop(client_id, None)
        if row is not None:
            self._store.remove_pending(row.room, client_id)

    def fail_all(self, error: str) -> None:
        """None of these can be sent as it was meant: the person decides about each."""
        for row in list(self._rows.values()):
            self._move(row, Stage.FAILED, error)

    def fail_drafts(self, error: str) -> None:
        """What was begun can't be gone on with: it stays as messages that failed, out of every field."""
        for room_id, draft in self._drafts.all():
            *pushed_aside, last = _texts_of(draft) or [""]
            for text in pushed_aside:
                self._fail_text(room_id, text, error, ends_draft=False)
            if last:
                self._fail_text(room_id, last, error, ends_draft=True)
                self._drafts.finish(room_id)
            else:
                self._drafts.save(room_id, None)

    # --- within --------------------------------------------------------------------------------------------

    def _deliver(self, room_id: RoomId) -> None:
        if not self._is_open or room_id in self._delivering or self._next(room_id) is None:
            return
        backoff = self._delivering[room_id] = self._make_backoff()
        self._scope.start(self._deliver_loop(room_id, backoff), f"deliver_{room_id}")

    async def _deliver_loop(self, room_id: RoomId, backoff: Backoff) -> None:
        try:
            while self._is_open and (row := self._next(room_id)) is not None:
                try:
                    await self._take_on(row, backoff)
                except sqlite3.Error as trouble:
                    _log.warning("message %s waits for the disk: %s", row.client_id, trouble)
                    self._put_back(room_id)
                    backoff.fail()
                    await backoff.wait()
        except SessionExpired:
            _log.info("room %d is delivered no further: the session is over", room_id)
        finally:
            del self._delivering[room_id]

    async def _take_on(self, row: OutboxRow, backoff: Backoff) -> None:
        if self._clock.now() - row.asked_at > EXPIRES_AFTER:
            self._move(row, Stage.FAILED, EXPIRED_ASK)
        else:
            await self._try(self._move(row, Stage.IN_FLIGHT), backoff)

    def _put_back(self, room_id: RoomId) -> None:
        """What an attempt left in flight waits again; on the disk the next start does the same."""
        for row in [row for row in self._rows.values() if row.room == room_id]:
            if row.stage is Stage.IN_FLIGHT:
                self._keep(msgspec.structs.replace(row, stage=Stage.QUEUED))

    async def _try(self, row: OutboxRow, backoff: Backoff) -> None:
        """One attempt; when it returns, the row is settled, failed, or queued with the wait behind it."""
        body = SendMessage(room=row.room, content=row.content, client_id=row.client_id, reply_to=row.reply_to)
        try:
            ack = await self._api.call(SEND_MESSAGE, body)
        except Refused as refusal:
            self._move_on(row, Stage.FAILED, refusal.code)
        except (Unreachable, ServerFailed, Incompatible) as trouble:
            _log.info("message %s waits: %s", row.client_id, trouble)
            self._move_on(row, Stage.QUEUED)
            backoff.fail(trouble.retry_after)
            await backoff.wait()
        else:
            backoff.succeed()
            if row.client_id in self._rows:
                self._on_ack(ack)

    def _move_on(self, row: OutboxRow, stage: Stage, error: str | None = None) -> None:
        """After an attempt, unless the row was settled or given another stage during it."""
        if self._rows.get(row.client_id) is row:
            self._move(row, stage, error)

    def _next(self, room_id: RoomId) -> OutboxRow | None:
        rows = self._rows.values()
        return next((row for row in rows if row.room == room_id and row.stage is Stage.QUEUED), None)

    def _move(self, row: OutboxRow, stage: Stage, error: str | None = None) -> OutboxRow:
        if stage not in STEPS[row.stage]:
            raise ValueError(f"message {row.client_id} can't go from {row.stage} to {stage}")
        moved = msgspec.structs.replace(row, stage=stage, error=error)
        if stage is Stage.DISCARDED:
            self._unsent.remove(row.client_id)
            del self._rows[row.client_id]
            self._store.remove_pending(row.room, row.client_id)
        else:
            self._unsent.update(moved)
            self._keep(moved)
        return moved

    def _fail_text(self, room_id: RoomId, text: str, error: str, *, ends_draft: bool) -> None:
        row = msgspec.structs.replace(self._make_row(room_id, text, None), stage=Stage.FAILED, error=error)
        self._unsent.add(row, ends_draft=ends_draft)
        self._take_in(row)

    def _take_in(self, row: OutboxRow) -> None:
        self._rows[row.client_id] = row
        self._store.other_devices.note_own_message(row.client_id)
        self._show(row)

    def _keep(self, row: OutboxRow) -> None:
        self._rows[row.client_id] = row
        self._store.change_pending(row.room, row.client_id, SHOWN_AS[row.stage], row.error)

    def _show(self, row: OutboxRow) -> None:
        me = self._store.me
        if me is None:
            raise RuntimeError("nobody is signed in")
        self._store.add_pending(
            row.room,
            Entry(
                key=row.client_id,
                author_id=me.id,
                author_name=me.full_name,
                content=row.content,
                at=row.created_at,
                state=SHOWN_AS[row.stage],
                is_own=True,
                error=row.error,
                reply_to=row.reply_to,
                quote=self._store.timelines.of(row.room).find_quote(row.reply_to),
            ),
        )


def _texts_of(draft: Draft) -> list[str]:
    """All that was written, what an edit pushed aside first."""
    texts = [draft.aside.text if draft.aside is not None else "", draft.text]
    return [text for text in texts if text.strip()]
