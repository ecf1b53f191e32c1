"""What nobody caught ends in the log, and the person is told in one sentence, not in sixty a second."""

import asyncio
import logging
import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import QObject, Signal, qInstallMessageHandler, qWarning

from desktop.system.last_resort import LastResort

CRASH = """
import ctypes, sys
from pathlib import Path
from desktop.system.last_resort import log_to
log_to(Path(sys.argv[1]))
ctypes.string_at(0)
"""


class Sender(QObject):
    pressed = Signal()


@pytest.fixture
def told():
    return []


@pytest.fixture
def resort(told, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    resort = LastResort(clock=iter([0.0, 1.0, 11.0]).__next__)
    resort.tell = lambda: told.append("sorry")
    resort.install()
    yield resort
    qInstallMessageHandler(None)


def fail():
    raise RuntimeError("a bug of ours")


def test_a_failing_slot_is_logged_with_its_traceback_and_told(qapp, resort, told, caplog):
    sender = Sender()
    sender.pressed.connect(fail)
    sender.pressed.emit()
    assert told == ["sorry"]
    assert "RuntimeError: a bug of ours" in caplog.text


def test_a_burst_of_failures_is_told_once(resort, told, caplog):
    for _ in range(3):
        resort.take_task("outbox", RuntimeError("again"))
    assert told == ["sorry", "sorry"]
    assert caplog.text.count("task outbox failed") == 3


def test_a_failing_thread_is_logged_but_no_widget_is_touched_from_there(resort, told, caplog):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert told == []
    assert "a bug of ours" in caplog.text


def test_a_failing_callback_of_the_loop_is_taken(run, resort, told, caplog):
    async def call_it():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(resort.take_loop)
        loop.call_exception_handler({"message": "a callback failed", "exception": RuntimeError("inside")})

    run(call_it())
    assert told == ["sorry"]
    assert "inside" in caplog.text


def test_what_qt_says_goes_to_the_log(qapp, resort, told, caplog):
    with caplog.at_level(logging.WARNING):
        qWarning("a word of Qt")
    assert "a word of Qt" in caplog.text
    assert told == []


def test_a_crash_below_python_leaves_its_stack_in_the_log(tmp_path):
    log = tmp_path / "minichat.log"
    died = subprocess.run([sys.executable, "-c", CRASH, str(log)], capture_output=True, check=False)
    assert died.returncode != 0
    assert died.stderr == b""
    assert "Segmentation fault" in log.read_text()
