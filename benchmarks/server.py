"""Measures the server beside what its building blocks allow: `python -m benchmarks.server [w1] [w6] [w7]`.

Everything stays on loopback, in a temporary folder, and ends by itself: see docs/performance.md.
"""

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.load import LoadFailed, Sample, run_pairs
from benchmarks.processes import Cores, Running, ServerFailed, choose_cores, get, pinned
from benchmarks.report import Results, StartUp, as_json, as_text, describe_machine
from benchmarks.targets import TARGETS, Target

_CALM_SECONDS = 5.0
_STARTS = 5
_IDLE_SECONDS = 5.0


def measure_w1(
    targets: Sequence[Target], cores: Cores, options: argparse.Namespace
) -> dict[str, list[Sample]]:
    """All servers up, new pairs for each round, the rounds interleaved: A B C A B C.

    A run in which other programs took processor time is made again, as often as the options allow.
    """
    repeats = options.repeats
    samples: dict[str, list[Sample]] = {target.name: [] for target in targets}
    with TemporaryDirectory(prefix="minichat-w1-") as name, ExitStack() as stack:
        folder = Path(name)
        servers = [
            (target, stack.enter_context(target.running(folder, core=cores.server))) for target in targets
        ]
        for turn in range(options.rounds):
            for target, server in servers:
                sample = _run_w1(target, server, options)
                while sample.is_disturbed and repeats > 0:
                    repeats -= 1
                    _progress(f"W1 {target.name}: disturbed by other programs, once more in a moment")
                    time.sleep(_CALM_SECONDS)
                    sample = _run_w1(target, server, options)
                samples[target.name].append(sample)
                _progress(f"W1 {turn + 1}/{options.rounds} {target.name}: {sample.rate:,.0f} msg/s")
    return samples


def _run_w1(target: Target, server: Running, options: argparse.Namespace) -> Sample:
    return run_pairs(
        server.address,
        target.make_pairs(server.address, options.pairs),
        target.protocol,
        server=server.process,
        warm_up=options.warm_up,
        duration=options.duration,
    )


def measure_w6(targets: Sequence[Target], cores: Cores) -> dict[str, StartUp]:
    """The first start makes the data, the others find it."""
    times: dict[str, list[float]] = {target.name: [] for target in targets}
    with TemporaryDirectory(prefix="minichat-w6-") as folder:
        for _ in range(1 + _STARTS):
            for target in targets:
                with target.running(Path(folder), core=cores.server) as server:
                    times[target.name].append(server.first_answer_seconds)
    _progress("W6 done")
    return {name: StartUp(first, median(again)) for name, (first, *again) in times.items()}


def measure_w7(targets: Sequence[Target], cores: Cores) -> dict[str, float]:
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
                time.sleep(_IDLE_SECONDS)
                sizes[target.name] = server.proportional_mib()
    _progress("W7 done")
    return sizes


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for, print the tables, write the JSON."""
    options = _parser().parse_args(arguments)
    unknown = set(options.what) - {"w1", "w6", "w7"}
    if unknown:
        _parser().error(f"no such measurement: {', '.join(sorted(unknown))}")
    what = options.what or ["w1", "w6", "w7"]
    targets = [TARGETS[name] for name in TARGETS if name in options.servers]
    cores = choose_cores()
    machine = describe_machine()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with pinned(cores.client):
            results = Results(
                machine=machine,
                w1=measure_w1(targets, cores, options) if "w1" in what else {},
                w6=measure_w6(targets, cores) if "w6" in what else {},
                w7=measure_w7(targets, cores) if "w7" in what else {},
            )
    except KeyboardInterrupt:
        return 130
    except (LoadFailed, ServerFailed, OSError) as error:
        print(f"failed: {error}", file=sys.stderr)
        return 1
    print(as_text(results))
    if options.json:
        options.json.write_text(json.dumps(as_json(results), indent=2) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.server", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("what", nargs="*", metavar="w1|w6|w7", help="all of them when none is named")
    parser.add_argument("--servers", nargs="+", choices=list(TARGETS), default=list(TARGETS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--warm-up", type=float, default=2.0, metavar="SECONDS")
    parser.add_argument("--duration", type=float, default=8.0, metavar="SECONDS")
    parser.add_argument("--repeats", type=int, default=6, help="runs that may be made again when disturbed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    return parser


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
