"""What a run of any load gives: times, processor shares, and the error that makes its figures worthless."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

import psutil

_DISTURBED_SHARE = 0.15


class LoadFailed(Exception):
    """A message was lost, doubled, out of order or refused, so figures of this run would mean nothing."""


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Of times, in milliseconds."""

    p50: float
    p99: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Percentiles":
        """Of two times at least."""
        cuts = quantiles(seconds, n=100, method="inclusive")
        return cls(p50=cuts[49] * 1e3, p99=cuts[98] * 1e3)


@dataclass(frozen=True, slots=True)
class Shares:
    """Processor time in shares of one core; `others` is what neither server nor load used."""

    server: float
    client: float
    others: float

    @property
    def is_disturbed(self) -> bool:
        """Whether other programs took a noticeable part of the machine."""
        return self.others > _DISTURBED_SHARE


@dataclass(frozen=True, slots=True)
class Span:
    """A measured stretch: its length, and the processor seconds of server, load and all others in it."""

    seconds: float
    server: float
    client: float
    others: float

    @classmethod
    def joined(cls, spans: Sequence["Span"]) -> "Span":
        """Several stretches as one, without what lies between them."""
        return cls(
            seconds=sum(span.seconds for span in spans),
            server=sum(span.server for span in spans),
            client=sum(span.client for span in spans),
            others=sum(span.others for span in spans),
        )

    @property
    def cpu(self) -> Shares:
        """The processor seconds as shares of a core."""
        return Shares(*(part / self.seconds for part in (self.server, self.client, self.others)))


class Stopwatch:
    """Runs from its making; reads the wall and the processor time of server, load and machine."""

    def __init__(self, server: psutil.Process) -> None:
        self._server = server
        self._start = self._now()

    def read(self) -> Span:
        """What has passed until now."""
        wall, server, client, machine = (
            now - then for now, then in zip(self._now(), self._start, strict=True)
        )
        return Span(wall, server, client, max(0.0, machine - server - client))

    def _now(self) -> tuple[float, float, float, float]:
        machine = psutil.cpu_times()
        idle = machine.idle + getattr(machine, "iowait", 0.0) + getattr(machine, "steal", 0.0)
        busy = sum(machine) - idle - getattr(machine, "guest", 0.0) - getattr(machine, "guest_nice", 0.0)
        client = psutil.Process()
        return (
            time.perf_counter(),
            sum(self._server.cpu_times()[:2]),
            sum(client.cpu_times()[:2]),
            busy,
        )
