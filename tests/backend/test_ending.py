"""What ends the server: the first word counts, whether it is a signal, a line or the end of the input."""

import asyncio
import os
import signal
import sys
import threading

import pytest

from backend.ending import STOPPED_MARK, Ending
from backend.wire.live import CloseCode

posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


class Parent:
    """Holds the other end of the standard input."""

    def __init__(self, end):
        self._end = end
        self._has_closed = False

    def say(self, words):
        os.write(self._end, words)

    def close(self):
        if not self._has_closed:
            self._has_closed = True
            os.close(self._end)


@pytest.fixture
async def parent(monkeypatch):
    entry, end = os.pipe()
    with os.fdopen(entry) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        parent = Parent(end)
        yield parent
        parent.close()
        for thread in threading.enumerate():
            if thread.name == "parent":
                await asyncio.to_thread(thread.join, 5)


@pytest.fixture
async def ending(parent, tmp_path):
    made = Ending(tmp_path)
    made.watch_parent()
    return made


async def code_of(ending):
    async with asyncio.timeout(5):
        await ending.wait()
    return ending.code


@pytest.mark.parametrize(
    "pieces", [[b"stop\n"], [b"st", b"op\r\n"], [b"x" * 9_000 + b"\n", b"stop\n"]], ids=len
)
async def test_the_line_stop_says_that_the_host_wants_it(ending, parent, pieces):
    for piece in pieces:
        parent.say(piece)
    assert await code_of(ending) == CloseCode.STOPPED


@pytest.mark.parametrize("words", [b"", b"stop", b"go on\n", b"don't stop\n"])
async def test_the_end_of_the_input_without_it_may_be_a_restart(ending, parent, words):
    if words:
        parent.say(words)
    parent.close()
    assert await code_of(ending) == CloseCode.RESTART


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_may_be_a_restart_and_what_is_said_later_changes_nothing(ending, parent, number):
    ending.watch_signals()
    os.kill(os.getpid(), number)
    assert await code_of(ending) == CloseCode.RESTART
    parent.say(b"stop\n")
    await asyncio.sleep(0.05)
    assert ending.code == CloseCode.RESTART


@posix
@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (None, None, CloseCode.RESTART),
        (None, "service", CloseCode.STOPPED),
        ("service", None, CloseCode.RESTART),
        ("service", "service", CloseCode.STOPPED),
    ],
)
async def test_a_signal_after_the_hosts_mark_is_no_restart_and_an_old_mark_is_none(
    tmp_path, before, after, code
):
    mark = tmp_path / STOPPED_MARK
    if before is not None:
        mark.write_text(before)
        os.utime(mark, (1_700_000_000, 1_700_000_000))
    ending = Ending(tmp_path)
    ending.watch_signals()
    if after is not None:
        mark.write_text(after)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await code_of(ending) == code
