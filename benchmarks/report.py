"""All that was measured, and its form for programs; tables.py has the one for people."""

import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from benchmarks.burst import BurstSample
from benchmarks.closed_loop import Sample
from benchmarks.growth import Stage
from benchmarks.idle import IdleSockets, StartUp
from benchmarks.measurements import Rated
from benchmarks.open_loop import Rung
from benchmarks.pages import PageSample
from benchmarks.searches import Searches

_DERIVED = ("rate", "kib_each", "is_held")


@dataclass(frozen=True, slots=True)
class Results:
    """All that one run measured, by the name of the server; what wasn't asked for is empty."""

    machine: str
    w0: Mapping[str, Sequence[Sample]] = field(default_factory=dict)
    w1: Mapping[str, Sequence[Sample]] = field(default_factory=dict)
    w2: Mapping[str, Sequence[Rung]] = field(default_factory=dict)
    w3: Mapping[str, Sequence[BurstSample]] = field(default_factory=dict)
    w4: Mapping[str, IdleSockets] = field(default_factory=dict)
    w5: Mapping[str, Sequence[PageSample]] = field(default_factory=dict)
    w6: Mapping[str, StartUp] = field(default_factory=dict)
    w7: Mapping[str, float] = field(default_factory=dict)
    growth: Mapping[str, Stage] = field(default_factory=dict)
    search: Mapping[str, Searches] = field(default_factory=dict)


def describe_machine() -> str:
    """The machine in one line."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        model = next(
            (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model
        )
    load = f", load average {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python "
        f"{platform.python_version()}, aiohttp {aiohttp.__version__}, SQLite {sqlite3.sqlite_version}{load}"
    )


def as_json(results: Results) -> dict[str, Any]:
    """Every round with its figures, and of each server that has rounds the medians and ratios."""
    found: dict[str, Any] = {"machine": results.machine}
    for name in ("w0", "w1", "w3", "w5"):
        rounds: Mapping[str, Sequence[Rated]] = getattr(results, name)
        found[name] = {
            server: {"rate": rate_of(samples), "share_of": _shares(server, rounds), "rounds": _plain(samples)}
            for server, samples in rounds.items()
        }
    found["w2"] = {
        server: {"held": held(rungs), "rungs": _plain(rungs)} for server, rungs in results.w2.items()
    }
    for name in ("w4", "w6", "w7", "search"):
        found[name] = _plain(getattr(results, name))
    found["growth"] = {
        size: {**_plain(stage), "w1_rate": rate_of(stage.w1), "w5_rate": rate_of(stage.w5)}
        for size, stage in results.growth.items()
    }
    return found


def rate_of(samples: Sequence[Rated]) -> float:
    """The median of the rounds."""
    return float(median(sample.rate for sample in samples))


def held(rungs: Sequence[Rung]) -> float:
    """The highest rate of W2 that was held."""
    return max((rung.rate for rung in rungs if rung.is_held), default=0.0)


def _shares(name: str, rounds: Mapping[str, Sequence[Rated]]) -> dict[str, float]:
    return {other: rate_of(rounds[name]) / rate_of(rounds[other]) for other in rounds if other != name}


def _plain(value: Any) -> Any:
    """Dataclasses as dictionaries, with what they derive."""
    if is_dataclass(value):
        found = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        return found | {name: getattr(value, name) for name in _DERIVED if hasattr(value, name)}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
