"""Watches that the loop that draws and takes keys never stands still for so long that a person notices.

`never_frozen` looks at the clock, so it forgives what a busy machine takes. `Watchdog` looks at the processor
time of the thread that draws, which is the same whoever else is at work.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

FROZEN_SECONDS = 0.25
"""Far more than we allow ourselves: other tests run beside, and the machine may be slow."""


@asynccontextmanager
async def never_frozen(seconds: float = FROZEN_SECONDS) -> AsyncIterator[None]:
    """Fails when the loop stood still so long within."""
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.005)
            longest = max(longest, time.monotonic() - before - 0.005)

    ticking = asyncio.get_running_loop().create_task(tick())
    try:
        yield
        await asyncio.sleep(0.01)
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
    assert longest < seconds, f"the window stood still for {longest * 1000:.0f} ms"


class Watchdog:
    """Knows the longest turn of the loop after each doing of a deed, in milliseconds of processor time."""

    def __init__(self) -> None:
        self.longest: dict[str, list[float]] = {}

    async def watch(self, deed: str, act: Callable[[], object], linger_seconds: float = 0.2) -> None:
        """Do something, and look on for a while at what follows from it."""
        start = time.thread_time()
        act()
        longest = time.thread_time() - start
        end = time.monotonic() + linger_seconds
        while time.monotonic() < end:
            before = time.thread_time()
            await asyncio.sleep(0.002)
            longest = max(longest, time.thread_time() - before)
        self.longest.setdefault(deed, []).append(round(longest * 1e3, 1))
