"""Times as the database keeps them: microseconds since the epoch, UTC."""

import time
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now_us() -> int:
    """The present moment."""
    return time.time_ns() // 1_000


def to_datetime(micros: int) -> datetime:
    """The moment as the wire writes it."""
    return _EPOCH + timedelta(microseconds=micros)


def to_us(moment: datetime) -> int:
    """The moment as the database keeps it."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
