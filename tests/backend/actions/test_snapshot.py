"""Events equal reload: whatever an action announces, applied to an old snapshot, gives the fresh one."""

import inspect
import pkgutil
from importlib import import_module

import pytest
from msgspec.structs import replace

from backend import actions
from backend.actions import messages, rooms
from backend.actions.accounts import make_admin
from backend.actions.snapshot import split
from backend.store.sessions import Session
from backend.transaction import Transaction
from backend.wire import PROTOCOL_VERSION
from backend.wire.bodies import SendMessage
from backend.wire.codec import decode_event, encode
from backend.wire.live import Event, Welcome, WelcomePage
from backend.wire.types import SessionId
from tests.backend.actions.cases.scene import SERVER_ID, set_scene
from tests.helpers.reload import apply

WITHOUT_ACTIONS = {"guards", "mentions", "snapshot", "views"}
MODULES = sorted({module.name for module in pkgutil.iter_modules(actions.__path__)} - WITHOUT_ACTIONS)
CASES = {
    (module, case): run
    for module in MODULES
    for case, run in import_module(f"tests.backend.actions.cases.{module}").CASES.items()
}


@pytest.fixture
async def scene(office):
    return await set_scene(office)


@pytest.mark.parametrize("module", MODULES)
def test_every_action_has_a_case(module):
    path = f"backend.actions.{module}"
    found = {
        name
        for name, function in inspect.getmembers(import_module(path), inspect.isfunction)
        if function.__module__ == path
        and not name.startswith("_")
        and next(iter(inspect.signature(function).parameters.values())).annotation is Transaction
    }
    assert {case.partition(",")[0] for of, case in CASES if of == module} == found


@pytest.mark.parametrize("case", CASES, ids=": ".join)
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


async def test_the_welcome_says_who_administers_the_server(scene):
    await scene.office.write(make_admin, scene.bob.id)
    told = [scene.snapshot(session).is_admin for session in scene.sessions]
    assert told == [False, True, False, False]


async def test_who_knows_nobody_has_an_empty_welcome(scene):
    welcome = scene.snapshot(scene.sessions[3])
    assert (welcome.rooms, welcome.people, welcome.me) == ([], [], scene.dave)


async def test_the_welcome_has_the_account_as_it_is_and_not_as_it_was_at_login(scene):
    session = Session(SessionId(9), replace(scene.bob, first_name="Robert"), 1, 0, is_generation_used=True)
    assert scene.snapshot(session).me == scene.bob


@pytest.fixture
async def crowd(scene):
    """Alice with direct rooms to everybody; the last message stands in the one with the second."""
    office, alice = scene.office, scene.alice
    met = await office.hire(*(f"user{number}" for number in range(9)))
    made = [
        await office.write(rooms.create_direct_chat, alice.id, other.id, office.contact_of) for other in met
    ]
    say = SendMessage(room=made[1].room.id, content="hello")
    await office.write(messages.send_message, alice.id, say)
    return scene.snapshot(scene.sessions[0]), made[1].room.id


def test_a_small_welcome_is_one_page(crowd):
    welcome, _ = crowd
    (page,) = split(welcome, 1_000_000)
    assert isinstance(page, Welcome)
    assert not page.has_more
    assert sorted(page.rooms, key=lambda room: room.id) == welcome.rooms
    assert sorted(page.people, key=lambda contact: contact.id) == welcome.people


@pytest.mark.parametrize("page_bytes", [1, 2_000, 5_000])
def test_pages_have_all_of_it_once_and_what_a_room_needs_is_there_with_it(crowd, page_bytes):
    welcome, _ = crowd
    first, *others = split(welcome, page_bytes)
    assert isinstance(first, Welcome)
    assert all(isinstance(page, WelcomePage) for page in others)
    assert [page.has_more for page in (first, *others)] == [True] * len(others) + [False]
    known = {welcome.me.id}
    for page in (first, *others):
        assert page.rooms
        known |= {contact.id for contact in page.people}
        assert {user.id for room in page.rooms for user in room.participants} <= known
        assert len(page.rooms) == 1 or len(encode(page.rooms)) + len(encode(page.people)) <= page_bytes + 10
        assert decode_event(encode(page)) == page
    told = [room for page in (first, *others) for room in page.rooms]
    people = [contact for page in (first, *others) for contact in page.people]
    assert sorted(told, key=lambda room: room.id) == welcome.rooms
    assert sorted(people, key=lambda contact: contact.id) == welcome.people


def test_the_most_recently_active_rooms_come_first(crowd):
    welcome, latest = crowd
    pages = split(welcome, 2_000)
    told = [room for page in pages for room in page.rooms]
    active = [room.created_at if room.last_message is None else room.last_message.timestamp for room in told]
    assert told[0].id == latest
    assert active == sorted(active, reverse=True)
