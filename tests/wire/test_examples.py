"""Each wire type has an example that is exactly what it encodes to: the folder documents the wire."""

import json
from typing import get_args

import msgspec
import pytest

from backend.wire import bodies, codec, live, rest, room_socket
from backend.wire.limits import Limits
from backend.wire.validation import validate
from tests.wire.contract import EXAMPLES, WIRE_TYPES, example

BODIES = [
    struct for struct in WIRE_TYPES.values() if issubclass(struct, bodies.Body | room_socket.RoomCommand)
]
EVENTS = get_args(live.LiveEvent)
COMMANDS = get_args(live.LiveCommand)


def test_each_wire_type_has_one_example_and_each_example_a_type() -> None:
    assert {path.stem for path in EXAMPLES.iterdir()} == set(WIRE_TYPES)


def test_names_are_unique_over_the_modules() -> None:
    structs = list(WIRE_TYPES.values())
    assert len(structs) == len({struct.__name__ for struct in structs})


@pytest.mark.parametrize("struct", WIRE_TYPES.values(), ids=WIRE_TYPES.keys())
def test_example_survives_the_round_trip(struct: type[msgspec.Struct]) -> None:
    value = codec.decode_answer(struct, example(struct))
    assert json.loads(codec.encode(value)) == json.loads(example(struct))
    assert codec.decode_answer(struct, codec.encode(value)) == value


@pytest.mark.parametrize("struct", BODIES, ids=lambda struct: struct.__name__)
def test_example_of_a_body_is_valid(struct: type[msgspec.Struct]) -> None:
    body = validate(struct, codec.decode_object(example(struct)), Limits())
    assert json.loads(codec.encode(body)) == json.loads(example(struct))


@pytest.mark.parametrize("struct", EVENTS, ids=lambda struct: struct.__name__)
def test_event_is_known_by_its_type(struct: type[msgspec.Struct]) -> None:
    assert type(codec.decode_event(example(struct))) is struct


@pytest.mark.parametrize("struct", COMMANDS, ids=lambda struct: struct.__name__)
def test_command_is_known_by_its_type(struct: type[msgspec.Struct]) -> None:
    assert type(codec.decode_command(example(struct))) is struct


@pytest.mark.parametrize(
    "endpoint", rest.ENDPOINTS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}"
)
def test_types_of_each_endpoint_have_examples(endpoint: rest.Endpoint[object]) -> None:
    answer = get_args(endpoint.answer)[0] if get_args(endpoint.answer) else endpoint.answer
    assert {answer, endpoint.body} - {None} <= set(WIRE_TYPES.values())
