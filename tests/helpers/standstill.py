"""Watches that the loop that draws and takes keys never stands still for so long that a person notices."""

import asyncio
import time
from collections.abc import AsyncIterator
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
