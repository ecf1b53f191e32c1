"""The end of a mute is told by itself; nothing waits where nothing is muted."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from backend.wire.types import Preferences, RoomId
from desktop.client.state.store import Store
from desktop.models.mute_ends import MuteEnds
from tests.helpers.examples import a_room, a_store, a_user

ONE, TWO = RoomId(1), RoomId(2)


@pytest.fixture
def store() -> Store:
    return a_store([a_room(1, [a_user(2)]), a_room(2, [a_user(3)])])


@pytest.fixture
def ends(store: Store, qtbot: QtBot) -> Iterator[MuteEnds]:
    ends = MuteEnds(store)
    yield ends
    ends.close()


def mute(store: Store, room: RoomId, **time: float) -> None:
    store.rooms.set_preferences(room, Preferences(muted_until=datetime.now(UTC) + timedelta(**time)))


def test_the_nearest_end_is_told_and_then_the_next_is_waited_for(store, ends: MuteEnds, qtbot: QtBot) -> None:
    assert not ends.is_waiting
    mute(store, TWO, hours=5)
    mute(store, ONE, milliseconds=150)
    with qtbot.waitSignal(ends.passed, timeout=2_000):
        pass
    assert not store.rooms.get(ONE).is_muted(datetime.now(UTC))
    assert ends.is_waiting
    store.rooms.set_preferences(TWO, Preferences())
    assert not ends.is_waiting


def test_a_mute_of_before_and_one_without_end(store, qtbot: QtBot) -> None:
    store.rooms.set_preferences(ONE, Preferences(muted_until=datetime.max.replace(tzinfo=UTC)))
    ends = MuteEnds(store)
    assert ends.is_waiting
    store.load(a_user(1), "", [], [])
    assert not ends.is_waiting
    mute(store, ONE, hours=1)
    assert not ends.is_waiting, "the room is gone"
    ends.close()


def test_who_follows_no_longer_waits_for_nothing(store, ends: MuteEnds) -> None:
    mute(store, ONE, hours=1)
    ends.close()
    assert not ends.is_waiting
    mute(store, TWO, hours=1)
    assert not ends.is_waiting
