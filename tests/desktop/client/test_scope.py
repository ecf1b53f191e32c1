import asyncio

import pytest

from desktop.client.scope import TaskScope
from tests.helpers.client_core import TaskErrors, until


async def test_an_unexpected_error_reaches_the_sink_with_the_name_of_its_task():
    errors = TaskErrors()
    scope = TaskScope("window", errors)

    async def fail():
        raise LookupError("lost")

    await scope.start(fail(), "search")
    [(name, error)] = errors.errors
    assert name == "window.search"
    assert isinstance(error, LookupError)


async def test_the_usual_sink_logs_the_error_with_its_traceback(caplog):
    async def fail():
        raise LookupError("lost")

    await TaskScope("window").start(fail(), "search")
    [record] = caplog.records
    assert record.getMessage() == "task window.search failed"
    assert "LookupError: lost" in caplog.text
    caplog.clear()


async def test_closing_cancels_what_runs_and_waits_for_its_end():
    scope = TaskScope("window")
    ended = []

    async def run():
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            ended.append("cleaned up")

    task = scope.start(run(), "run")
    await asyncio.sleep(0)
    await scope.close()
    assert task.done()
    assert ended == ["cleaned up"]


async def test_a_child_closes_with_its_parent():
    parent = TaskScope("window")
    task = parent.child("room").start(asyncio.sleep(60), "wait")
    await parent.close()
    assert task.cancelled()


async def test_cancel_stops_what_runs_and_the_scope_goes_on():
    scope = TaskScope("online")
    task = scope.start(asyncio.sleep(60), "first")
    scope.cancel()
    await until(task.done)
    assert task.cancelled()
    again = scope.start(asyncio.sleep(0), "second")
    await again
    assert not again.cancelled()
    await scope.close()


async def test_a_closed_scope_starts_nothing():
    scope = TaskScope("window")
    await scope.close()
    with pytest.raises(RuntimeError, match="window is closed"):
        scope.start(asyncio.sleep(0), "late")


async def test_a_task_may_close_its_own_scope():
    scope = TaskScope("window")
    task = scope.start(scope.close(), "close")
    await asyncio.wait_for(task, 5)
