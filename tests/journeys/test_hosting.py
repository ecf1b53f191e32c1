"""A team's server on a host's computer: joined by invite, killed, falling over, started with the machine."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from backend.wire.invites import parse_invite
from desktop.client import ChatClient
from desktop.client.state.changes import Connection
from desktop.models.hosting import ChangeHosting, ResumeHosting, StopHosting
from tests.helpers.hands import until
from tests.helpers.hosts import HostDesk, host_desk, joined


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.setenv("MINICHAT_BCRYPT_COST", "4")
    monkeypatch.setenv("MINICHAT_ANNOUNCE", "false")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config-home"))


async def talk(desk: HostDesk, guest: ChatClient, words: str) -> None:
    """The guest writes to the host, who reads it and answers."""
    me = desk.client.store.me
    assert me is not None
    room_id = await guest.open_direct_chat(me.id)
    guest.send(room_id, words)
    await hears(desk.client, room_id, words)
    desk.client.send(room_id, f"{words}: heard")
    await hears(guest, room_id, f"{words}: heard")


async def hears(client: ChatClient, room_id: int, words: str) -> None:
    def is_there() -> bool:
        room = client.store.rooms.get(room_id)
        return room is not None and room.last_text == words

    await until(is_there, f"{words!r} has come", 20)


async def online(*clients: ChatClient) -> None:
    await until(lambda: all(one.connection is Connection.ONLINE for one in clients), "all are back", 30)


def test_a_colleague_joins_by_the_invite_over_another_address_and_they_chat(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            invite = await desk.start()
            await desk.go_online()
            assert parse_invite(invite.link).fingerprint == (await desk.look()).fingerprint
            async with joined(invite.link, tmp_path / "bob", "bob", "127.0.0.2") as bob:
                await talk(desk, bob, "hello over another address")
            async with joined(invite.link, tmp_path / "eve", "eve") as eve:
                await talk(desk, eve, "hello over the invite's own")
            return parse_invite(invite.link).fingerprint

    assert run(journey()) in Path(tmp_path, "bob", "trust.json").read_text()


def test_a_killed_server_is_back_at_once_with_port_and_certificate_and_all_that_was_said(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            invite = await desk.start()
            await desk.go_online()
            before = await desk.look()
            async with joined(invite.link, tmp_path / "bob", "bob", "127.0.0.2") as bob:
                await talk(desk, bob, "before")
                killed = desk.server_pid
                assert killed is not None
                os.kill(killed, signal.SIGKILL)
                await until(lambda: desk.server_pid not in {None, killed}, "another one runs", 20)
                await online(desk.client, bob)
                await talk(desk, bob, "after")
                after = await desk.look()
                assert (after.address, after.fingerprint) == (before.address, before.fingerprint)
                assert after.restarts == 1
                room = bob.store.rooms.find_direct(desk.client.store.me.id)
                await bob.open_room(room.room_id)
                said = [entry.content for entry in bob.store.timelines.of(room.room_id)]
                assert said == ["before", "before: heard", "after", "after: heard"]

    run(journey())


def test_one_that_falls_over_each_time_is_left_lying_with_a_reason_until_it_is_started_again(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            await desk.start()
            await desk.look()
            database = desk.places.server / "minichat.sqlite3"
            kept = database.read_bytes()
            pid = desk.server_pid
            assert pid is not None
            for file in desk.places.server.glob("minichat.sqlite3*"):
                file.write_bytes(b"no database" * 1000)
            os.kill(pid, signal.SIGKILL)
            await until(lambda: not desk.hosting.host.is_kept, "it is left lying", 40)
            state = await desk.look()
            assert not state.is_running
            assert state.restarts == 3
            assert state.problem
            for file in desk.places.server.glob("minichat.sqlite3*"):
                file.unlink()
            database.write_bytes(kept)
            await desk.granted(ResumeHosting())
            assert desk.state.is_running
            assert desk.state.problem == ""
            assert desk.state.restarts == 0

    run(journey())


def test_after_a_restart_of_the_machine_address_and_invites_are_the_same(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            invite = await desk.start()
            await desk.go_online()
            before = await desk.look()
        async with host_desk(tmp_path / "host") as desk:
            await until(lambda: desk.state.is_running, "it runs again", 20)
            after = await desk.look()
            assert (after.address, after.fingerprint, after.port) == (
                before.address,
                before.fingerprint,
                before.port,
            )
            await online(desk.client)
            async with joined(invite.link, tmp_path / "bob", "bob", "127.0.0.2") as bob:
                await talk(desk, bob, "the old invite")

    run(journey())


def test_members_are_told_of_a_stop_and_come_back_by_themselves_after_a_change(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            invite = await desk.start()
            await desk.go_online()
            async with joined(invite.link, tmp_path / "bob", "bob", "127.0.0.2") as bob:
                await desk.granted(ChangeHosting(name="Acme & Sons"))
                await online(desk.client, bob)
                await talk(desk, bob, "after the change")
                await desk.granted(StopHosting())
                await until(lambda: bob.connection is not Connection.ONLINE, "bob is told", 10)
                await until(lambda: "Stopped" in type(bob.trouble).__name__, "why", 10)
                assert not desk.errors
                await desk.granted(ResumeHosting())
                bob.try_now()
                await online(desk.client, bob)

    run(journey())


def test_two_programs_on_one_folder_share_one_server(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as first:
            await first.start()
            async with host_desk(tmp_path / "host") as second:
                await until(lambda: second.state.is_running, "the second window finds it", 20)
                assert second.server_pid is None
                assert (await second.look()).address == (await first.look()).address
                refused = await second.ask(StopHosting())
                assert "Another window" in refused.problem
            await asyncio.sleep(0)
            assert first.state.is_running

    run(journey())


ALONE = """
import asyncio, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop.program import make_loop
from tests.helpers.hosts import host_desk, joined
app = QApplication([])
async def journey(folder):
    async with host_desk(folder / "host") as desk:
        invite = await desk.start()
        await desk.go_online()
        async with joined(invite.link, folder / "bob", "bob"):
            print((await desk.look()).address)
with asyncio.Runner(loop_factory=lambda: make_loop(app)) as runner:
    runner.run(journey(Path(sys.argv[1])))
"""
ISOLATED = ["unshare", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


def can_isolate() -> bool:
    try:
        return subprocess.run([*ISOLATED, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not can_isolate(), reason="this system lets nobody make a network namespace")
def test_without_any_network_it_serves_this_computer(tmp_path):
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [*ISOLATED, sys.executable, "-c", ALONE, str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("https://127.0.0.1:")
