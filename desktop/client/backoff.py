"""Waiting politely between tries: for the live connection, the outbox and whatever else tries again."""

import asyncio
import math
from random import Random

from desktop.client.clock import Clock

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 30.0
STABLE_SECONDS = 30.0
LONGEST_ASKED_SECONDS = 300.0
"""A server, or what stands before it, may ask for a year: nobody would believe that it's back."""


class Backoff:
    """Grows from half a second to half a minute, and waits anywhere between nothing and that.

    From nothing, not from the half: a thousand devices that lost one server at the same moment come back
    spread over the whole interval, which keeps the load at the moment of their return the lowest.
    """

    def __init__(self, clock: Clock, rng: Random) -> None:
        self.retry_at: float | None = None
        self._clock = clock
        self._rng = rng
        self._failures = 0
        self._succeeded_at: float | None = None
        self._asked_wait = self._own_wait = 0.0
        self._is_resting = False
        self._woken = asyncio.Event()
        self._insisted = asyncio.Event()

    def succeed(self) -> None:
        """It works; after it has for half a minute, the next trouble starts from the shortest wait."""
        if self._succeeded_at is None:
            self._succeeded_at = self._clock.monotonic()

    def wake(self) -> None:
        """Don't wait any longer: something says that the trouble is over."""
        self._woken.set()

    def insist(self) -> None:
        """Don't wait any longer, not for the server's sake either: a person says so, or the machine slept."""
        self._insisted.set()
        self._woken.set()

    def rest(self) -> None:
        """Time won't help: plan no try at all, only `insist` brings one about."""
        self._succeeded_at = self.retry_at = None
        self._is_resting = True

    def fail(self, at_least: float = 0.0) -> None:
        """It doesn't work: plan the next try, not before the wait that the server asked for."""
        if self._was_stable():
            self._failures = 0
        self._succeeded_at = None
        self._is_resting = False
        bound = min(LONGEST_SECONDS, FIRST_SECONDS * 2**self._failures)
        self._failures = min(self._failures + 1, 16)
        self._asked_wait = min(at_least, LONGEST_ASKED_SECONDS) if math.isfinite(at_least) else 0.0
        self._own_wait = self._rng.uniform(0.0, bound)
        self.retry_at = self._clock.monotonic() + self._asked_wait + self._own_wait

    async def wait(self) -> None:
        """Until the next try, `insist` or `wake`, which doesn't cut short what the server asked for."""
        self._insisted.clear()
        if self._is_resting:
            await self._insisted.wait()
            return
        try:
            is_cut_short = self._asked_wait > 0 and await _comes(self._insisted, within=self._asked_wait)
            if not is_cut_short:
                self._woken.clear()
                is_cut_short = await _comes(self._woken, within=self._own_wait)
        finally:
            self.retry_at = None
        if is_cut_short:
            self._failures = 0

    def _was_stable(self) -> bool:
        since = self._succeeded_at
        return since is not None and self._clock.monotonic() - since >= STABLE_SECONDS


async def _comes(event: asyncio.Event, *, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            return await event.wait()
    except TimeoutError:
        return False
