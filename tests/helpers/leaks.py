"""The leak hunter: what must not outlive a test, and the loop of Qt and asyncio that it watches over."""

import asyncio
import gc
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.i18n import install_language
from desktop.program import make_loop

T = TypeVar("T")
_LONGEST_SECONDS = 90.0
"""While Qt waits for events no signal handler of Python runs: pytest-timeout could not end a hanging test."""

Run = Callable[[Coroutine[Any, Any, T]], T]


@contextmanager
def watched_loop(app: QApplication) -> Iterator[Run]:
    """One loop for Qt and asyncio; what still lives on it at the end fails the test that left it."""
    app.setQuitOnLastWindowClosed(False)
    install_language(app, "en")
    threads = set(threading.enumerate())
    timers = {id(timer) for timer in _active_timers()}
    loop: Any = make_loop(app)
    tasks: list[str] = []
    try:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            yield lambda coroutine: runner.run(asyncio.wait_for(coroutine, _LONGEST_SECONDS))
            tasks += [repr(task) for task in asyncio.all_tasks(loop) if not task.done()]
    finally:
        # A closed loop of qasync keeps Qt timers for what was cancelled. Left to Python, a thread of the next
        # test could be the one to collect it, and Qt would fire the timers of an object that is gone.
        # What a thread said last is heard before, for it would look for that object too.
        app.sendPostedEvents()
        shiboken6.delete(loop._timer)
    left = {
        "tasks": tasks,
        "timers": [repr(timer.parent() or timer) for timer in _active_timers() if id(timer) not in timers],
        "threads": [repr(thread) for thread in _new_threads(threads)],
    }
    assert not any(left.values()), (
        f"the test left behind: { {kind: items for kind, items in left.items() if items} }"
    )


def _active_timers() -> list[QTimer]:
    candidates = [item for item in gc.get_objects() if type(item) is QTimer]
    return [timer for timer in candidates if shiboken6.isValid(timer) and timer.isActive()]


def _new_threads(before: set[threading.Thread]) -> set[threading.Thread]:
    deadline = time.monotonic() + 2
    while (new := set(threading.enumerate()) - before) and time.monotonic() < deadline:
        for thread in new:
            thread.join(timeout=0.1)
    return new
