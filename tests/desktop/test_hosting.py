"""What a host asks of this computer's server, carried out on real ones."""

import time

import pytest

from tests.helpers.hosts import host_desk
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


def test_a_server_is_started_with_its_administrator_and_an_invite(run, tmp_path):
    async def journey():
        async with host_desk(tmp_path / "host") as desk:
            assert desk.server_pid is None
            began = time.monotonic()
            invite = await desk.start("  The   Acme team ")
            took = time.monotonic() - began
            await desk.go_online()
            state = await desk.look()
            return invite, state, took, desk.client.store.me

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
