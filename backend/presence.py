"""Who is online: by an open socket, or by a lease that a login or a call with a token renews."""

import asyncio
import time
from collections.abc import Callable

from backend.store.clock import now_us
from backend.wire.limits import Limits
from backend.wire.types import UserId

SWEEP_SECONDS = 1.0


class Presence:
    """Kept by the loop's thread; `is_online` and `seen_at` may be asked from any."""

    def __init__(
        self,
        limits: Limits,
        on_change: Callable[[UserId, bool, int], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._on_change = on_change
        self._clock = clock
        self._sockets: dict[UserId, int] = {}
        self._leases: dict[UserId, float] = {}
        self._seen: dict[UserId, int] = {}
        self._untold: set[UserId] = set()

    def is_online(self, user_id: UserId) -> bool:
        """Whether a socket or a lease of the user's lives."""
        return user_id in self._sockets or user_id in self._leases

    def seen_at(self, user_id: UserId) -> int | None:
        """When somebody who is online was last heard of, in microseconds."""
        if user_id in self._sockets:
            return now_us()
        return self._seen.get(user_id)

    def online(self) -> list[UserId]:
        """Everybody who is here."""
        return list({**self._sockets, **self._leases})

    def renew(self, user_id: UserId) -> None:
        """A login or a call with a token."""
        was_online = self.is_online(user_id)
        if user_id not in self._sockets:
            self._leases[user_id] = self._clock() + self._limits.lease_seconds
        self._seen[user_id] = now_us()
        if not was_online:
            self._on_change(user_id, True, self._seen[user_id])

    def socket_opened(self, user_id: UserId) -> None:
        """One more socket."""
        was_online = self.is_online(user_id)
        self._sockets[user_id] = self._sockets.get(user_id, 0) + 1
        self._leases.pop(user_id, None)
        self._seen[user_id] = now_us()
        if not was_online:
            self._on_change(user_id, True, self._seen[user_id])

    def socket_closed(self, user_id: UserId, *, may_return: bool) -> None:
        """One less; after the last one the user is offline, with a grace for whom a reconnect should hide."""
        self._seen[user_id] = now_us()
        left = self._sockets.pop(user_id, 0) - 1
        if left > 0:
            self._sockets[user_id] = left
        elif left == 0 and may_return:
            self._leases[user_id] = self._clock() + self._limits.offline_grace_seconds
        elif left == 0:
            self._go_offline(user_id)

    def logged_out(self, user_id: UserId) -> None:
        """Offline at once, unless a socket of another session is open."""
        if user_id not in self._sockets and self._leases.pop(user_id, None) is not None:
            self._go_offline(user_id)

    def sweep(self) -> None:
        """End the leases that nobody renewed."""
        now = self._clock()
        for user_id in [user_id for user_id, until in self._leases.items() if until <= now]:
            del self._leases[user_id]
            self._go_offline(user_id)

        untold, self._untold = self._untold, set()
        for user_id in untold:
            self._on_change(user_id, self.is_online(user_id), self._seen.get(user_id, now_us()))

    def tell_again(self, user_id: UserId) -> None:
        """The others couldn't be told how it stands with the user: the next sweep does."""
        self._untold.add(user_id)

    async def sweep_loop(self) -> None:
        """Sweep for as long as the server runs."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self.sweep()

    def _go_offline(self, user_id: UserId) -> None:
        self._on_change(user_id, False, self._seen.pop(user_id, now_us()))
