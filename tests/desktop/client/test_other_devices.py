from msgspec.structs import replace

from backend.wire.answers import ReadState
from backend.wire.bodies import EditPreferences
from backend.wire.live import MessageCreated, PreferencesChanged, PresenceChanged, ReadMarkMoved, UnreadMarked
from backend.wire.rest import MARK_READ, PATCH_PREFERENCES, SEND_MESSAGE
from backend.wire.types import Preferences, RoomId, Seq, UserId
from desktop.client.other_devices import ECHO_SECONDS, SENT_KEPT, OtherDevices
from tests.helpers.client_core import SetClock, connect, until
from tests.helpers.examples import ME, a_message, a_room, a_user
from tests.helpers.scripted_server import lost, ok

ROOM = RoomId(7)
ALICE, BOB = a_user(1, "Alice Doe"), a_user(2, "Bob")
UNMARKED = UnreadMarked(room=ROOM, unread_from=None, unread_count=0, unread_mentions=0, last_seq=Seq(3))
PREFERENCES = PreferencesChanged(room=ROOM, preferences=Preferences(pinned=True))


def _read(user: int) -> ReadMarkMoved:
    return ReadMarkMoved(room=ROOM, user=UserId(user), read_seq=Seq(3), unread_count=0, last_seq=Seq(3))


def _said(author) -> MessageCreated:
    return MessageCreated(room=ROOM, seq=Seq(4), message=a_message(7, 4, author=author))


def _seen(event, *own_steps) -> bool:
    devices = OtherDevices(SetClock())
    for step in own_steps:
        devices.note_own_step(step, ROOM)
    devices.see(event, ME)
    return devices.last_active is not None


def test_what_this_device_did_not_cause_was_another_one():
    assert all(_seen(event) for event in (_read(1), UNMARKED, PREFERENCES, _said(ALICE)))
    assert not any(_seen(event, type(event)) for event in (_read(1), UNMARKED, PREFERENCES))
    assert _seen(_read(1), UnreadMarked), "each step has its own echo"


def test_other_people_are_no_device_of_this_person():
    here = PresenceChanged(user=UserId(2), is_online=True, last_seen=None)
    assert not any(_seen(event) for event in (_read(2), _said(BOB), here))


def test_an_echo_comes_soon_or_is_none():
    clock = SetClock()
    devices = OtherDevices(clock)
    devices.note_own_step(ReadMarkMoved, ROOM)
    clock.pass_time(ECHO_SECONDS - 1)
    devices.see(_read(1), ME)
    assert devices.last_active is None
    clock.pass_time(1)
    devices.see(_read(1), ME)
    assert devices.last_active == clock.monotonic()


def test_own_messages_are_known_by_their_ids_and_few_of_them_are_kept():
    devices = OtherDevices(SetClock())
    devices.note_own_message("c-7-4")
    devices.see(_said(ALICE), ME)
    assert devices.last_active is None
    for number in range(SENT_KEPT):
        devices.note_own_message(f"another {number}")
    devices.see(_said(ALICE), ME)
    assert devices.last_active is not None


async def test_a_client_knows_its_own_doings_from_those_of_another_device(device, server):
    server.on(SEND_MESSAGE, lost)
    server.on(
        MARK_READ, ok(ReadState(room=ROOM, read_seq=Seq(3), unread_count=0, last_seq=Seq(3))), room_id=7
    )
    server.on(PATCH_PREFERENCES, Preferences(pinned=True), room_id=7)
    end = await connect(device, server, a_room(7, [BOB], last=a_message(7, 3), unread=3))
    client = device.client
    client_id = client.send(ROOM, "from here")
    client.mark_read(ROOM, Seq(3))
    await until(lambda: client.store.rooms.get(ROOM).unread_count == 0)
    await client.calls.set_preferences(ROOM, EditPreferences(pinned=True))
    own = replace(a_message(7, 4, author=ALICE), client_id=client_id)
    await end.send(_read(1), PREFERENCES, MessageCreated(room=ROOM, seq=Seq(4), message=own))
    await until(lambda: client.store.rooms.get(ROOM).last_seq == 4)
    assert client.store.last_active_elsewhere is None
    await end.send(UNMARKED)
    await until(lambda: client.store.last_active_elsewhere is not None)
