"""Invites: an administrator's to give, counted with the account they make, withdrawn with their giver."""

import asyncio
from collections import Counter

import msgspec
import pytest

from backend.actions.accounts import (
    activate,
    deactivate,
    delete_account,
    make_admin,
    register,
)
from backend.actions.invites import (
    check_usable,
    create_invite,
    create_invite_here,
    renew_first_invite,
    revoke_invite,
    revoke_invite_here,
)
from backend.store.invites import InviteRow, find_invite, list_usable
from backend.store.overview import list_accounts
from backend.store.users import has_admin, is_admin
from backend.wire.bodies import Register
from backend.wire.errors import ErrorCode, Invalid, Refusal
from backend.wire.types import InviteId

WEEK = 7 * 24 * 3600
GOOD = InviteRow(
    id=InviteId(1),
    created_at=0,
    expires_at=1_000,
    uses=2,
    used=1,
    makes_admin=False,
    is_revoked=False,
    created_by=None,
)


@pytest.fixture
async def admin(office):
    (user,) = await office.hire("alice")
    await office.write(make_admin, user.id)
    return user


def account(username, **fields):
    return Register(username=username, password="securepass123", password_confirm="securepass123", **fields)


async def code_of(coroutine):
    with pytest.raises(Refusal) as caught:
        await coroutine
    return caught.value.code


@pytest.mark.parametrize(
    ("changes", "now", "code"),
    [
        ({}, 999, None),
        ({}, 1_000, ErrorCode.INVITE_EXPIRED),
        ({"used": 2}, 5, ErrorCode.INVITE_USED),
        ({"is_revoked": True}, 5, ErrorCode.INVITE_REVOKED),
        ({"is_revoked": True, "used": 2}, 2_000, ErrorCode.INVITE_REVOKED),
        ({"used": 2}, 2_000, ErrorCode.INVITE_USED),
    ],
    ids=["good", "the moment it expires", "used up", "withdrawn", "all at once", "used and expired"],
)
def test_what_an_invite_is_worth(changes, now, code):
    invite = msgspec.structs.replace(GOOD, **changes)
    if code is None:
        assert check_usable(invite, now) is invite
        return
    with pytest.raises(Refusal) as caught:
        check_usable(invite, now)
    assert caught.value.code is code


def test_no_invite_is_unknown():
    with pytest.raises(Refusal) as caught:
        check_usable(None, 0)
    assert caught.value.code is ErrorCode.INVITE_UNKNOWN


async def test_an_administrator_makes_invites_and_nobody_else(office, admin):
    (bob,) = await office.hire("bob")
    invite = await office.write(create_invite, admin.id, 3, WEEK)
    assert (invite.uses, invite.used, invite.makes_admin, invite.created_by) == (3, 0, False, admin)
    assert invite.expires_at - invite.created_at == WEEK * 1_000_000
    assert await code_of(office.write(create_invite, bob.id, 1, WEEK)) is ErrorCode.NOT_ALLOWED
    assert await code_of(office.write(revoke_invite, bob.id, invite.id)) is ErrorCode.NOT_ALLOWED
    await office.write(deactivate, admin.id)
    assert await code_of(office.write(create_invite, admin.id, 1, WEEK)) is ErrorCode.NOT_ALLOWED


async def test_a_use_is_counted_with_the_account(office, admin):
    invite = await office.write(create_invite, admin.id, 2, WEEK)
    await office.write(register, account("bob"), "-", invite.id)
    assert office.ask(find_invite, invite.id).used == 1
    with pytest.raises(Invalid):
        await office.write(register, account("bob"), "-", invite.id)
    assert office.ask(find_invite, invite.id).used == 1
    await office.write(register, account("carol"), "-", invite.id)
    assert await code_of(office.write(register, account("dave"), "-", invite.id)) is ErrorCode.INVITE_USED
    assert [row.username for row in office.ask(list_accounts)] == ["alice", "bob", "carol"]


async def test_an_invite_makes_a_member_and_no_administrator(office, admin):
    invite = await office.write(create_invite, admin.id, 1, WEEK)
    session = await office.write(register, account("bob"), "-", invite.id)
    assert not office.ask(is_admin, session.user.id)


@pytest.mark.parametrize("uses", [1, 3])
async def test_of_twenty_who_race_no_more_come_in_than_the_invite_is_for(office, admin, uses):
    invite = await office.write(create_invite, admin.id, uses, WEEK)
    tries = [office.write(register, account(f"racer{n}"), "-", invite.id) for n in range(20)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert Counter(type(outcome).__name__ for outcome in outcomes) == {"Session": uses, "Refusal": 20 - uses}
    assert office.ask(find_invite, invite.id).used == uses
    assert len(office.ask(list_accounts)) == 1 + uses


async def test_a_withdrawn_invite_lets_nobody_in_and_may_be_withdrawn_again(office, admin):
    invite = await office.write(create_invite, admin.id, 1, WEEK)
    await office.write(revoke_invite, admin.id, invite.id)
    await office.write(revoke_invite, admin.id, invite.id)
    assert await code_of(office.write(register, account("bob"), "-", invite.id)) is ErrorCode.INVITE_REVOKED
    unknown = office.write(revoke_invite, admin.id, InviteId(99))
    assert await code_of(unknown) is ErrorCode.INVITE_UNKNOWN


async def test_an_invite_that_was_used_up_stays_what_it_is(office, admin):
    invite = await office.write(create_invite, admin.id, 1, WEEK)
    await office.write(register, account("bob"), "-", invite.id)
    await office.write(revoke_invite_here, invite.id)
    assert await code_of(office.write(register, account("carol"), "-", invite.id)) is ErrorCode.INVITE_USED


@pytest.mark.parametrize("how", ["deactivated", "deleted"])
async def test_what_an_administrator_handed_out_goes_with_the_account(office, admin, how):
    of_admin = await office.write(create_invite, admin.id, 1, WEEK)
    of_server = await office.write(create_invite_here, 1, WEEK, False)
    if how == "deleted":
        await office.write(delete_account, admin.id, "-")
    else:
        await office.write(deactivate, admin.id)
        await office.write(activate, admin.id)
    refused = office.write(register, account("bob"), "-", of_admin.id)
    assert await code_of(refused) is ErrorCode.INVITE_REVOKED
    assert [invite.id for invite in office.ask(list_usable, 0)] == [of_server.id]


# --- the first administrator --------------------------------------------------------------------------------


async def test_the_first_invite_stays_the_same_until_it_is_used(office):
    first = await office.write(renew_first_invite, True, WEEK)
    assert (first.uses, first.makes_admin, first.created_by) == (1, True, None)
    assert await office.write(renew_first_invite, True, WEEK) == first
    session = await office.write(register, account("alice"), "-", first.id)
    assert office.ask(is_admin, session.user.id)
    assert await office.write(renew_first_invite, True, WEEK) is None


async def test_only_one_of_many_becomes_the_first_administrator(office):
    first = await office.write(renew_first_invite, True, WEEK)
    tries = [office.write(register, account(f"racer{n}"), "-", first.id) for n in range(20)]
    await asyncio.gather(*tries, return_exceptions=True)
    assert [row.is_admin for row in office.ask(list_accounts)] == [True]


async def test_a_first_invite_that_can_not_be_used_is_made_anew(office):
    expired = await office.write(renew_first_invite, True, 0)
    second = await office.write(renew_first_invite, True, WEEK)
    assert second.id > expired.id
    await office.write(revoke_invite_here, second.id)
    assert (await office.write(renew_first_invite, True, WEEK)).id > second.id


async def test_it_is_withdrawn_when_somebody_administers_the_server_or_nobody_wants_it(office):
    (alice,) = await office.hire("alice")
    first = await office.write(renew_first_invite, True, WEEK)
    assert await office.write(renew_first_invite, False, WEEK) is None
    assert office.ask(find_invite, first.id).is_revoked
    second = await office.write(renew_first_invite, True, WEEK)
    of_command = await office.write(create_invite_here, 1, WEEK, True)
    await office.write(make_admin, alice.id)
    assert await office.write(renew_first_invite, True, WEEK) is None
    assert office.ask(find_invite, second.id).is_revoked
    assert [invite.id for invite in office.ask(list_usable, 0)] == [of_command.id]


@pytest.mark.parametrize("how", [deactivate, delete_account])
async def test_a_server_whose_administrator_went_gets_another_first_invite(office, admin, how):
    assert await office.write(renew_first_invite, True, WEEK) is None
    await office.write(how, admin.id, *(["-"] if how is delete_account else []))
    assert not office.ask(has_admin)
    assert (await office.write(renew_first_invite, True, WEEK)).makes_admin
