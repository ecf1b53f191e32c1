import os

import psutil
import pytest

from benchmarks.processes import ServerFailed, choose_cores, pinned, running
from benchmarks.targets import ECHO

PINS = pytest.mark.skipif(choose_cores().server is None, reason="this system can't pin, or has one core")


def test_server_is_gone_after_the_block_even_when_the_block_failed(tmp_path):
    with pytest.raises(ZeroDivisionError), ECHO.running(tmp_path) as server:  # noqa: PT012
        assert server.process.is_running()
        assert server.first_answer_seconds > 0
        assert 1 < server.proportional_mib() < 500
        server.wait_until_idle()
        raise ZeroDivisionError
    assert not psutil.pid_exists(server.process.pid)


def test_server_that_dies_leaves_its_last_words(tmp_path):
    with (
        pytest.raises(ServerFailed, match="no such luck"),
        running(["-c", "exit('no such luck')"], {}, tmp_path),
    ):
        pass


@PINS
def test_pinning_reaches_the_process_and_ends_with_the_block(tmp_path):
    before = os.sched_getaffinity(0)
    core = choose_cores().server
    with ECHO.running(tmp_path, core=core) as server:
        assert server.process.cpu_affinity() == [core]
        assert os.sched_getaffinity(0) == before
    with pinned(core):
        assert os.sched_getaffinity(0) == {core}
    assert os.sched_getaffinity(0) == before
