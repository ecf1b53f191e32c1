"""Starts: from exec to the first whole picture, processor time until idle, memory, wake-ups, threads."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from benchmarks.processes import proportional_bytes
from benchmarks.samples import LoadFailed

_ROOT = Path(__file__).resolve().parents[2]
_PAINT_SECONDS = 30.0
_REST_SECONDS = 10.0
_WATCH_SECONDS = 20.0
_FOREIGN = {"QT_QPA_PLATFORM", "PYTHONDONTWRITEBYTECODE"}
"""No start should compile its modules anew, as no installed one does."""
_QUIET_SECONDS = 0.5
_QUIET_TICKS = 0.02


@dataclass(frozen=True, slots=True)
class Start:
    """One start. `painted_ms` from exec; `cpu_seconds` until nothing happens any more."""

    painted_ms: float
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Rest:
    """A window at rest: proportional memory 10 s after its start, then 20 s of doing nothing."""

    mib: float
    wake_ups: float
    """A second, over all threads."""
    cpu_percent: float
    """Of one core."""
    threads: int


@dataclass(frozen=True, slots=True)
class Window:
    """A program under measure."""

    name: str
    arguments: Sequence[str]

    @contextmanager
    def started(self, environment: dict[str, str]) -> Iterator[tuple[psutil.Process, float]]:
        """The process, and how many milliseconds passed until its first picture."""
        command = [sys.executable, "-m", "benchmarks.desktop.painted", *self.arguments]
        begun = time.monotonic_ns()
        with subprocess.Popen(
            command, cwd=_ROOT, env=environment, stdout=subprocess.PIPE, text=True
        ) as child:
            try:
                assert child.stdout is not None
                line = child.stdout.readline()
                if not line.strip().isdigit():
                    raise LoadFailed(f"{self.name} painted nothing")
                yield psutil.Process(child.pid), (int(line) - begun) / 1e6
            finally:
                child.terminate()
                try:
                    child.wait(_REST_SECONDS)
                except subprocess.TimeoutExpired:
                    child.kill()


def measure_starts(
    windows: Sequence[Window], rounds: int, environment: dict[str, str]
) -> dict[str, list[Start]]:
    """Warm starts, one program after the other in each round; the first round only warms the files."""
    found: dict[str, list[Start]] = {window.name: [] for window in windows}
    for number in range(rounds + 1):
        for window in windows:
            with window.started(environment) as (process, painted_ms):
                start = Start(painted_ms, _cpu_until_idle(process))
            if number:
                found[window.name].append(start)
    return found


def measure_cold_starts(
    windows: Sequence[Window], rounds: int, environment: dict[str, str]
) -> dict[str, list[float]] | None:
    """Milliseconds to the first picture with no file in memory; None where the files can't be dropped."""
    found: dict[str, list[float]] = {window.name: [] for window in windows}
    for _ in range(rounds):
        for window in windows:
            if not _drop_files():
                return None
            with window.started(environment) as (_process, painted_ms):
                found[window.name].append(painted_ms)
    return found


def measure_rest(window: Window, environment: dict[str, str]) -> Rest:
    """One start, left alone."""
    with window.started(environment) as (process, _):
        time.sleep(_REST_SECONDS)
        mib = proportional_bytes(process) / (1 << 20)
        before, cpu_before = _switches(process), sum(process.cpu_times()[:2])
        time.sleep(_WATCH_SECONDS)
        after, cpu_after = _switches(process), sum(process.cpu_times()[:2])
        return Rest(
            mib=mib,
            wake_ups=(after - before) / _WATCH_SECONDS,
            cpu_percent=100 * (cpu_after - cpu_before) / _WATCH_SECONDS,
            threads=process.num_threads(),
        )


def typical(values: Sequence[float]) -> float:
    """The median of the rounds."""
    return float(median(values))


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """An environment with a screen: a virtual one of X where there is one, else Qt's own offscreen."""
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    server = shutil.which("Xvfb")
    if server is None:
        yield environment | {"QT_QPA_PLATFORM": "offscreen"}
        return
    reading, writing = os.pipe()
    child = subprocess.Popen(
        [server, "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as numbers:
        number = numbers.readline().strip()
    try:
        yield environment | {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        child.terminate()
        child.wait()


def _cpu_until_idle(process: psutil.Process) -> float:
    """Processor seconds when, for half a second, next to none was used."""
    used = sum(process.cpu_times()[:2])
    while True:
        time.sleep(_QUIET_SECONDS)
        now = sum(process.cpu_times()[:2])
        if now - used <= _QUIET_TICKS:
            return float(now)
        used = now


def _switches(process: psutil.Process) -> int:
    """How often any thread of a process gave up its core, which it does once for each waking up."""
    total = 0
    for status in Path(f"/proc/{process.pid}/task").glob("*/status"):
        lines = status.read_text().splitlines()
        total += sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))
    return total


def _drop_files() -> bool:
    os.sync()
    try:
        Path("/proc/sys/vm/drop_caches").write_text("3")
    except OSError:
        return False
    return True
