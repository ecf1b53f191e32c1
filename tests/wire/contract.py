"""What the wire consists of, and its examples: for the tests of this folder and the replay of old clients."""

import inspect
from pathlib import Path
from types import ModuleType

import msgspec

from backend.wire import answers, bodies, live, room_socket, types

EXAMPLES = Path(__file__).parents[2] / "resources" / "api" / "examples"
RECORDINGS = Path(__file__).parent / "recordings"


def _structs(module: ModuleType) -> list[type[msgspec.Struct]]:
    return [
        thing
        for thing in vars(module).values()
        if inspect.isclass(thing)
        and issubclass(thing, msgspec.Struct)
        and thing.__module__ == module.__name__
    ]


def _is_only_a_base(struct: type[msgspec.Struct]) -> bool:
    return not struct.__struct_fields__ and bool(struct.__subclasses__())


WIRE_TYPES: dict[str, type[msgspec.Struct]] = {
    struct.__name__: struct
    for module in (types, live, bodies, answers, room_socket)
    for struct in _structs(module)
    if not _is_only_a_base(struct) and struct not in {bodies.Text, bodies.Number}
}


def example(struct: type[msgspec.Struct]) -> bytes:
    return (EXAMPLES / f"{struct.__name__}.json").read_bytes()
