"""The writer over a room of two, for tests that watch it: what it stores and publishes, in what batch."""

import asyncio
import sqlite3
import threading
import uuid
from collections.abc import Callable
from typing import Any

from backend.hub import Announcement, Audience
from backend.store.engine import Database
from backend.store.messages import digest_of
from backend.transaction import Transaction
from backend.wire.live import Typing
from backend.writer import Writer
from tests.helpers.rows import add_group, add_user

Action = Callable[[Transaction], Any]


class Desk:
    """A writer over a room of Alice and Bob; what is submitted while its gate is shut becomes one batch."""

    def __init__(self, database: Database, queue_length: int = 1_000) -> None:
        self.database = database
        self.published: list[Announcement] = []
        self.writer = Writer(database, asyncio.get_running_loop(), self.published.append, queue_length)
        with database.connect_writer() as connection:
            self.alice, self.bob = add_user(connection, "alice"), add_user(connection, "bob")
            self.room = add_group(connection, self.alice, self.bob)
            connection.commit()
        self._gate = threading.Event()

    def shut(self) -> None:
        """The writer is busy from here on."""
        entered = threading.Event()
        self._gate.clear()

        def hold(_tx: Transaction) -> None:
            entered.set()
            self._gate.wait(10)

        self.writer.submit(hold, lambda *_: None)
        assert entered.wait(10)

    def open(self) -> None:
        """It works on."""
        self._gate.set()

    async def batch(self, *actions: Action) -> list[Any]:
        """Runs them in one batch; their answers or errors."""
        self.shut()
        async with asyncio.TaskGroup() as tasks:
            writing = [tasks.create_task(self.outcome(action)) for action in actions]
            await asyncio.sleep(0)  # each has been submitted
            self.open()
        return [task.result() for task in writing]

    async def outcome(self, action: Action) -> Any:
        """Its answer or its error."""
        try:
            return await self.writer.write(action)
        except Exception as error:
            return error

    def say(self, text: str) -> Action:
        """An action that appends a message of Alice's and announces it."""

        def action(tx: Transaction) -> int:
            room = tx.find_room(self.room)
            assert room is not None
            digest = digest_of(room.id, text)
            row = tx.append_message(room, self.alice.id, uuid.uuid4().bytes, digest, text)
            tx.announce(
                [self.bob.id], Typing(room=room.id, user=self.alice.id, username=text, is_typing=True)
            )
            return row.seq

        return action

    def rows(self, statement: str = "SELECT seq, content FROM messages ORDER BY id") -> list[tuple[Any, ...]]:
        """What another connection sees."""
        connection = sqlite3.connect(self.database.path)
        found = connection.execute(statement).fetchall()
        connection.close()
        return found

    def heard(self) -> list[str]:
        """The texts that `say` announced."""
        return [
            item.event.username
            for item in self.published
            if isinstance(item, Audience) and isinstance(item.event, Typing)
        ]
