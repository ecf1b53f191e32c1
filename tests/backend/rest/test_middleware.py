"""Every answer has the contract's shape; no junk is our fault, and what is has its number in the log."""

import json
import logging
import re

import pytest
from aiohttp.test_utils import make_mocked_request

from backend.logs import request_id
from backend.rest.middleware import refuse
from backend.rest.router import Router
from backend.wire.errors import MEANINGS, ErrorCode, Refusal
from backend.wire.limits import Limits
from backend.wire.rest import ENDPOINTS, GET_ME, LIVE_PATH, ROOM_SOCKET_PATH
from tests.helpers import seed
from tests.helpers.backends import Guest

JUNK_BODIES = {
    "no JSON": b"{",
    "no object": b"[]",
    "null": b"null",
    "twice the same key": b'{"username": "a", "username": "b"}',
    "NUL": b'{"username": "a\\u0000"}',
    "half a surrogate": b'{"username": "\\ud800"}',
    "huge number": b'{"username": 9007199254740993}',
    "deep": b'{"a":' * 17 + b"1" + b"}" * 17,
    "deeper": b'{"a":' * 9_000 + b"1" + b"}" * 9_000,
    "no UTF-8": b'{"username": "\xff"}',
    "a form": b"username=alice&password=securepass123",
    "NaN": b'{"username": NaN}',
}


def path_of(endpoint):
    """Its path, with ids of nothing in particular."""
    return re.sub(r"\{\w+\}", "1", endpoint.path)


@pytest.fixture
async def alice(server):
    return await server.register("alice")


@pytest.mark.parametrize("body", JUNK_BODIES)
async def test_a_body_that_is_no_json_object_is_refused_everywhere(alice, body):
    for endpoint in ENDPOINTS:
        if endpoint.body is not None:
            path = path_of(endpoint)
            answer = await alice.call(endpoint.method, path, JUNK_BODIES[body])
            assert (answer.status, answer.code) == (400, "bad_json"), endpoint.path


async def test_every_private_endpoint_wants_a_token(server, alice):
    for endpoint in ENDPOINTS:
        if endpoint.is_public:
            continue
        path = path_of(endpoint)
        anonymous = await server.guest.call(endpoint.method, path)
        assert (anonymous.status, anonymous.code) == (401, "not_authenticated"), path
        assert anonymous.headers["WWW-Authenticate"] == "Bearer"
        for token in ("x", alice.refresh, alice.access[:-3] + "AAA"):
            answer = await Guest(server.client, token).call(endpoint.method, path)
            assert (answer.status, answer.code) == (401, "token_invalid"), path


async def test_every_answer_has_the_headers(server, alice):
    paths = ["/api/", GET_ME.path, "/api/nowhere/", "/nowhere", LIVE_PATH, ROOM_SOCKET_PATH.format(room_id=1)]
    for path in paths:
        for person in (server.guest, alice):
            headers = (await person.get(path)).headers
            assert headers["X-Content-Type-Options"] == "nosniff", path
            assert headers["Server"] == "minichat"
            assert headers["Content-Type"] == "application/json; charset=utf-8"
            assert headers["Cache-Control"] == "no-store"
            assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-ID"])


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Not found."), ("ru", "Не найдено."), ("de", "Not found."), ("ru;q=0, en", "Not found.")],
)
async def test_what_is_not_there_is_said_in_the_language_of_the_caller(server, language, text):
    answer = await server.guest.get("/api/nowhere/", language=language)
    assert (answer.status, answer.body) == (404, {"error": text, "code": "not_found"})


async def test_a_method_that_is_not_there_is_405_and_says_which_are(server):
    answer = await server.guest.call("DELETE", "/api/chat/rooms/")
    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET,HEAD,POST"


async def test_a_path_without_its_slash_is_not_found(alice):
    assert (await alice.get(GET_ME.path.rstrip("/"))).status == 404


@pytest.mark.parametrize("limits", [Limits(body_bytes=1_000)])
async def test_a_body_that_is_too_large_is_413_and_the_rest_is_drained(server):
    answer = await server.guest.post("/api/auth/login/", b"x" * 500_000)
    assert (answer.status, answer.code) == (413, "too_large")
    assert (await server.guest.get("/api/")).status == 200


async def test_a_socket_path_without_an_upgrade_is_malformed(alice):
    answer = await alice.get(LIVE_PATH)
    assert (answer.status, answer.code) == (400, "bad_request")


async def test_a_server_that_ends_sends_everybody_away(server, alice):
    server.context.is_draining = True
    answer = await alice.get(GET_ME.path)
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "shutting_down", "2")
    assert answer.body["retryable"]


async def test_our_own_failure_is_500_with_a_number_that_stands_in_the_log(server, alice, caplog):
    numbers = []
    caplog.handler.addFilter(lambda _record: numbers.append(request_id.get()) or True)
    server.context.write_later(lambda tx: tx.writing.exec_driver_sql("ALTER TABLE users RENAME TO people"))
    await server.context.writer.settle()
    answer = await alice.get(GET_ME.path, language="ru")
    assert (answer.status, answer.code) == (500, "server_error")
    assert answer.body["error"] == "На сервере произошла ошибка."
    assert "users" not in str(answer.body)
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert numbers == [answer.headers["X-Request-ID"]]
    assert record.getMessage() == f"GET {GET_ME.path} failed"
    assert alice.access not in caplog.text
    caplog.clear()


async def test_a_full_disk_is_507_and_may_be_tried_again(server, alice):
    bob = await server.register("bob")
    room = await alice.direct(bob)

    def fill(tx):
        pages = tx.reading.exec_driver_sql("PRAGMA page_count").scalar_one()
        tx.reading.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    await server.context.write(fill)
    bodies = [{"room": room, "content": "x" * 4_000} for _ in range(20)]
    answers = [await alice.post("/api/chat/messages/", body) for body in bodies]
    refused = answers[-1]
    assert (refused.status, refused.code, refused.headers["Retry-After"]) == (507, "storage_full", "30")
    assert refused.body["retryable"]
    stored = [answer for answer in answers if answer.status == 201]
    events = (await alice.get(f"/api/chat/rooms/{room}/events/")).body["events"]
    assert [event["seq"] for event in events] == [answer.body["seq"] for answer in stored]


@pytest.mark.parametrize("code", ErrorCode)
def test_each_refusal_has_its_status_and_shape(code):
    response = refuse(make_mocked_request("GET", "/"), Refusal(code, retry_after=0.2))
    body = json.loads(response.body)
    assert seed.fits(body, seed.ERROR)
    assert (response.status, body["code"]) == (MEANINGS[code].status, code)
    assert response.headers["Retry-After"] == "1"


def test_an_endpoint_has_one_handler():
    router = Router()
    router.answers(GET_ME)(lambda call: call)
    with pytest.raises(ValueError, match="has a handler already"):
        router.answers(GET_ME)(lambda call: call)


async def test_every_endpoint_has_a_route(server):
    routes = {(route.method, route.resource.canonical) for route in server.client.app.router.routes()}
    assert {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS} <= routes
