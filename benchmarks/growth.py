"""How Mini Chat does as its history grows, each figure beside that of the shortest one in the same run."""

import argparse
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.chat import Pair
from benchmarks.closed_loop import Sample
from benchmarks.measurements import in_rounds, page_run, pairs_run, progress
from benchmarks.pages import PageSample
from benchmarks.processes import Cores
from benchmarks.targets import MINI_CHAT


@dataclass(frozen=True, slots=True)
class Stage:
    """The server with that many messages stored, all in one room that takes no part in W1."""

    w1: Sequence[Sample]
    w5: Sequence[PageSample]
    idle_mib: float
    database_mib: float


def measure_growth(cores: Cores, options: argparse.Namespace) -> dict[str, Stage]:
    """A server for each size: memory of one at a time, then W5 and W1 with all up, the rounds interleaved."""
    with TemporaryDirectory(prefix="minichat-growth-") as name, ExitStack() as stack:
        folders = {f"{size:,}": Path(name) / str(size) for size in options.sizes}
        pairs: dict[str, Pair] = {}
        memory: dict[str, float] = {}
        for (label, folder), size in zip(folders.items(), options.sizes, strict=True):
            folder.mkdir()
            pairs[label] = MINI_CHAT.make_history(folder, size, core=cores.server)
            with MINI_CHAT.running(folder, core=cores.server) as server:
                time.sleep(options.idle)
                memory[label] = server.proportional_mib()
            progress(f"growth: {label} messages are there")
        servers = {
            label: stack.enter_context(MINI_CHAT.running(folder, core=cores.server))
            for label, folder in folders.items()
        }
        w5 = in_rounds(
            "growth W5",
            {label: page_run(server, pairs[label], options) for label, server in servers.items()},
            options,
        )
        w1 = in_rounds(
            "growth W1",
            {
                label: pairs_run(MINI_CHAT, folders[label], server, options.pairs, options)
                for label, server in servers.items()
            },
            options,
        )
        return {
            label: Stage(w1[label], w5[label], memory[label], _database_mib(folder))
            for label, folder in folders.items()
        }


def _database_mib(folder: Path) -> float:
    return (MINI_CHAT.data(folder) / "minichat.sqlite3").stat().st_size / (1 << 20)
