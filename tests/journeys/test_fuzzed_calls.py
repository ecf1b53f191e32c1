"""Calls made up from the OpenAPI document: each is answered as documented, none breaks the server."""

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from backend.rest.documentation import OPENAPI_PATH
from backend.wire.rest import CREATE_ROOM, DELETE_ME, ENDPOINTS, LOG_OUT, REGISTER, SEND_MESSAGE, Endpoint
from tests.helpers.backends import PASSWORD
from tests.helpers.servers import ServerProcess

CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance)
ENDS_THE_SESSION = {LOG_OUT, DELETE_ME}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with ServerProcess(tmp_path_factory.mktemp("fuzzed") / "data") as server:
        yield server


@pytest.fixture(scope="module")
def schema(server):
    return schemathesis.openapi.from_dict(requests.get(server.address + OPENAPI_PATH, timeout=10).json())


@pytest.fixture(scope="module")
def caller(server):
    """Headers of somebody who has a room with a message."""
    account = {"username": "alice", "password": PASSWORD, "password_confirm": PASSWORD}
    tokens = requests.post(server.address + REGISTER.path, json=account, timeout=10).json()["tokens"]
    headers = {"Authorization": f"Bearer {tokens['access']}"}
    with requests.Session() as session:
        session.headers.update(headers)
        room = session.post(server.address + CREATE_ROOM.path, json={"name": "x"}, timeout=10).json()
        message = {"room": room["id"], "content": "hello"}
        session.post(server.address + SEND_MESSAGE.path, json=message, timeout=10)
    return headers


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
def test_a_call(server, schema, caller, endpoint: Endpoint[object]):
    headers = {} if endpoint in ENDS_THE_SESSION else caller

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=schema[endpoint.path][endpoint.method].as_strategy())
    def call(case):
        answer = case.call(base_url=server.address, headers=headers, timeout=10)
        case.validate_response(answer, checks=CHECKS)

    call()


def test_the_server_has_seen_no_error_of_its_own(server):
    assert requests.get(server.address + "/health/ready", timeout=10).status_code == 200
    log = (server.folder.parent / f"{server.folder.name}.log").read_text()
    assert "Traceback" not in log
