import subprocess
import sys

import pytest

from backend.wire.answers import Tokens
from backend.wire.bodies import SendMessage
from backend.wire.rest import GET_ME, GET_SERVER, LIST_MESSAGES, REFRESH_TOKEN, SEND_MESSAGE
from backend.wire.types import RoomId, UserId
from desktop.client.api import Api
from desktop.client.errors import Incompatible, Refused, ServerFailed, SessionExpired, Unreachable
from desktop.client.session import FileVault
from desktop.client.trust import Trust
from tests.helpers.client_core import error_of
from tests.helpers.examples import a_message, a_user
from tests.helpers.scripted_server import fault, lost, ok, raw

EXPIRED = fault(401, "token_invalid")
PORTAL = raw(401, b"<html>Welcome to the hotel</html>", WWW_Authenticate="Basic")
ME = a_user(1)
FIRST = Tokens(access="access-1", refresh="refresh-1")
SECOND = Tokens(access="access-2", refresh="refresh-2")


@pytest.fixture
def ended():
    return []


@pytest.fixture
async def api(server, tmp_path, ended):
    api = Api(server.address, FileVault(tmp_path / "session.json"), ended.append, Trust(tmp_path))
    api.session.begin(UserId(1), FIRST)
    yield api
    await api.close()


async def test_a_call_carries_token_language_query_and_body(api, server):
    api.language = "ru"
    server.on(LIST_MESSAGES, [a_message(7, 1)])
    server.on(SEND_MESSAGE, ok(ME, 201))
    assert await api.call(LIST_MESSAGES, query={"room": 7, "before_seq": None}) == [a_message(7, 1)]
    await error_of(api.call(SEND_MESSAGE, SendMessage(room=RoomId(7), content="hi", client_id="c")))
    [listing] = server.calls_of(LIST_MESSAGES)
    assert (listing.token, listing.query) == ("access-1", {"room": "7"})
    assert listing.headers["Accept-Language"] == "ru"
    [sending] = server.calls_of(SEND_MESSAGE)
    assert sending.body == {"room": 7, "content": "hi", "client_id": "c", "reply_to": None}
    assert sending.headers["Content-Type"] == "application/json"


async def test_a_public_call_carries_no_token(api, server):
    server.on(GET_SERVER, fault(429, "rate_limited", retryable=True, retry_after=2.0))
    trouble = await error_of(api.call(GET_SERVER))
    assert isinstance(trouble, ServerFailed)
    assert trouble.retry_after == 2.0
    assert server.calls[0].token == ""


async def test_a_token_that_ran_out_is_renewed_and_the_call_made_once_more(api, server, ended):
    server.on(GET_ME, EXPIRED, ok(ME))
    server.on(REFRESH_TOKEN, SECOND)
    assert await api.call(GET_ME) == ME
    assert [call.token for call in server.calls_of(GET_ME)] == ["access-1", "access-2"]
    assert server.calls_of(REFRESH_TOKEN)[0].body == {"refresh": "refresh-1"}
    assert ended == []


async def test_a_dead_session_is_told_once_and_every_call_knows(api, server, ended):
    server.on(GET_ME, EXPIRED)
    server.on(REFRESH_TOKEN, EXPIRED)
    assert type(await error_of(api.call(GET_ME))) is SessionExpired
    assert type(await error_of(api.call(GET_ME))) is SessionExpired
    assert ended == ["token_invalid"]
    assert len(server.calls_of(GET_ME)) == 1


async def test_a_new_token_that_is_refused_too_ends_the_session(api, server, ended):
    server.on(GET_ME, EXPIRED)
    server.on(REFRESH_TOKEN, SECOND)
    assert type(await error_of(api.call(GET_ME))) is SessionExpired
    assert ended == ["token_invalid"]
    assert len(server.calls_of(GET_ME)) == 2


async def test_a_renewal_that_fails_for_now_leaves_the_session(api, server, ended):
    server.on(GET_ME, EXPIRED)
    server.on(REFRESH_TOKEN, fault(503, "overloaded", retryable=True), lost, SECOND)
    assert type(await error_of(api.call(GET_ME))) is ServerFailed
    assert type(await error_of(api.call(GET_ME))) is Unreachable
    assert ended == []
    server.on(GET_ME, EXPIRED, ok(ME))
    assert await api.call(GET_ME) == ME


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (lost, Unreachable),
        (raw(200, b"<html>Welcome to the hotel</html>"), ServerFailed),
        (raw(200, b""), ServerFailed),
        (raw(200, b"\xff"), ServerFailed),
        (raw(200, b'{"id": "one"}'), Incompatible),
        (raw(200, b'{"x":' + b"[" * 100_000), ServerFailed),
        (raw(302, b"", Location="/"), ServerFailed),
        (raw(502, b"bad gateway"), ServerFailed),
        (raw(503, b"", Retry_After="1"), ServerFailed),
        (fault(400, "unsupported_protocol"), Incompatible),
        (fault(404, "no_such_room"), Refused),
        (fault(500, "server_error", retryable=True), ServerFailed),
    ],
)
async def test_each_misbehaviour_is_one_kind_of_trouble(api, server, answer, kind):
    server.on(GET_ME, answer)
    assert type(await error_of(api.call(GET_ME))) is kind


async def test_unknown_fields_of_a_newer_server_do_no_harm(api, server):
    server.on(
        GET_ME,
        raw(200, b'{"id":1,"username":"a","email":"","first_name":"","last_name":"","mood":{"x":[1]}}'),
    )
    assert (await api.call(GET_ME)).username == "a"


async def test_the_live_socket_opens_with_a_renewed_token_when_it_must(api, server):
    server.on_handshake(EXPIRED)
    server.on(REFRESH_TOKEN, SECOND)
    socket = await api.open_live()
    end = await server.next_live()
    assert end.headers["Authorization"] == "Bearer access-2"
    await socket.close()


async def test_a_live_socket_that_is_refused_twice_may_be_refused_by_anybody(api, server, ended):
    server.on_handshake(EXPIRED, EXPIRED)
    server.on(REFRESH_TOKEN, SECOND)
    assert type(await error_of(api.open_live())) is ServerFailed
    assert ended == []


async def test_a_portal_that_wants_a_password_of_its_own_does_not_end_the_session(api, server, ended):
    server.on(GET_ME, PORTAL)
    server.on(REFRESH_TOKEN, PORTAL)
    server.on_handshake(PORTAL, PORTAL)
    assert type(await error_of(api.call(GET_ME))) is ServerFailed
    assert server.calls_of(REFRESH_TOKEN) == [], "the tokens are nothing for it"
    assert type(await error_of(api.open_live())) is ServerFailed
    server.on(GET_ME, EXPIRED, PORTAL)
    server.on(REFRESH_TOKEN, SECOND)
    assert type(await error_of(api.call(GET_ME))) is ServerFailed
    assert ended == []
    assert api.session.access_token() == "access-2"


async def test_a_live_socket_that_must_wait_says_how_long(api, server):
    server.on_handshake(raw(503, Retry_After="4"))
    trouble = await error_of(api.open_live())
    assert isinstance(trouble, ServerFailed)
    assert trouble.retry_after == 4.0


def test_the_client_core_is_imported_without_aiohttp_for_the_window_paints_first():
    program = "import desktop.client, sys; sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


async def test_a_picture_s_address_is_relative_where_it_lies_on_this_server(api, server):
    assert api.as_live(f"{server.address}/media/a.png?v=1") == "/media/a.png?v=1"
    for address in ("/media/a.png", "https://elsewhere.example/a.png", ""):
        assert api.as_live(address) == address
