import asyncio
import math
from random import Random

import pytest

from desktop.client.backoff import FIRST_SECONDS, LONGEST_SECONDS, STABLE_SECONDS, Backoff
from tests.helpers.client_core import Impatient, SetClock


class Latest(Random):
    """Always the whole wait."""

    def uniform(self, a: float, b: float) -> float:
        assert a == 0.0, "from nothing, so that devices come back spread over all of it"
        return b


def _bounds(backoff: Backoff, clock: SetClock, count: int) -> list[float]:
    waits = []
    for _ in range(count):
        backoff.fail()
        assert backoff.retry_at is not None
        waits.append(backoff.retry_at - clock.monotonic())
    return waits


def test_it_grows_from_half_a_second_to_half_a_minute():
    clock = SetClock()
    waits = _bounds(Backoff(clock, Latest()), clock, 9)
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert (waits[0], waits[-1]) == (FIRST_SECONDS, LONGEST_SECONDS)


def test_a_minute_of_success_starts_it_anew_and_a_short_one_does_not():
    clock = SetClock()
    backoff = Backoff(clock, Latest())
    _bounds(backoff, clock, 4)
    backoff.succeed()
    clock.pass_time(STABLE_SECONDS - 1)
    assert _bounds(backoff, clock, 1) == [8]
    backoff.succeed()
    clock.pass_time(1)
    backoff.succeed()  # still the same success
    clock.pass_time(STABLE_SECONDS - 1)
    assert _bounds(backoff, clock, 1) == [0.5]


def test_the_server_s_wait_comes_before_the_own_one():
    clock = SetClock()
    backoff = Backoff(clock, Latest())
    backoff.fail(7.0)
    assert backoff.retry_at == clock.monotonic() + 7.0 + FIRST_SECONDS


async def test_wake_cuts_the_wait_short_and_forgets_the_failures():
    clock = SetClock()
    backoff = Backoff(clock, Latest())
    _bounds(backoff, clock, 6)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(backoff.wait())
        await asyncio.sleep(0)
        backoff.wake()
    assert backoff.retry_at is None
    assert _bounds(backoff, clock, 1) == [FIRST_SECONDS]


async def test_wake_does_not_cut_short_what_the_server_asked_for():
    backoff = Backoff(SetClock(), Latest())
    backoff.fail(0.2)
    loop = asyncio.get_running_loop()
    started = loop.time()
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(backoff.wait())
        await asyncio.sleep(0.05)
        backoff.wake()
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await asyncio.sleep(0.15)
        backoff.wake()
    assert loop.time() - started == pytest.approx(0.25, abs=0.2)


async def test_who_insists_does_not_wait_for_the_server_either():
    clock = SetClock()
    backoff = Backoff(clock, Latest())
    _bounds(backoff, clock, 6)
    backoff.fail(200.0)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(backoff.wait())
        await asyncio.sleep(0)
        backoff.insist()
    assert backoff.retry_at is None
    assert _bounds(backoff, clock, 1) == [FIRST_SECONDS]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [(299.0, 299.0), (99_999_999.0, 300.0), (1e308, 300.0), (math.inf, 0.0), (math.nan, 0.0)],
)
def test_no_server_can_ask_for_a_wait_that_nobody_would_wait(asked, kept):
    clock = SetClock()
    backoff = Backoff(clock, Latest())
    backoff.fail(asked)
    assert backoff.retry_at == clock.monotonic() + kept + FIRST_SECONDS


async def test_without_wake_it_waits_its_time():
    backoff = Backoff(SetClock(), Impatient())
    backoff.fail()
    async with asyncio.timeout(5):
        await backoff.wait()


async def test_who_rests_waits_until_somebody_insists():
    backoff = Backoff(SetClock(), Impatient())
    backoff.rest()
    assert backoff.retry_at is None
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(backoff.wait())
        await asyncio.sleep(0)
        backoff.wake()
        await asyncio.sleep(0.05)
        assert not waiting.done()
        backoff.insist()
    backoff.fail()
    assert backoff.retry_at is not None
    async with asyncio.timeout(5):
        await backoff.wait()
