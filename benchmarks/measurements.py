"""W0 to W3 and W5: which servers run, in which order, and what each load asks of them."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar

from benchmarks.burst import BurstSample, run_bursts
from benchmarks.chat import Pair
from benchmarks.closed_loop import Sample, run_pairs
from benchmarks.open_loop import Rung, run_rate
from benchmarks.pages import PageSample, run_pages
from benchmarks.processes import Cores, Running
from benchmarks.samples import LoadFailed, Shares
from benchmarks.targets import MINI_CHAT, Target

PAGE_LENGTH = 50
_CALM_SECONDS = 5.0


class Rated(Protocol):
    """A round of any load."""

    @property
    def rate(self) -> float:
        """What it is about, a second."""

    @property
    def cpu(self) -> Shares:
        """Who used the processors."""


S = TypeVar("S", bound=Rated)


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
    with TemporaryDirectory(prefix="minichat-pairs-") as name, ExitStack() as stack:
        folder = Path(name)
        runs = {}
        for target in targets:
            server = stack.enter_context(target.running(folder, core=cores.server))
            runs[target.name] = pairs_run(target, folder, server, count, options)
        return in_rounds(title, runs, options)


def pairs_run(
    target: Target, folder: Path, server: Running, count: int, options: argparse.Namespace
) -> Callable[[], Sample]:
    """One round of W1 on a server that runs on the data of `folder`, and the rest that it needs after it."""

    def run() -> Sample:
        sample = run_pairs(
            server.address,
            target.make_pairs(server.address, count),
            target.protocol,
            server=server.process,
            warm_up=options.warm_up,
            duration=options.duration,
        )
        target.come_to_rest(folder, server)
        return sample

    return run


def measure_w2(targets: Sequence[Target], cores: Cores, options: argparse.Namespace) -> dict[str, list[Rung]]:
    """Up the ladder of rates, one server after the other, until one isn't held twice."""
    ladders: dict[str, list[Rung]] = {}
    for target in targets:
        with (
            TemporaryDirectory(prefix="minichat-w2-") as name,
            target.running(Path(name), core=cores.server) as server,
        ):
            ladders[target.name] = _climb(target, Path(name), server, options)
    return ladders


def _climb(target: Target, folder: Path, server: Running, options: argparse.Namespace) -> list[Rung]:
    pairs = target.make_pairs(server.address, options.pairs)
    rungs: list[Rung] = []
    for rate in options.rates:
        rung = _try_rate(target, server, pairs, rate, options)
        if not rung.is_held:
            time.sleep(_CALM_SECONDS)
            rung = _try_rate(target, server, pairs, rate, options)
        target.come_to_rest(folder, server)
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
    with TemporaryDirectory(prefix="minichat-w3-") as name, ExitStack() as stack:
        folder = Path(name)
        runs = {}
        for target in targets:
            server = stack.enter_context(target.running(folder, core=cores.server))
            runs[target.name] = _bursts_run(target, folder, server, options)
        return in_rounds("W3", runs, options)


def _bursts_run(
    target: Target, folder: Path, server: Running, options: argparse.Namespace
) -> Callable[[], BurstSample]:
    group = target.make_group(server.address, options.members)

    def run() -> BurstSample:
        sample = run_bursts(
            server.address,
            group,
            target.protocol,
            each=options.each,
            server=server.process,
            duration=options.duration / 2,
        )
        target.come_to_rest(folder, server)
        return sample

    return run


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


def progress(text: str) -> None:
    """A line for who waits."""
    print(text, file=sys.stderr, flush=True)
