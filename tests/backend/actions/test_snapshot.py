"""Events equal reload: whatever an action announces, applied to an old snapshot, gives the fresh one."""

import inspect
import pkgutil
import uuid

import pytest
from msgspec.structs import replace

from backend import actions
from backend.actions import accounts, messages, presence, rooms
from backend.actions.snapshot import build_welcome
from backend.auth.tokens import Claims
from backend.store.clock import now_us
from backend.store.sessions import Session
from backend.transaction import Transaction
from backend.wire import PROTOCOL_VERSION
from backend.wire.limits import Limits
from backend.wire.live import Event
from backend.wire.rest import CreateRoom, Register, SendMessage
from backend.wire.types import SessionId
from tests.helpers.reload import apply

SERVER_ID = "00000000-0000-4000-8000-000000000000"
MODULES = (accounts, messages, presence, rooms)
REGISTER = Register(username="erin", password="securepass123", password_confirm="securepass123")


class Scene:
    """Alice and Bob share a direct room with a talk, Alice and Carol an empty one; Dave knows nobody."""

    def __init__(self, office, sessions, talk, empty):
        self.office = office
        self.sessions = sessions
        self.alice, self.bob, self.carol, self.dave = (session.user for session in sessions)
        self.talk = talk
        self.empty = empty

    def snapshots(self):
        """What each of them would be told now; how long ago somebody online was seen is no state."""
        return [self.steady(self.snapshot(session)) for session in self.sessions]

    def snapshot(self, session):
        return self.office.ask(build_welcome, session, SERVER_ID, Limits(), self.office.contact_of)

    def steady(self, welcome):
        people = [
            replace(contact, last_seen=None if contact.is_online else contact.last_seen)
            for contact in welcome.people
        ]
        return replace(welcome, people=people, server_time=None)

    async def write(self, action, *args, **kwargs):
        return await self.office.write(action, *args, **kwargs)

    async def come(self, user):
        self.office.online.add(user.id)
        await self.write(presence.came_online, user.id, now_us())

    async def go(self, user):
        self.office.online.discard(user.id)
        await self.write(presence.went_offline, user.id, now_us())


@pytest.fixture
async def scene(office):
    sessions = [await office.open_session(name) for name in ("alice", "bob", "carol", "dave")]
    alice, bob, carol, _ = (session.user for session in sessions)
    talk = (await office.write(rooms.create_direct_chat, alice.id, bob.id, office.contact_of)).room.id
    empty = (await office.write(rooms.create_direct_chat, carol.id, alice.id, office.contact_of)).room.id
    for author, text in ((alice, "one"), (bob, "two"), (bob, "three")):
        await office.write(messages.send_message, author.id, SendMessage(room=talk, content=text))
    scene = Scene(office, sessions, talk, empty)
    await scene.come(alice)
    return scene


async def send(scene, author="alice", client_id="", room=None):
    command = SendMessage(room=room or scene.talk, content="hello", client_id=client_id)
    return await scene.write(messages.send_message, getattr(scene, author).id, command)


async def send_twice(scene):
    client_id = str(uuid.uuid4())
    first = await send(scene, client_id=client_id)
    again = await send(scene, client_id=client_id)
    assert again == replace(first, duplicate=True)


async def read_a_part(scene):
    await scene.write(messages.mark_read, scene.alice.id, scene.talk, 2)


async def read_all_and_then_less(scene):
    for seq in (None, 1):
        await scene.write(messages.mark_read, scene.alice.id, scene.talk, seq)


async def read_from_both_sides(scene):
    for person in (scene.alice, scene.bob):
        await scene.write(messages.mark_read, person.id, scene.talk, None)
    await send(scene, "bob")
    await scene.write(messages.mark_read, scene.alice.id, scene.talk, None)


async def talk_in_both_rooms(scene):
    for author, room in (("carol", scene.empty), ("bob", scene.talk), ("alice", scene.empty)):
        await send(scene, author, room=room)


async def type_and_stop(scene):
    for is_typing in (True, False):
        await scene.write(messages.announce_typing, scene.alice.id, scene.talk, is_typing)


async def meet(scene):
    scene.office.online.add(scene.dave.id)
    made = await scene.write(rooms.create_direct_chat, scene.bob.id, scene.dave.id, scene.office.contact_of)
    await send(scene, "dave", room=made.room.id)


async def meet_again(scene):
    await scene.write(rooms.create_direct_chat, scene.bob.id, scene.alice.id, scene.office.contact_of)


async def found_a_group(scene):
    command = CreateRoom(name="Team", description="All of us")
    await scene.write(rooms.create_room, scene.alice.id, command, scene.office.contact_of)


async def come_and_go(scene):
    await scene.come(scene.bob)
    await scene.come(scene.dave)
    await scene.go(scene.alice)


async def status(scene):
    await scene.write(presence.announce_status, scene.bob.id, scene.talk, is_online=True)


async def be_seen(scene):
    await scene.write(presence.record_seen, {scene.alice.id: now_us()})


async def refresh(scene):
    session = scene.sessions[0]
    claims = Claims(session.user.id, session.id, 1)
    assert await scene.write(accounts.refresh, claims, 60)


CASES = {
    "register": lambda scene: scene.write(accounts.register, REGISTER, "-"),
    "log_in": lambda scene: scene.write(accounts.log_in, scene.bob, "phone"),
    "log_out": lambda scene: scene.write(accounts.log_out, scene.sessions[1].id),
    "refresh": refresh,
    "mark_pair_used": lambda scene: scene.write(accounts.mark_pair_used, scene.sessions[0].id, 1),
    "send_message": send,
    "send_message, with unread before": lambda scene: send(scene, "bob"),
    "send_message, twice": send_twice,
    "send_message, two rooms": talk_in_both_rooms,
    "mark_read": read_a_part,
    "mark_read, backwards": read_all_and_then_less,
    "mark_read, all of all": read_from_both_sides,
    "announce_typing": type_and_stop,
    "create_direct_chat": meet,
    "create_direct_chat, again": meet_again,
    "create_room": found_a_group,
    "came_online": lambda scene: scene.come(scene.bob),
    "went_offline": lambda scene: scene.go(scene.alice),
    "came_online, several": come_and_go,
    "announce_status": status,
    "record_seen": be_seen,
}


def test_every_action_has_a_case():
    found = {
        name
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and next(iter(inspect.signature(function).parameters.values())).annotation is Transaction
    }
    assert {case.partition(",")[0] for case in CASES} == found
    files = {module.name for module in pkgutil.iter_modules(actions.__path__)}
    assert files - {"guards", "snapshot"} == {module.__name__.rpartition(".")[2] for module in MODULES}


@pytest.mark.parametrize("case", CASES)
async def test_events_equal_reload(scene, case):
    before = scene.snapshots()
    listeners = [scene.office.listen(session.user) for session in scene.sessions]
    await CASES[case](scene)
    applied = []
    for snapshot, listener in zip(before, listeners, strict=True):
        for event in listener.heard:
            assert isinstance(event, Event)
            snapshot = apply(snapshot, event)  # noqa: PLW2901  it grows, event by event
        applied.append(scene.steady(snapshot))
    assert applied == scene.snapshots()


async def test_the_welcome_holds_what_its_user_may_know_and_nothing_else(scene):
    welcome = scene.snapshot(scene.sessions[1])
    assert (welcome.me, welcome.session, welcome.server_id) == (scene.bob, scene.sessions[1].id, SERVER_ID)
    assert welcome.protocol == PROTOCOL_VERSION
    assert [room.id for room in welcome.rooms] == [scene.talk]
    assert [contact.id for contact in welcome.people] == [scene.alice.id]
    assert welcome.people[0].is_online
    assert welcome.my_avatar.startswith("/avatars/")
    assert (welcome.limits.message_length, welcome.limits.frame_bytes) == (4_000, 64 * 1024)


async def test_who_knows_nobody_has_an_empty_welcome(scene):
    welcome = scene.snapshot(scene.sessions[3])
    assert (welcome.rooms, welcome.people, welcome.me) == ([], [], scene.dave)


async def test_the_welcome_has_the_account_as_it_is_and_not_as_it_was_at_login(scene):
    session = Session(SessionId(9), replace(scene.bob, first_name="Robert"), 1, 0, is_generation_used=True)
    assert scene.snapshot(session).me == scene.bob
