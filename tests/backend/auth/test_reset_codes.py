"""Codes for who forgot a password: easy to say and to type, of one account and one server."""

import re

import pytest

from backend.auth.reset_codes import ALPHABET, ResetCodes
from backend.wire.types import UserId

CODES = ResetCodes(b"k" * 64)
ALICE, BOB = UserId(1), UserId(2)


def test_a_code_is_three_groups_of_letters_that_nobody_confuses():
    made = {CODES.make() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(re.fullmatch(f"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", code) for code in made)
    assert not set(ALPHABET) & set("0O1IL2Z5S8B")


@pytest.mark.parametrize(
    "typed",
    ["KXQF-7MPA-93TD", "kxqf-7mpa-93td", "KXQF7MPA93TD", " kxqf 7mpa 93td ", "KXQF\N{EN DASH}7MPA—93TD"],
)
def test_a_code_fits_however_it_was_typed(typed):
    assert CODES.fits(ALICE, typed, CODES.digest(ALICE, "KXQF-7MPA-93TD"))


@pytest.mark.parametrize("typed", ["", "-", "KXQF-7MPA-93TF", "KXQF-7MPA-93T", "KXQF-7MPA-93TDD", "ф" * 12])
def test_another_code_does_not_fit(typed):
    assert not CODES.fits(ALICE, typed, CODES.digest(ALICE, "KXQF-7MPA-93TD"))


def test_a_code_is_of_one_account_and_one_server():
    digest = CODES.digest(ALICE, "KXQF-7MPA-93TD")
    assert not CODES.fits(BOB, "KXQF-7MPA-93TD", digest)
    assert not ResetCodes(b"l" * 64).fits(ALICE, "KXQF-7MPA-93TD", digest)


def test_an_account_without_a_code_is_opened_by_none():
    assert not CODES.fits(ALICE, "", bytes(32))
