"""A whole client core whose server shows another certificate: all stands still, and nothing is lost."""

import asyncio

import pytest

from backend.wire.rest import SEND_MESSAGE
from backend.wire.types import RoomId
from desktop.client import Connection, Untrusted, WrongScheme
from desktop.client.state.changes import ConnectionChanged
from desktop.client.trust import was_encrypted
from tests.helpers.certificates import Identity, Listener, self_signed
from tests.helpers.client_core import Device, connect, error_of, record, sign_in, until, welcome
from tests.helpers.examples import a_message, a_room, a_user
from tests.helpers.scripted_server import ScriptedServer, lost, raw

ROOM = a_room(7, [a_user(2, "Bob")])
ROOM_ID = RoomId(7)


@pytest.fixture
def first(tmp_path) -> Identity:
    return self_signed(tmp_path, "first")


@pytest.fixture
def second(tmp_path) -> Identity:
    return self_signed(tmp_path, "second")


@pytest.fixture
async def server(first):
    async with ScriptedServer(first) as server:
        yield server


async def test_at_first_the_person_compares_and_nothing_was_said_before(device, server, first):
    refused = await error_of(sign_in(device, server))
    assert isinstance(refused, Untrusted)
    assert (refused.reason, refused.known, refused.fingerprint) == ("unknown", "", first.fingerprint)
    assert server.calls == []
    device.client.trust(first.fingerprint)
    await connect(device, server, ROOM)
    assert device.client.trouble is None
    await device.restart()
    device.client.go_online()
    await welcome(device.client, server, ROOM)


async def test_an_invite_is_enough_and_is_remembered(device, server, first, second):
    device.client.trust_invite(first.fingerprint)
    await connect(device, server, ROOM)
    assert was_encrypted(device.folder)
    server.change_certificate(second)
    await device.restart()
    device.client.go_online()
    await until(lambda: isinstance(device.client.trouble, Untrusted))
    assert device.client.trouble.known == first.fingerprint
    assert not device.client.trouble.is_by_invite


async def test_the_server_of_another_invite_is_told_nothing(device, server, first, second):
    device.client.trust_invite(second.fingerprint)
    refused = await error_of(sign_in(device, server))
    assert isinstance(refused, Untrusted)
    assert (refused.reason, refused.is_by_invite) == ("changed", True)
    assert (refused.known, refused.fingerprint) == (second.fingerprint, first.fingerprint)
    assert server.calls == []


async def test_the_own_server_is_known_by_its_file(device, server, first, second):
    """This computer's server tells its certificate, and may have another one after each start."""
    device.client.set_address(server.address, first.fingerprint)
    end = await connect(device, server, ROOM)
    server.change_certificate(second)
    await end.close()
    await until(lambda: isinstance(device.client.trouble, Untrusted))
    device.client.set_address(server.address, second.fingerprint)
    await welcome(device.client, server, ROOM)
    assert device.client.trouble is None


async def test_a_changed_certificate_stops_everything_and_loses_nothing(device, server, first, second):
    device.client.trust(first.fingerprint)
    end = await connect(device, server, ROOM)
    client, said = device.client, len(server.calls)
    server.change_certificate(second)
    await end.close()
    await until(lambda: isinstance(client.trouble, Untrusted))
    changes = record(client)
    key = client.send(ROOM_ID, "written while nobody is trusted")
    for call in (client.calls.list_people(), client.calls.edit_message(a_message(7, 1).id, "x")):
        assert isinstance(await error_of(call), Untrusted)
    assert await client.picture("/media/avatars/1.png") is None
    client.hurry()
    await asyncio.sleep(0.3)
    assert len(server.calls) == said, "a word was said to a server that is not trusted"
    assert server.live.empty()
    assert client.connection is Connection.OFFLINE
    assert client.retry_at is None
    assert not [change for change in changes if isinstance(change, ConnectionChanged)]
    server.on(SEND_MESSAGE, raw(500))
    client.trust(second.fingerprint)
    await welcome(client, server, ROOM)
    await until(lambda: server.calls_of(SEND_MESSAGE))
    assert server.calls_of(SEND_MESSAGE)[0].body["client_id"] == key
    assert client.trouble is None


async def test_another_try_asks_again_and_heals_by_itself(device, server, first, second):
    """A portal in a hotel shows certificates of its own; beyond it all is as it was."""
    device.client.trust(first.fingerprint)
    end = await connect(device, server, ROOM)
    server.change_certificate(second)
    await end.close()
    await until(lambda: isinstance(device.client.trouble, Untrusted))
    device.client.try_now()
    await until(lambda: device.client.connection is Connection.OFFLINE)
    await asyncio.sleep(0.1)
    assert isinstance(device.client.trouble, Untrusted)
    server.change_certificate(first)
    device.client.woke_up()
    await welcome(device.client, server, ROOM)
    assert device.client.trouble is None


async def test_a_call_that_meets_another_certificate_ends_the_connection_that_still_stood(
    device, server, first, second
):
    device.client.trust(first.fingerprint)
    await connect(device, server, ROOM)
    client = device.client
    server.change_certificate(second)
    server.on(SEND_MESSAGE, lost)  # takes the connection that is kept open along
    client.send(ROOM_ID, "one more")
    await until(lambda: isinstance(client.trouble, Untrusted))
    assert client.connection is Connection.OFFLINE
    server.on(SEND_MESSAGE, raw(500))
    said = len(server.calls)
    await asyncio.sleep(0.2)
    assert len(server.calls) == said


async def test_what_can_not_be_kept_is_not_trusted(device, server, first):
    (device.folder / "trust.json").mkdir(parents=True)
    refused = await error_of(sign_in(device, server))
    assert isinstance(refused, Untrusted)
    assert refused.reason == "forgotten"
    with pytest.raises(OSError, match="trust"):
        device.client.trust(first.fingerprint)
    assert isinstance(await error_of(sign_in(device, server)), Untrusted)
    assert server.calls == []


async def test_http_where_the_server_encrypts_is_a_mistake_that_is_named(device, server, tmp_path):
    plain = Device(server.address.replace("https", "http"), tmp_path / "plain")
    mistake = await error_of(plain.client.log_in("user1", "a password"))
    assert isinstance(mistake, WrongScheme)
    assert mistake.is_encrypted
    await plain.close()


async def test_a_password_is_not_sent_before_trust(tmp_path, first):
    async with Listener(first) as listener:
        device = Device(listener.address, tmp_path / "device")
        for call in (device.client.log_in("user1", "a password"), device.client.register("u", "a password")):
            assert isinstance(await error_of(call), Untrusted)
        await device.close()
        assert listener.handshakes > 0
        assert listener.heard == b""


async def test_http_to_a_proxy_that_says_in_plain_words_that_it_encrypts(tmp_path):
    """nginx answers so on its port for TLS; to us it would be just somebody else's page."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_tls = await reader.read(1) == b"\x16"
        writer.write(b"\x15\x03\x03\x00\x02\x02\x46" if is_tls else b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as proxy:
        device = Device(f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}", tmp_path / "plain")
        mistake = await error_of(device.client.log_in("user1", "a password"))
        await device.close()
    assert isinstance(mistake, WrongScheme)
    assert mistake.is_encrypted
