"""Looking at servers: by which way they are asked, and when a password may go there."""

import pytest

from backend.wire.answers import ServerInfo
from backend.wire.rest import GET_SERVER
from desktop.client import NotEncrypted
from desktop.client.scope import TaskScope
from desktop.client.trust import Trust
from desktop.models.joining import LookAt, ResetPassword
from desktop.visiting import Visits
from tests.helpers.certificates import Listener, self_signed
from tests.helpers.scripted_server import ScriptedServer

INFO = ServerInfo(
    name="Office", version="0.1.0", server_id="s", protocol_versions=[1], registration_open=True
)


@pytest.fixture
async def visits(tmp_path):
    scope = TaskScope("visits")
    yield Visits(tmp_path, scope, "en")
    await scope.close()


@pytest.fixture
async def server():
    async with ScriptedServer() as server:
        yield server


def from_elsewhere(server: ScriptedServer) -> str:
    """Leads to this computer by an address that isn't the loopback's."""
    return server.address.replace("127.0.0.1", "0.0.0.0")


async def test_whoever_says_http_is_asked_by_tls_where_somebody_encrypts(tmp_path, visits):
    async with Listener(self_signed(tmp_path)) as listener:
        assert await visits.find(listener.address.replace("https", "http")) == listener.address


@pytest.mark.parametrize("spelled", ["http://{}", "{}", "http://{}/"])
async def test_a_server_known_by_tls_is_not_asked_by_http_whatever_is_announced(visits, server, spelled):
    host = server.address.removeprefix("http://")
    Trust(visits.folder_of(f"https://{host}")).note_reached()
    assert await visits.find(spelled.format(host)) == f"https://{host}"


async def test_before_a_password_goes_out_in_the_clear_the_person_is_told_once(visits, server):
    with pytest.raises(NotEncrypted):
        await visits.find_for_secrets(from_elsewhere(server))
    assert await visits.find_for_secrets(from_elsewhere(server)) == from_elsewhere(server)
    assert server.calls == []


async def test_so_are_they_before_a_new_password_does(visits, server):
    address = from_elsewhere(server)
    asked = ResetPassword(address=address, username="ada", code="KXQF", new_password="secret")
    with pytest.raises(NotEncrypted):
        await visits.reset_password(address, asked)
    assert server.calls == []


async def test_a_look_says_it_already(visits, server):
    server.on(GET_SERVER, INFO)
    preview = await visits.look_at(LookAt(address=from_elsewhere(server)))
    assert preview is not None
    assert await visits.find_for_secrets(preview.address) == preview.address


async def test_what_stays_on_this_computer_needs_no_word(visits, server):
    assert await visits.find_for_secrets(server.address) == server.address
    assert await visits.find_for_secrets("no address!") is None
