"""How fast and light the window is: `python -m benchmarks.desktop [start|cold|rest|timeline|frozen ...]`.

Everything about starts is measured beside a bare PySide6 window of the same run, on a virtual screen, with a
server on this machine's loopback. `cold` wants the right to drop the system's file cache and is left out
without it. `frozen` compares the program of `--program` with the source, and wants a screen and xdotool.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.desktop.household import household
from benchmarks.desktop.mapped import measure_mapped
from benchmarks.desktop.starts import (
    Window,
    measure_cold_starts,
    measure_rest,
    measure_starts,
    screen,
    typical,
)
from benchmarks.processes import ServerFailed
from benchmarks.report import describe_machine
from benchmarks.samples import LoadFailed

_ALL = ("start", "cold", "rest", "timeline")
_FROZEN = "frozen"
_BARE = Window("bare", ["bare"])


def main() -> int:
    """Measures, prints a table, answers with the exit code."""
    options = _parser().parse_args()
    wanted = options.what or list(_ALL)
    print(describe_machine())
    found: dict[str, Any] = {}
    try:
        with screen() as environment:
            if {"start", "cold", "rest"} & set(wanted):
                with household(options.contacts, options.messages) as home:
                    window = Window("minichat", ["minichat", "--data", str(home.data)])
                    found |= _windows(window, wanted, options, environment)
            if _FROZEN in wanted:
                source = [sys.executable, "-m", "desktop"]
                commands = {"minichat": [str(options.program.absolute())], "source": source}
                mapped = measure_mapped(commands, options.rounds, environment)
                if mapped is not None:
                    found["frozen start ms"] = {name: typical(times) for name, times in mapped.items()}
            if "timeline" in wanted:
                for count in (options.few, options.messages):
                    found[f"timeline {count:,}"] = _scroll(count, environment)
    except (LoadFailed, ServerFailed, OSError) as error:
        print(f"failed: {error}", file=sys.stderr)
        return 1
    print(_as_text(found))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")
    return 0


def _windows(
    window: Window, wanted: list[str], options: argparse.Namespace, environment: dict[str, str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    both = [_BARE, window]
    if "start" in wanted:
        starts = measure_starts(both, options.rounds, environment)
        for name, rounds in starts.items():
            found.setdefault("warm start ms", {})[name] = typical([one.painted_ms for one in rounds])
            found.setdefault("cpu until idle s", {})[name] = typical([one.cpu_seconds for one in rounds])
    if "cold" in wanted:
        cold = measure_cold_starts(both, options.rounds, environment)
        if cold is not None:
            found["cold start ms"] = {name: typical(times) for name, times in cold.items()}
    if "rest" in wanted:
        rests = {one.name: measure_rest(one, environment) for one in both}
        found["PSS MiB"] = {name: rest.mib for name, rest in rests.items()}
        found["idle wake-ups/s"] = {name: rest.wake_ups for name, rest in rests.items()}
        found["idle CPU %"] = {name: rest.cpu_percent for name, rest in rests.items()}
        found["threads"] = {name: float(rest.threads) for name, rest in rests.items()}
    return found


def _scroll(count: int, environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.desktop.scrolling", str(count)]
    run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode:
        raise LoadFailed(f"the timeline of {count} messages could not be measured")
    figures: dict[str, float] = json.loads(run.stdout)
    return figures


def _as_text(found: dict[str, Any]) -> str:
    lines = []
    for name, figures in found.items():
        if "minichat" in figures:
            ours = figures["minichat"]
            other, theirs = next(each for each in figures.items() if each[0] != "minichat")
            ratio = f"{ours / theirs:.2f} x {other}" if theirs else ""
            lines.append(f"{name:20} {ours:10.2f}   {other} {theirs:10.2f}   {ratio}")
        else:
            lines.append(name)
            lines += [f"    {figure:20} {value:10.2f}" for figure, value in figures.items()]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.desktop", description=(__doc__ or "").partition("\n")[0]
    )
    add = parser.add_argument
    add(
        "what",
        nargs="*",
        choices=[[], *_ALL, _FROZEN],
        metavar="|".join((*_ALL, _FROZEN)),
        help="the first four when none is named",
    )
    add(
        "--program", type=Path, default=Path("dist/minichat/minichat"), help="the frozen program for `frozen`"
    )
    add("--rounds", type=int, default=7)
    add("--contacts", type=int, default=200)
    add("--messages", type=int, default=100_000, help="of the room that is open")
    add("--few", type=int, default=1_000, help="messages of the room that the long one is compared with")
    add("--json", type=Path, metavar="FILE", help="write every figure there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
