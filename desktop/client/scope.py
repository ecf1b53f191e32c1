"""The owner of coroutines: whatever starts one starts it here, and nothing outlives its scope."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

_log = logging.getLogger(__name__)


def log_error(task_name: str, error: Exception) -> None:
    """The usual sink: an unexpected error goes to the log, with its traceback."""
    _log.error("task %s failed", task_name, exc_info=error)


class TaskScope:
    """Starts coroutines, keeps them, and cancels those still running when it closes; no error is lost."""

    def __init__(self, name: str, on_error: Callable[[str, Exception], None] = log_error) -> None:
        self.name = name
        self._on_error = on_error
        self._tasks: set[asyncio.Task[None]] = set()
        self._children: list[TaskScope] = []
        self._is_closed = False

    def child(self, name: str) -> "TaskScope":
        """A scope within this one, which closes with it at the latest."""
        child = TaskScope(f"{self.name}.{name}", self._on_error)
        self._children.append(child)
        return child

    def start(self, coroutine: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run a coroutine to its end, or until the scope cancels it."""
        if self._is_closed:
            coroutine.close()
            raise RuntimeError(f"scope {self.name} is closed: {name} can't start")
        full_name = f"{self.name}.{name}"
        task = asyncio.get_running_loop().create_task(self._guard(coroutine, full_name), name=full_name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: coroutine.close())  # cancelled before its first step, it never began
        return task

    def cancel(self) -> None:
        """Ask all that runs to stop, and go on: the scope stays open."""
        for child in self._children:
            child.cancel()
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """Cancel all that runs, wait until it has ended, start nothing any more."""
        self._is_closed = True
        for child in self._children:
            await child.close()
        own = asyncio.current_task()
        waiting = [task for task in self._tasks if task is not own]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def _guard(self, coroutine: Coroutine[Any, Any, None], name: str) -> None:
        try:
            await coroutine
        except Exception as error:  # noqa: BLE001 - the edge where whatever a task didn't expect is reported
            self._on_error(name, error)
