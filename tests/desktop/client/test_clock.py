from datetime import UTC, datetime, timedelta

from desktop.client.clock import SystemClock


def test_the_wall_clock_is_now_in_utc_and_the_other_one_only_goes_forward():
    clock = SystemClock()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()
