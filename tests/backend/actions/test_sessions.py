"""Sessions: a refresh token is in one hand, an end is an end."""

import asyncio
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.actions.accounts import change_password, deactivate, register
from backend.actions.sessions import (
    end_session,
    end_sessions,
    log_in,
    log_out,
    mark_pair_used,
    record_use,
    refresh,
)
from backend.auth.tokens import Claims
from backend.store.clock import now_us
from backend.store.sessions import find_session, list_sessions
from backend.wire.bodies import Register
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import SessionId, UserId
from backend.writer import run_beside

GRACE = 60


def claims_of(session):
    return Claims(session.user.id, session.id, session.generation)


@pytest.fixture
async def session(office):
    return await office.open_session("alice")


def is_open(office, session):
    return office.ask(find_session, session.id) is not None


async def refusal_of(coroutine):
    with pytest.raises(Refusal) as caught:
        await coroutine
    return caught.value.code


async def test_each_login_is_a_session_of_its_own(office, session):
    second = await office.write(log_in, session.user.id, "-", "phone")
    assert second.id != session.id
    assert is_open(office, session)


async def test_who_is_no_more_or_has_another_password_by_now_can_not_log_in(office, session):
    assert await refusal_of(office.write(log_in, UserId(99), "-", "")) is ErrorCode.LOGIN_FAILED
    await office.write(change_password, session, "-", "+")
    assert await refusal_of(office.write(log_in, session.user.id, "-", "")) is ErrorCode.LOGIN_FAILED
    assert await office.write(log_in, session.user.id, "+", "")


async def test_who_was_deactivated_meanwhile_can_not_log_in(office, session):
    await office.write(deactivate, session.user.id)
    code = await refusal_of(office.write(log_in, session.user.id, "-", ""))
    assert code is ErrorCode.ACCOUNT_DEACTIVATED


async def test_logout_ends_the_session_and_its_sockets_alone(office, session):
    second = await office.write(log_in, session.user.id, "-", "phone")
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


async def test_a_session_is_ended_by_its_owner_and_once(office, session):
    (bob,) = await office.hire("bob")
    listener = office.listen(session.user, session=session.id)
    assert await refusal_of(office.write(end_session, bob.id, session.id)) is ErrorCode.NO_SUCH_SESSION
    assert listener.ended is None
    await office.write(end_session, session.user.id, session.id)
    assert listener.ended == "logged_out"
    code = await refusal_of(office.write(end_session, session.user.id, session.id))
    assert code is ErrorCode.NO_SUCH_SESSION


async def test_all_sessions_but_one_end(office, session):
    second = await office.write(log_in, session.user.id, "-", "phone")
    bob = await office.open_session("bob")
    listeners = [office.listen(one.user, session=one.id) for one in (session, second, bob)]
    await office.write(end_sessions, session.user.id, "password_changed", second.id)
    assert [listener.ended for listener in listeners] == ["password_changed", None, None]
    assert [is_open(office, one) for one in (session, second, bob)] == [False, True, True]
    assert office.forgotten == [session.id]


async def test_when_a_session_was_used_is_kept(office, session):
    moment = now_us() + 5
    await office.write(record_use, {session.id: moment})
    (row,) = office.ask(list_sessions, session.user.id, 0)
    assert row.seen_at == moment


STEPS = st.one_of(
    st.just("use"),
    st.tuples(st.integers(min_value=0, max_value=2), st.booleans()),
)
"""The present pair is used; or a refresh token comes, so many generations old, within the grace or late."""


class Lineage:
    """What becomes of a session, by the contract: one hand holds it, or it ends."""

    def __init__(self):
        self.generation, self.is_used, self.is_over = 1, False, False

    def refresh(self, age, is_late):
        """The generation that a token of that age gets; None: it gets nothing, and the session ends."""
        if self.is_over:
            return None
        if age == 0:
            self.generation, self.is_used = self.generation + 1, False
        elif age > 1 or is_late or self.is_used:
            self.is_over = True
            return None
        return self.generation


@given(steps=st.lists(STEPS, max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_in_whatever_order_a_session_is_in_one_hand_or_over(database, steps):
    name = f"user{uuid.uuid4().hex}"
    body = Register(username=name, password="securepass123", password_confirm="securepass123")
    session = run_beside(database, register, body, "-")
    lineage = Lineage()
    for step in steps:
        if step == "use":
            run_beside(database, mark_pair_used, session.id, lineage.generation)
            lineage.is_used = True
            continue
        age, is_late = step
        if age >= lineage.generation:
            continue
        claims = Claims(session.user.id, session.id, lineage.generation - age)
        renewed = run_beside(database, refresh, claims, -1 if is_late else GRACE)
        assert (renewed and renewed.generation) == lineage.refresh(age, is_late)
        assert (database.ask(find_session, session.id) is None) == lineage.is_over
