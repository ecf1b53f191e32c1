"""W0 to W7: which servers run, in which order, and what each load asks of them."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar

from benchmarks.burst import BurstSample, run_bursts
from benchmarks.chat import Pair, sitting_in
from benchmarks.closed_loop import Sample, run_pairs
from benchmarks.open_loop import Rung, run_rate
from benchmarks.pages import PageSample, run_pages
from benchmarks.processes import Cores, Running, get
from benchmarks.samples import LoadFailed, Shares
from benchmarks.targets import MINI_CHAT, Target

PAGE_LENGTH = 50
_CALM_SECONDS = 5.0
_FIRST_SOCKETS = 5


class Rated(Protocol):
    """A round of any load."""

    @property
    def rate(self) -> float:
        """What it is about, a second."""

    @property
    def cpu(self) -> Shares:
        """Who used the processors."""


S = TypeVar("S", bound=Rated)


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


def in_rounds(
    title: str, runs: Mapping[str, Callable[[], S]], options: argparse.Namespace
) -> dict[str, list[S]]:
    """Run each in turn, round after round: A B C A B C.

    A run in which other programs took processor time is made again, as often as the options allow.
    """
    repeats = options.repeats
    samples: dict[str, list[S]] = {name: [] for name in runs}
    for turn in range(1, options.rounds + 1):
        for name, run in runs.items():
            sample = run()
            while sample.cpu.is_disturbed and repeats > 0:
                repeats -= 1
                progress(f"{title} {name}: disturbed by other programs, once more in a moment")
                time.sleep(_CALM_SECONDS)
                sample = run()
            samples[name].append(sample)
            progress(f"{title} {turn}/{options.rounds} {name}: {sample.rate:,.0f}/s")
    return samples


def measure_w0(
    targets: Sequence[Target], cores: Cores, options: argparse.Namespace
) -> dict[str, list[Sample]]:
    """One pair alone."""
    return _measure_pairs("W0", 1, targets, cores, options)


def measure_w1(
    targets: Sequence[Target], cores: Cores, options: argparse.Namespace
) -> dict[str, list[Sample]]:
    """All the pairs, new ones for each round."""
    return _measure_pairs("W1", options.pairs, targets, cores, options)


def _measure_pairs(
    title: str, count: int, targets: Sequence[Target], cores: Cores, options: argparse.Namespace
) -> dict[str, list[Sample]]:
    with TemporaryDirectory(prefix="minichat-pairs-") as folder, ExitStack() as stack:
        runs = {}
        for target in targets:
            server = stack.enter_context(target.running(Path(folder), core=cores.server))
            runs[target.name] = pairs_run(target, server, count, options)
        return in_rounds(title, runs, options)


def pairs_run(
    target: Target, server: Running, count: int, options: argparse.Namespace
) -> Callable[[], Sample]:
    """One round of W1 on a server that runs."""
    return lambda: run_pairs(
        server.address,
        target.make_pairs(server.address, count),
        target.protocol,
        server=server.process,
        warm_up=options.warm_up,
        duration=options.duration,
    )


def measure_w2(targets: Sequence[Target], cores: Cores, options: argparse.Namespace) -> dict[str, list[Rung]]:
    """Up the ladder of rates, one server after the other, until one isn't held twice."""
    ladders: dict[str, list[Rung]] = {}
    for target in targets:
        with (
            TemporaryDirectory(prefix="minichat-w2-") as folder,
            target.running(Path(folder), core=cores.server) as server,
        ):
            ladders[target.name] = _climb(target, server, options)
    return ladders


def _climb(target: Target, server: Running, options: argparse.Namespace) -> list[Rung]:
    pairs = target.make_pairs(server.address, options.pairs)
    rungs: list[Rung] = []
    for rate in options.rates:
        rung = _try_rate(target, server, pairs, rate, options)
        if not rung.is_held:
            time.sleep(_CALM_SECONDS)
            rung = _try_rate(target, server, pairs, rate, options)
        rungs.append(rung)
        if not rung.is_held:
            break
    return rungs


def _try_rate(
    target: Target, server: Running, pairs: Sequence[Pair], rate: float, options: argparse.Namespace
) -> Rung:
    rung = run_rate(
        server.address,
        pairs,
        target.protocol,
        rate=rate,
        server=server.process,
        warm_up=options.warm_up / 2,
        duration=options.duration / 2,
    )
    p99 = f"p99 {rung.latency.p99:.1f} ms" if rung.latency else "fell behind"
    progress(f"W2 {target.name}: {rate:,.0f} msg/s, {p99}")
    return rung


def measure_w3(
    targets: Sequence[Target], cores: Cores, options: argparse.Namespace
) -> dict[str, list[BurstSample]]:
    """Bursts into one group for each server, the rounds interleaved."""
    with TemporaryDirectory(prefix="minichat-w3-") as folder, ExitStack() as stack:
        runs = {}
        for target in targets:
            server = stack.enter_context(target.running(Path(folder), core=cores.server))
            runs[target.name] = _bursts_run(target, server, options)
        return in_rounds("W3", runs, options)


def _bursts_run(target: Target, server: Running, options: argparse.Namespace) -> Callable[[], BurstSample]:
    group = target.make_group(server.address, options.members)
    return lambda: run_bursts(
        server.address,
        group,
        target.protocol,
        each=options.each,
        server=server.process,
        duration=options.duration / 2,
    )


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


def measure_w5(
    targets: Sequence[Target], cores: Cores, options: argparse.Namespace
) -> dict[str, list[PageSample]]:
    """The newest page of a long room, for each server that keeps one, the rounds interleaved."""
    with TemporaryDirectory(prefix="minichat-w5-") as name, ExitStack() as stack:
        folder = Path(name)
        runs = {}
        for target in targets:
            if target.fill is None:
                continue
            pair = target.make_history(folder, options.messages, core=cores.server)
            server = stack.enter_context(target.running(folder, core=cores.server))
            runs[target.name] = page_run(server, pair, options)
            if target is MINI_CHAT:
                runs[f"{target.name}, with the room"] = page_run(server, pair, options, with_room=True)
        return in_rounds("W5", runs, options)


def page_run(
    server: Running, pair: Pair, options: argparse.Namespace, *, with_room: bool = False
) -> Callable[[], PageSample]:
    """One round of W5: the page alone, or the seed's way, which gives the room beside it."""
    path = f"/api/chat/messages/?room={pair.room_id}&limit={PAGE_LENGTH}"
    if with_room:
        path = f"/api/chat/rooms/{pair.room_id}/history/?limit={PAGE_LENGTH}"

    def check(body: bytes) -> None:
        answer = json.loads(body)
        page = answer["messages"] if with_room else answer
        if len(page) != PAGE_LENGTH:
            raise LoadFailed(f"a page has {len(page)} messages, not {PAGE_LENGTH}")

    return lambda: run_pages(
        server.address,
        path,
        pair.tokens[0],
        check=check,
        connections=options.connections,
        server=server.process,
        warm_up=options.warm_up / 2,
        duration=options.duration / 2,
    )


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


def progress(text: str) -> None:
    """A line for who waits."""
    print(text, file=sys.stderr, flush=True)
