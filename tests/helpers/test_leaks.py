"""The leak hunter finds what it is there to find."""

import asyncio
import threading

import pytest
from PySide6.QtCore import QTimer

from tests.helpers.leaks import watched_loop


async def start_something_and_leave():
    return asyncio.get_running_loop().create_task(asyncio.sleep(60))


def test_a_clean_test_passes(qapp):
    with watched_loop(qapp) as run:
        run(asyncio.sleep(0.01))


def test_a_task_that_is_left_is_named(qapp):
    with pytest.raises(AssertionError, match=r"tasks.*sleep"), watched_loop(qapp) as run:
        run(start_something_and_leave())


def test_a_running_timer_that_is_left_is_named(qapp):
    timer = QTimer()
    with pytest.raises(AssertionError, match="timers"), watched_loop(qapp):
        timer.start(60_000)
    timer.stop()


def test_a_thread_that_is_left_is_named(qapp):
    end = threading.Event()
    with pytest.raises(AssertionError, match="left-behind"), watched_loop(qapp):
        threading.Thread(target=end.wait, name="left-behind").start()
    end.set()
