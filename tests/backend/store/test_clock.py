"""Times are microseconds since the epoch, and nothing is lost on their way to the wire."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.store.clock import now_us, to_datetime, to_us
from backend.wire.codec import encode

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(st.integers(0, 4_102_444_800_000_000))
def test_every_microsecond_is_kept(micros):
    moment = to_datetime(micros)
    assert moment.tzinfo is UTC
    assert (moment - EPOCH) // timedelta(microseconds=1) == to_us(moment) == micros


def test_now_is_now():
    before = datetime.now(UTC)
    now = to_datetime(now_us())
    assert before - timedelta(microseconds=1) <= now <= datetime.now(UTC)


def test_the_wire_writes_utc_with_microseconds():
    assert encode(to_datetime(1_790_000_000_123_456)) == b'"2026-09-21T14:13:20.123456Z"'
