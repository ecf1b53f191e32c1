"""The hub tells whom it concerns and nobody else, and says each thing once per kind of socket."""

import pytest

from backend.hub import Audience, Hub, RoomLeft, SessionClosed
from backend.live.endpoint import live_dialect
from backend.wire.live import CloseCode, PresenceChanged, Typing
from backend.wire.room_socket import UserStatus
from backend.wire.types import RoomId, SessionId, UserId
from tests.helpers.offices import Listener

ALICE, BOB, CAROL = UserId(1), UserId(2), UserId(3)
ROOM, OTHER_ROOM = RoomId(1), RoomId(2)
TYPING = Typing(room=ROOM, user=ALICE, username="alice", is_typing=True)


@pytest.fixture
def forgotten():
    return []


@pytest.fixture
def hub(forgotten):
    return Hub(forgotten.append)


def joined(hub, user_id, session=1, room=None):
    listener = Listener(user_id, SessionId(session), room)
    hub.join(listener)
    return listener


def test_all_devices_of_the_audience_hear_and_nobody_else(hub):
    phone, laptop, bob, carol = (joined(hub, user) for user in (ALICE, ALICE, BOB, CAROL))
    hub.publish(Audience([ALICE, BOB, UserId(99)], TYPING))
    assert [listener.heard for listener in (phone, laptop, bob, carol)] == [[TYPING]] * 3 + [[]]


def test_one_user_may_be_left_out(hub):
    alice, bob = joined(hub, ALICE), joined(hub, BOB)
    hub.publish(Audience([ALICE, BOB], TYPING, but=ALICE))
    assert (alice.heard, bob.heard) == ([], [TYPING])


def test_the_socket_of_a_room_hears_of_that_room_alone(hub):
    device, here, there = (joined(hub, ALICE, room=room) for room in (None, ROOM, OTHER_ROOM))
    hub.publish(Audience([ALICE], TYPING, ROOM))
    assert [len(listener.heard) for listener in (device, here, there)] == [1, 1, 0]
    hub.publish(Audience([ALICE], TYPING))
    assert [len(listener.heard) for listener in (device, here, there)] == [2, 1, 0]


def test_what_a_dialect_does_not_say_is_not_offered(hub):
    device, room_socket = joined(hub, ALICE), joined(hub, ALICE, room=ROOM)
    status = UserStatus(user_id=BOB, username="bob", is_online=True, room=ROOM)
    presence = PresenceChanged(user=BOB, is_online=True, last_seen=None)
    hub.publish(Audience([ALICE], status, ROOM))
    hub.publish(Audience([ALICE], presence, ROOM))
    assert (device.heard, room_socket.heard) == ([presence], [status])


def test_an_event_is_encoded_once_for_each_kind_of_socket(hub):
    said = []

    def counted(event):
        said.append(event)
        return live_dialect(event)

    devices = [joined(hub, user) for user in (ALICE, ALICE, BOB, CAROL)]
    for device in devices:
        device.dialect = counted
    hub.publish(Audience([ALICE, BOB, CAROL], TYPING))
    assert len(said) == 1
    assert len({id(device.frames[0]) for device in devices}) == 1


def test_who_left_hears_nothing_and_leaving_twice_is_harmless(hub):
    first, second = joined(hub, ALICE), joined(hub, ALICE)
    hub.leave(first)
    hub.leave(first)
    hub.publish(Audience([ALICE], TYPING))
    assert (first.heard, second.heard) == ([], [TYPING])
    assert (hub.size, hub.count(ALICE), hub.devices()) == (1, 1, [second])
    hub.leave(second)
    assert (hub.size, hub.count(ALICE), hub.devices()) == (0, 0, [])


def test_a_device_that_leaves_while_it_is_told_keeps_nobody_from_hearing(hub):
    class Overflowing(Listener):
        def offer(self, frame, event):
            hub.leave(self)

    hub.join(Overflowing(ALICE, SessionId(1)))
    others = [joined(hub, ALICE), joined(hub, BOB)]
    hub.publish(Audience([ALICE, BOB], TYPING))
    assert [listener.heard for listener in others] == [[TYPING]] * 2


def test_the_end_of_a_session_ends_its_devices_and_forgets_it(hub, forgotten):
    device, room_socket = joined(hub, ALICE, session=1), joined(hub, ALICE, session=1, room=ROOM)
    other = joined(hub, ALICE, session=2)
    hub.publish(SessionClosed(SessionId(1), "logged_out"))
    assert [listener.ended for listener in (device, room_socket, other)] == ["logged_out"] * 2 + [None]
    assert forgotten == [1]


def test_who_is_no_longer_in_a_room_loses_the_sockets_of_it_alone(hub):
    device, here, there = (joined(hub, ALICE, room=room) for room in (None, ROOM, OTHER_ROOM))
    bob, carol = joined(hub, BOB, room=ROOM), joined(hub, CAROL, room=ROOM)
    hub.publish(RoomLeft(ROOM, [ALICE, CAROL, UserId(99)]))
    closed = [listener.closed_with for listener in (device, here, there, bob, carol)]
    assert closed == [None, CloseCode.REMOVED, None, None, CloseCode.REMOVED]
