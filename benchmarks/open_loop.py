"""W2: messages at a fixed rate, whatever the server's pace; one member of a room sends, the other receives.

A message's time counts from the moment it was due, so that a server that falls behind can't hide it by being
asked less. A rate isn't held when messages can't be sent or don't arrive in time; a message that is lost,
doubled or out of order fails the run.
"""

import gc
import selectors
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from benchmarks.chat import Pair, Protocol, answer_other, command, enter, is_ack, number_of
from benchmarks.frames import Masker, split_frames
from benchmarks.processes import Address
from benchmarks.samples import LoadFailed, Percentiles, Shares, Stopwatch

_HELD_P99_MS = 15.0
_HOPELESS_SECONDS = 1.0
_SPIN_SECONDS = 0.002


@dataclass(frozen=True, slots=True)
class Rung:
    """One rate, and what came of it; `latency` is None where the server fell behind by a second or more."""

    rate: float
    messages: int
    latency: Percentiles | None
    cpu: Shares

    @property
    def is_held(self) -> bool:
        """Whether the server kept the pace, within the time that W2 asks for."""
        return self.latency is not None and self.latency.p99 <= _HELD_P99_MS


class _FellBehind(Exception):
    """The server can't take what is due."""


class _Room:
    """What was sent in a room and hasn't arrived, by the time it was due."""

    __slots__ = ("due", "last")

    def __init__(self) -> None:
        self.last = -1
        self.due: deque[float] = deque()


class _Client:
    """One socket: the room's sender, or its receiver."""

    __slots__ = ("acked", "is_sender", "masker", "rest", "room", "seen", "socket")

    def __init__(self, room: _Room, is_sender: bool, connection: socket.socket, rest: bytes) -> None:
        self.room = room
        self.is_sender = is_sender
        self.socket = connection
        self.rest = rest
        self.masker = Masker()
        self.seen = self.acked = -1


def run_rate(
    address: Address,
    pairs: Sequence[Pair],
    protocol: Protocol,
    *,
    rate: float,
    server: psutil.Process,
    warm_up: float,
    duration: float,
    patience: float = 10.0,
) -> Rung:
    """Send at that rate for both times, measure what was due in the second, let all arrive, check."""
    load = _OpenLoop(protocol, rate)
    try:
        load.connect(address, pairs)
        gc.collect()
        gc.disable()
        return load.measure(server, warm_up, duration, patience)
    finally:
        gc.enable()
        load.close()


class _OpenLoop:
    """The sockets of one run, and the clock that says what is due."""

    def __init__(self, protocol: Protocol, rate: float) -> None:
        self._protocol = protocol
        self._interval = 1 / rate
        self._selector = selectors.DefaultSelector()
        self._senders: list[_Client] = []
        self._receivers: list[_Client] = []
        self._latencies: list[float] = []
        self._measured_from = 0.0

    def connect(self, address: Address, pairs: Sequence[Pair]) -> None:
        """Open both sockets of every pair."""
        for pair in pairs:
            room = _Room()
            for clients, token in zip((self._senders, self._receivers), pair.tokens, strict=True):
                client = _Client(room, clients is self._senders, *enter(address, pair.room_id, token))
                clients.append(client)
                self._selector.register(client.socket, selectors.EVENT_READ, client)

    def close(self) -> None:
        """Drop every socket."""
        self._selector.close()
        for client in (*self._senders, *self._receivers):
            client.socket.close()

    def measure(self, server: psutil.Process, warm_up: float, duration: float, patience: float) -> Rung:
        """One rung; a server that falls behind ends it early."""
        start = time.perf_counter()
        self._measured_from = start + warm_up
        watch = Stopwatch(server)
        sent, latency = 0, None
        try:
            sent = self._send_until(start, start + warm_up + duration)
            self._drain(patience)
            if len(self._latencies) < 2:
                raise LoadFailed("next to nothing was due while it was measured")
            latency = Percentiles.of(self._latencies)
        except _FellBehind:
            sent = sum(client.room.last + 1 for client in self._senders)
        return Rung(rate=1 / self._interval, messages=sent, latency=latency, cpu=watch.read().cpu)

    def _send_until(self, start: float, end: float) -> int:
        sent, due = 0, start
        senders, select = self._senders, self._selector.select
        while due < end:
            now = time.perf_counter()
            while due <= now and due < end:
                self._send(senders[sent % len(senders)], due)
                sent += 1
                due = start + sent * self._interval
            left = due - now
            # The selector rounds up to milliseconds: near the next message it is only asked, not slept in.
            for key, _ in select(left - _SPIN_SECONDS if left > _SPIN_SECONDS else 0):
                self._receive(key.data)
        return sent

    def _drain(self, patience: float) -> None:
        end = time.perf_counter() + patience
        while any(not self._is_settled(client) for client in (*self._senders, *self._receivers)):
            left = end - time.perf_counter()
            if left <= 0:
                raise LoadFailed("messages or acknowledgements never came")
            for key, _ in self._selector.select(left):
                self._receive(key.data)

    def _is_settled(self, client: _Client) -> bool:
        last = client.room.last
        if not client.is_sender:
            return client.seen == last
        return (client.acked == last or not self._protocol.acknowledges) and (
            client.seen == last or not self._protocol.echoes_to_sender
        )

    def _send(self, client: _Client, due: float) -> None:
        room = client.room
        if room.due and time.perf_counter() - room.due[0] > _HOPELESS_SECONDS:
            raise _FellBehind
        frame = client.masker.frame(command(room.last + 1))
        try:
            sent = client.socket.send(frame)
        except BlockingIOError:
            raise _FellBehind from None
        if sent != len(frame):
            raise _FellBehind
        room.last += 1
        room.due.append(due)

    def _receive(self, client: _Client) -> None:
        received = client.socket.recv(1 << 16)
        now = time.perf_counter()
        if not received:
            raise LoadFailed("the server closed a socket")
        frames, client.rest = split_frames(client.rest + received if client.rest else received)
        for opcode, payload in frames:
            number = number_of(opcode, payload)
            if number is None:
                if b'"retryable":true' in payload:  # the server says itself that it is too much
                    raise _FellBehind
                answer_other(client.socket, client.masker, opcode, payload)
            elif is_ack(payload):
                client.acked = _next(client.acked, number, "acknowledgement")
            else:
                client.seen = _next(client.seen, number, "message")
                if not client.is_sender:
                    self._take(client.room.due.popleft(), now)

    def _take(self, due: float, now: float) -> None:
        if due >= self._measured_from:
            self._latencies.append(now - due)


def _next(before: int, number: int, what: str) -> int:
    if number != before + 1:
        raise LoadFailed(f"{what} {number} came after {before}")
    return number
