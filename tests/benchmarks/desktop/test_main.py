"""The table beside a bare window, whole, from a real run."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_a_run_prints_ratios_and_keeps_the_figures(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    run = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.desktop", "start", "timeline"),
            *("--rounds", "1", "--contacts", "2", "--messages", "80", "--few", "60", "--json", str(figures)),
        ],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert run.returncode == 0, run.stderr
    assert "x bare" in run.stdout
    found = json.loads(figures.read_text())
    assert found["warm start ms"]["minichat"] > found["warm start ms"]["bare"] > 0
    assert {"timeline 60", "timeline 80"} <= found.keys()
