import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import psutil
import pytest

TOOL = [sys.executable, "-m", "benchmarks.server"]
QUICK = ["--rounds", "1", "--warm-up", "0.1", "--duration", "0.2", "--repeats", "0", "--pairs", "2"]
SMALL = [
    "--members",
    "3",
    "--sockets",
    "20",
    "--messages",
    "60",
    "--idle",
    "0.1",
    "--rates",
    "50",
    "--starts",
    "1",
]


@contextmanager
def tool(arguments, folder):
    environment = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(
        [*TOOL, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def figures_of(arguments, folder):
    """What the tool prints and writes; it leaves nothing else behind."""
    found, scratch = folder / "found.json", folder / "scratch"
    scratch.mkdir()
    with tool([*arguments, *QUICK, "--json", str(found)], scratch) as process:
        output, errors = process.communicate(timeout=110)
    assert process.returncode == 0, errors
    assert list(scratch.iterdir()) == []
    return output, json.loads(found.read_text())


def test_measures_prints_and_writes(tmp_path):
    names = ["w0", "w2", "w3", "w4", "w5", "w6"]
    output, figures = figures_of([*names, "--servers", "group-commit", *SMALL], tmp_path)
    assert all(f"{name.upper()}: " in output for name in names)
    assert all(set(figures[name]) == {"group-commit"} for name in names)
    assert "W7" not in output
    assert figures["w2"]["group-commit"]["rungs"][0]["rate"] == 50
    assert figures["w4"]["group-commit"]["sockets"] == 20
    assert figures["w6"]["group-commit"]["again"] > 0


def test_measures_growth_and_search(tmp_path):
    sizes = ["--sizes", "60", "--searched", "60", "--idle", "0.1"]
    output, figures = figures_of(["growth", "search", *sizes], tmp_path)
    assert "Growth" in output
    assert figures["search"]["60"]["questions"]["two letters"]["results"] > 0
    assert figures["search"]["60"]["questions"]["no such word"]["results"] == 0
    assert figures["growth"]["60"]["database_mib"] > 0
    assert figures["growth"]["60"]["idle_mib"] > 10
    assert figures["growth"]["60"]["w1_rate"] > 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_half_way_leaves_no_process_and_no_folder(tmp_path, number):
    with tool(["w1", "--servers", "echo", "group-commit"], tmp_path) as process:
        children = []
        while len(children) < 2:
            assert process.poll() is None
            children = psutil.Process(process.pid).children()
        process.send_signal(number)
        process.communicate(timeout=20)
    assert process.returncode == 128 + number
    assert [child for child in children if child.is_running()] == []
    assert list(tmp_path.iterdir()) == []


def test_unknown_measurement_is_refused(tmp_path):
    with tool(["w9"], tmp_path) as process:
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "no such measurement: w9" in errors
