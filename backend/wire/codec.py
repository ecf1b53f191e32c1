"""JSON in and out, for both sides: the server trusts nobody, the client tolerates a newer server."""

import json
from functools import cache
from typing import Any, NoReturn, TypeVar, get_args

import msgspec

from backend.wire.errors import ErrorCode, Refusal
from backend.wire.live import LiveCommand, LiveEvent
from backend.wire.types import RoomId, Seq

A = TypeVar("A")

MAX_INTEGER = 2**53
"""Beyond it a JavaScript client, and everybody who parses numbers as doubles, sees another integer."""

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[object] = msgspec.json.Decoder()
_commands: msgspec.json.Decoder[LiveCommand] = msgspec.json.Decoder(LiveCommand)
_events: msgspec.json.Decoder[LiveEvent] = msgspec.json.Decoder(LiveEvent)


class UnknownEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a log that only a newer server understands: it keeps its place, and says nothing here."""

    room: RoomId
    seq: Seq


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """`rest.EventPage` as a client reads it: an unknown entry must not spoil the page."""

    events: list[msgspec.Raw]


ReadEvent = LiveEvent | UnknownEntry
"""What a client reads, from a socket or a log."""


class _Tag(msgspec.Struct, frozen=True):
    """Only the type of a frame, and its place in a log."""

    type: str
    room: RoomId | None = None
    seq: Seq | None = None


_tags = msgspec.json.Decoder(_Tag)
_known_tags = frozenset(event.__struct_config__.tag for event in get_args(LiveEvent))


def encode(value: object) -> bytes:
    """The JSON of a wire value."""
    return _encoder.encode(value)


# --- server side --------------------------------------------------------------------------------------------


def decode_object(raw: bytes, *, max_depth: int = 16) -> dict[str, object]:
    """The one JSON object of a body or frame; anything doubtful is `BAD_JSON`."""
    try:
        value = _decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Refusal(ErrorCode.BAD_JSON) from None
    if type(value) is not dict:
        raise Refusal(ErrorCode.BAD_JSON)
    keys = _guard_object(value, max_depth)
    # Each key has its colon: with no more colons than keys that remained, none came twice. Else a text has
    # a colon or a key was repeated, and only the slower parser shows every key.
    if raw.count(b":") != keys:
        _pairs.decode(raw.decode())
    return value


def decode_command(raw: bytes) -> LiveCommand:
    """A frame of a device on `/ws/`; unknown types and fields are `BAD_FRAME`."""
    decode_object(raw)
    try:
        return _commands.decode(raw)
    except msgspec.ValidationError:
        raise Refusal(ErrorCode.BAD_FRAME) from None


def _guard_object(members: dict[Any, object], depth_left: int) -> int:
    """Refuse what msgspec lets through; count the keys."""
    if not depth_left:
        _refuse()
    keys = len(members)
    for key, value in members.items():
        if "\0" in key:
            _refuse()
        keys += _guard(value, depth_left)
    return keys


def _guard(value: object, depth_left: int) -> int:
    if type(value) is str:
        if "\0" in value:
            _refuse()
    elif type(value) is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            _refuse()
    elif type(value) is dict:
        return _guard_object(value, depth_left - 1)
    elif type(value) is list:
        if depth_left == 1:
            _refuse()
        return sum([_guard(item, depth_left - 1) for item in value])
    return 0


def _refuse_duplicates(pairs: list[tuple[str, object]]) -> None:
    if len({key for key, _ in pairs}) != len(pairs):
        _refuse()


def _refuse() -> NoReturn:
    raise Refusal(ErrorCode.BAD_JSON)


_pairs = json.JSONDecoder(object_pairs_hook=_refuse_duplicates)


# --- client side --------------------------------------------------------------------------------------------


def decode_event(raw: bytes | str | msgspec.Raw) -> ReadEvent | None:
    """A frame of the server, or an entry of a log.

    What only a newer server understands keeps its place where it has one in a log, and is None elsewhere.

    Raises `msgspec.MsgspecError` for a frame that no server should send.
    """
    try:
        return _decode(_events, raw)
    except msgspec.ValidationError:
        tag = _decode(_tags, raw)
        if tag.type in _known_tags:
            raise
        return UnknownEntry(room=tag.room, seq=tag.seq) if tag.room and tag.seq else None


def decode_answer(type_: type[A], raw: bytes | str) -> A:
    """The body of an answer, without the fields of a newer server; raises `msgspec.MsgspecError` for junk."""
    decoder: msgspec.json.Decoder[A] = _answer_decoder(type_)  # type: ignore[arg-type]
    return _decode(decoder, raw)


@cache
def _answer_decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type_)


def _decode(decoder: msgspec.json.Decoder[A], raw: bytes | str | msgspec.Raw) -> A:
    """Decode; what msgspec lets out as other exceptions is junk too."""
    try:
        return decoder.decode(raw)
    except (UnicodeError, RecursionError) as error:
        raise msgspec.DecodeError(str(error)) from None
