"""The list of endpoints is one that routes can be built from."""

import re
from collections import Counter

import pytest

from backend.wire.rest import ENDPOINTS, LIVE_PATH, ROOM_SOCKET_PATH, Endpoint


def test_each_call_is_there_once() -> None:
    assert len(ENDPOINTS) >= 18
    calls = Counter((endpoint.method, endpoint.path) for endpoint in ENDPOINTS)
    assert max(calls.values()) == 1


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
def test_paths_and_promises_of_an_endpoint(endpoint: Endpoint[object]) -> None:
    assert re.fullmatch(r"/api/([a-z-]+/|\{[a-z_]+\}/)*|/health/[a-z]+", endpoint.path)
    assert len(set(endpoint.query)) == len(endpoint.query)
    if endpoint.method == "GET":
        assert endpoint.is_idempotent
        assert endpoint.body is None
    else:
        assert endpoint.query == ()


def test_sockets_keep_the_seed_s_slash() -> None:
    assert LIVE_PATH.endswith("/")
    assert ROOM_SOCKET_PATH == "/ws/chat/{room_id}/"
