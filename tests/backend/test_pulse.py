"""Whether the database works: found out by using it, at most once a second."""

import asyncio

import pytest
import sqlalchemy as sa

from backend.pulse import KEPT_SECONDS, Pulse
from backend.wire.errors import ErrorCode, Refusal
from tests.helpers.clocks import Clock


class Patient:
    """A database that answers as it is told to."""

    def __init__(self):
        self.trouble = None
        self.looks = 0
        self.clock = Clock()
        self.pulse = Pulse(self.look, 0.05, self.clock)

    async def look(self):
        self.looks += 1
        if self.trouble is TimeoutError:
            await asyncio.Event().wait()
        if self.trouble is not None:
            raise self.trouble


@pytest.mark.parametrize(
    "trouble",
    [Refusal(ErrorCode.STORAGE_FULL), sa.exc.OperationalError("SELECT", {}, OSError()), TimeoutError],
)
async def test_whatever_stands_in_the_way_is_found_and_so_is_its_end(caplog, trouble):
    patient = Patient()
    assert await patient.pulse.is_there()
    patient.trouble = trouble
    patient.clock.wind(KEPT_SECONDS)
    assert not await patient.pulse.is_there()
    patient.trouble = None
    patient.clock.wind(KEPT_SECONDS)
    assert await patient.pulse.is_there()
    assert [record.getMessage() for record in caplog.records] == [
        "the database can't be used now",
        "the database can be used again",
    ]
    caplog.clear()


async def test_who_asks_often_hears_what_was_found_before():
    patient = Patient()
    assert await asyncio.gather(*[patient.pulse.is_there() for _ in range(5)]) == [True] * 5
    patient.clock.wind(KEPT_SECONDS - 0.1)
    assert await patient.pulse.is_there()
    assert patient.looks == 1


async def test_our_own_bug_is_no_finding():
    patient = Patient()
    patient.trouble = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        await patient.pulse.is_there()
