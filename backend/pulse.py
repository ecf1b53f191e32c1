"""Whether the database can be read and written now: asked by anybody, looked at once in a while."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from backend.store.engine import DatabaseTrouble
from backend.wire.errors import Refusal

log = logging.getLogger(__name__)

KEPT_SECONDS = 1.0
"""How long a finding is kept: strangers may ask, and each look costs a commit."""


class Pulse:
    """The last finding of `look`, which reads and writes; it raises, or takes too long, where it can't."""

    def __init__(
        self,
        look: Callable[[], Awaitable[None]],
        patience_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look = look
        self._patience_seconds = patience_seconds
        self._clock = clock
        self._lock = asyncio.Lock()
        self._looked_at = clock() - KEPT_SECONDS
        self._was_there = True

    async def is_there(self) -> bool:
        """Whether the database works; who asks at the same time hears the same."""
        async with self._lock:
            if self._clock() - self._looked_at >= KEPT_SECONDS:
                is_there = await self._feel()
                if is_there != self._was_there:
                    log.warning(
                        "the database can be used again" if is_there else "the database can't be used now"
                    )
                self._was_there, self._looked_at = is_there, self._clock()
            return self._was_there

    async def _feel(self) -> bool:
        try:
            async with asyncio.timeout(self._patience_seconds):
                await self._look()
        except (TimeoutError, Refusal, DatabaseTrouble):
            return False
        return True
