import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest

from backend.wire.rest import GET_SERVER, LIVE_PATH
from desktop.client import transport as transport_module
from desktop.client.certificates import system_context
from desktop.client.errors import Unreachable, Untrusted, WrongScheme
from desktop.client.replies import Reply
from desktop.client.transport import Transport
from desktop.client.trust import Trust, was_encrypted
from tests.helpers.certificates import Authority, Listener, self_signed
from tests.helpers.scripted_server import ScriptedServer, lost, raw

AIOHTTP_ERRORS = [
    aiohttp.ClientError(),
    aiohttp.ClientConnectionError(),
    aiohttp.ClientConnectionResetError(),
    aiohttp.ClientPayloadError(),
    aiohttp.ServerDisconnectedError(),
    aiohttp.ServerTimeoutError(),
    aiohttp.InvalidURL("http://[/"),
    aiohttp.TooManyRedirects(None, ()),
    TimeoutError(),
    OSError("no route"),
    ConnectionRefusedError(),
]


@pytest.fixture
async def transport(tmp_path):
    transport = Transport(Trust(tmp_path))
    yield transport
    await transport.close()


async def _get(transport: Transport, address: str) -> Reply:
    return await transport.request("GET", address + GET_SERVER.path, headers={}, body=None, query={})


async def test_an_answer_comes_whole_whatever_it_is(transport, server):
    server.on(GET_SERVER, raw(418, b"tea", Retry_After="2.5"))
    assert await _get(transport, server.address) == Reply(status=418, body=b"tea", retry_after=2.5)


@pytest.mark.parametrize(
    ("header", "low", "high"),
    [
        ("", 0, 0),
        ("soon", 0, 0),
        ("-3", 0, 0),
        ("4", 4, 4),
        (timedelta(hours=1), 3_500, 3_600),
        (timedelta(hours=-1), 0, 0),
    ],
    ids=["none", "words", "negative", "seconds", "a date to come", "a date that was"],
)
async def test_the_wait_is_read_from_both_forms_of_the_header(transport, server, header, low, high):
    if isinstance(header, timedelta):
        header = format_datetime(datetime.now(UTC) + header)
    server.on(GET_SERVER, raw(503, Retry_After=header))
    assert low <= (await _get(transport, server.address)).retry_after <= high


async def test_a_redirect_is_not_followed_for_it_would_carry_the_token_elsewhere(transport, server):
    server.on(GET_SERVER, raw(302, Location="http://portal.example/"))
    assert (await _get(transport, server.address)).status == 302


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_nor_is_one_of_a_live_socket_to_whoever_encrypts_nothing(tmp_path, server, status):
    identity = self_signed(tmp_path)
    trust = Trust(tmp_path / "device")
    trust.accept(identity.fingerprint)
    pinned = Transport(trust)
    async with ScriptedServer(identity) as first:
        first.on_handshake(raw(status, Location=server.address + LIVE_PATH))
        url = first.address.replace("http", "ws") + LIVE_PATH
        opened = await pinned.open_socket(url, headers={"Authorization": "Bearer secret-token"})
    await pinned.close()
    assert opened == Reply(status=status)
    assert server.calls == []
    assert server.live.empty()


async def test_no_answer_is_unreachable(transport, server):
    server.on(GET_SERVER, lost)
    with pytest.raises(Unreachable):
        await _get(transport, server.address)
    with pytest.raises(Unreachable):
        await _get(transport, "http://127.0.0.1:1")
    with pytest.raises(Unreachable):
        await _get(transport, "http://[")


@pytest.mark.parametrize("error", AIOHTTP_ERRORS, ids=lambda error: type(error).__name__)
async def test_nothing_of_aiohttp_gets_past_it(transport, server, error, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(aiohttp.ClientSession, "_request", fail)
    with pytest.raises(Unreachable):
        await _get(transport, server.address)
    with pytest.raises(Unreachable):
        await transport.open_socket("ws://127.0.0.1/", headers={})


async def test_a_socket_carries_frames_both_ways_and_tells_why_it_closed(transport, server):
    socket = await transport.open_socket(
        server.address.replace("http", "ws") + "/ws/", headers={"X-Test": "1"}
    )
    end = await server.next_live()
    assert end.headers["X-Test"] == "1"
    await end.send(b"down")
    assert await socket.receive() == b"down"
    await socket.send(b'{"up": 1}')
    assert await end.frames.get() == {"up": 1}
    await asyncio.gather(end.close(4408), _expect_end(socket))
    assert socket.close_code == 4408
    with pytest.raises(Unreachable):
        await socket.send(b"late")


async def test_a_server_that_opens_no_socket_is_heard(transport, server):
    server.on_handshake(raw(429, Retry_After="3"))
    url = server.address.replace("http", "ws") + "/ws/"
    assert await transport.open_socket(url, headers={}) == Reply(status=429, retry_after=3.0)


async def _expect_end(socket):
    assert await socket.receive() is None
    await socket.close()


# --- certificates -----------------------------------------------------------------------------------------


async def _distrust(trust: Trust, address: str) -> Untrusted:
    """What a call with a token ends in; it is the same for a socket."""
    transport = Transport(trust)
    headers = {"Authorization": "Bearer secret-token"}
    try:
        with pytest.raises(Untrusted) as refused:
            await transport.request("POST", f"{address}/api/", headers=headers, body=b"secret", query={})
        with pytest.raises(Untrusted) as refused_again:
            await transport.open_socket(address.replace("http", "ws", 1) + "/ws/", headers=headers)
    finally:
        await transport.close()
    both = [(e.address, e.fingerprint, e.known, e.reason) for e in (refused.value, refused_again.value)]
    assert both[0] == both[1]
    return refused.value


def _believing(monkeypatch, authority: Authority) -> None:
    """The system's store has this authority."""

    def believing_context() -> ssl.SSLContext:
        context = system_context()
        context.load_verify_locations(authority.file)
        return context

    monkeypatch.setattr(transport_module, "system_context", believing_context)


async def test_a_server_that_nobody_vouches_for_hears_nothing(tmp_path):
    identity = self_signed(tmp_path)
    async with Listener(identity) as listener:
        doubt = await _distrust(Trust(tmp_path), listener.address)
        await asyncio.sleep(0.05)
        assert listener.heard == b""
    assert (doubt.address, doubt.fingerprint) == (listener.address, identity.fingerprint)
    assert (doubt.known, doubt.reason) == ("", "unknown")


@pytest.mark.parametrize("way", ["accept", "expect", "invite"])
async def test_a_pinned_server_is_talked_to_and_no_other(tmp_path, way):
    identity, other = self_signed(tmp_path), self_signed(tmp_path, "other")
    trust = Trust(tmp_path / "device")
    getattr(trust, way)(identity.fingerprint)
    async with ScriptedServer(identity) as server:
        server.on(GET_SERVER, raw(200, b"hello"))
        transport = Transport(trust)
        assert (await _get(transport, server.address)).body == b"hello"
        socket = await transport.open_socket(server.address.replace("http", "ws") + "/ws/", headers={})
        await socket.close()
        await transport.close()
    async with Listener(other) as listener:
        doubt = await _distrust(trust, listener.address)
        await asyncio.sleep(0.05)
        assert listener.heard == b""
    assert (doubt.fingerprint, doubt.known) == (other.fingerprint, identity.fingerprint)
    assert (doubt.reason, doubt.is_by_invite) == ("changed", False)
    assert was_encrypted(tmp_path / "device") is (way != "expect")


async def test_a_server_that_is_not_that_of_the_invite_hears_nothing(tmp_path):
    identity, other = self_signed(tmp_path), self_signed(tmp_path, "other")
    trust = Trust(tmp_path)
    trust.invite(identity.fingerprint)
    async with Listener(other) as listener:
        doubt = await _distrust(trust, listener.address)
        assert listener.heard == b""
    assert (doubt.known, doubt.reason, doubt.is_by_invite) == (identity.fingerprint, "changed", True)
    assert not was_encrypted(tmp_path)


@pytest.mark.parametrize("is_renewed", [True, False])
async def test_an_invite_against_what_is_known_is_the_persons_to_decide_about(tmp_path, is_renewed):
    known, invited = self_signed(tmp_path), self_signed(tmp_path, "renewed")
    trust = Trust(tmp_path / "device")
    trust.accept(known.fingerprint)
    trust.invite(invited.fingerprint)
    async with Listener(invited if is_renewed else known) as listener:
        doubt = await _distrust(trust, listener.address)
        assert listener.heard == b""
    told, shown = (known, invited) if is_renewed else (invited, known)
    assert (doubt.known, doubt.fingerprint) == (told.fingerprint, shown.fingerprint)
    assert doubt.is_by_invite is not is_renewed


async def test_a_pin_counts_more_than_an_authority(tmp_path, monkeypatch):
    authority = Authority(tmp_path)
    _believing(monkeypatch, authority)
    trust = Trust(tmp_path)
    trust.accept(self_signed(tmp_path).fingerprint)
    async with Listener(authority.issue("team")) as listener:
        assert (await _distrust(trust, listener.address)).reason == "changed"
        assert listener.heard == b""


async def test_a_pin_needs_neither_name_nor_date(tmp_path):
    """It is that very certificate: a server of one's own may get another address."""
    old = Authority(tmp_path).issue(
        "old", ["chat.example"], since=-timedelta(days=9), until=-timedelta(days=2)
    )
    trust = Trust(tmp_path)
    trust.accept(old.fingerprint)
    async with ScriptedServer(old) as server:
        server.on(GET_SERVER, raw(204))
        transport = Transport(trust)
        assert (await _get(transport, server.address)).status == 204
        await transport.close()


async def test_an_authority_of_the_system_is_enough(tmp_path, monkeypatch):
    authority = Authority(tmp_path)
    _believing(monkeypatch, authority)
    trust = Trust(tmp_path / "device")
    async with ScriptedServer(authority.issue("team")) as server:
        server.on(GET_SERVER, raw(204))
        transport = Transport(trust)
        assert (await _get(transport, server.address)).status == 204
        await transport.close()
        assert was_encrypted(tmp_path / "device")
        assert trust.pin == ""
        server.change_certificate(self_signed(tmp_path))
        assert (await _distrust(trust, server.address)).reason == "changed"
        assert server.calls_of(GET_SERVER) == server.calls
        assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("hosts", "days", "reason"),
    [(["chat.example"], 9, "wrong_name"), (["127.0.0.1"], -1, "expired")],
)
async def test_a_name_or_a_date_that_does_not_fit_is_told_apart(tmp_path, monkeypatch, hosts, days, reason):
    authority = Authority(tmp_path)
    _believing(monkeypatch, authority)
    until, since = timedelta(days=days), timedelta(days=-9)
    identity = authority.issue("team", hosts, until=until, since=since)
    async with Listener(identity) as listener:
        doubt = await _distrust(Trust(tmp_path), listener.address)
        assert listener.heard == b""
    assert (doubt.reason, doubt.fingerprint) == (reason, identity.fingerprint)


async def test_what_was_known_and_is_unreadable_lets_nobody_in(tmp_path, monkeypatch):
    authority = Authority(tmp_path)
    _believing(monkeypatch, authority)
    (tmp_path / "trust.json").write_bytes(b"{")
    trust = Trust(tmp_path)
    trust.load()
    async with Listener(authority.issue("team")) as listener:
        assert (await _distrust(trust, listener.address)).reason == "forgotten"
        assert listener.heard == b""


async def test_a_disk_that_is_full_does_not_end_a_connection(tmp_path, monkeypatch, caplog):
    authority = Authority(tmp_path)
    _believing(monkeypatch, authority)
    (tmp_path / "device").write_bytes(b"a file where the folder should be")
    async with ScriptedServer(authority.issue("team")) as server:
        server.on(GET_SERVER, raw(204))
        transport = Transport(Trust(tmp_path / "device"))
        assert (await _get(transport, server.address)).status == 204
        await transport.close()
    assert "can't be kept" in caplog.text


async def test_https_where_nobody_encrypts_is_a_mistake_that_is_named(transport, server):
    address = server.address.replace("http", "https")
    with pytest.raises(WrongScheme) as mistake:
        await _get(transport, address)
    assert not mistake.value.is_encrypted
    assert server.calls == []
    with pytest.raises(WrongScheme):
        await transport.open_socket(address.replace("https", "wss") + "/ws/", headers={})


async def test_a_server_that_hangs_up_before_it_shows_anything_is_unreachable(tmp_path, transport):
    (tmp_path / "trust.json").write_bytes(b"{")
    trust = Trust(tmp_path)
    trust.load()
    forgetful = Transport(trust)
    with pytest.raises(Unreachable) as trouble:
        await _get(forgetful, "https://127.0.0.1:1")
    assert type(trouble.value) is Unreachable
    await forgetful.close()
