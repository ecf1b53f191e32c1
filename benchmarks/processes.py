"""Servers as processes: start on a core of their own, wait for the address, measure memory, stop."""

import http.client
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

_ADDRESS = re.compile(r"http://(127\.0\.0\.1):(\d+)")
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_IDLE_SECONDS = 0.3
_IDLE_PERCENT = 5.0
_REST_SECONDS = 120.0
_ROOT = Path(__file__).resolve().parent.parent

Address = tuple[str, int]


class ServerFailed(Exception):
    """A server under test didn't start or didn't answer; the text holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers; `first_answer_seconds` counts from just before its process was started."""

    address: Address
    process: psutil.Process
    first_answer_seconds: float

    def proportional_mib(self) -> float:
        """Memory of the process and its children, shared pages divided among those who share them."""
        processes = [self.process, *self.process.children(recursive=True)]
        return sum(proportional_bytes(process) for process in processes) / (1 << 20)

    def wait_until_idle(self) -> None:
        """Return when the process has used next to nothing for a while."""
        end = time.monotonic() + _REST_SECONDS
        while self.process.cpu_percent(_IDLE_SECONDS) > _IDLE_PERCENT:
            if time.monotonic() > end:
                raise ServerFailed(f"the server is still busy after {_REST_SECONDS:.0f} s with nothing to do")


@dataclass(frozen=True, slots=True)
class Cores:
    """Where the server runs and where the load; None where the system can't pin or has one core."""

    server: int | None
    client: int | None


def choose_cores() -> Cores:
    """The first two cores that this process may use."""
    if not hasattr(os, "sched_getaffinity"):
        return Cores(None, None)
    allowed = sorted(os.sched_getaffinity(0))
    return Cores(allowed[0], allowed[1]) if len(allowed) > 1 else Cores(None, None)


def allow_many_files() -> None:
    """Let this process and the servers that it starts open as many sockets as the system allows."""
    try:
        import resource  # noqa: PLC0415  Windows has no such module, and no such limit
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def pinned(core: int | None) -> Iterator[None]:
    """Run this thread, and the processes that it starts, on one core."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def running(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, *, core: int | None = None
) -> Iterator[Running]:
    """A server: this Python with `arguments`, as long as the block lasts; its log goes into `folder`."""
    log = folder / "server.log"
    child: subprocess.Popen[str] | None = None
    started = time.perf_counter()
    try:
        with log.open("ab") as errors, pinned(core), _signals_deferred():
            child = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=_ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,  # Ctrl+C is ours to pass on, once the load has stopped
                text=True,
            )
        assert child.stdout is not None
        address = _read_address(child.stdout, log)
        get(address, "/api/")
        answered = time.perf_counter() - started
        yield Running(address, psutil.Process(child.pid), answered)
    finally:
        if child is not None:
            _stop(child)


@contextmanager
def _signals_deferred() -> Iterator[None]:
    """Signals arrive when the block ends: none falls between a fork and the name of the child."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [(number, signal.signal(number, lambda number, _: arrived.append(number))) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
        for late in arrived:
            signal.raise_signal(late)


def get(address: Address, path: str) -> None:
    """One GET on a connection of its own; the status has to be 200."""
    connection = http.client.HTTPConnection(*address, timeout=_START_SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise ServerFailed(f"GET {path} gave {response.status}")
    finally:
        connection.close()


def _read_address(output: IO[str], log: Path) -> Address:
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        with output:
            for line in output:
                lines.put(line)
        lines.put("")

    threading.Thread(target=read, name="server output", daemon=True).start()
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            line = lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise ServerFailed(f"no address after {_START_SECONDS:.0f} s\n{_tail(log)}") from None
        if found := _ADDRESS.search(line):
            return found[1], int(found[2])
        if not line:
            raise ServerFailed(f"the server ended before it gave an address\n{_tail(log)}")


def _stop(child: "subprocess.Popen[str]") -> None:
    child.terminate()
    try:
        child.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]


def proportional_bytes(process: psutil.Process) -> int:
    """Memory of a process alone, shared pages divided among those who share them."""
    rollup = Path(f"/proc/{process.pid}/smaps_rollup")
    if rollup.exists():
        found = re.search(r"^Pss:\s+(\d+) kB", rollup.read_text(), re.MULTILINE)
        if found:
            return int(found[1]) << 10
    memory = process.memory_full_info()
    return int(getattr(memory, "pss", memory.uss))
