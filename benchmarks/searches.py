"""How long a search of a long history takes, and when it can be searched at all: Mini Chat alone."""

import argparse
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from benchmarks.archive import fill_mini_chat, vocabulary, wait_until_indexed
from benchmarks.chat import Pair
from benchmarks.pages import PageSample, run_pages
from benchmarks.processes import Cores, Running
from benchmarks.targets import MINI_CHAT


@dataclass(frozen=True, slots=True)
class Search:
    """One question: what was asked, how many messages its first page has, and the times of the answers."""

    words: str
    results: int
    pages: PageSample


@dataclass(frozen=True, slots=True)
class Searches:
    """All questions, over that many messages; the index took `indexing_seconds`."""

    messages: int
    indexing_seconds: float
    questions: Mapping[str, Search]


def questions() -> dict[str, str]:
    """Words of every kind that the invented text has, from the most frequent to none of its."""
    words = [word for word in vocabulary() if len(word) >= 4]
    rare = next(word for word in reversed(words) if len(word) == 8)
    return {
        "two letters": "ba",
        "a frequent word": words[0],
        "two frequent words": f"{words[0]} {words[1]}",
        "a word of the middle": words[len(words) // 20],
        "a rare word": rare,
        "a part of it": rare[1:6],
        "frequent and rare": f"{words[0]} {rare}",
        "no such word": "xylophone",
    }


def measure_search(cores: Cores, options: argparse.Namespace) -> dict[str, Searches]:
    """One connection, one question at a time, over one room that has all the messages."""
    with TemporaryDirectory(prefix="minichat-search-") as name:
        folder = Path(name)
        with MINI_CHAT.running(folder, core=cores.server) as server:
            (pair,) = MINI_CHAT.make_pairs(server.address, 1)
        fill_mini_chat(MINI_CHAT.data(folder), pair, options.searched)
        with MINI_CHAT.running(folder, core=cores.server) as server:
            started = time.perf_counter()
            wait_until_indexed(MINI_CHAT.data(folder), server)
            indexed = time.perf_counter() - started
            found = {
                kind: _measure(server, pair, words, options.duration / 4)
                for kind, words in questions().items()
            }
    return {f"{options.searched:,}": Searches(options.searched, indexed, found)}


def _measure(server: Running, pair: Pair, words: str, duration: float) -> Search:
    counts: list[int] = []
    pages = run_pages(
        server.address,
        "/api/chat/messages/search/?" + urlencode({"q": words, "limit": 50}),
        pair.tokens[0],
        check=lambda body: counts.append(len(json.loads(body)["results"])),
        connections=1,
        server=server.process,
        warm_up=0.0,
        duration=duration,
    )
    return Search(words, counts[0], pages)
