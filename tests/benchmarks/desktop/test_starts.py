"""A window's start is timed from outside, and its rest is watched."""

import os

import pytest

from benchmarks.desktop.starts import Window, measure_starts
from benchmarks.samples import LoadFailed

OFFSCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def test_a_bare_window_is_timed_and_ended() -> None:
    found = measure_starts([Window("bare", ["bare"])], 1, OFFSCREEN)
    [start] = found["bare"]
    assert 10 < start.painted_ms < 20_000
    assert 0 < start.cpu_seconds < 20


def test_a_window_that_never_paints_is_a_failure() -> None:
    with pytest.raises(LoadFailed, match="painted nothing"):
        measure_starts([Window("minichat", ["minichat", "--version"])], 1, OFFSCREEN)
