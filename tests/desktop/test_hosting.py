"""What a host asks of this computer's server, carried out on real ones."""

import os
import signal
import socket
import time

import pytest

from desktop.client.state.changes import Connection
from desktop.models.hosting import (
    ChangeHosting,
    ReadLogTail,
    ResumeHosting,
    RunWithoutWindow,
    ShareServer,
    StartHosting,
    StopHosting,
)
from desktop.system.host import Host
from tests.helpers import fake_systemd
from tests.helpers.hands import until
from tests.helpers.hosts import PASSWORD, host_desk
from tests.helpers.leaks import watched_loop


@pytest.fixture
def run(qapp):
    with watched_loop(qapp) as run:
        yield run


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.setenv("MINICHAT_BCRYPT_COST", "4")
    monkeypatch.setenv("MINICHAT_ANNOUNCE", "false")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config-home"))
    monkeypatch.delenv("APPIMAGE", raising=False)


@pytest.fixture
def systemd(tmp_path, monkeypatch):
    folder = fake_systemd.install(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    yield folder
    if (pid := fake_systemd.pid_of(folder)) is not None:
        os.kill(pid, signal.SIGKILL)


def start(**changes: str) -> StartHosting:
    fields = {"name": "Acme", "username": "ada", "first_name": "Ada", "password": PASSWORD}
    return StartHosting(**fields | changes)


def test_a_server_is_started_with_its_administrator_and_an_invite(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            assert desk.server_pid is None
            began = time.monotonic()
            invite = await desk.start("  The   Acme team ")
            took = time.monotonic() - began
            await desk.go_online()
            return invite, await desk.look(), took, desk.client.store.me

    invite, state, took, me = run(journey())
    assert me.username == "ada"
    assert invite.uses > 1
    assert state.is_hosted
    assert state.is_running
    assert state.name == "The Acme team"
    assert state.registration == "invite"
    assert len(state.fingerprint) == 64
    assert state.address == f"https://{invite.link.split('/')[3]}"
    assert state.problem == ""
    assert took < 10
    assert not (tmp_path / "host" / "server" / "first-invite.txt").exists()


def test_what_the_server_refuses_is_told_by_its_field_and_leaves_nobody_hosting(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            weak = await desk.ask(start(password="123"))
            assert "password" in weak.fields
            assert "name" in (await desk.ask(start(name=" "))).fields
            assert "name" in (await desk.ask(start(name="x" * 61))).fields
            turned = await desk.ask(start(name="a\u202eb"))
            assert "turn the text around" in turned.fields["name"][0]
            state = await desk.look()
            assert not state.is_hosted
            assert not state.is_running
            assert not (desk.places.server / "server.toml").exists()
            await desk.start()
            assert (await desk.look()).is_hosted

    run(journey())


def test_a_second_first_administrator_is_sent_to_the_log_in(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            await desk.start()
            again = await desk.ask(start(name="Mine", username="eve"))
            assert "has an administrator already" in again.problem
            assert (await desk.look()).name == "Acme"

    run(journey())


def test_who_used_it_alone_shares_it_and_keeps_all_that_was_said(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            elsewhere = await desk.ask(ShareServer(name="Acme"))
            assert "log in here first" in elsewhere.problem
            here = await desk.hosting.find()
            assert here.address.startswith("http://127.0.0.1:")
            client = await desk.signing._change_client("")
            await client.register("ada", PASSWORD, "Ada")
            desk.signing._is_in = True
            await desk.go_online()
            room_id = await client.calls.create_group("Plans")
            invite = await desk.granted(ShareServer(name="Acme"))
            await until(lambda: client.connection is Connection.ONLINE, "online by TLS", 20)
            assert client.address.startswith("https://")
            assert client.store.rooms.get(room_id) is not None
            assert invite.link.startswith("minichat://join/")
            listed = await client.administration.list_invites()
            assert [one.id for one in listed] == [invite.id]

    run(journey())


def test_a_change_starts_the_server_anew_and_its_members_come_back(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            not_yet = await desk.ask(ChangeHosting(name="Acme"))
            assert "Nobody else can reach" in not_yet.problem
            await desk.start()
            await desk.go_online()
            first = desk.server_pid
            await desk.granted(ChangeHosting(name="Acme & Sons", registration="closed", is_announced=False))
            state = desk.state
            assert (state.name, state.registration, state.is_announced) == ("Acme & Sons", "closed", False)
            assert desk.server_pid != first
            await until(lambda: desk.client.connection is Connection.ONLINE, "the host is back", 20)
            info = await desk.client.joining.ask_server()
            assert (info.name, info.registration) == ("Acme & Sons", "closed")
            assert "port" in (await desk.ask(ChangeHosting(port=80))).fields
            with socket.create_server(("0.0.0.0", 0)) as taken:
                refused = await desk.ask(ChangeHosting(port=taken.getsockname()[1]))
            assert "Another program uses port" in refused.problem
            assert desk.state.port == state.port

    run(journey())


def test_a_stop_lasts_until_it_is_resumed_whatever_starts_meanwhile(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            await desk.start()
            port = (await desk.look()).port
            await desk.granted(StopHosting())
            assert not desk.state.is_running
            assert desk.state.address == ""
            await desk.granted(ChangeHosting(name="Later 👨\u200d👩\u200d👧"))
            assert not desk.state.is_running
        async with host_desk(tmp_path / "host") as desk:
            assert (await desk.look()).name == "Later 👨\u200d👩\u200d👧"
            assert not desk.state.is_running
            await desk.granted(ResumeHosting())
            assert desk.state.is_running
            assert desk.state.port == port
        async with host_desk(tmp_path / "host") as desk:
            await until(lambda: desk.state.is_running, "it starts with the window", 20)

    run(journey())


def test_the_log_s_end_is_read(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            assert await desk.granted(ReadLogTail(lines=5)) == []
            (tmp_path / "host" / "server.log").write_text("one\ntwo\nthree\n")
            return await desk.granted(ReadLogTail(lines=2))

    assert run(journey()) == ["two", "three"]


def test_a_file_that_was_broken_by_hand_is_told_and_kept(run, tmp_path):
    folder = tmp_path / "host" / "server"
    folder.mkdir(parents=True)
    (folder / "server.toml").write_text("name = ")

    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            assert r"server.toml can't be read" in (await desk.look()).problem
            assert "can't be read" in (await desk.ask(ChangeHosting(name="New"))).problem
            await until(lambda: desk.hosting.host.server.restarts > 0, "it was tried", 20)

    run(journey())
    assert (folder / "server.toml").read_text() == "name = "


def test_the_system_takes_the_server_over_and_gives_it_back(run, tmp_path, systemd):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            await desk.start()
            await desk.go_online()
            before = await desk.look()
            assert before.can_run_without_window
            await desk.granted(RunWithoutWindow(is_on=True))
            assert desk.state.runs_without_window
            assert desk.server_pid is None
            handed = fake_systemd.pid_of(systemd)
            assert handed is not None
            await until(lambda: desk.client.connection is Connection.ONLINE, "the host is back", 20)
        assert fake_systemd.pid_of(systemd) == handed  # without the window
        async with host_desk(tmp_path / "host") as desk:
            await until(lambda: desk.state.is_running, "the window finds it", 20)
            assert desk.state.runs_without_window
            await desk.granted(ChangeHosting(name="Renamed"))
            assert fake_systemd.pid_of(systemd) not in {None, handed}
            await desk.granted(RunWithoutWindow(is_on=False))
            assert fake_systemd.pid_of(systemd) is None
            assert desk.server_pid is not None
            after = await desk.look()
            assert (after.address, after.fingerprint) == (before.address, before.fingerprint)
            assert not after.runs_without_window

    run(journey())


def test_a_stop_takes_the_server_from_the_system_and_a_start_gives_it_back(run, tmp_path, systemd):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            await desk.start()
            await desk.granted(RunWithoutWindow(is_on=True))
            await desk.granted(StopHosting())
            assert fake_systemd.pid_of(systemd) is None
        async with host_desk(tmp_path / "host") as desk:
            assert not (await desk.look()).is_running
            await desk.granted(ResumeHosting())
            assert desk.state.runs_without_window
            assert fake_systemd.pid_of(systemd) is not None
            await desk.granted(RunWithoutWindow(is_on=False))

    run(journey())


def test_what_the_system_can_t_run_goes_on_in_the_window(run, tmp_path, systemd):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            await desk.start()
            (systemd / fake_systemd.REFUSE).write_text("Job for minichat-server.service failed.")
            refused = await desk.ask(RunWithoutWindow(is_on=True))
            assert "runs with the window as before" in refused.problem
            assert "Job for minichat-server.service failed." in refused.problem
            assert desk.server_pid is not None
            assert not desk.state.runs_without_window
            assert desk.hosting.host.service.command() is None

    run(journey())


def test_without_a_service_manager_the_switch_says_why(run, tmp_path, monkeypatch):
    monkeypatch.setattr(Host, "hand_over", lambda _self: pytest.fail("it must not be tried"))
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho Failed to connect to bus >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")

    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            await desk.start()
            state = await desk.look()
            assert not state.can_run_without_window
            assert state.no_service_reason.startswith("This computer can't run")
            refused = await desk.ask(RunWithoutWindow(is_on=True))
            assert refused.problem == state.no_service_reason

    run(journey())
