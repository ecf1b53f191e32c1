from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from backend.wire.live import MessageCreated
from backend.wire.types import Preferences, RoomId, Seq
from desktop.client import Badge
from desktop.client.state.store import Store
from tests.helpers.client_core import SetClock
from tests.helpers.examples import NOON, a_message, a_room, a_user
from tests.helpers.scripted_server import a_welcome

BOB, EVE = a_user(2, "Bob"), a_user(3, "Eve")
LATER = NOON + timedelta(hours=1)


def _direct(unread: int, **preferences):
    return msgspec.structs.replace(a_room(7, [BOB], unread=unread), preferences=Preferences(**preferences))


def _group(unread: int, mentions: int, **preferences):
    room = a_room(8, [BOB, EVE], name="Office", chat_type="group", unread=unread)
    return msgspec.structs.replace(room, unread_mentions=mentions, preferences=Preferences(**preferences))


def _badge(*rooms) -> Badge:
    store = Store(SetClock())
    store.apply(a_welcome(*rooms))
    return store.badge


@pytest.mark.parametrize(
    ("rooms", "badge"),
    [
        ([], Badge(0, has_dot=False)),
        ([_direct(3)], Badge(3, has_dot=False)),
        ([_group(5, 0)], Badge(0, has_dot=True)),
        ([_group(5, 2)], Badge(2, has_dot=True)),
        ([_group(2, 2)], Badge(2, has_dot=False)),
        ([_direct(3), _group(5, 1)], Badge(4, has_dot=True)),
        ([_direct(3, muted_until=LATER), _group(5, 5, muted_until=LATER)], Badge(0, has_dot=False)),
        ([_direct(3, notifications="nothing"), _group(5, 5, notifications="nothing")], Badge()),
        ([_direct(3, notifications="mentions")], Badge(3, has_dot=False)),
        ([_direct(3, muted_until=NOON)], Badge(3, has_dot=False)),
        ([_direct(3, hidden=True), _group(5, 5, hidden=True)], Badge()),
    ],
)
def test_what_was_said_to_the_person_is_counted_and_the_rest_is_a_dot(rooms, badge):
    assert _badge(*rooms) == badge


def test_the_total_counts_muted_rooms_too():
    store = Store(SetClock())
    store.apply(a_welcome(_direct(3, muted_until=LATER), _group(5, 1)))
    assert (store.total_unread, store.badge.count) == (8, 1)


def test_a_hidden_room_counts_again_with_its_next_message():
    store = Store(SetClock())
    store.apply(a_welcome(_direct(3, hidden=True)))
    assert (store.total_unread, store.badge) == (0, Badge())
    store.apply(MessageCreated(room=RoomId(7), seq=Seq(4), message=a_message(7, 4, author=BOB)))
    assert (store.total_unread, store.badge) == (4, Badge(4))


def test_a_mute_ends_by_itself():
    clock = SetClock()
    store = Store(clock)
    store.apply(a_welcome(_direct(3, muted_until=LATER)))
    room = store.rooms.get(RoomId(7))
    assert room.is_muted(clock.now())
    assert store.badge == Badge()
    clock.pass_time(3_600)
    assert not room.is_muted(clock.now())
    assert store.badge == Badge(3)


def test_the_year_9999_is_for_ever():
    store = Store(SetClock())
    store.apply(a_welcome(_direct(3, muted_until=datetime(9999, 12, 31, tzinfo=UTC))))
    assert store.rooms.get(RoomId(7)).is_muted(LATER)
