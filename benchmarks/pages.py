"""W5 and search: the same question over and over on a few keep-alive connections, one under way in each."""

import gc
import re
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

from benchmarks.processes import Address
from benchmarks.samples import LoadFailed, Percentiles, Shares, Stopwatch

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class PageSample:
    """The answers of one run."""

    answers: int
    seconds: float
    latency: Percentiles
    cpu: Shares

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


class _Asker:
    """One connection, and what has arrived of its answer."""

    __slots__ = ("asked_at", "received", "socket")

    def __init__(self, address: Address) -> None:
        self.socket = socket.create_connection(address, timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.received = b""
        self.asked_at = 0.0


def run_pages(
    address: Address,
    path: str,
    token: str,
    *,
    check: Callable[[bytes], None],
    connections: int,
    server: psutil.Process,
    warm_up: float,
    duration: float,
    patience: float = 30.0,
) -> PageSample:
    """Ask for both times and measure the second; `check` sees the first body, all others have to equal it."""
    host = f"{address[0]}:{address[1]}"
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    load = _Pages(address, request, check, connections, patience)
    try:
        gc.collect()
        gc.disable()
        load.ask_until(time.perf_counter() + warm_up)
        load.latencies.clear()
        watch = Stopwatch(server)
        load.ask_until(time.perf_counter() + duration, least=2)
        span = watch.read()
        latencies = load.latencies
        return PageSample(len(latencies), span.seconds, Percentiles.of(latencies), span.cpu)
    finally:
        gc.enable()
        load.close()


class _Pages:
    """The connections of one run."""

    def __init__(
        self,
        address: Address,
        request: bytes,
        check: Callable[[bytes], None],
        connections: int,
        patience: float,
    ) -> None:
        self._request = request
        self._check = check
        self._patience = patience
        self._body: bytes | None = None
        self._selector = selectors.DefaultSelector()
        self._askers = [_Asker(address) for _ in range(connections)]
        self.latencies: list[float] = []
        for asker in self._askers:
            self._selector.register(asker.socket, selectors.EVENT_READ, asker)
            self._ask(asker)

    def close(self) -> None:
        """Drop every connection."""
        self._selector.close()
        for asker in self._askers:
            asker.socket.close()

    def ask_until(self, end: float, *, least: int = 1) -> None:
        """Ask on until that moment and for so many answers at the least."""
        last = end + self._patience
        while len(self.latencies) < least or time.perf_counter() < end:
            ready = self._selector.select(max(0.0, last - time.perf_counter()))
            if not ready:
                raise LoadFailed("no answer came for a long time")
            for key, _ in ready:
                self._receive(key.data)

    def _ask(self, asker: _Asker) -> None:
        asker.asked_at = time.perf_counter()
        asker.socket.send(self._request)

    def _receive(self, asker: _Asker) -> None:
        received = asker.socket.recv(1 << 18)
        if not received:
            raise LoadFailed("the server closed a connection")
        asker.received += received
        head, found, body = asker.received.partition(_HEAD_END)
        if not found:
            return
        length = _LENGTH.search(head + b"\r\n")
        if length is None or not head.startswith(b"HTTP/1.1 200 "):
            raise LoadFailed(f"no whole answer: {asker.received[:500]!r}")
        if len(body) < int(length[1]):
            return
        self.latencies.append(time.perf_counter() - asker.asked_at)
        asker.received = b""
        if self._body is None:
            self._check(body)
            self._body = body
        elif body != self._body:
            raise LoadFailed("the same question got two answers")
        self._ask(asker)
