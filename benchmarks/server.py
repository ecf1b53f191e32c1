"""Measures the server beside what its building blocks allow: `python -m benchmarks.server [w0] ... [growth]`.

Everything stays on loopback, in a temporary folder, and ends by itself: see docs/performance.md.
"""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import idle, measurements
from benchmarks.growth import measure_growth
from benchmarks.processes import Cores, ServerFailed, allow_many_files, choose_cores, pinned
from benchmarks.report import Results, as_json, describe_machine
from benchmarks.samples import LoadFailed
from benchmarks.searches import measure_search
from benchmarks.tables import as_text
from benchmarks.targets import TARGETS, Target

Measurement = Callable[[Sequence[Target], Cores, argparse.Namespace], Any]

_USUAL: dict[str, Measurement] = {
    "w0": measurements.measure_w0,
    "w1": measurements.measure_w1,
    "w2": measurements.measure_w2,
    "w3": measurements.measure_w3,
    "w4": idle.measure_w4,
    "w5": measurements.measure_w5,
    "w6": idle.measure_w6,
    "w7": idle.measure_w7,
}
_LONG: dict[str, Measurement] = {
    "growth": lambda _targets, cores, options: measure_growth(cores, options),
    "search": lambda _targets, cores, options: measure_search(cores, options),
}
_ALL = {**_USUAL, **_LONG}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for, print the tables, write the JSON."""
    parser = _parser()
    options = parser.parse_args(arguments)
    unknown = set(options.what) - set(_ALL)
    if unknown:
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    targets = [TARGETS[name] for name in TARGETS if name in options.servers]
    cores = choose_cores()
    machine = describe_machine()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    allow_many_files()
    found: dict[str, Any] = {}
    try:
        with pinned(cores.client):
            for name in options.what or _USUAL:
                found[name] = _ALL[name](targets, cores, options)
    except KeyboardInterrupt:
        return 130
    except (LoadFailed, ServerFailed, OSError) as error:
        print(f"failed: {error}", file=sys.stderr)
        return 1
    results = Results(machine=machine, **found)
    print(as_text(results))
    if options.json:
        options.json.write_text(json.dumps(as_json(results), indent=2) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.server", description=__doc__.partition("\n")[0]
    )
    add = parser.add_argument
    add(
        "what",
        nargs="*",
        metavar="|".join(_ALL),
        help=f"{', '.join(_USUAL)} when none is named; {' and '.join(_LONG)} take minutes",
    )
    add("--servers", nargs="+", choices=list(TARGETS), default=list(TARGETS))
    add("--rounds", type=int, default=3)
    add("--warm-up", type=float, default=2.0, metavar="SECONDS")
    add("--duration", type=float, default=8.0, metavar="SECONDS", help="of W1; half of it for W2, W3, W5")
    add("--repeats", type=int, default=6, help="runs that may be made again when disturbed")
    add("--idle", type=float, default=5.0, metavar="SECONDS", help="before memory is read")
    add("--pairs", type=int, default=50, help="of W1 and W2")
    add(
        "--rates",
        type=float,
        nargs="+",
        default=[500, 1_000, 2_000, 3_000, 5_000, 7_500, 10_000],
        help="the ladder of W2, messages a second",
    )
    add("--members", type=int, default=100, help="of the group of W3")
    add("--each", type=int, default=1, help="messages that each of them sends in a burst of W3")
    add("--sockets", type=int, default=1_000, help="of W4")
    add("--messages", type=int, default=100_000, help="in the room of W5")
    add("--connections", type=int, default=2, help="of W5, one question under way in each")
    add("--starts", type=int, default=5, help="of W6 on existing data")
    add("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000], help="of growth")
    add("--searched", type=int, default=1_000_000, help="messages that are searched")
    add("--json", type=Path, metavar="FILE", help="write every figure there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
