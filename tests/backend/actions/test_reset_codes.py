"""Reset codes: made by an administrator for somebody else, good once, and only while the account is."""

import asyncio
from collections import Counter

import pytest

from backend.actions.accounts import change_password, deactivate, delete_account, make_admin, set_password
from backend.actions.reset_codes import keep_code, keep_code_here, reset_password
from backend.store.reset_codes import find_code
from backend.store.sessions import find_session
from backend.store.users import find_login_of
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import UserId

DAY = 24 * 3600
DIGEST, OTHER = b"d" * 32, b"o" * 32


@pytest.fixture
async def admin(office):
    (user,) = await office.hire("alice")
    await office.write(make_admin, user.id)
    return user


@pytest.fixture
async def bob(office):
    return await office.open_session("bob")


async def code_of(coroutine):
    with pytest.raises(Refusal) as caught:
        await coroutine
    return caught.value.code


async def test_a_code_sets_another_password_and_ends_all_sessions(office, admin, bob):
    device = office.listen(bob.user, session=bob.id)
    await office.write(keep_code, admin.id, bob.user.id, DIGEST, DAY)
    await office.write(reset_password, bob.user.id, DIGEST, "new")
    assert office.ask(find_login_of, bob.user.id).password_hash == "new"
    assert office.ask(find_session, bob.id) is None
    assert device.ended == "password_changed"


async def test_a_code_works_once(office, admin, bob):
    await office.write(keep_code, admin.id, bob.user.id, DIGEST, DAY)
    tries = [office.write(reset_password, bob.user.id, DIGEST, f"new{n}") for n in range(10)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert Counter(type(outcome).__name__ for outcome in outcomes) == {"NoneType": 1, "Refusal": 9}


@pytest.mark.parametrize("seconds", [0, DAY])
async def test_a_wrong_or_expired_code_changes_nothing(office, admin, bob, seconds):
    await office.write(keep_code, admin.id, bob.user.id, DIGEST, seconds)
    digest = DIGEST if seconds == 0 else OTHER
    refused = await code_of(office.write(reset_password, bob.user.id, digest, "new"))
    assert refused is ErrorCode.RESET_CODE_WRONG
    assert office.ask(find_login_of, bob.user.id).password_hash == "-"
    assert office.ask(find_session, bob.id) == bob


async def test_the_last_code_counts(office, admin, bob):
    await office.write(keep_code, admin.id, bob.user.id, OTHER, DAY)
    await office.write(keep_code, admin.id, bob.user.id, DIGEST, DAY)
    refused = await code_of(office.write(reset_password, bob.user.id, OTHER, "new"))
    assert refused is ErrorCode.RESET_CODE_WRONG
    await office.write(reset_password, bob.user.id, DIGEST, "new")


async def test_only_an_administrator_makes_one_and_for_somebody_else(office, admin, bob):
    for caller, user, code in (
        (bob.user.id, admin.id, ErrorCode.NOT_ALLOWED),
        (admin.id, admin.id, ErrorCode.NOT_ALLOWED),
        (admin.id, UserId(99), ErrorCode.NO_SUCH_USER),
    ):
        assert await code_of(office.write(keep_code, caller, user, DIGEST, DAY)) is code
    await office.write(keep_code_here, admin.id, DIGEST, DAY)
    await office.write(deactivate, bob.user.id)
    gone = await code_of(office.write(keep_code, admin.id, bob.user.id, DIGEST, DAY))
    assert gone is ErrorCode.NO_SUCH_USER


@pytest.mark.parametrize("how", ["changed", "set", "deactivated", "deleted"])
async def test_a_code_ends_with_what_it_was_made_for(office, admin, bob, how):
    await office.write(keep_code, admin.id, bob.user.id, DIGEST, DAY)
    match how:
        case "changed":
            await office.write(change_password, bob, "-", "new")
        case "set":
            await office.write(set_password, bob.user.id, "new")
        case "deactivated":
            await office.write(deactivate, bob.user.id)
        case "deleted":
            await office.write(delete_account, bob.user.id, "-")
    assert office.ask(find_code, bob.user.id) is None
