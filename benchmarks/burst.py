"""W3: everybody in a large group sends a message (or some) at once, and everybody gets all of them.

While the clock runs the load only counts marks in what arrives; every frame is checked after it has stopped.
"""

import gc
import select
import selectors
import socket
import time
from collections import defaultdict
from dataclasses import dataclass

import psutil

from benchmarks.chat import (
    MARK,
    Group,
    Protocol,
    answer_other,
    command,
    enter,
    is_ack,
    number_of,
    send_whole,
)
from benchmarks.frames import Masker, split_frames
from benchmarks.processes import Address
from benchmarks.samples import LoadFailed, Shares, Span, Stopwatch

_READ_BYTES = 1 << 18
_QUIET_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class BurstSample:
    """The bursts of one run; a delivery is one message at one socket, acknowledgements don't count."""

    deliveries: int
    bursts: int
    seconds: float
    cpu: Shares

    @property
    def rate(self) -> float:
        """Deliveries a second."""
        return self.deliveries / self.seconds


class _Member:
    """One socket, what arrived at it since the last check, and how many marks that holds."""

    __slots__ = ("chunks", "marks", "masker", "rest", "socket")

    def __init__(self, connection: socket.socket, rest: bytes) -> None:
        self.socket = connection
        self.rest = rest
        self.masker = Masker()
        self.chunks: list[bytes] = []
        self.marks = 0


def run_bursts(
    address: Address,
    group: Group,
    protocol: Protocol,
    *,
    each: int,
    server: psutil.Process,
    duration: float,
    patience: float = 15.0,
) -> BurstSample:
    """Connect all, one burst to warm up, then bursts until together they took `duration`."""
    load = _Bursts(protocol, each, patience)
    try:
        load.connect(address, group)
        gc.collect()
        gc.disable()
        load.burst(server)
        spans = [load.burst(server)]
        while sum(span.seconds for span in spans) < duration:
            spans.append(load.burst(server))
    finally:
        gc.enable()
        load.close()
    span = Span.joined(spans)
    return BurstSample(load.deliveries * len(spans), len(spans), span.seconds, span.cpu)


class _Bursts:
    """The sockets of one run."""

    def __init__(self, protocol: Protocol, each: int, patience: float) -> None:
        self._protocol = protocol
        self._each = each
        self._patience = patience
        self._selector = selectors.DefaultSelector()
        self._members: list[_Member] = []
        self._next = 0

    @property
    def deliveries(self) -> int:
        """How many one burst makes."""
        size = len(self._members)
        return size * self._each * (size if self._protocol.echoes_to_sender else size - 1)

    def connect(self, address: Address, group: Group) -> None:
        """Everybody enters; what the server says about that is over when this returns."""
        for token in group.tokens:
            member = _Member(*enter(address, group.room_id, token))
            self._members.append(member)
            self._selector.register(member.socket, selectors.EVENT_READ, member)
        while ready := self._selector.select(_QUIET_SECONDS):
            for key, _ in ready:
                _read(key.data)

    def close(self) -> None:
        """Drop every socket."""
        self._selector.close()
        for member in self._members:
            member.socket.close()

    def burst(self, server: psutil.Process) -> Span:
        """All send, all receive; then everything that arrived is checked."""
        numbers: dict[_Member, range] = {}
        data = []
        for member in self._members:
            own = numbers[member] = range(self._next, self._next + self._each)
            self._next = own.stop
            data.append((member, b"".join(member.masker.frame(command(number)) for number in own)))
        watch = Stopwatch(server)
        for member, frames in data:
            send_whole(member.socket, frames)
        self._receive_all()
        span = watch.read()
        for member in self._members:
            self._check(member, numbers)
        return span

    def _receive_all(self) -> None:
        total = self._each * len(self._members)
        expected = total if self._protocol.echoes_to_sender else total - self._each
        expected += self._each if self._protocol.acknowledges else 0
        waiting = {member for member in self._members if member.marks < expected}
        end = time.perf_counter() + self._patience
        while waiting:
            left = end - time.perf_counter()
            if left <= 0:
                self._explain(len(waiting))
            for key, _ in self._selector.select(left):
                member = key.data
                _read(member)
                if member.marks >= expected:
                    waiting.discard(member)

    def _explain(self, count: int) -> None:
        """Fail, with the server's own words where it said some."""
        for member in self._members:
            for opcode, payload in split_frames(member.rest + b"".join(member.chunks))[0]:
                if number_of(opcode, payload) is None:
                    answer_other(member.socket, member.masker, opcode, payload)
        raise LoadFailed(f"{count} sockets still wait for a message or an acknowledgement")

    def _check(self, member: _Member, numbers: dict[_Member, range]) -> None:
        """Each message once, those of one sender in order, each own one acknowledged."""
        acks: list[int] = []
        senders: defaultdict[int, list[int]] = defaultdict(list)
        first = self._next - self._each * len(self._members)
        for opcode, payload in self._frames(member):
            number = number_of(opcode, payload)
            if number is None:
                answer_other(member.socket, member.masker, opcode, payload)
            elif is_ack(payload):
                acks.append(number)
            else:
                senders[(number - first) // self._each].append(number)
        own = numbers[member]
        wrong = [
            sender
            for sender, other in enumerate(numbers.values())
            if senders.pop(sender, [])
            != (list(other) if other is not own or self._protocol.echoes_to_sender else [])
        ]
        if wrong or senders or acks != (list(own) if self._protocol.acknowledges else []):
            raise LoadFailed(f"a member lacks messages of {len(wrong)} others, or has them twice or mixed up")

    def _frames(self, member: _Member) -> list[tuple[int, bytes]]:
        """All that arrived since the last check; the tail of the last frame may still be under way."""
        data = member.rest + b"".join(member.chunks)
        member.chunks, member.marks = [], 0
        frames, member.rest = split_frames(data)
        while member.rest:
            if not select.select([member.socket], [], [], self._patience)[0]:
                raise LoadFailed("a frame broke off")
            more, member.rest = split_frames(member.rest + member.socket.recv(_READ_BYTES))
            frames += more
        return frames


def _read(member: _Member) -> None:
    received = member.socket.recv(_READ_BYTES)
    if not received:
        raise LoadFailed("the server closed a socket")
    member.chunks.append(received)
    member.marks += received.count(MARK)
