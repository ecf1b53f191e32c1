"""Rates: token buckets for what somebody may do often, growing waits for failed logins."""

import time
from collections.abc import Callable
from typing import NamedTuple

from backend.wire.errors import ErrorCode, Refusal

KEYS_KEPT = 50_000


class _Bucket(NamedTuple):
    level: float
    at: float


class Rate:
    """A bucket of `burst` for each key, filled by `per_second`."""

    def __init__(self, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._buckets: dict[object, _Bucket] = {}

    def take(self, key: object) -> None:
        """Use one.

        Raises:
            Refusal: rate_limited, with the wait until the next one.
        """
        now = self._clock()
        bucket = self._buckets.get(key)
        level = self._burst
        if bucket is not None:
            level = min(self._burst, bucket.level + (now - bucket.at) * self._per_second)
        if level < 1:
            raise Refusal(ErrorCode.RATE_LIMITED, retry_after=(1 - level) / self._per_second)
        if bucket is None and len(self._buckets) >= KEYS_KEPT:
            self._forget_full(now)
        self._buckets[key] = _Bucket(level - 1, now)

    def _forget_full(self, now: float) -> None:
        self._buckets = {
            key: bucket
            for key, bucket in self._buckets.items()
            if bucket.level + (now - bucket.at) * self._per_second < self._burst
        }


class _Failures(NamedTuple):
    times: int
    until: float


class LoginGuard:
    """After `free` failures an account waits 1, 2, 4 ... `longest` seconds between tries."""

    def __init__(self, free: int, longest: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._free = free
        self._longest = longest
        self._clock = clock
        self._failures: dict[str, _Failures] = {}

    def check(self, account: str) -> None:
        """Refuse while the account waits."""
        failures = self._failures.get(account)
        if failures is not None and self._clock() < failures.until:
            raise Refusal(ErrorCode.RATE_LIMITED, retry_after=failures.until - self._clock())

    def failed(self, account: str) -> None:
        """One more failure."""
        times = self._failures.get(account, _Failures(0, 0)).times + 1
        wait = 0.0 if times < self._free else min(self._longest, 2.0 ** min(times - self._free, 30))
        if len(self._failures) >= KEYS_KEPT:
            self._failures.pop(next(iter(self._failures)))
        self._failures[account] = _Failures(times, self._clock() + wait)

    def succeeded(self, account: str) -> None:
        """The right password: all is forgotten."""
        self._failures.pop(account, None)
