"""The figures of a timeline, of a room that is short enough for a test."""

import json
import os
import subprocess
import sys


def test_every_figure_is_there_and_is_a_time() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.desktop.scrolling", "300"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    figures = json.loads(run.stdout)
    for deed in ("reopen", "wheel", "drag", "append", "resize", "theme", "window_theme"):
        assert 0 < figures[f"{deed}_p50_ms"] <= figures[f"{deed}_max_ms"] < 5_000
    assert figures["open_ms"] > 0
    assert figures["model_bytes"] > figures["view_bytes"] > 0
