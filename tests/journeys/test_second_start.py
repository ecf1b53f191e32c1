"""The program started twice on the same data: the window comes back, and the second start has ended."""

import subprocess
import sys

from tests.helpers.driven_window import DrivenWindow


def start_again(folder, *options, seconds=30) -> int:
    command = [sys.executable, "-m", "desktop", "--data", str(folder), *options]
    return subprocess.run(command, timeout=seconds, check=False).returncode


def test_a_second_start_raises_the_first_window_and_ends(tmp_path):
    with DrivenWindow(tmp_path, "--server", "http://127.0.0.1:1", "--minimized") as first:
        assert not first.ask("is_in_front")
        assert start_again(tmp_path) == 0
        assert first.ask("is_in_front")
        assert [path.name for path in (tmp_path / "profiles").iterdir()] == ["1"]
        assert first.close() == 0


def test_a_further_window_is_one_of_its_own(tmp_path):
    with DrivenWindow(tmp_path, "--server", "http://127.0.0.1:1") as first:
        first.ask("is_in_front")
        with DrivenWindow(tmp_path, "--server", "http://127.0.0.1:1", "--new-window") as second:
            second.ask("is_in_front")
            assert sorted(path.name for path in (tmp_path / "profiles").iterdir()) == ["1", "2"]
            assert second.close() == 0
        assert first.close() == 0


def test_after_a_kill_the_next_start_is_the_first(tmp_path):
    with DrivenWindow(tmp_path, "--server", "http://127.0.0.1:1") as first:
        first.ask("is_in_front")
        first.kill()
    with DrivenWindow(tmp_path, "--server", "http://127.0.0.1:1") as next_one:
        next_one.ask("is_in_front")
        assert next_one.close() == 0
        assert [path.name for path in (tmp_path / "profiles").iterdir()] == ["1"]
