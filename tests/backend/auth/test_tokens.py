"""Tokens are ours alone, of one kind, of one session, for a while; the key is made once and kept close."""

import os
import stat
import string
import time

import jwt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jwt.utils import base64url_decode

from backend.auth.tokens import (
    ALGORITHM,
    AUDIENCE,
    ISSUER,
    KEY_BYTES,
    Claims,
    TokenInvalid,
    TokenMint,
    load_key,
)
from backend.wire.types import SessionId, UserId

KEY = bytes(range(64))
USER, SESSION = UserId(7), SessionId(3)


def now():
    return time.time_ns() // 1_000


@pytest.fixture
def mint():
    return TokenMint(KEY, access_seconds=600, refresh_seconds=3_600)


def forge(key=KEY, algorithm=ALGORITHM, without=(), **changes):
    """An access token that differs from a good one in one point."""
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "7",
        "sid": 3,
        "gen": 1,
        "typ": "access",
        "iat": int(time.time()),
        "exp": int(time.time()) + 60,
    }
    kept = {name: value for name, value in (claims | changes).items() if name not in without}
    return jwt.encode(kept, key, algorithm=algorithm)


def test_a_pair_says_whose_it_is(mint):
    pair = mint.make_pair(USER, SESSION, 5, now())
    assert mint.read(pair.access, "access") == Claims(USER, SESSION, 5)
    assert mint.read(pair.refresh, "refresh") == Claims(USER, SESSION, 5)


def test_the_unforged_one_is_good(mint):
    assert mint.read(forge(), "access") == Claims(USER, SESSION, 1)


def test_the_same_moment_makes_the_same_pair(mint):
    moment = now()
    assert mint.make_pair(USER, SESSION, 5, moment) == mint.make_pair(USER, SESSION, 5, moment)
    assert mint.make_pair(USER, SESSION, 6, moment) != mint.make_pair(USER, SESSION, 5, moment)


def test_one_kind_is_not_taken_for_the_other(mint):
    pair = mint.make_pair(USER, SESSION, 1, now())
    with pytest.raises(TokenInvalid):
        mint.read(pair.refresh, "access")
    with pytest.raises(TokenInvalid):
        mint.read(pair.access, "refresh")


def test_each_kind_ends_in_its_time(mint):
    pair = mint.make_pair(USER, SESSION, 1, now() - 601 * 1_000_000)
    with pytest.raises(TokenInvalid):
        mint.read(pair.access, "access")
    assert mint.read(pair.refresh, "refresh").generation == 1
    old = mint.make_pair(USER, SESSION, 1, now() - 3_601 * 1_000_000)
    with pytest.raises(TokenInvalid):
        mint.read(old.refresh, "refresh")


def test_a_clock_that_was_set_back_does_not_matter(mint):
    pair = mint.make_pair(USER, SESSION, 1, now() + 3_600 * 1_000_000)
    assert mint.read(pair.access, "access").user_id == USER


FORGERIES = {
    "another key": lambda: forge(key=bytes(64)),
    "another algorithm": lambda: forge(algorithm="HS512"),
    "no signature": lambda: forge(key=None, algorithm="none"),
    "another issuer": lambda: forge(iss="elsewhere"),
    "another audience": lambda: forge(aud="elsewhere"),
    "no issuer": lambda: forge(without=["iss"]),
    "no audience": lambda: forge(without=["aud"]),
    "no subject": lambda: forge(without=["sub"]),
    "no end": lambda: forge(without=["exp"]),
    "no beginning": lambda: forge(without=["iat"]),
    "no kind": lambda: forge(without=["typ"]),
    "expired": lambda: forge(exp=int(time.time()) - 1),
    "changed": lambda: forge()[:-4] + "AAAA",
    "no token": lambda: "abc",
    "nothing": lambda: "",
    "not ASCII": lambda: "жетон.жетон.жетон",
    "surrogates": lambda: "\udcff.\udcff.\udcff",
    "NUL": lambda: "a\0b.c.d",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_refused(mint, forgery):
    with pytest.raises(TokenInvalid):
        mint.read(FORGERIES[forgery](), "access")


TOKEN = forge(exp=2**40)


def is_another(token):
    """Whether it says something else: the last letter of a part has bits that say nothing."""
    return [base64url_decode(part) for part in token.split(".")] != [
        base64url_decode(part) for part in TOKEN.split(".")
    ]


@given(
    place=st.integers(0, len(TOKEN) - 1), letter=st.sampled_from(string.ascii_letters + string.digits + "-_")
)
def test_whatever_letter_is_changed_it_is_a_token_no_more(place, letter):
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    assume(changed.count(".") == 2 and is_another(changed))
    mint = TokenMint(KEY, access_seconds=600, refresh_seconds=3_600)
    assert mint.read(TOKEN, "access").session_id == SESSION
    with pytest.raises(TokenInvalid):
        mint.read(changed, "access")


@given(token=st.text(max_size=200) | st.lists(st.text(max_size=60), min_size=3, max_size=3).map(".".join))
def test_no_text_is_a_token_or_a_bug(token):
    for kind in ("access", "refresh"):
        with pytest.raises(TokenInvalid):
            TokenMint(KEY, access_seconds=600, refresh_seconds=3_600).read(token, kind)


def test_the_key_is_made_once_and_long(tmp_path):
    path = tmp_path / "secret.key"
    key = load_key(path)
    assert len(key) == KEY_BYTES
    assert load_key(path) == key
    assert load_key(tmp_path / "other.key") != key
    assert [item.name for item in sorted(tmp_path.iterdir())] == ["other.key", "secret.key"]


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_the_key_is_its_owners(tmp_path):
    before = os.umask(0)
    load_key(tmp_path / "secret.key")
    os.umask(before)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_a_start_that_was_cut_short_leaves_no_half_key(tmp_path):
    (tmp_path / "secret.key.new").write_text("abcd")
    assert len(load_key(tmp_path / "secret.key")) == KEY_BYTES


@pytest.mark.parametrize("text", ["", "ab" * 31, "no key at all"], ids=["empty", "short", "no number"])
def test_a_damaged_key_is_refused(tmp_path, text):
    (tmp_path / "secret.key").write_text(text)
    with pytest.raises(ValueError, match=r"32|non-hexadecimal"):
        load_key(tmp_path / "secret.key")


def test_a_token_that_was_read_before_dies_on_time_all_the_same():
    moment = [time.time()]
    mint = TokenMint(KEY, access_seconds=600, refresh_seconds=3_600, clock=lambda: moment[0])
    pair = mint.make_pair(USER, SESSION, 1, now())
    assert mint.read(pair.access, "access") == mint.read(pair.access, "access")
    with pytest.raises(TokenInvalid):
        mint.read(pair.access, "refresh")
    moment[0] += 601
    with pytest.raises(TokenInvalid):
        mint.read(pair.access, "access")


def test_only_so_many_tokens_are_remembered(mint, monkeypatch):
    monkeypatch.setattr("backend.auth.tokens.TOKENS_KEPT", 3)
    pairs = [mint.make_pair(USER, SESSION, generation, now()) for generation in range(5)]
    for _ in range(2):
        assert [mint.read(pair.access, "access").generation for pair in pairs] == [0, 1, 2, 3, 4]
