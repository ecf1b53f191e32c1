"""What was measured as tables for people, a line for each server."""

from collections.abc import Mapping, Sequence
from statistics import median

from benchmarks.closed_loop import Sample
from benchmarks.growth import Stage
from benchmarks.idle import IdleSockets, StartUp
from benchmarks.measurements import Rated
from benchmarks.open_loop import Rung
from benchmarks.pages import PageSample
from benchmarks.report import Results, held, rate_of
from benchmarks.samples import Percentiles
from benchmarks.searches import Searches

Row = tuple[str, ...]


def as_text(results: Results) -> str:
    """Tables with a line for each server."""
    tables: list[tuple[str, list[Row]]] = [
        ("W0: one pair alone", _w0_rows(results.w0)),
        ("W1: pairs, one message under way in each room", _w1_rows(results.w1)),
        ("W2: open loop at fixed rates, p99 at most 15 ms", _w2_rows(results.w2)),
        ("W3: bursts into a large group", _rated_rows("deliveries/s", results.w3)),
        ("W4: idle sockets", _w4_rows(results.w4)),
        ("W5: the newest page of a long room", _w5_rows(results.w5)),
        ("W6: exec to the first answer, second start on existing data", _w6_rows(results.w6)),
        (
            "W7: proportional set size, idle",
            [("server", "MiB"), *((name, f"{size:.0f}") for name, size in results.w7.items())],
        ),
        ("Growth: the same as the history grows", _growth_rows(results.growth)),
    ]
    for size, searches in results.search.items():
        title = f"Search of {size} messages, {searches.indexing_seconds:.0f} s after a start without an index"
        tables.append((title, _search_rows(searches)))
    parts = [results.machine]
    parts += [_table(title, rows) for title, rows in tables if len(rows) > 1]
    if any(sample.cpu.is_disturbed for sample in _rounds(results)):
        parts.append("Other programs took processor time (o, in % of a core): these rounds compare badly.")
    return "\n\n".join(parts)


def _w0_rows(w0: Mapping[str, Sequence[Sample]]) -> list[Row]:
    rows: list[Row] = [("server", "p50 ms", "p99 ms", "ack p50", "ack p99", "cpu s/c/o %")]
    for name, samples in w0.items():
        rows.append((name, *_latencies(samples), *_acks(samples), _cpu(samples)))
    return rows


def _w1_rows(w1: Mapping[str, Sequence[Sample]]) -> list[Row]:
    head = ("p50 ms", "p99 ms", "ack p50", "ack p99")
    return _rated_rows(
        "msg/s", w1, head, {name: (*_latencies(rounds), *_acks(rounds)) for name, rounds in w1.items()}
    )


def _w2_rows(w2: Mapping[str, Sequence[Rung]]) -> list[Row]:
    rows: list[Row] = [("server", "held msg/s", "p50 ms", "p99 ms", "rate:p99 ms")]
    for name, rungs in w2.items():
        best = max((rung for rung in rungs if rung.is_held), key=lambda rung: rung.rate, default=None)
        times = best.latency if best else None
        rows.append(
            (
                name,
                f"{held(rungs):,.0f}",
                f"{times.p50:.2f}" if times else "-",
                f"{times.p99:.2f}" if times else "-",
                " ".join(
                    f"{rung.rate:.0f}:{rung.latency.p99:.1f}" if rung.latency else f"{rung.rate:.0f}:behind"
                    for rung in rungs
                ),
            )
        )
    return rows


def _w4_rows(w4: Mapping[str, IdleSockets]) -> list[Row]:
    rows: list[Row] = [("server", "KiB a socket", "sockets", "MiB before", "MiB after")]
    rows += [
        (name, f"{one.kib_each:.1f}", f"{one.sockets:,}", f"{one.mib_before:.1f}", f"{one.mib_after:.1f}")
        for name, one in w4.items()
    ]
    return rows


def _w5_rows(w5: Mapping[str, Sequence[PageSample]]) -> list[Row]:
    return _rated_rows(
        "pages/s", w5, ("p50 ms", "p99 ms"), {name: _latencies(rounds) for name, rounds in w5.items()}
    )


def _w6_rows(w6: Mapping[str, StartUp]) -> list[Row]:
    return [
        ("server", "first start s", "W6 s"),
        *((name, f"{start.first:.2f}", f"{start.again:.2f}") for name, start in w6.items()),
    ]


def _growth_rows(growth: Mapping[str, Stage]) -> list[Row]:
    rows: list[Row] = [
        (
            "messages",
            "W1 msg/s",
            "p99 ms",
            "of the first",
            "W5 pages/s",
            "p50 ms",
            "of the first",
            "MiB",
            "disk MiB",
        ),
    ]
    stages = list(growth.values())
    for label, stage in growth.items():
        rows.append(
            (
                label,
                f"{rate_of(stage.w1):,.0f}",
                _latencies(stage.w1)[1],
                f"{rate_of(stage.w1) / rate_of(stages[0].w1):.2f}",
                f"{rate_of(stage.w5):,.0f}",
                _latencies(stage.w5)[0],
                f"{rate_of(stage.w5) / rate_of(stages[0].w5):.2f}",
                f"{stage.idle_mib:.0f}",
                f"{stage.database_mib:.1f}",
            )
        )
    return rows


def _search_rows(searches: Searches) -> list[Row]:
    rows: list[Row] = [("question", "words", "results", "p50 ms", "p99 ms", "answers", "cpu s/c/o %")]
    for kind, one in searches.questions.items():
        times = _latencies([one.pages])
        rows.append((kind, one.words, f"{one.results}", *times, f"{one.pages.answers}", _cpu([one.pages])))
    return rows


def _rated_rows(
    unit: str,
    rounds: Mapping[str, Sequence[Rated]],
    head: Sequence[str] = (),
    cells: Mapping[str, Sequence[str]] | None = None,
) -> list[Row]:
    """Rate, own columns, cost, ratios to all but the last, and the rate of each round."""
    others = list(rounds)[:-1]
    rows: list[Row] = [
        (
            "server",
            unit,
            *head,
            "server us each",
            "cpu s/c/o %",
            *(f"of {other}" for other in others),
            "rounds",
        )
    ]
    for name, samples in rounds.items():
        rate = rate_of(samples)
        rows.append(
            (
                name,
                f"{rate:,.0f}",
                *(cells[name] if cells else ()),
                f"{median(sample.cpu.server * 1e6 / sample.rate for sample in samples):.1f}",
                _cpu(samples),
                *(f"{rate / rate_of(rounds[other]):.2f}" for other in others),
                " ".join(f"{sample.rate:.0f}" for sample in samples),
            )
        )
    return rows


def _rounds(results: Results) -> list[Rated]:
    found: list[Rated] = []
    for servers in (results.w0, results.w1, results.w3, results.w5):
        for samples in servers.values():
            found += samples
    for stage in results.growth.values():
        found += [*stage.w1, *stage.w5]
    return found


def _latencies(samples: Sequence[Sample | PageSample]) -> tuple[str, str]:
    return _medians([sample.latency for sample in samples])


def _acks(samples: Sequence[Sample]) -> tuple[str, str]:
    return _medians([sample.ack for sample in samples if sample.ack])


def _medians(times: Sequence[Percentiles]) -> tuple[str, str]:
    if not times:
        return "-", "-"
    return f"{median(one.p50 for one in times):.2f}", f"{median(one.p99 for one in times):.2f}"


def _cpu(samples: Sequence[Rated]) -> str:
    shares = [sample.cpu for sample in samples]
    parts = (
        median(share.server for share in shares),
        median(share.client for share in shares),
        median(share.others for share in shares),
    )
    return "/".join(f"{100 * part:.0f}" for part in parts)


def _table(title: str, rows: Sequence[Row]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join((row[0].ljust(widths[0]), *cells)).rstrip())
    return "\n".join((title, *lines))
