"""Who runs the server of this computer: its own program, set up and ended. No client takes part."""

import socket

import pytest

from desktop.client.scope import TaskScope
from desktop.system.host import Host
from desktop.system.server_trouble import BadHostingFile, HostError, LocalServerError
from desktop.system.service import own_service


@pytest.fixture
def make(tmp_path, monkeypatch):
    monkeypatch.setenv("MINICHAT_ANNOUNCE", "false")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config-home"))
    found, troubles = [], []

    def make_host() -> Host:
        return Host(
            tmp_path / "server",
            tmp_path / "server.log",
            own_service(tmp_path),
            TaskScope("test"),
            moved=found.append,
            troubled=troubles.append,
        )

    make_host.found, make_host.troubles = found, troubles
    return make_host


def test_nothing_runs_until_it_is_needed(run, make):
    host = make()
    run(host.begin())
    assert not host.is_kept
    assert host.server.pid is None
    assert not host.folder.exists()


def test_the_first_hosting_passes_over_a_taken_port_and_later_ones_never(run, make, tmp_path):
    host, again = make(), make()
    taken = socket.create_server(("0.0.0.0", 0))
    port = taken.getsockname()[1]

    async def journey():
        await host.set_up("Acme")
        chosen = host.file.read()["port"]
        await host.rest()
        host.file.write({"port": port})
        with pytest.raises(LocalServerError, match="Invites name the port"):
            await again.restart()
        await again.rest()
        return chosen

    with taken:
        chosen = run(journey())
    assert chosen != port
    assert again.file.read()["port"] == port
    assert make.found[0].address == f"https://127.0.0.1:{chosen}"


def test_a_change_that_can_t_be_leaves_file_and_server_as_they_were(run, make):
    host = make()

    async def journey():
        await host.set_up("Acme")
        before, pid = host.file.path.read_bytes(), host.server.pid
        with (
            socket.create_server(("0.0.0.0", 0)) as taken,
            pytest.raises(HostError, match="Another program uses port"),
        ):
            await host.change({"port": taken.getsockname()[1]})
        assert (host.file.path.read_bytes(), host.server.pid) == (before, pid)
        with pytest.raises(LocalServerError, match="setting of the chat server is wrong"):
            await host.change({"name": "x" * 1000})
        assert host.file.path.read_bytes() == before
        assert host.server.found is not None
        await host.rest()

    run(journey())


def test_a_folder_that_can_t_be_written_stays_unhosted(run, make, tmp_path):
    (tmp_path / "server").write_text("in the way")
    host = make()
    with pytest.raises(BadHostingFile, match="can't be read: Not a directory"):
        run(host.set_up("Acme"))
    assert (tmp_path / "server").read_text() == "in the way"
    assert not host.is_kept


def test_another_window_s_server_is_not_ours_to_change(run, make):
    first, second = make(), make()

    async def journey():
        await first.set_up("Acme")
        await second.begin()
        second.keep()
        found = await second.server.find()
        assert found == first.server.found
        for forbidden in (second.stop(), second.restart(), second.change({"name": "Mine"})):
            with pytest.raises(HostError, match="Another window"):
                await forbidden
        await second.rest()
        assert await first.server.find() == found
        await first.rest()

    run(journey())


def test_an_administrator_is_made_by_the_server_s_own_program(run, make):
    host = make()

    async def journey():
        await host.server.find()
        with pytest.raises(HostError, match="user"):
            await host.make_admin("--nobody")
        await host.rest()

    run(journey())
