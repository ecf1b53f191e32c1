"""What was measured as a table for people and as JSON for programs."""

import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from benchmarks.load import Percentiles, Sample

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StartUp:
    """W6, seconds from exec to the first answer: on an empty data folder, and the median on a used one."""

    first: float
    again: float


@dataclass(frozen=True, slots=True)
class Results:
    """All that one run measured, by the name of the server; what wasn't asked for is empty."""

    machine: str
    w1: Mapping[str, Sequence[Sample]]
    w6: Mapping[str, StartUp]
    w7: Mapping[str, float]


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


def as_text(results: Results) -> str:
    """Tables with a line for each server."""
    parts = [results.machine]
    if results.w1:
        parts.append(_table("W1: pairs, one message under way in each room", _w1_rows(results.w1)))
        if any(sample.is_disturbed for samples in results.w1.values() for sample in samples):
            parts.append(
                "Other programs took processor time (o, in % of a core): these rounds compare badly."
            )
    if results.w6:
        rows: list[Row] = [("server", "first start s", "W6 s")]
        rows += [(name, f"{start.first:.2f}", f"{start.again:.2f}") for name, start in results.w6.items()]
        parts.append(_table("W6: exec to the first answer, second start on existing data", rows))
    if results.w7:
        rows = [("server", "W7 MiB"), *((name, f"{size:.0f}") for name, size in results.w7.items())]
        parts.append(_table("W7: proportional set size, idle", rows))
    return "\n\n".join(parts)


def as_json(results: Results) -> dict[str, Any]:
    """Every round of W1 with its figures, the medians and ratios, W6 and W7."""
    rates = {name: _rate(samples) for name, samples in results.w1.items()}
    return {
        "machine": results.machine,
        "w1": {
            name: {
                "rate": rates[name],
                "share_of": {other: rates[name] / rate for other, rate in rates.items() if other != name},
                "rounds": [{**asdict(sample), "rate": sample.rate} for sample in samples],
            }
            for name, samples in results.w1.items()
        },
        "w6": {name: asdict(start) for name, start in results.w6.items()},
        "w7": dict(results.w7),
    }


def _w1_rows(w1: Mapping[str, Sequence[Sample]]) -> list[Row]:
    others = list(w1)[:-1]
    head = ("server", "msg/s", "p50 ms", "p99 ms", "ack p50", "ack p99", "server us/msg", "cpu s/c/o %")
    rows: list[Row] = [(*head, *(f"of {other}" for other in others), "rounds msg/s")]
    for name, samples in w1.items():
        rate = _rate(samples)
        latency = _median_of([sample.latency for sample in samples])
        acks = [sample.ack for sample in samples if sample.ack]
        ack = _median_of(acks) if acks else None
        shares = zip(
            *((one.server_cpu_share, one.client_cpu_share, one.others_cpu_share) for one in samples),
            strict=True,
        )
        rows.append(
            (
                name,
                f"{rate:,.0f}",
                f"{latency.p50:.2f}",
                f"{latency.p99:.2f}",
                f"{ack.p50:.2f}" if ack else "-",
                f"{ack.p99:.2f}" if ack else "-",
                f"{median(sample.server_cpu_us for sample in samples):.1f}",
                "/".join(f"{100 * median(share):.0f}" for share in shares),
                *(f"{rate / _rate(w1[other]):.2f}" for other in others),
                " ".join(f"{sample.rate:.0f}" for sample in samples),
            )
        )
    return rows


def _rate(samples: Sequence[Sample]) -> float:
    return median(sample.rate for sample in samples)


def _median_of(figures: Sequence[Percentiles]) -> Percentiles:
    return Percentiles(median(one.p50 for one in figures), median(one.p99 for one in figures))


def _table(title: str, rows: Sequence[Row]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join((row[0].ljust(widths[0]), *cells)).rstrip())
    return "\n".join((title, *lines))
