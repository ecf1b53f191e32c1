"""What was written on this device and is not with the server: the rows of the outbox, and the drafts."""

from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum

import msgspec

from backend.wire import codec
from backend.wire.types import MessageId, RoomId
from desktop.client.database import OUTBOX_COLUMNS, Database
from desktop.client.state.entries import Draft

_OUTBOX = ", ".join(OUTBOX_COLUMNS)


class Stage(StrEnum):
    """How far an outgoing message got; the last two leave no row."""

    QUEUED = "queued"
    IN_FLIGHT = "in_flight"
    FAILED = "failed"
    ACKED = "acked"
    DISCARDED = "discarded"


class OutboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was written here and that the server has not acknowledged."""

    client_id: str
    room: RoomId
    content: str
    created_at: datetime
    asked_at: datetime
    """When the person last wanted it sent: at writing, or at a retry."""
    stage: Stage = Stage.QUEUED
    error: str | None = None
    reply_to: MessageId | None = None


class Unsent:
    """Both tables of one account's cache; no sign-out empties them. Each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: OutboxRow, *, ends_draft: bool = False) -> None:
        """Keep a message until it is acknowledged; when this returns, no crash loses it."""
        with self._database.transaction() as write:
            if ends_draft:
                write.execute("DELETE FROM drafts WHERE room = ?", (row.room,))
            write.execute(
                f"INSERT INTO outbox({_OUTBOX}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - ours
                (
                    row.client_id,
                    row.room,
                    row.content,
                    row.created_at.timestamp(),
                    row.asked_at.timestamp(),
                    row.stage,
                    row.error,
                    row.reply_to,
                ),
            )

    def update(self, row: OutboxRow) -> None:
        """A message got further, or stuck."""
        with self._database.transaction() as write:
            write.execute(
                "UPDATE outbox SET stage = ?, error = ?, asked_at = ? WHERE client_id = ?",
                (row.stage, row.error, row.asked_at.timestamp(), row.client_id),
            )

    def remove(self, client_id: str) -> None:
        """The person gave a message up, or it proved to be stored already."""
        with self._database.transaction() as write:
            write.execute("DELETE FROM outbox WHERE client_id = ?", (client_id,))

    def rows(self) -> list[OutboxRow]:
        """All that is unsent, in the order of writing."""
        found = self._database.connection.execute(f"SELECT {_OUTBOX} FROM outbox ORDER BY position")  # noqa: S608
        return [
            OutboxRow(
                client_id=client_id,
                room=room,
                content=content,
                created_at=datetime.fromtimestamp(created_at, UTC),
                asked_at=datetime.fromtimestamp(asked_at, UTC),
                stage=Stage(stage),
                error=error,
                reply_to=reply_to,
            )
            for client_id, room, content, created_at, asked_at, stage, error, reply_to in found
        ]

    def save_draft(self, room_id: RoomId, draft: Draft | None) -> None:
        """What is begun to be written in a room, in place of what was."""
        with self._database.transaction() as write:
            write.execute("DELETE FROM drafts WHERE room = ?", (room_id,))
            if draft is not None:
                write.execute("INSERT INTO drafts VALUES (?, ?)", (room_id, codec.encode(draft)))

    def forget(self) -> None:
        """Nobody can send it any more."""
        with self._database.transaction() as write:
            for table in ("outbox", "drafts"):
                write.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above

    def drafts(self) -> dict[RoomId, Draft]:
        """All of them; one that can't be read is none."""
        found: dict[RoomId, Draft] = {}
        for room_id, body in self._database.connection.execute("SELECT room, body FROM drafts"):
            with suppress(msgspec.MsgspecError):
                found[room_id] = codec.decode_answer(Draft, body)
        return found
