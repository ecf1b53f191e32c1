"""The one total: gathered, told once, and true again when a mute runs out."""

from datetime import UTC, datetime, timedelta

from backend.wire.types import Preferences, RoomId
from desktop.client.state.badge import Badge
from desktop.models.badge_total import BadgeTotal
from tests.helpers.examples import a_message, a_room, a_store, a_user, created

BOB = a_user(2, "Bob")


def test_a_hundred_messages_are_told_in_one(qtbot):
    store = a_store([a_room(1, [BOB])])
    total = BadgeTotal(store)
    told = []
    total.changed.connect(told.append)
    with qtbot.waitSignal(total.changed):
        for seq in range(1, 101):
            store.apply_entries(RoomId(1), created([a_message(1, seq, author=BOB)]))
    assert told == [Badge(count=100)]
    assert total.badge == Badge(count=100)
    total.close()
    store.apply_entries(RoomId(1), created([a_message(1, 101, author=BOB)]))
    assert not total._gather.isActive()


def test_a_mute_that_runs_out_counts_again_by_itself(qtbot):
    store = a_store([a_room(1, [BOB], unread=3)])
    total = BadgeTotal(store)
    until = datetime.now(UTC) + timedelta(milliseconds=200)
    store.rooms.set_preferences(RoomId(1), Preferences(muted_until=until))
    total.count()
    assert total.badge == Badge()
    with qtbot.waitSignal(total.changed, timeout=2_000):
        pass
    assert total.badge == Badge(count=3)
    total.close()
