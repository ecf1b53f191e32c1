"""Bodies: every wrong field at once, with the operator's limits; and what makes names equal."""

import sys
import unicodedata
from typing import Annotated, get_args, get_type_hints
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.wire.bodies import (
    CreateDirectChat,
    CreateInvite,
    CreateRoom,
    LogIn,
    LogOut,
    MarkRead,
    Number,
    Register,
    SendMessage,
    Text,
)
from backend.wire.errors import FieldProblem, Invalid, Problem
from backend.wire.folding import username_key
from backend.wire.limits import Limits
from backend.wire.room_socket import SendChatMessage, SetRoomTyping
from backend.wire.types import Seq
from backend.wire.validation import check_email, check_username, is_blank, validate
from tests.wire.contract import WIRE_TYPES

LIMITS = Limits()
ACCOUNT: dict[str, object] = {
    "username": "testuser",
    "password": "securepass123",
    "password_confirm": "securepass123",
}


def problems_of(
    body: type[msgspec.Struct], data: dict[str, object], limits: Limits = LIMITS
) -> dict[str, list[Problem]]:
    with pytest.raises(Invalid) as caught:
        validate(body, data, limits)
    return caught.value.problems


def problem_with(body: type[msgspec.Struct], data: dict[str, object], field: str) -> Problem:
    (problem,) = problems_of(body, data)[field]
    return problem


def test_all_wrong_fields_come_at_once() -> None:
    data: dict[str, object] = {
        "username": "no spaces",
        "email": "nowhere",
        "password": "short",
        "password_confirm": "other",
        "first_name": 5,
        "last_name": "x" * 151,
        "device": None,
    }
    assert problems_of(Register, data) == {
        "username": [Problem(FieldProblem.BAD_USERNAME)],
        "email": [Problem(FieldProblem.BAD_EMAIL)],
        "password": [Problem(FieldProblem.TOO_SHORT, 8)],
        "password_confirm": [Problem(FieldProblem.PASSWORDS_DIFFER)],
        "first_name": [Problem(FieldProblem.NOT_A_STRING)],
        "last_name": [Problem(FieldProblem.TOO_LONG, 150)],
        "device": [Problem(FieldProblem.NULL)],
    }


def test_missing_fields_are_named_and_optional_ones_have_their_defaults() -> None:
    required = [Problem(FieldProblem.REQUIRED)]
    assert problems_of(Register, {}) == dict.fromkeys(["username", "password", "password_confirm"], required)
    account = validate(Register, ACCOUNT, LIMITS)
    assert (account.email, account.first_name, account.last_name, account.device) == ("", "", "", "")
    assert validate(LogIn, {}, LIMITS) == LogIn()


def test_fields_of_other_clients_are_ignored() -> None:
    assert validate(Register, ACCOUNT | {"avatar": [1], "": {}}, LIMITS) == validate(
        Register, ACCOUNT, LIMITS
    )


@pytest.mark.parametrize("value", [5, 1.5, True, [], {}, ["x"]])
def test_strings_are_strings(value: object) -> None:
    assert problem_with(CreateRoom, {"name": value}, "name").kind is FieldProblem.NOT_A_STRING


@pytest.mark.parametrize("value", ["1", 1.0, True, False, [], {}, "", 1e300])
def test_ids_are_integers(value: object) -> None:
    assert problem_with(CreateDirectChat, {"user_id": value}, "user_id").kind is FieldProblem.NOT_AN_INTEGER


@pytest.mark.parametrize("value", [0, -1, -(2**53)])
def test_ids_are_positive(value: int) -> None:
    assert problem_with(CreateDirectChat, {"user_id": value}, "user_id").kind is FieldProblem.NOT_POSITIVE


@pytest.mark.parametrize(
    ("seconds", "problem"),
    [
        (59, FieldProblem.NOT_POSITIVE),
        (60, None),
        (1_000, None),
        (1_001, FieldProblem.NUMBER_TOO_LARGE),
        (2**53, FieldProblem.NUMBER_TOO_LARGE),
        (True, FieldProblem.NOT_AN_INTEGER),
        (60.0, FieldProblem.NOT_AN_INTEGER),
        (None, FieldProblem.NULL),
    ],
)
def test_numbers_keep_their_bounds_and_follow_the_operator(
    seconds: object, problem: FieldProblem | None
) -> None:
    data, limits = {"valid_seconds": seconds}, Limits(invite_seconds=1_000)
    if problem is None:
        assert validate(CreateInvite, data, limits).valid_seconds == seconds
    else:
        assert problems_of(CreateInvite, data, limits) == {"valid_seconds": [Problem(problem)]}


def test_a_place_in_a_log_may_be_the_one_before_its_first_entry() -> None:
    assert validate(MarkRead, {"seq": 0}, LIMITS) == MarkRead(seq=Seq(0))
    assert problem_with(MarkRead, {"seq": -1}, "seq").kind is FieldProblem.NOT_POSITIVE


@pytest.mark.parametrize("value", [0, 1, "true", [], {}])
def test_booleans_are_booleans(value: object) -> None:
    assert problem_with(SetRoomTyping, {"is_typing": value}, "is_typing").kind is FieldProblem.NOT_A_BOOLEAN


@pytest.mark.parametrize("value", ["Group", "", 1, True, [], {}])
def test_choices_are_given(value: object) -> None:
    data = {"name": "x", "chat_type": value}
    assert problem_with(CreateRoom, data, "chat_type").kind is FieldProblem.NOT_A_CHOICE


def test_null_is_for_fields_that_may_be_null() -> None:
    assert validate(MarkRead, {"seq": None}, LIMITS) == MarkRead()
    nulls: dict[str, object] = {"room": None, "content": None, "client_id": None}
    assert problems_of(SendMessage, nulls) == {field: [Problem(FieldProblem.NULL)] for field in nulls}
    assert problem_with(SetRoomTyping, {"is_typing": None}, "is_typing").kind is FieldProblem.NULL
    assert problem_with(CreateRoom, {"name": "x", "chat_type": None}, "chat_type").kind is FieldProblem.NULL


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """A body with all that today's bodies don't have yet."""

    options: list[str]
    share: float = 0.5
    closes_after: int | None = None
    author: int | str = 0
    note: Annotated[str, Text("name_length", strip=True)] | None = None


def test_other_types_are_checked_too() -> None:
    assert validate(Poll, {"options": ["a"], "note": " b "}, LIMITS) == Poll(options=["a"], note="b")
    wrong: dict[str, object] = {
        "options": [1],
        "share": "half",
        "author": None,
        "note": 5,
        "closes_after": "1",
    }
    assert {field: problem.kind for field, (problem,) in problems_of(Poll, wrong).items()} == {
        "options": FieldProblem.WRONG_TYPE,
        "share": FieldProblem.WRONG_TYPE,
        "author": FieldProblem.NULL,
        "note": FieldProblem.NOT_A_STRING,
        "closes_after": FieldProblem.NOT_AN_INTEGER,
    }


# --- strings ------------------------------------------------------------------------------------------------


def test_names_are_stripped_and_messages_and_passwords_kept() -> None:
    room = validate(CreateRoom, {"name": " Lunch \n", "description": "\u200b "}, LIMITS)
    assert (room.name, room.description) == ("Lunch", "")
    spaced = ACCOUNT | {"password": " securepass ", "password_confirm": " securepass "}
    assert validate(Register, spaced, LIMITS).password == " securepass "
    code = "    def f():\n        return 1\n"
    assert validate(SendMessage, {"room": 1, "content": code}, LIMITS).content == code


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u200b", "\ufeff \u2060", "\u3164", "\u2800", "\xad"])
def test_what_nobody_can_see_is_blank(blank: str) -> None:
    assert problem_with(SendMessage, {"room": 1, "content": blank}, "content").kind is FieldProblem.BLANK
    assert problem_with(SendChatMessage, {"message": blank}, "message").kind is FieldProblem.BLANK
    assert problem_with(CreateRoom, {"name": blank}, "name").kind is FieldProblem.BLANK


def test_all_white_space_and_zero_width_of_unicode_is_blank() -> None:
    everything = map(chr, range(sys.maxunicode + 1))
    spaces = [character for character in everything if character.isspace()]
    joiners_and_directions = [
        character
        for character in map(chr, range(0x10000))
        if unicodedata.bidirectional(character) == "BN" and unicodedata.category(character) == "Cf"
    ]
    assert len(spaces) > 20
    assert len(joiners_and_directions) > 10
    assert is_blank("".join(spaces + joiners_and_directions))


@given(
    st.text(
        st.characters(categories=("L", "N", "P", "S"), exclude_characters="\u115f\u1160\u3164\uffa0\u2800"),
        min_size=1,
    )
)
def test_what_can_be_seen_is_not_blank(text: str) -> None:
    assert not is_blank(f"\u200b {text}")


def test_lengths_are_characters_after_stripping_and_follow_the_operator() -> None:
    emoji = "👍" * 4_000
    assert validate(SendMessage, {"room": 1, "content": emoji}, LIMITS).content == emoji
    too_long = {"room": 1, "content": emoji + "!"}
    assert problem_with(SendMessage, too_long, "content") == Problem(FieldProblem.TOO_LONG, 4_000)
    assert validate(CreateRoom, {"name": " " * 500 + "x" * 128}, LIMITS).name == "x" * 128
    short = Limits(message_length=3, password_min_length=20)
    assert problems_of(SendMessage, {"room": 1, "content": "four"}, short) == {
        "content": [Problem(FieldProblem.TOO_LONG, 3)]
    }
    assert problems_of(Register, ACCOUNT, short) == {"password": [Problem(FieldProblem.TOO_SHORT, 20)]}


@pytest.mark.parametrize(
    ("body", "field", "value", "longest"),
    [
        (Register, "password", "x" * 257, 256),
        (Register, "password_confirm", "x" * 257, 256),
        (Register, "email", "a@" + "b." * 126 + "de", 254),
        (LogIn, "password", " " * 257, 256),
        (LogOut, "refresh", "x" * 4_097, 4_096),
        (CreateRoom, "description", "x" * 1_025, 1_024),
        (Register, "username", "\ufdfa" * 10, None),
        (Register, "username", "ﬃ" * 51, 150),
    ],
)
def test_nothing_is_endless(body: type[msgspec.Struct], field: str, value: str, longest: int | None) -> None:
    problem = problem_with(body, {field: value}, field)
    assert problem == (
        Problem(FieldProblem.TOO_LONG, longest) if longest else (FieldProblem.BAD_USERNAME, None)
    )


@pytest.mark.parametrize("struct", WIRE_TYPES.values(), ids=WIRE_TYPES.keys())
def test_rules_of_numbers_name_limits_that_exist(struct: type[msgspec.Struct]) -> None:
    for hint in get_type_hints(struct, include_extras=True).values():
        for rule in (extra for extra in get_args(hint) if isinstance(extra, Number)):
            assert rule.least <= getattr(LIMITS, rule.limit)


@pytest.mark.parametrize("struct", WIRE_TYPES.values(), ids=WIRE_TYPES.keys())
def test_rules_of_texts_name_limits_and_fields_that_exist(struct: type[msgspec.Struct]) -> None:
    for hint in get_type_hints(struct, include_extras=True).values():
        for rule in (extra for extra in get_args(hint) if isinstance(extra, Text)):
            assert rule.limit in Limits.__struct_fields__
            assert rule.min_limit is None or rule.min_limit in Limits.__struct_fields__
            assert rule.same_as is None or rule.same_as in struct.__struct_fields__


@pytest.mark.parametrize(
    "name", ["two\nlines", "bell\a", "\x1b[31mred", "abc\u202egnp", "line\u2028end", "next\x85line"]
)
def test_names_stay_on_their_line(name: str) -> None:
    assert problem_with(CreateRoom, {"name": f"{name}."}, "name").kind is FieldProblem.BAD_CHARACTERS
    assert validate(CreateRoom, {"name": "x", "description": f"{name}."}, LIMITS).description == f"{name}."


def test_passwords_that_differ_are_told_under_the_second() -> None:
    assert problems_of(Register, ACCOUNT | {"password_confirm": "Securepass123"}) == {
        "password_confirm": [Problem(FieldProblem.PASSWORDS_DIFFER)]
    }


# --- usernames, addresses, ids ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("testuser", "testuser"),
        ("  Иван.Петров_5 ", "Иван.Петров_5"),
        ("ann@home+work-1", "ann@home+work-1"),
        ("李小龍", "李小龍"),
        ("हिन्दी", "हिन्दी"),
        ("ｗｉｄｅ", "wide"),
        ("cafe\u0301", "café"),
        ("٣٤", "٣٤"),
        ("...", "..."),
    ],
)
def test_usernames_of_any_script_are_kept_in_one_form(name: str, kept: str) -> None:
    assert validate(Register, ACCOUNT | {"username": name}, LIMITS).username == kept


@pytest.mark.parametrize(
    "name",
    [
        "two words",
        "semi;colon",
        "<b>",
        "a/b",
        "a\u200bb",
        "a\u202eb",
        "\u0301a",
        "😀",
        "a\u3164",
        "a\tb",
        "a'b",
        "№$",
    ],
)
def test_other_characters_make_no_username(name: str) -> None:
    assert check_username(name) is None
    assert problem_with(Register, {"username": name}, "username").kind is FieldProblem.BAD_USERNAME


@given(st.text(max_size=40))
def test_a_kept_username_is_kept_again_and_has_the_same_key(name: str) -> None:
    kept = check_username(name)
    if kept is not None:
        assert check_username(kept) == kept
        assert username_key(kept) == username_key(name)


@given(st.text())
def test_keys_are_stable(text: str) -> None:
    assert username_key(username_key(text)) == username_key(text)


@pytest.mark.parametrize(
    ("one", "other"), [("Anna", "aNNA"), ("ИВАН", "иван"), ("Straße", "STRASSE"), ("ﬁn", "FIN")]
)
def test_usernames_are_equal_without_case(one: str, other: str) -> None:
    assert username_key(one) == username_key(other)


@pytest.mark.parametrize(("one", "other"), [("anna", "ana"), ("Алёна", "Алена"), ("jose", "josé")])
def test_usernames_with_other_letters_are_others(one: str, other: str) -> None:
    assert username_key(one) != username_key(other)


@pytest.mark.parametrize(
    "address",
    [
        "test@example.com",
        "first.last+tag@sub.example.co.uk",
        "o'neil@example.com",
        "me@localhost",
        "почта@пример.рф",
        "x@xn--e1afmkfd.xn--p1ai",
        "a@1.2.3.example",
        "x" * 64 + "@" + "b" * 63 + ".de",
    ],
)
def test_addresses_that_mail_can_reach(address: str) -> None:
    assert validate(Register, ACCOUNT | {"email": f" {address} "}, LIMITS).email == address


@pytest.mark.parametrize(
    "address",
    [
        "nowhere",
        "@example.com",
        "a@",
        "a@b@c.de",
        "a..b@c.de",
        ".a@c.de",
        "a.@c.de",
        "a@b",
        "a@.de",
        "a@b..de",
        "a@-b.de",
        "a@b-.de",
        "a@b_c.de",
        "a@1.2.3.4",
        "a b@c.de",
        "a@b.de\nBcc: c@d.ef",
        "a,b@c.de",
        "<a@b.de>",
        "x" * 65 + "@b.de",
        "a@" + "b" * 64 + ".de",
    ],
)
def test_addresses_that_no_mail_can_reach(address: str) -> None:
    assert check_email(address) is None
    assert problem_with(Register, {"email": address}, "email").kind is FieldProblem.BAD_EMAIL


def test_email_may_be_empty() -> None:
    assert validate(Register, ACCOUNT | {"email": "  "}, LIMITS).email == ""


@given(st.uuids(), st.sampled_from([str, str.upper, lambda text: text.replace("-", "")]))
def test_client_ids_have_one_form(uuid: UUID, written: object) -> None:
    assert callable(written)
    body = validate(SendMessage, {"room": 1, "content": "x", "client_id": written(str(uuid))}, LIMITS)
    assert body.client_id == str(uuid)


@pytest.mark.parametrize(
    "client_id",
    [
        "1",
        "0b0e7b1c-7a0b-4f0e-8f39-0d9ad3a1f6c",
        "0b0e7b1c-7a0b-4f0e-8f39-0d9ad3a1f6c22",
        "{0b0e7b1c-7a0b-4f0e-8f39-0d9ad3a1f6c2}",
        "urn:uuid:0b0e7b1c-7a0b-4f0e-8f39-0d9ad3a1f6c2",
        "0b0e7b1c-7a0b4f0e-8f39-0d9ad3a1f6c2",
        "٠b0e7b1c-7a0b-4f0e-8f39-0d9ad3a1f6c2",
        "gb0e7b1c-7a0b-4f0e-8f39-0d9ad3a1f6c2",
    ],
)
def test_client_ids_are_uuids(client_id: str) -> None:
    data: dict[str, object] = {"room": 1, "content": "x", "client_id": client_id}
    assert problem_with(SendMessage, data, "client_id").kind is FieldProblem.BAD_UUID
