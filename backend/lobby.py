"""Sockets that haven't said yet who they are: few of them, so that strangers take no member's place."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from backend.wire.errors import ErrorCode, Refusal
from backend.wire.limits import Limits

STRANGERS_SHARE = 10
"""One in so many of all sockets may be a stranger's."""


class Lobby:
    """Where a socket waits for its first frame. It belongs to the loop's thread."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._most = max(1, limits.sockets_total // STRANGERS_SHARE)
        self._by_address: Counter[str] = Counter()
        self._deadlines: set[asyncio.Timeout] = set()
        self._is_closed = False
        self.size = 0

    @contextmanager
    def enter(self, address: str) -> Iterator[None]:
        """Count a stranger's socket while it waits.

        Raises:
            Refusal: too_many_sockets, of this address or of all.
        """
        if self.size >= self._most or self._by_address[address] >= self._limits.sockets_waiting_per_address:
            raise Refusal(ErrorCode.TOO_MANY_SOCKETS, retry_after=self._limits.authentication_seconds)
        self._by_address[address] += 1
        self.size += 1
        try:
            yield
        finally:
            self.size -= 1
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]

    @contextmanager
    def deadline(self) -> Iterator[asyncio.Timeout]:
        """A time limit for the first frame, that `close` brings forward."""
        limit = asyncio.timeout(0 if self._is_closed else self._limits.authentication_seconds)
        self._deadlines.add(limit)
        try:
            yield limit
        finally:
            self._deadlines.discard(limit)

    def close(self) -> None:
        """Whoever waits has waited long enough: the server ends."""
        self._is_closed = True
        for limit in self._deadlines:
            if not limit.expired():
                limit.reschedule(asyncio.get_running_loop().time())
