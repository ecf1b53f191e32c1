"""The writer: runs actions in batches on its own thread, one commit a batch, then publishes and answers.

Nobody is answered and nothing is announced before the commit returned.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

import sqlalchemy as sa

from backend.hub import Announcement
from backend.store.engine import Database, abandon, is_busy, is_disk_full
from backend.store.facts import ACCOUNT_CHANGES, raise_fact
from backend.store.memory import Memory
from backend.transaction import Batch, Transaction
from backend.wire.errors import ErrorCode, Refusal

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

BATCH_UNITS = 512


class _Unit(NamedTuple):
    run: Callable[[Transaction], object]
    done: Callable[[object, Exception | None], None]


class _Outcome(NamedTuple):
    unit: _Unit
    answer: object
    error: Exception | None
    announcements: list[Announcement]


class Writer:
    """Owns the writing connection, its thread and the memory. All its methods belong to the loop's thread."""

    def __init__(
        self,
        database: Database,
        loop: asyncio.AbstractEventLoop,
        publish: Callable[[Announcement], None],
        queue_length: int,
    ) -> None:
        self._database = database
        self._loop = loop
        self._publish = publish
        self._queue_length = queue_length
        self._queue: queue.SimpleQueue[_Unit | None] = queue.SimpleQueue()
        self._waiting = 0
        self._is_closed = False
        self._is_open = threading.Event()
        self._trouble: Exception | None = None
        self._thread = threading.Thread(target=self._write_loop, name="writer", daemon=True)

    def start(self) -> None:
        """Begin to write; raises what keeps the database from being opened."""
        self._thread.start()
        self._is_open.wait()
        if self._trouble is not None:
            self._is_closed = True
            raise self._trouble

    def submit(
        self, run: Callable[[Transaction], object], done: Callable[[object, Exception | None], None]
    ) -> None:
        """Queue a unit; `done(answer, error)` is called on the loop after the commit."""
        if self._is_closed:
            raise Refusal(ErrorCode.SHUTTING_DOWN, retry_after=2)
        if self._waiting >= self._queue_length:
            raise Refusal(ErrorCode.OVERLOADED, retry_after=1)
        self._waiting += 1
        self._queue.put(_Unit(run, done))

    async def write(
        self, action: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the action in the next batch; its answer, once it is stored."""
        future: asyncio.Future[T] = self._loop.create_future()

        def done(answer: object, error: Exception | None) -> None:
            if future.done():  # whoever waited has gone
                return
            if error is None:
                future.set_result(answer)  # type: ignore[arg-type]  # run() below gave it
            else:
                future.set_exception(error)

        self.submit(lambda tx: action(tx, *args, **kwargs), done)
        return await future

    async def settle(self) -> None:
        """Wait until all that was submitted so far is stored and answered."""
        settled = self._loop.create_future()
        self._waiting += 1
        self._queue.put(_Unit(lambda _tx: None, lambda *_: settled.set_result(None)))
        await settled

    async def close(self) -> None:
        """Take no more, finish what waits, close the connection."""
        self._is_closed = True
        self._queue.put(None)
        if self._thread.ident is not None:
            await asyncio.to_thread(self._thread.join)

    # --- on the writer's thread -----------------------------------------------------------------------------

    def _write_loop(self) -> None:
        try:
            connection = self._database.connect_writer()
        except Exception as error:  # noqa: BLE001  start() raises it where it is understood
            self._trouble = error
            return
        finally:
            self._is_open.set()
        memory = Memory()
        with connection:
            is_open = True
            while is_open:
                first = self._queue.get()
                if first is None:
                    break
                units, is_open = self._gather(first)
                try:
                    outcomes = _run_units(connection, memory, units)
                except Exception as error:
                    # Not even the rollback worked. What is stored is safe; the next gets a new connection.
                    log.exception("the writer's connection broke")
                    connection.invalidate()
                    connection.rollback()
                    memory.forget()
                    outcomes = [_Outcome(unit, None, error, []) for unit in units]
                self._database.note_commit()
                self._loop.call_soon_threadsafe(self._deliver, outcomes)
                memory.trim()

    def _gather(self, first: _Unit) -> tuple[list[_Unit], bool]:
        units = [first]
        while len(units) < BATCH_UNITS:
            try:
                unit = self._queue.get_nowait()
            except queue.Empty:
                break
            if unit is None:
                return units, False
            units.append(unit)
        return units, True

    # --- back on the loop's ---------------------------------------------------------------------------------

    def _deliver(self, outcomes: list[_Outcome]) -> None:
        self._waiting -= len(outcomes)
        for unit, answer, error, announcements in outcomes:
            try:
                for announcement in announcements:
                    self._publish(announcement)
            except Exception:
                log.exception("an announcement failed: what it told of is stored")
            unit.done(answer, error)


def _run_units(connection: sa.Connection, memory: Memory, units: list[_Unit]) -> list[_Outcome]:
    """All units in one transaction; if one of them breaks it, each in one of its own.

    A database that can't write at all (full, locked) refuses them together: trying each would only take time.
    """
    try:
        return _run_batch(connection, memory, units)
    except Exception as error:  # noqa: BLE001  the fourth edge: an action's bug is its caller's answer, not the writer's end
        abandon(connection)
        memory.forget()
        if len(units) == 1 or is_disk_full(error) or is_busy(error):
            return [_Outcome(unit, None, _classify(error), []) for unit in units]
    return [outcome for unit in units for outcome in _run_units(connection, memory, [unit])]


def _run_batch(connection: sa.Connection, memory: Memory, units: list[_Unit]) -> list[_Outcome]:
    batch = Batch(connection, memory)
    outcomes: list[_Outcome] = []
    for unit in units:
        tx = Transaction(batch)
        try:
            answer = unit.run(tx)
        except Refusal as refusal:
            if tx.has_written:
                raise
            outcomes.append(_Outcome(unit, None, refusal, []))
        else:
            outcomes.append(_Outcome(unit, answer, None, tx.announcements))
    batch.flush()
    if connection.in_transaction():
        connection.commit()
    return outcomes


def run_beside(
    database: Database, action: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run an action for a command, beside a server that may be running and learns of it by a fact.

    It may concern accounts alone: the server has rooms in its memory, and nobody hears what is announced.
    """

    def run(tx: Transaction) -> T:
        answer = action(tx, *args, **kwargs)
        raise_fact(tx.writing, ACCOUNT_CHANGES)
        return answer

    with database.connect_writer() as connection:
        (outcome,) = _run_units(connection, Memory(), [_Unit(run, lambda *_: None)])
    if outcome.error is not None:
        raise outcome.error
    return outcome.answer  # type: ignore[return-value]  # run() above gave it


def _classify(error: Exception) -> Exception:
    if is_disk_full(error):
        return Refusal(ErrorCode.STORAGE_FULL, retry_after=30)
    if is_busy(error):
        return Refusal(ErrorCode.OVERLOADED, retry_after=2)
    return error
