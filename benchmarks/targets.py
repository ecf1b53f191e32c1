"""The servers that are compared, and how each gets its users, rooms and histories."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.archive import fill_mini_chat, fill_reference, wait_until_indexed
from benchmarks.chat import Group, Pair, Protocol
from benchmarks.people import numbered_group, numbered_pairs, registered_group, registered_pairs
from benchmarks.processes import Address, Running, running


@dataclass(frozen=True, slots=True)
class Target:
    """A server under test: its command line for a data folder, what it sends back, who talks to it.

    `fill` puts a history into the data of a stopped server; None: it keeps none. `settle` waits until the
    server has nothing left to do about its messages.
    """

    name: str
    arguments: Callable[[Path], list[str]]
    protocol: Protocol
    make_pairs: Callable[[Address, int], list[Pair]]
    make_group: Callable[[Address, int], Group]
    fill: Callable[[Path, Pair, int], None] | None = None
    settle: Callable[[Path, Running], None] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    @contextmanager
    def running(self, folder: Path, *, core: int | None = None) -> Iterator[Running]:
        """The server on the data of `folder`, made where it is missing."""
        data = self.data(folder)
        data.mkdir(exist_ok=True)
        with running(self.arguments(data), self.environment, folder, core=core) as server:
            yield server

    def data(self, folder: Path) -> Path:
        """Where in `folder` the server keeps its data."""
        return folder / self.name

    def make_history(self, folder: Path, count: int, *, core: int | None = None) -> Pair:
        """A pair whose room holds that many messages, on the data of a server that isn't running."""
        assert self.fill is not None
        with self.running(folder, core=core) as server:
            (pair,) = self.make_pairs(server.address, 1)
        self.fill(self.data(folder), pair, count)
        with self.running(folder, core=core) as server:
            self.come_to_rest(folder, server)
        return pair

    def come_to_rest(self, folder: Path, server: Running) -> None:
        """Wait until the server has done what it puts off while it is busy: it would disturb the next one."""
        if self.settle is not None:
            self.settle(self.data(folder), server)


ECHO = Target(
    name="echo",
    arguments=lambda _data: ["-m", "benchmarks.references.echo"],
    protocol=Protocol(echoes_to_sender=False, acknowledges=False),
    make_pairs=numbered_pairs,
    make_group=numbered_group,
)
GROUP_COMMIT = Target(
    name="group-commit",
    arguments=lambda data: ["-m", "benchmarks.references.group_commit", "--data", str(data)],
    protocol=Protocol(echoes_to_sender=True, acknowledges=True),
    make_pairs=numbered_pairs,
    make_group=numbered_group,
    fill=fill_reference,
)
MINI_CHAT = Target(
    name="mini-chat",
    arguments=lambda data: [
        *("-m", "backend", "serve", "--host", "127.0.0.1", "--port", "0"),
        *("--data", str(data), "--limits", "off"),
    ],
    protocol=Protocol(echoes_to_sender=True, acknowledges=True),
    make_pairs=registered_pairs,
    make_group=registered_group,
    fill=fill_mini_chat,
    settle=wait_until_indexed,
    environment={"MINICHAT_BCRYPT_COST": "4"},  # the load is of messages, not of hashes
)
TARGETS = {target.name: target for target in (ECHO, GROUP_COMMIT, MINI_CHAT)}
