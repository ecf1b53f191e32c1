"""A start is timed from outside, on a real screen where there is one."""

import sys
from pathlib import Path

import pytest

from benchmarks.desktop.mapped import measure_mapped
from benchmarks.desktop.starts import screen
from benchmarks.samples import LoadFailed

ROOT = Path(__file__).resolve().parents[3]


def test_without_a_screen_nothing_is_measured() -> None:
    assert measure_mapped({"minichat": ["true"]}, 1, {}) is None


def test_the_window_from_source_comes_and_a_program_without_one_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    with screen() as environment:
        found = measure_mapped({"minichat": [sys.executable, "-m", "desktop"]}, 1, environment)
        if found is None:
            pytest.skip("no screen that xdotool can ask")
        (taken,) = found["minichat"]
        assert 50 < taken < 30_000
        with pytest.raises(LoadFailed, match="showed no window"):
            measure_mapped({"minichat": ["sleep", "0"]}, 1, environment)
