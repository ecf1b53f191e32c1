import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import psutil
import pytest

TOOL = [sys.executable, "-m", "benchmarks.server"]
QUICK = ["--servers", "echo", "group-commit", "--pairs", "2", "--rounds", "2", "--warm-up", "0.1"]
ONCE = ["--repeats", "0"]


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


def test_measures_prints_and_writes(tmp_path):
    found = tmp_path / "found.json"
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with tool(["w1", "w6", *QUICK, *ONCE, "--duration", "0.3", "--json", str(found)], scratch) as process:
        output, errors = process.communicate(timeout=110)
    assert process.returncode == 0, errors
    assert "W1" in output
    assert "W6" in output
    assert "W7" not in output
    figures = json.loads(found.read_text())
    assert [len(figures["w1"][name]["rounds"]) for name in ("echo", "group-commit")] == [2, 2]
    assert figures["w6"]["echo"]["again"] > 0
    assert list(scratch.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_half_way_leaves_no_process_and_no_folder(tmp_path, number):
    with tool(["w1", *QUICK, "--duration", "30"], tmp_path) as process:
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
