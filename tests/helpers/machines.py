"""Machines of one local network, made of network namespaces: own addresses, own loopback, real multicast.

Takes root and iproute2; `why_not` says what is missing.
"""

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import msgspec

_numbers = itertools.count()


class Machine(msgspec.Struct, frozen=True):
    """One of them: what runs in it sees its network and nothing else."""

    name: str
    address: str

    def command(self, *words: str) -> list[str]:
        """How to run something there."""
        return ["ip", "netns", "exec", self.name, *words]

    def plug(self, *, is_in: bool) -> None:
        """Put the network cable in, or pull it."""
        _ip("-n", self.name, "link", "set", "lan", "up" if is_in else "down")
        if is_in:
            _ip("-n", self.name, "route", "replace", "224.0.0.0/4", "dev", "lan")


def why_not() -> str:
    """Why there can be no such machines here; empty when there can."""
    if sys.platform != "linux" or not shutil.which("ip"):
        return "network namespaces need Linux and iproute2"
    if os.geteuid() != 0:
        return "network namespaces need root"
    name = f"mc-{os.getpid()}-try"
    if subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode:
        return "this kernel lets nobody make a network namespace"
    _ip("netns", "delete", name)
    return ""


@contextmanager
def two_machines() -> Iterator[tuple[Machine, Machine]]:
    """Two machines with a cable between them."""
    number = next(_numbers)
    prefix, net = f"mc-{os.getpid()}-{number}", f"10.77.{number % 250}"
    left, right = Machine(f"{prefix}-a", f"{net}.1"), Machine(f"{prefix}-b", f"{net}.2")
    with ExitStack() as stack:
        for machine in (left, right):
            _ip("netns", "add", machine.name)
            stack.callback(_ip, "netns", "delete", machine.name)
        cable = ["link", "add", "lan", "netns", left.name, "type", "veth", "peer", "name", "lan"]
        _ip(*cable, "netns", right.name)
        for machine in (left, right):
            _ip("-n", machine.name, "address", "add", f"{machine.address}/24", "dev", "lan")
            _ip("-n", machine.name, "link", "set", "lo", "up")
        for machine in (left, right):
            machine.plug(is_in=True)
        yield left, right


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def run_there(machine: Machine, words: Sequence[str], **options: object) -> subprocess.CompletedProcess[str]:
    """Run something on a machine to its end."""
    return subprocess.run(machine.command(*words), check=True, capture_output=True, text=True, timeout=60)
