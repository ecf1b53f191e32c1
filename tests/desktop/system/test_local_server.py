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

from desktop.system.local_server import LocalServer, LocalServerError, ServerFile, server_command

SERVE = """
import socket, sys
listening = socket.create_server(("127.0.0.1", 0))
print(f"ready at http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
sys.stdin.read()
"""
REFUSE = "import sys; sys.exit('the data folder is in use')"
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
        addresses = await asyncio.gather(*(server.address() for _ in range(10)))
        pid = server.pid
        await server.stop()
        return addresses, pid

    addresses, pid = run(journey())
    assert len(set(addresses)) == 1
    assert addresses[0].startswith("http://127.0.0.1:")
    assert not lives(pid)


def test_a_server_that_cannot_start_is_told_in_one_sentence_that_names_the_log(run, tmp_path):
    server = make(tmp_path, REFUSE)
    with pytest.raises(LocalServerError, match=r"^[^\n]+server\.log\.$"):
        run(server.address())
    assert "the data folder is in use" in (tmp_path / "server.log").read_text()


def test_a_program_that_is_not_there_is_told_in_one_sentence(run, tmp_path):
    server = LocalServer(tmp_path, tmp_path / "server.log", command=[str(tmp_path / "no-such-program")])
    with pytest.raises(LocalServerError, match="could not start"):
        run(server.address())


def test_a_server_that_says_nothing_is_ended_at_the_deadline(run, tmp_path):
    server = make(tmp_path, STAY_SILENT, ready_seconds=0.3)
    with pytest.raises(LocalServerError, match="in time"):
        run(server.address())
    assert server.pid is None


def test_one_that_does_not_go_is_killed(run, tmp_path):
    server = make(tmp_path, IGNORE_THE_END, stop_seconds=0.3)

    async def journey():
        await server.address()
        pid = server.pid
        await server.stop()
        return pid

    assert not lives(run(journey()))


def test_a_window_that_closes_while_its_server_starts_leaves_nothing(run, tmp_path, caplog):
    server = make(tmp_path, STAY_SILENT)

    async def journey():
        async with asyncio.TaskGroup() as tasks:
            starting = tasks.create_task(server.address())
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
    addresses: asyncio.Queue[str] = asyncio.Queue()

    async def journey():
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(server.keep_running(addresses.put_nowait, pytest.fail))
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
            keeping = tasks.create_task(server.keep_running(pytest.fail, troubles.put_nowait))
            sentences = [await troubles.get() for _ in range(2)]
            keeping.cancel()
        await server.stop()
        return sentences

    first, second = run(journey())
    assert first == second


def test_a_window_whose_folder_is_taken_uses_the_host_and_takes_over_when_it_closes(run, tmp_path):
    server = make(tmp_path, REFUSE)
    host = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{host.getsockname()[1]}"
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "server.json").write_bytes(msgspec.json.encode(ServerFile(address=address, pid=1)))

    async def journey():
        assert await server.address() == address
        assert server.pid is None
        assert server.doubt()
        assert await server.address() == address
        host.close()
        assert server.doubt()
        assert not server.doubt()
        with pytest.raises(LocalServerError):
            await server.address()

    run(journey())


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
    await server.address()
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
        run(server.address())
    assert log.stat().st_size < 1000
    assert (tmp_path / "server.old.log").stat().st_size > 1024 * 1024


def test_the_frozen_program_starts_its_neighbour(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "minichat.exe"))
    assert server_command(tmp_path / "data")[:2] == [str(tmp_path / "minichat-server.exe"), "serve"]
    assert "--exit-with-parent" in server_command(tmp_path / "data")
