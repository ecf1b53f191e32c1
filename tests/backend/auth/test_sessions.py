"""The cache of sessions asks once, and never serves one that ended while it was asked for."""

import asyncio

import pytest
from msgspec.structs import replace

from backend.auth import sessions as module
from backend.auth.sessions import Sessions
from backend.store.sessions import Session
from backend.wire.types import SessionId, User, UserId

ALICE = User(id=UserId(1), username="alice", email="", first_name="", last_name="")


def a_session(number=1, generation=1):
    return Session(SessionId(number), ALICE, generation, 0, is_generation_used=False)


class Table:
    """Sessions as the database has them, with each question counted."""

    def __init__(self, *sessions):
        self.rows = {session.id: session for session in sessions}
        self.asked = []
        self.was_asked = asyncio.Event()

    async def load(self, session_id):
        self.asked.append(session_id)
        self.was_asked.set()
        found = self.rows.get(session_id)
        await asyncio.sleep(0)
        return found


@pytest.fixture
def sessions():
    return Sessions()


async def test_a_session_is_asked_for_once(sessions):
    table = Table(a_session())
    assert await sessions.find(SessionId(1), table.load) == a_session()
    assert await sessions.find(SessionId(1), table.load) == a_session()
    assert table.asked == [1]


async def test_one_that_is_not_there_is_asked_for_each_time(sessions):
    table = Table()
    assert await sessions.find(SessionId(1), table.load) is None
    table.rows[SessionId(1)] = a_session()
    assert await sessions.find(SessionId(1), table.load) == a_session()


async def test_one_that_changed_is_asked_for_again(sessions):
    table = Table(a_session())
    await sessions.find(SessionId(1), table.load)
    table.rows[SessionId(1)] = a_session(generation=2)
    sessions.forget(SessionId(1))
    assert (await sessions.find(SessionId(1), table.load)).generation == 2


async def test_one_that_ended_while_it_was_read_is_not_served(sessions):
    table = Table(a_session())
    async with asyncio.TaskGroup() as tasks:
        finding = tasks.create_task(sessions.find(SessionId(1), table.load))
        await table.was_asked.wait()
        del table.rows[SessionId(1)]
        sessions.forget(SessionId(1))
    assert finding.result() is None
    assert await sessions.find(SessionId(1), table.load) is None


async def test_what_is_kept_is_served(sessions):
    table = Table(a_session())
    sessions.keep(a_session(generation=5))
    assert (await sessions.find(SessionId(1), table.load)).generation == 5
    assert table.asked == []


async def test_the_longest_known_is_let_go_past_the_bound(sessions, monkeypatch):
    monkeypatch.setattr(module, "SESSIONS_KEPT", 2)
    table = Table(*map(a_session, (1, 2, 3)))
    for number in (1, 2, 2, 3):
        await sessions.find(SessionId(number), table.load)
    for number in (2, 3, 1):
        await sessions.find(SessionId(number), table.load)
    assert table.asked == [1, 2, 3, 1]


async def test_those_of_a_user_who_changed_are_asked_for_again(sessions):
    table = Table(*map(a_session, (1, 2)))
    bobs = replace(a_session(3), user=replace(ALICE, id=UserId(2)))
    sessions.keep(bobs)
    for _ in range(2):
        for number in (1, 2, 3):
            await sessions.find(SessionId(number), table.load)
        sessions.forget_user(ALICE.id)
    assert table.asked == [1, 2, 1, 2]


async def test_all_are_asked_for_again_also_one_that_is_being_read(sessions):
    table = Table(*map(a_session, (1, 2)))
    sessions.keep(a_session(2))
    async with asyncio.TaskGroup() as tasks:
        finding = tasks.create_task(sessions.find(SessionId(1), table.load))
        await table.was_asked.wait()
        table.rows.clear()
        sessions.forget_all()
    assert finding.result() is None
    assert await sessions.find(SessionId(2), table.load) is None


def test_the_last_use_is_known_until_it_is_taken(sessions):
    for moment in (5, 7):
        sessions.note_use(SessionId(1), moment)
    assert sessions.last_uses() == {1: 7}
    assert sessions.take_uses() == {1: 7}
    assert sessions.last_uses() == {}
