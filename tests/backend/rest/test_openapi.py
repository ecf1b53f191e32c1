"""The OpenAPI document says what the server does: every call, body, answer and bound of the wire."""

import json

import jsonschema_rs
import pytest
import schemathesis

from backend.rest.documentation import OPENAPI_PATH
from backend.wire.answers import Nothing
from backend.wire.limits import Limits
from backend.wire.rest import ENDPOINTS
from tests.wire.contract import WIRE_TYPES, example


@pytest.fixture
async def document(server):
    answer = await server.guest.get(OPENAPI_PATH)
    assert answer.status == 200
    return answer.body


@pytest.fixture
def operations(document):
    return {
        (method.upper(), path): operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }


def test_every_call_of_the_wire_is_there_and_no_other(operations):
    assert set(operations) == {(endpoint.method, endpoint.path) for endpoint in ENDPOINTS}


def test_each_call_says_in_a_line_what_it_does_and_has_a_name_of_its_own(operations):
    assert [call for call, operation in operations.items() if not operation["summary"]] == []
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names)


def test_a_reader_that_knows_openapi_takes_it(document):
    schema = schemathesis.openapi.from_dict(document)
    assert sum(1 for _ in schema.get_all_operations()) == len(ENDPOINTS)


def test_what_needs_a_token_says_so(operations):
    for endpoint in ENDPOINTS:
        assert ("security" in operations[endpoint.method, endpoint.path]) is not endpoint.is_public


def test_bounds_are_those_in_force(document):
    limits, schemas = Limits(), document["components"]["schemas"]
    assert schemas["SendMessage"]["properties"]["content"]["maxLength"] == limits.message_length
    assert schemas["Register"]["properties"]["password"]["minLength"] == limits.password_min_length
    assert schemas["CreateDirectChat"]["properties"]["user_id"]["minimum"] == 1
    uses, seconds = (schemas["CreateInvite"]["properties"][name] for name in ("uses", "valid_seconds"))
    assert (uses["minimum"], uses["maximum"]) == (1, limits.invite_uses)
    assert (seconds["minimum"], seconds["maximum"]) == (60, limits.invite_seconds)
    assert schemas["MarkRead"]["properties"]["seq"]["anyOf"][0] == {"type": "integer", "minimum": 0}


def test_each_schema_takes_its_example_and_nothing_without_its_fields(document):
    for name, schema in document["components"]["schemas"].items():
        if name not in WIRE_TYPES or WIRE_TYPES[name] is Nothing:
            continue
        validator = jsonschema_rs.validator_for({**document, "$ref": f"#/components/schemas/{name}"})
        assert schema["examples"] == [json.loads(example(WIRE_TYPES[name]))]
        assert validator.is_valid(schema["examples"][0]), name
        if schema.get("required"):
            assert not validator.is_valid({}), name
