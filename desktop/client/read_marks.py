"""Tells the server how far this person has read: the latest place of each room, until it is known there."""

import logging
from collections.abc import Callable

from backend.wire.bodies import MarkRead
from backend.wire.live import ReadMarkMoved
from backend.wire.rest import MARK_READ
from backend.wire.types import RoomId, Seq
from desktop.client.api import Api
from desktop.client.backoff import Backoff
from desktop.client.errors import Incompatible, Refused, ServerFailed, SessionExpired, Unreachable
from desktop.client.scope import TaskScope
from desktop.client.state.store import Store

_log = logging.getLogger(__name__)


class ReadMarks:
    """Marks that wait to be reported; of several for one room only the highest is."""

    def __init__(
        self,
        store: Store,
        api: Api,
        scope: TaskScope,
        backoff: Backoff,
        on_moved: Callable[[ReadMarkMoved], None],
    ) -> None:
        self._store = store
        self._api = api
        self._scope = scope
        self._backoff = backoff
        self._on_moved = on_moved
        self._wanted: dict[RoomId, Seq] = {}
        self._is_reporting = False

    def mark(self, room_id: RoomId, seq: Seq) -> None:
        """All up to `seq` was seen."""
        room = self._store.rooms.get(room_id)
        if room is None or seq <= self._wanted.get(room_id, Seq(0)):
            return
        if seq <= room.read_seq and (room.unread_from is None or seq < room.unread_from):
            return
        self._wanted[room_id] = seq
        if not self._is_reporting:
            self._is_reporting = True
            self._scope.start(self._report_loop(), "report_read")

    def wake(self) -> None:
        """The server can be reached again: try at once."""
        self._backoff.wake()

    async def _report_loop(self) -> None:
        try:
            while self._wanted:
                room_id, seq = self._wanted.popitem()
                try:
                    await self._report(room_id, seq)
                    self._backoff.succeed()
                except (Unreachable, ServerFailed, Incompatible) as trouble:
                    self._wanted[room_id] = max(seq, self._wanted.get(room_id, seq))
                    self._backoff.fail(trouble.retry_after)
                    await self._backoff.wait()
                except Refused as refusal:
                    _log.warning("room %d can't be marked read: %s", room_id, refusal)
        except SessionExpired:
            _log.info("nothing is marked read any more: the session is over")
        finally:
            self._is_reporting = False

    async def _report(self, room_id: RoomId, seq: Seq) -> None:
        self._store.other_devices.note_own_step(ReadMarkMoved, room_id)
        answer = await self._api.call(MARK_READ, MarkRead(seq=seq), room_id=room_id)
        me, room = self._store.me, self._store.rooms.get(room_id)
        if me is None or room is None or answer.read_seq <= room.read_seq:
            return  # the live connection was quicker, and may have brought what came after
        self._on_moved(
            ReadMarkMoved(
                room=room_id,
                user=me.id,
                read_seq=answer.read_seq,
                unread_count=answer.unread_count,
                last_seq=answer.last_seq,
                unread_mentions=answer.unread_mentions,
            )
        )
