"""Browsers: which pages may use the server, and what they are told."""

import pytest
from aiohttp import WSServerHandshakeError

from backend.settings import Settings
from backend.wire.rest import ENDPOINTS, GET_ME, LIVE_PATH, LOG_IN
from tests.helpers.backends import running

OURS = "http://localhost:3000"
FOREIGN = [
    "https://evil.example",
    "http://localhost:3001",
    "https://localhost:3000",
    "null",
    "",
    "http://[",
    "http://LOCALHOST:3000",
]


async def ask(server, method, path, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    async with server.client.request(method, path, headers=headers) as answer:
        await answer.read()
        return answer


async def preflight(server, origin, method="POST", path=LOG_IN.path):
    asked = "authorization,content-type"
    return await ask(
        server,
        "OPTIONS",
        path,
        Origin=origin,
        Access_Control_Request_Method=method,
        Access_Control_Request_Headers=asked,
    )


@pytest.mark.parametrize("origin", [OURS, "http://127.0.0.1:3000"])
async def test_the_pages_of_the_seeds_frontend_may_ask_and_read(server, origin):
    answer = await preflight(server, origin)
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert {endpoint.method for endpoint in ENDPOINTS} <= set(
        answer.headers["Access-Control-Allow-Methods"].split(", ")
    )
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"authorization", "content-type", "accept-language"} <= set(allowed)
    assert int(answer.headers["Access-Control-Max-Age"]) > 0
    answer = await ask(server, "GET", "/api/", Origin=origin)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, origin)
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"X-Has-More", "Retry-After", "X-Request-ID"} <= set(exposed)
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("path", [GET_ME.path, "/api/nowhere/", "/nowhere", LIVE_PATH])
async def test_refusals_can_be_read_as_well(server, path):
    answer = await ask(server, "GET", path, Origin=OURS)
    assert 400 <= answer.status < 500
    assert (answer.headers["Access-Control-Allow-Origin"], answer.headers["Vary"]) == (OURS, "Origin")
    server.context.is_draining = True
    answer = await ask(server, "GET", path, Origin=OURS)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (503, OURS)
    assert (await preflight(server, OURS, path=path)).status == 204


@pytest.mark.parametrize("origin", FOREIGN)
async def test_other_pages_may_not(server, origin):
    answer = await preflight(server, origin)
    assert (answer.status, answer.headers["Vary"]) == (405, "Origin")
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
    answer = await ask(server, "GET", "/api/", Origin=origin)
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


async def test_who_is_no_browser_is_told_nothing_of_it(server):
    answer = await ask(server, "GET", "/api/")
    assert (answer.status, answer.headers["Vary"]) == (200, "Origin")
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
    assert (await ask(server, "OPTIONS", LOG_IN.path, Origin=OURS)).status == 405


async def test_an_operator_names_the_sites(data):
    settings = Settings(data=data, bcrypt_cost=4, cors_origins=("https://chat.example.org",))
    async with running(settings) as server:
        assert (await preflight(server, "https://chat.example.org")).status == 204
        assert (await preflight(server, OURS)).status == 405


async def connect(server, person, origin):
    headers = person.headers() | ({} if origin is None else {"Origin": origin})
    ws = await server.client.ws_connect(LIVE_PATH, headers=headers)
    await ws.close()


@pytest.mark.parametrize("origin", FOREIGN)
async def test_other_pages_open_no_sockets(server, origin):
    alice = await server.register("alice")
    with pytest.raises(WSServerHandshakeError) as caught:
        await connect(server, alice, origin)
    assert caught.value.status == 403


async def test_our_pages_and_who_is_no_browser_open_sockets(server):
    alice = await server.register("alice")
    for origin in (None, OURS, f"http://127.0.0.1:{server.client.port}"):
        await connect(server, alice, origin)


async def test_a_page_of_the_public_address_opens_sockets_whatever_host_a_proxy_asks_for(data):
    settings = Settings(data=data, bcrypt_cost=4, registration="open", public_url="https://chat.example.org/")
    async with running(settings) as server:
        await connect(server, await server.register("alice"), "https://chat.example.org")
