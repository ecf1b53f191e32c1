"""Accounts and sessions: a name belongs to one, a refresh token is in one hand, an end is an end."""

import asyncio

import pytest

from backend.actions.accounts import log_in, log_out, mark_pair_used, refresh, register
from backend.auth.tokens import Claims
from backend.store.sessions import find_session
from backend.store.users import find_login, load_people, search_people
from backend.wire.errors import ErrorCode, FieldProblem, Invalid, Problem, Refusal
from backend.wire.rest import Register
from backend.wire.types import SessionId, User, UserId

GRACE = 60


def command(username, **fields):
    return Register(username=username, password="securepass123", password_confirm="securepass123", **fields)


def claims_of(session):
    return Claims(session.user.id, session.id, session.generation)


@pytest.fixture
async def session(office):
    return await office.open_session("alice", email="alice@example.org")


def is_open(office, session):
    return office.ask(find_session, session.id) is not None


async def test_an_account_is_made_with_a_session_a_picture_and_a_name_to_be_found_by(office):
    session = await office.write(register, command("Фёдор", first_name="Fyodor", device="laptop"), "hash")
    assert office.ask(find_session, session.id) == session
    assert office.ask(find_login, "фёдор") == (session.user, "hash")
    (person,) = office.ask(search_people, "федор", UserId(0), 10)
    assert person.user == session.user
    assert len(person.avatar_key) == 32


@pytest.mark.parametrize(
    ("wanted", "problems"),
    [
        (command("ALICE"), {"username": FieldProblem.USERNAME_TAKEN}),
        (command("ａｌｉｃｅ"), {"username": FieldProblem.USERNAME_TAKEN}),
        (command("bob", email="Alice@Example.org"), {"email": FieldProblem.EMAIL_TAKEN}),
        (
            command("Alice", email="alice@example.org"),
            {"username": FieldProblem.USERNAME_TAKEN, "email": FieldProblem.EMAIL_TAKEN},
        ),
    ],
    ids=["letter case", "width", "email", "both"],
)
async def test_names_and_addresses_that_are_taken_are_told_together(office, session, wanted, problems):
    with pytest.raises(Invalid) as caught:
        await office.write(register, wanted, "-")
    assert caught.value.problems == {field: [Problem(kind)] for field, kind in problems.items()}


async def test_of_twenty_who_race_for_a_name_one_gets_it(office):
    tries = [office.write(register, command("carol"), "-") for _ in range(20)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Invalid"] * 19 + ["Session"]


async def test_each_login_is_a_session_of_its_own(office, session):
    second = await office.write(log_in, session.user, "phone")
    assert second.id != session.id
    assert is_open(office, session)


async def test_who_is_no_more_can_not_log_in(office, session):
    gone = User(id=UserId(99), username="gone", email="", first_name="", last_name="")
    with pytest.raises(Refusal) as caught:
        await office.write(log_in, gone, "")
    assert caught.value.code is ErrorCode.LOGIN_FAILED


async def test_logout_ends_the_session_and_its_sockets_alone(office, session):
    second = await office.write(log_in, session.user, "phone")
    mine = office.listen(session.user, session=session.id)
    other = office.listen(session.user, session=second.id)
    await office.write(log_out, session.id)
    assert (mine.ended, other.ended) == ("logged_out", None)
    assert (is_open(office, session), is_open(office, second)) == (False, True)
    assert office.forgotten == [session.id]
    await office.write(log_out, session.id)
    assert office.forgotten == [session.id]


async def test_a_refresh_token_rotates(office, session):
    second = await office.write(refresh, claims_of(session), GRACE)
    assert (second.id, second.generation, second.is_generation_used) == (session.id, 2, False)
    third = await office.write(refresh, claims_of(second), GRACE)
    assert third.generation == 3


async def test_an_answer_that_was_lost_is_given_again_while_nothing_of_it_was_used(office, session):
    second = await office.write(refresh, claims_of(session), GRACE)
    assert await office.write(refresh, claims_of(session), GRACE) == second
    assert await office.write(refresh, claims_of(session), GRACE) == second
    assert (await office.write(refresh, claims_of(second), GRACE)).generation == 3


async def test_the_old_token_after_the_new_pair_was_used_ends_the_session(office, session):
    second = await office.write(refresh, claims_of(session), GRACE)
    await office.write(mark_pair_used, session.id, second.generation)
    listener = office.listen(session.user, session=session.id)
    assert await office.write(refresh, claims_of(session), GRACE) is None
    assert listener.ended == "token_reused"
    assert not is_open(office, session)
    assert await office.write(refresh, claims_of(second), GRACE) is None


async def test_the_old_token_after_the_grace_ends_the_session(office, session):
    await office.write(refresh, claims_of(session), GRACE)
    assert await office.write(refresh, claims_of(session), -1) is None
    assert not is_open(office, session)


async def test_a_token_from_two_refreshes_ago_ends_the_session(office, session):
    second = await office.write(refresh, claims_of(session), GRACE)
    await office.write(refresh, claims_of(second), GRACE)
    assert await office.write(refresh, claims_of(session), GRACE) is None
    assert not is_open(office, session)


async def test_two_at_once_with_the_same_token_get_the_same_pair(office, session):
    first, second = await asyncio.gather(
        office.write(refresh, claims_of(session), GRACE), office.write(refresh, claims_of(session), GRACE)
    )
    assert first == second


async def test_a_session_that_ended_or_never_was_has_no_new_pair(office, session):
    await office.write(log_out, session.id)
    assert await office.write(refresh, claims_of(session), GRACE) is None
    assert await office.write(refresh, Claims(UserId(1), SessionId(99), 1), GRACE) is None


async def test_a_new_account_was_seen_when_it_was_made(office, session):
    (person,) = office.ask(load_people, [session.user.id])
    assert person.seen_at == session.rotated_at
