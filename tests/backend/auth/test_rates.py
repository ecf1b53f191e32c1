"""Rates by a wound clock: a burst, then a steady drip; failed logins wait ever longer."""

import pytest

from backend.auth import rates as module
from backend.auth.rates import LoginGuard, Rate
from backend.wire.errors import ErrorCode, Refusal
from tests.helpers.clocks import Clock


@pytest.fixture
def clock():
    return Clock()


def wait_of(action):
    """How long the refusal says to wait; None where there is none."""
    try:
        action()
    except Refusal as refusal:
        return pytest.approx(refusal.retry_after) if refusal.code is ErrorCode.RATE_LIMITED else refusal
    return None


def test_a_burst_is_free_and_then_each_drip_is_one(clock):
    rate = Rate(3, 5.0, clock)
    assert [wait_of(lambda: rate.take("a")) for _ in range(4)] == [None, None, None, 0.2]
    clock.wind(0.1)
    assert wait_of(lambda: rate.take("a")) == 0.1
    clock.wind(0.1)
    assert [wait_of(lambda: rate.take("a")) for _ in range(2)] == [None, 0.2]


def test_a_rest_fills_up_to_the_burst_and_no_more(clock):
    rate = Rate(3, 5.0, clock)
    rate.take("a")
    clock.wind(3_600)
    assert [wait_of(lambda: rate.take("a")) is None for _ in range(4)] == [True, True, True, False]


def test_one_key_does_not_use_up_another(clock):
    rate = Rate(1, 1.0, clock)
    rate.take("a")
    rate.take("b")
    assert wait_of(lambda: rate.take("a")) == 1.0


def test_full_buckets_are_forgotten_when_there_are_too_many(clock, monkeypatch):
    monkeypatch.setattr(module, "KEYS_KEPT", 2)
    rate = Rate(1, 1.0, clock)
    rate.take("old")
    clock.wind(0.9)
    rate.take("new")
    clock.wind(0.5)
    rate.take("third")  # "old" is full again and forgotten, "new" isn't
    assert wait_of(lambda: rate.take("new")) == 0.5
    assert wait_of(lambda: rate.take("old")) is None


def test_failures_are_free_at_first_and_then_the_wait_doubles_to_its_bound(clock):
    guard = LoginGuard(5, 60, clock)
    waits = []
    for _ in range(13):
        guard.failed("alice")
        waits.append(wait_of(lambda: guard.check("alice")))
        clock.wind(60)
    assert waits == [None] * 4 + [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_the_wait_passes(clock):
    guard = LoginGuard(1, 60, clock)
    guard.failed("alice")
    clock.wind(0.75)
    assert wait_of(lambda: guard.check("alice")) == 0.25
    clock.wind(0.25)
    guard.check("alice")


def test_the_right_password_forgets_all(clock):
    guard = LoginGuard(2, 60, clock)
    guard.failed("alice")
    guard.succeeded("alice")
    guard.failed("alice")
    guard.check("alice")


def test_one_account_does_not_wait_for_another(clock):
    guard = LoginGuard(1, 60, clock)
    guard.failed("alice")
    guard.check("bob")


def test_endless_failures_are_no_overflow(clock):
    guard = LoginGuard(1, 60, clock)
    for _ in range(2_000):
        guard.failed("alice")
    assert wait_of(lambda: guard.check("alice")) == 60


def test_the_failures_of_many_names_are_bounded(clock, monkeypatch):
    monkeypatch.setattr(module, "KEYS_KEPT", 2)
    guard = LoginGuard(1, 60, clock)
    for name in ("first", "second", "third"):
        guard.failed(name)
    guard.check("first")
    assert wait_of(lambda: guard.check("third")) == 1
