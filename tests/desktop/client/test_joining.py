"""What is asked before anybody is signed in, of a real server that takes people by invite."""

import re

import pytest

from backend.wire.invites import parse_invite
from desktop.client.errors import Refused
from tests.helpers.client_core import Device, error_of
from tests.helpers.servers import ServerProcess


@pytest.fixture
def server(tmp_path):
    with ServerProcess(tmp_path / "server-data", "--registration", "invite", "--name", "Office") as server:
        yield server


@pytest.fixture
async def device(tmp_path, server):
    device = Device(server.address, tmp_path / "device")
    yield device
    await device.close()


def first_invite(server: ServerProcess):
    text = (server.folder / "first-invite.txt").read_text()
    return parse_invite(re.search(r"minichat://\S+", text)[0])


async def test_a_server_says_who_it_is_and_an_invite_what_it_is_worth(server, device):
    info = await device.client.joining.ask_server()
    assert (info.name, info.registration) == ("Office", "invite")
    worth = await device.client.joining.check_invite(first_invite(server).token)
    assert (worth.server, worth.invited_by) == ("Office", "")


async def test_an_invite_opens_the_door_that_is_closed_without_one(server, device, tmp_path):
    refusal = await error_of(device.client.register("alice", "a long enough secret"))
    assert isinstance(refusal, Refused)
    assert refusal.code == "invite_needed"
    token = first_invite(server).token
    await device.client.register("alice", "a long enough secret", invite=token)
    assert device.client.store.me.username == "alice"
    second = Device(server.address, tmp_path / "second")
    for call in (
        second.client.joining.check_invite(token),
        second.client.register("bob", "a long", invite="1-x"),
    ):
        assert isinstance(await error_of(call), Refused)
    await second.close()


async def test_a_wrong_code_changes_no_password(device):
    refusal = await error_of(
        device.client.joining.reset_password("alice", "KXQF-7MPA-93TD", "another secret")
    )
    assert isinstance(refusal, Refused)
    assert refusal.code == "reset_code_wrong"
