import asyncio

import pytest

from backend.wire.live import SetTyping, Typing
from backend.wire.types import RoomId, UserId
from desktop.client import typing_signals
from desktop.client.scope import TaskScope
from desktop.client.typing_signals import REPEAT_SECONDS, TypingSignals
from tests.helpers.client_core import SetClock, until
from tests.helpers.examples import a_direct_store

ROOM, OTHER = RoomId(1), RoomId(2)
START, STOP = SetTyping(room=ROOM, is_typing=True), SetTyping(room=ROOM, is_typing=False)


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def posted():
    return []


@pytest.fixture
def store():
    return a_direct_store()


@pytest.fixture
async def signals(clock, posted, store):
    scope = TaskScope("test")
    yield TypingSignals(store, scope, clock, posted.append)
    await scope.close()


def _typing(*, is_typing: bool = True) -> Typing:
    return Typing(room=ROOM, user=UserId(2), username="user2", is_typing=is_typing)


def test_the_others_are_told_now_and_then_not_at_each_key(signals, clock, posted):
    for _ in range(50):
        signals.set_own(ROOM, is_typing=True)
    assert posted == [START]
    clock.pass_time(REPEAT_SECONDS)
    signals.set_own(ROOM, is_typing=True)
    assert posted == [START, START]


def test_the_end_is_told_to_who_heard_of_the_beginning(signals, posted):
    signals.set_own(ROOM, is_typing=False)
    signals.set_own(ROOM, is_typing=True)
    signals.set_own(OTHER, is_typing=False)
    signals.set_own(ROOM, is_typing=False)
    signals.set_own(ROOM, is_typing=False)
    assert posted == [START, STOP]


def test_a_message_says_it_all_and_typing_begins_anew_after_it(signals, posted):
    signals.set_own(ROOM, is_typing=True)
    signals.sent(ROOM)
    signals.set_own(ROOM, is_typing=False)
    signals.set_own(ROOM, is_typing=True)
    assert posted == [START, START]


async def test_who_is_not_heard_of_any_more_fades(signals, store, monkeypatch):
    monkeypatch.setattr(typing_signals, "FADE_SECONDS", 0.1)
    signals.take(_typing())
    await asyncio.sleep(0.06)
    signals.take(_typing())
    await asyncio.sleep(0.06)
    assert store.rooms.get(ROOM).typing == (2,), "heard of again in time"
    await until(lambda: store.rooms.get(ROOM).typing == ())


async def test_who_stops_is_gone_at_once(signals, store):
    signals.take(_typing())
    signals.take(_typing(is_typing=False))
    assert store.rooms.get(ROOM).typing == ()


async def test_without_a_connection_nobody_is_known_to_type(signals, store, posted):
    signals.take(_typing())
    signals.set_own(ROOM, is_typing=True)
    signals.clear()
    assert store.rooms.get(ROOM).typing == ()
    signals.set_own(ROOM, is_typing=True)
    assert posted == [START, START], "the next connection is told anew"
