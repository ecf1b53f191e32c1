"""Tokens of invites: of this server and of no other, unbroken or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.auth.invite_tokens import InviteTokens
from backend.wire.invites import InviteLink, parse_invite
from backend.wire.types import InviteId

TOKENS = InviteTokens(b"k" * 64)
TOKEN = TOKENS.make(InviteId(7))


@given(st.integers(1, 10**15 - 1))
def test_a_token_is_of_its_invite_and_always_the_same(number):
    token = TOKENS.make(InviteId(number))
    assert token == TOKENS.make(InviteId(number))
    assert TOKENS.read(token) == number


def test_a_token_fits_into_a_link():
    link = InviteLink(host="chat.example.org", port=8001, token=TOKEN, is_encrypted=False)
    assert parse_invite(link.link).token == parse_invite(link.web_link).token == TOKEN


def test_another_servers_token_is_none():
    assert InviteTokens(b"l" * 64).read(TOKEN) is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        "7",
        "7-",
        "-" + TOKEN.partition("-")[2],
        TOKEN[:-1],
        TOKEN + "A",
        TOKEN.swapcase(),
        TOKEN.replace("7-", "8-", 1),
        TOKEN.replace("7-", "07-", 1),
        TOKEN.replace("7-", "+7-", 1),
        TOKEN.replace("7-", "٧-", 1),
        f" {TOKEN}",
        f"{TOKEN}\n",
        f"0{TOKEN}",
        "9" * 5_000 + TOKEN,
    ],
)
def test_what_is_broken_is_none(token):
    assert TOKENS.read(token) is None


@given(st.text(max_size=60))
def test_junk_is_none(text):
    assert TOKENS.read(text) is None


def test_each_character_of_the_proof_counts():
    for place in range(len("7-"), len(TOKEN)):
        other = "A" if TOKEN[place] != "A" else "B"
        assert TOKENS.read(TOKEN[:place] + other + TOKEN[place + 1 :]) is None
