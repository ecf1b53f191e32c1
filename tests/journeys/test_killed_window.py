"""A window that is killed with messages on their way comes back with nothing missing, nothing doubled."""

import os
import signal
import time

import pytest

from tests.helpers.driven_window import DrivenWindow


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_messages_that_waited_in_a_killed_window_arrive_once(tmp_path, server):
    own, other = tmp_path / "a", tmp_path / "b"
    at = ("--server", server.address)
    with DrivenWindow(other, *at) as bob:
        bob.ask("register", "bob", "Bob")
        with DrivenWindow(own, *at) as alice:
            alice.ask("register", "alice", "Alice")
            alice.ask("find_and_open", "bob", "Bob")
            alice.ask("say", "0")
            alice.ask("wait_for_ticks", "0", 1)
            server.kill()
            for number in range(1, 20):
                alice.ask("say", str(number))
            alice.kill()
        server.start()
        with DrivenWindow(own, *at) as alice:
            expected = [str(number) for number in range(20)]
            alice.ask("open_chat", "Bob")
            assert alice.ask("texts") == expected
            alice.ask("wait_for_ticks", "19", 1)
            bob.ask("open_chat", "Alice")
            bob.ask("wait_for_texts", expected)
            assert alice.ask("texts") == expected
            assert alice.close() == 0
        assert bob.close() == 0


def test_a_window_killed_while_it_sends_loses_and_doubles_nothing(tmp_path, server):
    own, other = tmp_path / "a", tmp_path / "b"
    at = ("--server", server.address)
    said = []
    with DrivenWindow(other, *at) as bob:
        bob.ask("register", "bob", "Bob")
        with DrivenWindow(own, *at) as alice:
            alice.ask("register", "alice", "Alice")
            alice.ask("find_and_open", "bob", "Bob")
        for life in range(3):
            with DrivenWindow(own, *at) as alice:
                alice.ask("open_chat", "Bob")
                for number in range(10):
                    said.append(f"{life}.{number}")
                    alice.ask("say", said[-1])
                time.sleep(0.01 * life)
        with DrivenWindow(own, *at) as alice:
            alice.ask("open_chat", "Bob")
            alice.ask("wait_for_ticks", said[-1], 1)
            bob.ask("open_chat", "Alice")
            bob.ask("wait_for_texts", said)
            assert alice.ask("texts") == said


def test_closing_ends_the_bundled_server_and_so_does_killing(tmp_path):
    folder = tmp_path / "a"
    with DrivenWindow(folder) as alice:
        alice.ask("register", "alice", "Alice")
        pid = alice.ask("server_pid", str(folder))
        assert lives(pid)
        assert alice.close() == 0
    assert not lives(pid)
    with DrivenWindow(folder) as alice:
        alice.ask("wait_for_server", str(folder))
        pid = alice.ask("server_pid", str(folder))
        alice.kill()
    deadline = time.monotonic() + 15
    while lives(pid):
        assert time.monotonic() < deadline, "the server outlived its killed window"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_window_and_server_in_order(tmp_path, number):
    folder = tmp_path / "a"
    with DrivenWindow(folder) as alice:
        alice.ask("register", "alice", "Alice")
        pid = alice.ask("server_pid", str(folder))
        os.kill(alice.pid, number)
        assert alice.wait() == 0
    assert not lives(pid)
    assert "Traceback" not in (folder / "profiles" / "1" / "minichat.log").read_text()


def test_a_bundled_server_that_is_killed_is_started_again(tmp_path):
    folder = tmp_path / "a"
    with DrivenWindow(folder) as alice:
        alice.ask("register", "alice", "Alice")
        pid = alice.ask("server_pid", str(folder))
        os.kill(pid, 9)
        alice.ask("wait_for_server", str(folder), pid)
        assert alice.ask("server_pid", str(folder)) != pid
        alice.ask("wait_until_gone", "connection_bar")
        assert alice.close() == 0


def test_half_a_thought_survives_the_kill_half_a_second_after_its_last_key(tmp_path, server):
    own, other = tmp_path / "a", tmp_path / "b"
    at = ("--server", server.address)
    with DrivenWindow(other, *at) as bob:
        bob.ask("register", "bob", "Bob")
        with DrivenWindow(own, *at) as alice:
            alice.ask("register", "alice", "Alice")
            alice.ask("find_and_open", "bob", "Bob")
            alice.ask("write", "composer", "half a thought")
            time.sleep(0.5)
            alice.kill()
        server.kill()
        with DrivenWindow(own, *at) as alice:
            alice.ask("open_chat", "Bob")
            alice.ask("say", ", and the rest")
            assert alice.ask("texts") == ["half a thought, and the rest"]
            alice.kill()
        server.start()
        with DrivenWindow(own, *at) as alice:
            alice.ask("open_chat", "Bob")
            alice.ask("wait_for_ticks", "half a thought, and the rest", 1)
            alice.ask("say", "next")
            assert alice.ask("texts") == ["half a thought, and the rest", "next"]
            assert alice.close() == 0
        assert bob.close() == 0
