"""The guards of the server's decoders, and the tolerance of the client's."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.wire import answers, codec, live
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import RoomId, Seq, UserId
from tests.wire.contract import example

clean_text = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
clean_integers = st.integers(-codec.MAX_INTEGER, codec.MAX_INTEGER)
clean_values = st.recursive(
    st.none()
    | st.booleans()
    | clean_integers
    | st.floats(allow_nan=False, allow_infinity=False)
    | clean_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(clean_text, inner, max_size=3),
    max_leaves=8,
)
clean_objects = st.dictionaries(clean_text, clean_values, max_size=4)


def nest_somewhere(draw: st.DrawFn, raw: str) -> bytes:
    """The raw JSON value at a place in a harmless object."""
    for wrapping in draw(st.lists(st.sampled_from(["[%s]", '{"a":%s}', '[1,{"b":":","c":%s}]']), max_size=3)):
        raw = wrapping.replace("%s", raw)
    return f'{{"first":"x:y","value":{raw}}}'.encode()


@st.composite
def bad_frames(draw: st.DrawFn) -> bytes:
    """Well-formed JSON that the contract forbids, at any place."""
    key = json.dumps(draw(clean_text))
    text = json.dumps(draw(clean_text))[1:-1]
    digits = draw(st.integers(codec.MAX_INTEGER + 1, 10**30))
    evil = draw(
        st.sampled_from(
            [
                f"{{{key}:1,{key}:1}}",
                f'{{{key}:":::",{key}:{{}}}}',
                f'{{{key}:[],"other:":2,{key}:3}}',
                f'"{text}\\u0000{text}"',
                f'{{"{text}\\u0000":1}}',
                f'"{text}\\ud800"',
                f'"{text}\\udc00{text}"',
                f'"\\udc00\\ud800{text}"',
                '{"\\ud83d":1}',
                str(digits),
                str(-digits),
                "NaN",
                "Infinity",
                "-Infinity",
                "1e999",
                "-1e999",
            ]
        )
    )
    return nest_somewhere(draw, evil)


def refusal_of(raw: bytes, **options: Any) -> ErrorCode:
    with pytest.raises(Refusal) as caught:
        codec.decode_object(raw, **options)
    return caught.value.code


@given(clean_objects, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_whatever_is_allowed_arrives_as_it_was(
    value: dict[str, object], ascii_only: bool, indent: Any
) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()
    assert codec.decode_object(raw) == value


@given(bad_frames())
def test_whatever_is_forbidden_is_bad_json(raw: bytes) -> None:
    assert refusal_of(raw) is ErrorCode.BAD_JSON


@given(
    st.binary()
    | st.builds(lambda head, tail: head + tail, st.sampled_from([b"{", b'{"a":', b'{"a":"']), st.binary())
)
def test_junk_is_refused_and_never_crashes(raw: bytes) -> None:
    try:
        value = codec.decode_object(raw)
    except Refusal:
        return
    assert value == json.loads(raw)


@given(clean_objects.filter(bool), st.data())
def test_one_broken_byte_is_refused_or_gives_what_json_says(
    value: dict[str, object], data: st.DataObject
) -> None:
    raw = bytearray(json.dumps(value, ensure_ascii=False).encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        decoded = codec.decode_object(bytes(raw))
    except Refusal:
        return
    assert decoded == json.loads(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"   ",
        b"[]",
        b"1",
        b'"text"',
        b"null",
        b"true",
        b"{} {}",
        b"{}\0",
        b"\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16"),
        b'{"a":"\xff"}',
        b'{"\xff":1}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":"\xc0\xaf"}',
        b'{"a":"\n"}',
        b'{"a":01}',
        b"{'a':1}",
        b'{"a":1,}',
        b'{"a":1/**/}',
    ],
)
def test_what_is_no_object_in_utf8_is_bad_json(raw: bytes) -> None:
    assert refusal_of(raw) is ErrorCode.BAD_JSON


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")])
def test_depth_is_counted_with_the_root(opening: bytes, closing: bytes) -> None:
    levels = opening.count(b"[") + opening.count(b"{")

    def nested(depth: int) -> bytes:
        times = (depth - 1) // levels
        return b'{"a":' + opening * times + b"1" + closing * times + b"}"

    deepest = 15 if levels == 2 else 16
    assert codec.decode_object(nested(deepest))
    assert refusal_of(nested(deepest + levels)) is ErrorCode.BAD_JSON
    assert refusal_of(nested(deepest), max_depth=deepest - 1) is ErrorCode.BAD_JSON


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
def test_a_hundred_thousand_levels_crash_nothing(opening: bytes) -> None:
    assert refusal_of(b'{"a":' + opening * 100_000) is ErrorCode.BAD_JSON


@pytest.mark.parametrize("sign", ["", "-"])
def test_integers_reach_as_far_as_every_client_reads_them(sign: str) -> None:
    assert codec.decode_object(f'{{"a":{sign}9007199254740992}}'.encode()) == {
        "a": int(f"{sign}9007199254740992")
    }
    assert refusal_of(f'{{"a":{sign}9007199254740993}}'.encode()) is ErrorCode.BAD_JSON


@pytest.mark.parametrize("digits", [20, 400, 4_300, 5_000, 60_000])
def test_endless_integers_are_refused(digits: int) -> None:
    assert refusal_of(b'{"a":' + b"9" * digits + b"}") is ErrorCode.BAD_JSON


def test_a_text_about_escapes_is_only_a_text() -> None:
    said = {"message": r'\u0000 and \ud800, see https://a.example: "a":1,"a":2'}
    assert codec.decode_object(json.dumps(said).encode()) == said


def test_times_leave_as_utc() -> None:
    now = datetime(2026, 10, 3, 3, 0, 0, 123456, tzinfo=UTC)
    event = live.PresenceChanged(user=UserId(2), is_online=False, last_seen=now)
    assert json.loads(codec.encode(event)) == {
        "type": "presence_changed",
        "user": 2,
        "is_online": False,
        "last_seen": "2026-10-03T03:00:00.123456Z",
    }


# --- commands -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"type": "message_created"},
        {"type": 5},
        {"type": "typing"},
        {"type": "typing", "room": 1},
        {"type": "typing", "room": "1", "is_typing": True},
        {"type": "typing", "room": 1.0, "is_typing": True},
        {"type": "typing", "room": True, "is_typing": True},
        {"type": "typing", "room": 1, "is_typing": 1},
        {"type": "typing", "room": 1, "is_typing": True, "extra": 1},
        {"type": "activity", "extra": 1},
        {"type": "authenticate", "token": None},
    ],
)
def test_commands_are_strict(frame: dict[str, object]) -> None:
    with pytest.raises(Refusal) as caught:
        codec.decode_command(codec.encode(frame))
    assert caught.value.code is ErrorCode.BAD_FRAME


@given(bad_frames() | st.binary())
def test_commands_have_the_same_guards(raw: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        codec.decode_command(raw)
    assert caught.value.code in {ErrorCode.BAD_JSON, ErrorCode.BAD_FRAME}


def test_command_with_a_repeated_key_is_bad_json() -> None:
    with pytest.raises(Refusal) as caught:
        codec.decode_command(b'{"type":"typing","room":1,"is_typing":true,"room":2}')
    assert caught.value.code is ErrorCode.BAD_JSON


def test_command_is_read() -> None:
    command = codec.decode_command(b'{"type": "typing", "room": 7, "is_typing": true}')
    assert command == live.SetTyping(room=RoomId(7), is_typing=True)


# --- the client's side --------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [b'{"type":"poll_opened","poll":1}', '{"poll":[],"type":"опрос"}'])
def test_client_passes_over_events_that_it_does_not_know(raw: bytes | str) -> None:
    assert codec.decode_event(raw) is None


def test_client_keeps_the_place_of_a_log_entry_that_it_does_not_know() -> None:
    raw = b'{"type":"poll_opened","room":7,"seq":12,"poll":{"id":1}}'
    assert codec.decode_event(raw) == codec.UnknownEntry(room=RoomId(7), seq=Seq(12))


def test_client_passes_over_fields_that_it_does_not_know() -> None:
    newer = json.loads(example(live.MessageCreated))
    newer["thread"] = 5
    newer["message"]["reactions"] = [{"emoji": "👍"}]
    newer["message"]["user"]["pronouns"] = None
    assert codec.decode_event(json.dumps(newer)) == codec.decode_event(example(live.MessageCreated))


def test_client_reads_answers_of_a_newer_server() -> None:
    newer = json.loads(example(answers.History)) | {"pinned": []}
    history = codec.decode_answer(answers.History, json.dumps(newer).encode())
    assert history == codec.decode_answer(answers.History, example(answers.History))
    assert codec.decode_answer(list[answers.OnlineUser], b"[]") == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        "",
        b"[]",
        b"{}",
        b'{"type":null}',
        b'{"type":"typing"}',
        b'{"type":"typing","room":"1","user":2,"username":"x","is_typing":true}',
        b'{"type":"session_ended","reason":"\xff"}',
        '{"type":"session_ended","reason":"\ud800"}',
        b'{"type":"poll_opened"',
        b'{"type":"session_ended","reason":' + b"[" * 100_000,
        b'{"x":' + b"[" * 100_000,
    ],
)
def test_malformed_frames_are_one_kind_of_error_for_the_client(raw: bytes | str) -> None:
    with pytest.raises(msgspec.MsgspecError):
        codec.decode_event(raw)


@given(st.binary() | st.text())
def test_client_survives_junk(raw: bytes | str) -> None:
    with pytest.raises(msgspec.MsgspecError):
        codec.decode_event(raw)
    with pytest.raises(msgspec.MsgspecError):
        codec.decode_answer(answers.Tokens, raw)
