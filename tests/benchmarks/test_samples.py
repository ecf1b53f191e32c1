import time

import psutil
import pytest

from benchmarks.samples import Percentiles, Shares, Span, Stopwatch


def test_percentiles_are_of_milliseconds():
    found = Percentiles.of([number / 1000 for number in range(101)])
    assert found.p50 == pytest.approx(50)
    assert found.p99 == pytest.approx(99)


def test_joined_spans_leave_out_what_lies_between():
    joined = Span.joined([Span(1.0, 0.5, 0.25, 0.0), Span(3.0, 1.5, 0.75, 2.0)])
    assert joined.seconds == 4.0
    assert joined.cpu == Shares(0.5, 0.25, 0.5)


def test_work_of_this_process_is_the_loads_and_not_of_others():
    watch = Stopwatch(psutil.Process(psutil.Process().ppid()))
    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass
    span = watch.read()
    assert 0.1 < span.client <= span.seconds + 0.1
    assert span.others >= 0


def test_a_run_is_disturbed_by_others_alone():
    assert Shares(1.0, 1.0, 0.3).is_disturbed
    assert not Shares(1.0, 1.0, 0.1).is_disturbed
