"""What the process takes of its machine."""

import os
import sys

import pytest

from backend.load import Load, free_bytes, memory_bytes


def test_the_processors_part_is_of_the_time_between_two_looks():
    moment, used = [100.0], [5.0]
    load = Load(lambda: moment[0], lambda: used[0])
    assert load.cpu_percent() == 0
    moment[0], used[0] = 110.0, 7.5
    assert load.cpu_percent() == 25
    moment[0], used[0] = 110.5, 8.0
    assert load.cpu_percent() == 25
    moment[0], used[0] = 112.0, 7.5
    assert load.cpu_percent() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="told by Linux alone")
def test_memory_grows_with_what_is_held():
    before = memory_bytes()
    held = os.urandom(50_000_000)
    assert memory_bytes() - before > 30_000_000
    assert len(held) == 50_000_000


def test_a_disk_has_something_left(tmp_path):
    assert free_bytes(tmp_path) > 0
