"""docs/websocket.md says what the wire is: each frame with its fields, each example, each code."""

import json
import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from backend.wire import codec, live, room_socket
from backend.wire.limits import Limits
from backend.wire.room_socket import Frame, RoomCommand
from backend.wire.validation import validate

DOCUMENT = (Path(__file__).parents[2] / "docs" / "websocket.md").read_text(encoding="utf-8")
LIVE, ROOM = re.split(r"^## `/ws/chat/", DOCUMENT, flags=re.MULTILINE)
EXAMPLES = re.findall(r"```json\n(.*?)\n```", DOCUMENT, re.DOTALL)
ROOM_COMMANDS: dict[str, type[RoomCommand]] = {
    "chat_message": room_socket.SendChatMessage,
    "typing": room_socket.SetRoomTyping,
    "mark_read": RoomCommand,
}


def table(text: str, first_column: str) -> dict[str, set[str]]:
    """What stands in the first column, and the names in the second."""
    (rows,) = re.findall(rf"^\| {first_column} \|.*\n\|[ -|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    cells = [[cell.strip() for cell in row.split(" | ")] for row in rows.splitlines()]
    return {row[0].strip("|` "): set(re.findall(r"`(\w+)`", row[1])) for row in cells}


def fields_by_tag(structs: list[type[msgspec.Struct]]) -> dict[str, set[str]]:
    return {str(struct.__struct_config__.tag): set(struct.__struct_fields__) for struct in structs}


def test_every_event_stands_there_with_its_fields() -> None:
    events, _ = LIVE.split("### What a device says")
    assert table(events, "type") == fields_by_tag(list(get_args(live.LiveEvent)))


def test_the_events_of_the_log_are_marked() -> None:
    marked = set(re.findall(r"^\| `(\w+)` \|.*\*log\*:", LIVE, re.MULTILINE))
    assert marked == {event.__struct_config__.tag for event in get_args(live.LogEvent)}


def test_every_command_stands_there_with_its_fields() -> None:
    _, commands = LIVE.split("### What a device says")
    assert table(commands, "type") == fields_by_tag(list(get_args(live.LiveCommand)))


def test_every_frame_of_the_room_socket_stands_there_with_its_fields() -> None:
    assert table(ROOM, "the server sends") == fields_by_tag(Frame.__subclasses__())


def test_every_command_of_the_room_socket_stands_there_with_its_fields() -> None:
    assert table(ROOM, "the client sends") == {
        name: set(struct.__struct_fields__) - {"type"} for name, struct in ROOM_COMMANDS.items()
    }


def test_every_close_code_stands_there() -> None:
    codes = {value for name, value in vars(live.CloseCode).items() if name.isupper()}
    assert {int(code) for code in table(ROOM, "code")} == codes


def test_each_limit_that_is_named_is_one() -> None:
    named = set(re.findall(r"`(\w+_(?:seconds|minute))`", DOCUMENT))
    assert named
    assert named <= set(Limits.__struct_fields__)


@pytest.mark.parametrize("text", EXAMPLES)
def test_each_example_is_a_frame_of_its_socket(text: str) -> None:
    if text in LIVE:
        frame = (
            codec.decode_event(text) if '"authenticate"' not in text else codec.decode_command(text.encode())
        )
        assert frame is not None
        return
    data = json.loads(text)
    if data["type"] in ROOM_COMMANDS:
        assert validate(ROOM_COMMANDS[data["type"]], data, Limits())
        return
    (struct,) = [struct for struct in Frame.__subclasses__() if struct.__struct_config__.tag == data["type"]]
    assert set(msgspec.to_builtins(msgspec.convert(data, struct))) == set(data)
