"""The bundled server as a child: started, shared, missed, ended. The children here are real processes."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from desktop.system.local_server import (
    MOST_RESTARTS,
    LocalServer,
    ServerFile,
    server_command,
    service_command,
)
from desktop.system.server_trouble import LocalServerError

SERVE = """
import socket, sys
listening = socket.create_server(("127.0.0.1", 0))
print(f"ready at http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
sys.stdin.read()
"""
REFUSE = "import sys; sys.exit('the data folder is in use')"
TAKEN = "import sys; print('minichat-server: another one', file=sys.stderr); sys.exit(5)"
STAY_SILENT = "import sys; sys.stdin.read()"
IGNORE_THE_END = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("http://127.0.0.1:1", flush=True)
time.sleep(600)
"""


def make(tmp_path: Path, script: str, **options) -> LocalServer:
    return LocalServer(
        tmp_path / "server", tmp_path / "server.log", command=[sys.executable, "-c", script], **options
    )


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_many_callers_share_one_start(run, tmp_path):
    server = make(tmp_path, SERVE)

    async def journey():
        addresses = await asyncio.gather(*(server.find() for _ in range(10)))
        pid = server.pid
        await server.stop()
        return addresses, pid

    addresses, pid = run(journey())
    assert len(set(addresses)) == 1
    assert addresses[0].address.startswith("http://127.0.0.1:")
    assert not lives(pid)


def test_a_server_that_cannot_start_is_told_in_one_sentence_that_names_the_log(run, tmp_path):
    server = make(tmp_path, REFUSE)
    with pytest.raises(LocalServerError, match=r"^[^\n]+server\.log\.$"):
        run(server.find())
    assert "the data folder is in use" in (tmp_path / "server.log").read_text()


def test_a_program_that_is_not_there_is_told_in_one_sentence(run, tmp_path):
    server = LocalServer(tmp_path, tmp_path / "server.log", command=[str(tmp_path / "no-such-program")])
    with pytest.raises(LocalServerError, match="could not start"):
        run(server.find())


def test_a_server_that_says_nothing_is_ended_at_the_deadline(run, tmp_path):
    server = make(tmp_path, STAY_SILENT, ready_seconds=0.3)
    with pytest.raises(LocalServerError, match="in time"):
        run(server.find())
    assert server.pid is None


def test_one_that_does_not_go_is_killed(run, tmp_path):
    server = make(tmp_path, IGNORE_THE_END, stop_seconds=0.3)

    async def journey():
        await server.find()
        pid = server.pid
        await server.stop()
        return pid

    assert not lives(run(journey()))


def test_a_window_that_closes_while_its_server_starts_leaves_nothing(run, tmp_path, caplog):
    server = make(tmp_path, STAY_SILENT)

    async def journey():
        async with asyncio.TaskGroup() as tasks:
            starting = tasks.create_task(server.find())
            await asyncio.sleep(0.05)
            starting.cancel()
        pid = server.pid
        await server.stop()
        await asyncio.sleep(0)
        return pid

    assert not lives(run(journey()))
    assert "Exception" not in caplog.text


def test_after_a_death_there_is_a_new_one_and_its_address_is_told(run, tmp_path):
    server = make(tmp_path, SERVE)
    addresses: asyncio.Queue[ServerFile] = asyncio.Queue()

    async def journey():
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(server.keep_running(addresses.put_nowait, pytest.fail, None))
            first = await addresses.get()
            os.kill(server.pid, signal.SIGKILL)
            second = await addresses.get()
            keeping.cancel()
        await server.stop()
        return first, second

    first, second = run(journey())
    assert first != second


def test_trouble_is_told_and_tried_again(run, tmp_path):
    server = make(tmp_path, REFUSE)
    troubles: asyncio.Queue[str] = asyncio.Queue()

    async def journey():
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(server.keep_running(pytest.fail, troubles.put_nowait, None))
            sentences = [await troubles.get() for _ in range(2)]
            keeping.cancel()
        await server.stop()
        return sentences

    first, second = run(journey())
    assert first == second


def test_a_hosted_server_that_falls_over_each_time_is_left_alone_with_its_last_words(run, tmp_path):
    script = SERVE.replace("sys.stdin.read()", "print('minichat-server: no more', file=sys.stderr)")
    server = make(tmp_path, script, first_pause=0.01)
    found, troubles = [], []
    run(server.keep_running(found.append, troubles.append, MOST_RESTARTS))
    assert len(found) == 1 + MOST_RESTARTS
    assert server.restarts == MOST_RESTARTS
    (trouble,) = troubles
    assert trouble.endswith("Its last words: no more")


def test_one_that_can_t_start_is_tried_so_often_and_each_trouble_is_told(run, tmp_path):
    server = make(tmp_path, REFUSE, first_pause=0.01)
    troubles = []
    run(server.keep_running(pytest.fail, troubles.append, 1))
    assert len(troubles) == 2
    assert len(set(troubles)) == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (2, "setting of the chat server is wrong: why"),
        (3, "can't use its port: why. Invites name the port"),
        (4, "data folder can't be used: why"),
        (5, "Another chat server works"),
        (6, "newer version"),
        (10, "certificate can't be used: why"),
    ],
)
def test_each_reason_not_to_start_has_its_sentence(run, tmp_path, code, words):
    script = f"import sys; print('minichat-server: why', file=sys.stderr); sys.exit({code})"
    with pytest.raises(LocalServerError, match=words) as failure:
        run(make(tmp_path, script).find())
    assert failure.value.exit_code == code


def other_host(folder: Path) -> socket.socket:
    """Another process's server, and its word in the data folder."""
    host = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{host.getsockname()[1]}"
    folder.mkdir(exist_ok=True)
    (folder / "server.json").write_bytes(msgspec.json.encode(ServerFile(address, 1, "ab" * 32)))
    return host


def test_a_window_whose_folder_is_taken_uses_the_host_and_takes_over_when_it_closes(run, tmp_path):
    server = make(tmp_path, TAKEN)
    host = other_host(tmp_path / "server")

    async def journey():
        found = await server.find()
        assert found.address == f"http://127.0.0.1:{host.getsockname()[1]}"
        assert found.fingerprint == "ab" * 32
        assert server.pid is None
        assert server.doubt()
        assert await server.find() == found
        host.close()
        assert server.doubt()
        assert not server.doubt()
        with pytest.raises(LocalServerError, match="Another chat server"):
            await server.find()

    run(journey())


def test_a_host_that_goes_is_noticed_though_nobody_talks_to_it(run, tmp_path):
    server = make(tmp_path, TAKEN, look_seconds=0.05, first_pause=0.01)
    host = other_host(tmp_path / "server")
    troubles: asyncio.Queue[str] = asyncio.Queue()

    async def journey():
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(
                server.keep_running(lambda _found: host.close(), troubles.put_nowait, 0)
            )
            trouble = await troubles.get()
            await keeping
        return trouble

    assert "Another chat server" in run(journey())


def test_what_the_system_runs_is_waited_for_and_never_started_here(run, tmp_path):
    server = make(tmp_path, SERVE, ready_seconds=0.3)
    server.is_of_system = True
    with pytest.raises(LocalServerError, match="system runs the chat server"):
        run(server.find())
    with other_host(tmp_path / "server"):
        assert run(server.find()).pid == 1
        assert server.pid is None
        assert not run(server.wait_for_end(0.2))
    assert run(server.wait_for_end(5))


def test_the_child_sees_the_end_of_its_pipe_when_the_desktop_is_killed(tmp_path):
    child_pid = tmp_path / "pid"
    script = f"""
import asyncio, os, qasync, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop.system.local_server import LocalServer
app = QCoreApplication([])
folder = Path({str(tmp_path)!r})
server = LocalServer(folder, folder / "log", command=[sys.executable, "-c", {SERVE!r}])
async def main():
    await server.find()
    Path({str(child_pid)!r}).write_text(str(server.pid))
    await asyncio.sleep(600)
with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
    runner.run(main())
"""
    desktop = subprocess.Popen([sys.executable, "-c", script])
    deadline = time.monotonic() + 20
    while not (child_pid.exists() and child_pid.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    pid = int(child_pid.read_text())
    assert lives(pid)
    desktop.kill()
    desktop.wait()
    while lives(pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_long_log_is_put_aside(run, tmp_path):
    log = tmp_path / "server.log"
    log.write_bytes(b"x" * (1024 * 1024 + 1))
    server = make(tmp_path, REFUSE)
    with pytest.raises(LocalServerError):
        run(server.find())
    assert log.stat().st_size < 1000
    assert (tmp_path / "server.old.log").stat().st_size > 1024 * 1024


def test_the_frozen_program_starts_its_neighbour(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "minichat.exe"))
    data = tmp_path / "data"
    neighbour = [str(tmp_path / "minichat-server.exe"), "serve", "--data", str(data)]
    assert server_command(data) == [*neighbour, "--exit-with-parent", "--host", "127.0.0.1", "--port", "0"]
    assert service_command(data) == neighbour


def test_a_hosted_server_is_started_by_its_own_file_alone(tmp_path):
    assert "--port" in server_command(tmp_path)
    (tmp_path / "server.toml").touch()
    assert server_command(tmp_path)[-1] == "--exit-with-parent"


def test_a_log_folder_that_can_t_be_made_is_one_sentence(run, tmp_path):
    (tmp_path / "file").touch()
    server = LocalServer(tmp_path, tmp_path / "file" / "logs" / "server.log")
    with pytest.raises(LocalServerError, match="data folder can't be used"):
        run(server.find())
