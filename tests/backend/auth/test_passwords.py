"""Passwords: nothing of one is lost or shown, the unknown name costs the same, the easy ones are named."""

import asyncio
import time

import bcrypt
import pytest

from backend.auth.passwords import Passwords, find_weakness
from backend.wire.errors import FieldProblem


@pytest.fixture
def passwords():
    passwords = Passwords(cost=4)
    yield passwords
    passwords.close()


async def test_the_right_one_fits_and_no_other(passwords):
    stored = await passwords.make_hash("securepass123")
    assert await passwords.check("securepass123", stored)
    assert not await passwords.check("securepass124", stored)
    assert not await passwords.check("", stored)


async def test_a_hash_is_salted_has_the_configured_cost_and_not_the_password(passwords):
    first, second = await passwords.make_hash("securepass123"), await passwords.make_hash("securepass123")
    assert first != second
    assert first.startswith("$2b$04$")
    assert "securepass123" not in first


@pytest.mark.parametrize(
    ("password", "other"),
    [
        ("x" * 256, "x" * 255 + "y"),
        ("пароль" * 40, "пароль" * 39 + "парол"),
        ("before\0after", "before\0other"),
        ("🙂" * 64, "🙂" * 63 + "🙃"),
    ],
    ids=["256 letters", "Cyrillic", "NUL", "emoji"],
)
async def test_all_of_a_password_counts_past_the_72_bytes_of_bcrypt(passwords, password, other):
    stored = await passwords.make_hash(password)
    assert await passwords.check(password, stored)
    assert not await passwords.check(other, stored)


async def test_an_unknown_account_is_a_no_that_costs_as_much():
    passwords = Passwords(cost=8)
    stored = bcrypt.hashpw(b"x", bcrypt.gensalt(8)).decode()
    assert not await passwords.check("securepass123", None)

    async def cost(password_hash):
        before = time.thread_time(), time.process_time()
        assert not await passwords.check("securepass123", password_hash)
        return time.process_time() - before[1]

    known = min([await cost(stored) for _ in range(5)])
    unknown = min([await cost(None) for _ in range(5)])
    passwords.close()
    assert 0.5 < unknown / known < 2


async def test_the_loop_runs_on_while_hashes_are_made():
    passwords = Passwords(cost=10)
    hashing = asyncio.gather(*(passwords.make_hash("securepass123") for _ in range(3)))
    turns = 0
    while not hashing.done():
        turns += 1
        await asyncio.sleep(0)
    passwords.close()
    assert turns > 100
    assert len(set(hashing.result())) == 3


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("securepass123", None),
        ("correct horse battery", None),
        ("parol-nadezhnyj", None),
        ("password123", FieldProblem.PASSWORD_COMMON),
        ("PassWord123", FieldProblem.PASSWORD_COMMON),
        ("qwertyuiop", FieldProblem.PASSWORD_COMMON),
        ("12345678", FieldProblem.PASSWORD_COMMON),
        ("830194756201", FieldProblem.PASSWORD_NUMERIC),
        ("٣٤٥٦٧٨٩٠١", FieldProblem.PASSWORD_NUMERIC),
        ("testuser1", FieldProblem.PASSWORD_LIKE_USER),
        ("TESTUSER", FieldProblem.PASSWORD_LIKE_USER),
        ("достоевский", FieldProblem.PASSWORD_LIKE_USER),
        ("mailbox.name", FieldProblem.PASSWORD_LIKE_USER),
    ],
)
def test_easy_passwords_are_named(password, weakness):
    personal = ("testuser", "mailboxname@example.org", "Фёдор", "Достоевский")
    assert find_weakness(password, personal) is weakness


def test_nothing_is_like_a_name_that_is_not_given_or_too_short():
    assert find_weakness("xyxyxyxy", ("", "xy", "x@y.z")) is None
