"""W4, W6, W7: what servers take to start, and to sit there with nothing to do."""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.chat import Pair, sitting_in
from benchmarks.measurements import progress
from benchmarks.processes import Cores, Running, get
from benchmarks.targets import Target

_FIRST_SOCKETS = 5


@dataclass(frozen=True, slots=True)
class StartUp:
    """W6, seconds from exec to the first answer: on an empty data folder, and the median on a used one."""

    first: float
    again: float


@dataclass(frozen=True, slots=True)
class IdleSockets:
    """W4: the server's memory with a few sockets open, and with so many more."""

    sockets: int
    mib_before: float
    mib_after: float

    @property
    def kib_each(self) -> float:
        """What one more socket takes."""
        return (self.mib_after - self.mib_before) * 1024 / self.sockets


def measure_w4(
    targets: Sequence[Target], cores: Cores, options: argparse.Namespace
) -> dict[str, IdleSockets]:
    """One server at a time, started anew so that the making of users left no room to reuse."""
    found = {}
    for target in targets:
        with TemporaryDirectory(prefix="minichat-w4-") as name:
            folder = Path(name)
            with target.running(folder, core=cores.server) as server:
                pairs = target.make_pairs(server.address, _FIRST_SOCKETS + options.sockets // 2)
            with target.running(folder, core=cores.server) as server:
                found[target.name] = _sit(server, pairs, options.idle)
        progress(f"W4 {target.name}: {found[target.name].kib_each:.1f} KiB")
    return found


def _sit(server: Running, pairs: Sequence[Pair], idle_seconds: float) -> IdleSockets:
    first, others = pairs[:_FIRST_SOCKETS], pairs[_FIRST_SOCKETS:]
    with sitting_in(server.address, first):  # what the first sockets load once isn't theirs
        time.sleep(idle_seconds)
        before = server.proportional_mib()
        with sitting_in(server.address, others):
            time.sleep(idle_seconds)
            return IdleSockets(2 * len(others), before, server.proportional_mib())


def measure_w6(targets: Sequence[Target], cores: Cores, options: argparse.Namespace) -> dict[str, StartUp]:
    """The first start makes the data, the others find it."""
    times: dict[str, list[float]] = {target.name: [] for target in targets}
    with TemporaryDirectory(prefix="minichat-w6-") as folder:
        for _ in range(1 + options.starts):
            for target in targets:
                with target.running(Path(folder), core=cores.server) as server:
                    times[target.name].append(server.first_answer_seconds)
    progress("W6 done")
    return {name: StartUp(first, median(again)) for name, (first, *again) in times.items()}


def measure_w7(targets: Sequence[Target], cores: Cores, options: argparse.Namespace) -> dict[str, float]:
    """One server at a time, so that none makes another look smaller by sharing pages with it."""
    sizes = {}
    for target in targets:
        with TemporaryDirectory(prefix="minichat-w7-") as folder:
            with target.running(Path(folder), core=cores.server):
                pass
            with target.running(Path(folder), core=cores.server) as server:
                target.make_pairs(server.address, 1)
                for _ in range(3):
                    get(server.address, "/api/")
                time.sleep(options.idle)
                sizes[target.name] = server.proportional_mib()
    progress("W7 done")
    return sizes
