"""The system runs the server: through a `systemctl` and a `launchctl` that are real programs on PATH."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from desktop.system.server_trouble import ServiceError
from desktop.system.service import (
    LaunchdService,
    ScheduledTask,
    SystemdService,
    own_service,
)
from tests.helpers import fake_systemd

STAY = "import sys, time; print('up', file=sys.stderr, flush=True); time.sleep(600)"


@pytest.fixture
def bin_folder(tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("APPIMAGE", raising=False)
    return folder


@pytest.fixture
def systemd(bin_folder):
    yield fake_systemd.install(bin_folder)
    if (pid := fake_systemd.pid_of(bin_folder)) is not None:
        os.kill(pid, signal.SIGKILL)


def calls(folder: Path) -> list[str]:
    return (folder / "calls").read_text().splitlines() if (folder / "calls").exists() else []


def test_systemd_starts_the_command_and_ends_it_again(systemd, tmp_path):
    service = own_service(tmp_path)
    assert isinstance(service, SystemdService)
    assert service.refusal() == ""
    assert service.command() is None
    command, log = [sys.executable, "-c", STAY], tmp_path / "server.log"
    service.start(command, log)
    assert service.command() == command
    assert (systemd / "enabled").read_text() == "minichat-server.service"
    assert fake_systemd.pid_of(systemd) is not None
    deadline = time.monotonic() + 10
    while "up" not in log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    service.stop()
    assert fake_systemd.pid_of(systemd) is None
    assert service.command() is None
    assert not (systemd / "enabled").exists()
    assert calls(systemd)[-1] == "--user daemon-reload"
    service.stop()


def test_what_systemd_refuses_leaves_nothing_behind(systemd, tmp_path):
    (systemd / fake_systemd.REFUSE).write_text("Job failed: no such program")
    service = own_service(tmp_path)
    with pytest.raises(ServiceError, match=r"^The system refused: Job failed: no such program$"):
        service.start(["/no/such/program"], tmp_path / "log")
    assert service.command() is None
    assert not (systemd / "enabled").exists()


def test_a_system_without_a_systemd_of_one_s_own_says_why(bin_folder, tmp_path, monkeypatch):
    program = bin_folder / "systemctl"
    program.write_text("#!/bin/sh\necho 'Failed to connect to bus: No medium found' >&2\nexit 1\n")
    program.chmod(0o755)
    sentence = "This computer can't run a program for you while its window is closed."
    assert own_service(tmp_path).refusal() == sentence
    monkeypatch.setenv("PATH", str(tmp_path))
    assert own_service(tmp_path).refusal() == sentence
    monkeypatch.setenv("APPIMAGE", "/home/ada/MiniChat.AppImage")
    assert "AppImage" in own_service(tmp_path).refusal()


def test_a_folder_that_can_t_be_written_is_one_sentence(systemd, tmp_path):
    (tmp_path / "config").write_text("in the way")
    with pytest.raises(ServiceError, match=r"minichat-server\.service can't be written"):
        own_service(tmp_path).start(["true"], tmp_path / "log")


def test_launchd_loads_the_agent_and_unloads_it(bin_folder, tmp_path):
    program = bin_folder / "launchctl"
    program.write_text(f'#!/bin/sh\necho "$@" >> {bin_folder}/calls\n')
    program.chmod(0o755)
    agents = tmp_path / "LaunchAgents"
    service = LaunchdService(agents)
    assert service.refusal() == service.boot_hint() == ""
    service.start(["/opt/minichat-server", "serve"], tmp_path / "log")
    plist = agents / "chat.mini.server.plist"
    assert service.command() == ["/opt/minichat-server", "serve"]
    service.stop()
    domain = f"gui/{os.getuid()}"
    assert calls(bin_folder) == [f"bootstrap {domain} {plist}", f"bootout {domain}/chat.mini.server"]
    assert service.command() is None
    program.write_text("#!/bin/sh\necho 'Bootstrap failed: 5: Input/output error' >&2\nexit 5\n")
    with pytest.raises(ServiceError, match="Bootstrap failed"):
        service.start(["/opt/minichat-server"], tmp_path / "log")
    assert not plist.exists()


def test_windows_scheduler_is_given_a_task_and_asked_for_it(bin_folder, tmp_path):
    kept = tmp_path / "task"
    program = bin_folder / "schtasks"
    program.write_text(
        f"""#!{sys.executable}
import sys
from pathlib import Path
kept, words = Path({str(kept)!r}), sys.argv[1:]
with open({str(bin_folder / "calls")!r}, "a") as calls:
    calls.write(words[0] + "\\n")
if words[0] == "/Create":
    kept.write_text(Path(words[words.index("/XML") + 1]).read_bytes().decode("utf-16"))
elif not kept.exists():
    sys.exit("ERROR: The system cannot find the file specified.")
elif words[0] == "/Query":
    print(kept.read_text())
elif words[0] == "/Delete":
    kept.unlink()
"""
    )
    program.chmod(0o755)
    service = ScheduledTask(tmp_path)
    assert service.refusal() == service.boot_hint() == ""
    assert service.command() is None
    command = ["C:\\Mini Chat\\minichat-server.exe", "serve", "--data", "C:\\data"]
    service.start(command, tmp_path / "log")
    assert service.command() == command
    assert not (tmp_path / "service-task.xml").exists()
    service.stop()
    assert service.command() is None
    assert [call for call in calls(bin_folder) if call != "/Query"] == ["/Create", "/Run", "/End", "/Delete"]
