"""W1: pairs of clients in direct rooms, one message under way in each room, the receiver answers.

One thread over non-blocking sockets, so that the client is not the limit. It counts and also checks: every
message arrives at every socket that it is meant for, once, in order, and is acknowledged, or the run fails.
"""

import gc
import selectors
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import psutil

from benchmarks.chat import Pair, Protocol, answer_other, command, enter, is_ack, number_of, send_whole
from benchmarks.frames import Masker, split_frames
from benchmarks.processes import Address
from benchmarks.samples import LoadFailed, Percentiles, Shares, Stopwatch


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run of W1 measured after its warm-up; `total` counts the messages of the whole run."""

    messages: int
    total: int
    seconds: float
    latency: Percentiles
    ack: Percentiles | None
    cpu: Shares

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds

    @property
    def server_cpu_us(self) -> float:
        """Processor time of the server for one message, in microseconds."""
        return self.cpu.server * 1e6 / self.rate


class _Room:
    """The number of the room's last message, and when it left."""

    __slots__ = ("last", "sent_at")

    def __init__(self) -> None:
        self.last = -1
        self.sent_at = 0.0


class _Client:
    """One socket in one room; side 0 sends the even messages, side 1 the odd ones."""

    __slots__ = ("acked", "masker", "rest", "room", "seen", "side", "socket", "unacked")

    def __init__(self, room: _Room, side: int, connection: socket.socket, rest: bytes, step: int) -> None:
        self.room = room
        self.side = side
        self.socket = connection
        self.rest = rest
        self.masker = Masker()
        self.seen = -1 if step == 1 else 1 - side - step
        self.acked = side - 2
        self.unacked: deque[float] = deque()


def run_pairs(
    address: Address,
    pairs: Sequence[Pair],
    protocol: Protocol,
    *,
    server: psutil.Process,
    warm_up: float,
    duration: float,
    patience: float = 10.0,
) -> Sample:
    """Connect everybody, play, measure after the warm-up, let all arrive, check, disconnect.

    What is under way at the end has `patience` seconds to arrive.
    """
    load = _Load(protocol, patience)
    try:
        load.connect(address, pairs)
        gc.collect()
        gc.disable()
        return load.measure(server, warm_up, duration)
    finally:
        gc.enable()
        load.close()


class _Load:
    """The sockets of one run and what arrived at them."""

    def __init__(self, protocol: Protocol, patience: float) -> None:
        self._protocol = protocol
        self._patience = patience
        self._step = 1 if protocol.echoes_to_sender else 2
        self._selector = selectors.DefaultSelector()
        self._clients: list[_Client] = []
        self._latencies: list[float] = []
        self._acks: list[float] = []
        self._plays = True

    def connect(self, address: Address, pairs: Sequence[Pair]) -> None:
        """Open both sockets of every pair."""
        for pair in pairs:
            room = _Room()
            for side, token in enumerate(pair.tokens):
                connection, rest = enter(address, pair.room_id, token)
                client = _Client(room, side, connection, rest, self._step)
                self._clients.append(client)
                self._selector.register(connection, selectors.EVENT_READ, client)

    def close(self) -> None:
        """Drop every socket."""
        self._selector.close()
        for client in self._clients:
            client.socket.close()

    def measure(self, server: psutil.Process, warm_up: float, duration: float) -> Sample:
        """Play for both times and count what arrived in the second."""
        for client in self._clients:
            if client.side == 0:
                self._send_next(client)
        self._play_until(time.perf_counter() + warm_up)
        self._latencies.clear()
        self._acks.clear()
        watch = Stopwatch(server)
        self._play_until(time.perf_counter() + duration)
        self._play_until(time.perf_counter() + self._patience, latencies=2)
        span = watch.read()
        latencies, acks = self._latencies, self._acks
        self._drain()
        if len(latencies) < 2:
            raise LoadFailed("next to nothing arrived while it was measured")
        return Sample(
            messages=len(latencies),
            total=sum(client.room.last + 1 for client in self._clients if client.side == 0),
            seconds=span.seconds,
            latency=Percentiles.of(latencies),
            ack=Percentiles.of(acks) if len(acks) > 1 else None,
            cpu=span.cpu,
        )

    def _play_until(self, end: float, latencies: float = inf) -> None:
        """Play until that moment, or until so many messages were measured: a disk may stall for a while."""
        select, receive = self._selector.select, self._receive
        while len(self._latencies) < latencies and (left := end - time.perf_counter()) > 0:
            for key, _ in select(left):
                receive(key.data)

    def _drain(self) -> None:
        """Answer nothing more, wait for what is under way, and fail when it doesn't come."""
        self._plays = False
        self._latencies, self._acks = [], []
        end = time.perf_counter() + self._patience
        while any(not self._is_settled(client) for client in self._clients):
            left = end - time.perf_counter()
            if left <= 0:
                unsettled = sum(not self._is_settled(client) for client in self._clients)
                raise LoadFailed(f"{unsettled} sockets still wait for a message or an acknowledgement")
            for key, _ in self._selector.select(left):
                self._receive(key.data)

    def _is_settled(self, client: _Client) -> bool:
        last = client.room.last
        own = last - (last - client.side) % 2
        theirs = last - (last - client.side + 1) % 2
        seen = client.seen == (last if self._protocol.echoes_to_sender else theirs)
        return seen and (client.acked == own or not self._protocol.acknowledges)

    def _send_next(self, client: _Client) -> None:
        room = client.room
        room.last += 1
        frame = client.masker.frame(command(room.last))
        room.sent_at = time.perf_counter()
        if self._protocol.acknowledges:
            client.unacked.append(room.sent_at)
        send_whole(client.socket, frame)

    def _receive(self, client: _Client) -> None:
        received = client.socket.recv(1 << 16)
        now = time.perf_counter()
        if not received:
            raise LoadFailed("the server closed a socket")
        frames, client.rest = split_frames(client.rest + received if client.rest else received)
        for opcode, payload in frames:
            number = number_of(opcode, payload)
            if number is None:
                answer_other(client.socket, client.masker, opcode, payload)
            elif is_ack(payload):
                self._take_ack(client, number, now)
            else:
                self._take_message(client, number, now)

    def _take_message(self, client: _Client, number: int, now: float) -> None:
        if number != client.seen + self._step:
            raise LoadFailed(f"message {number} came after {client.seen}")
        client.seen = number
        if number % 2 == client.side:
            return
        self._latencies.append(now - client.room.sent_at)
        if self._plays:
            self._send_next(client)

    def _take_ack(self, client: _Client, number: int, now: float) -> None:
        if number != client.acked + 2:
            raise LoadFailed(f"the acknowledgement of {number} came after that of {client.acked}")
        client.acked = number
        self._acks.append(now - client.unacked.popleft())
