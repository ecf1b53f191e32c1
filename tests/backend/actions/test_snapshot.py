"""Events equal reload: whatever an action announces, applied to an old snapshot, gives the fresh one."""

import inspect
import pkgutil
from importlib import import_module

import pytest
from msgspec.structs import replace

from backend import actions
from backend.store.sessions import Session
from backend.transaction import Transaction
from backend.wire import PROTOCOL_VERSION
from backend.wire.live import Event
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


async def test_who_knows_nobody_has_an_empty_welcome(scene):
    welcome = scene.snapshot(scene.sessions[3])
    assert (welcome.rooms, welcome.people, welcome.me) == ([], [], scene.dave)


async def test_the_welcome_has_the_account_as_it_is_and_not_as_it_was_at_login(scene):
    session = Session(SessionId(9), replace(scene.bob, first_name="Robert"), 1, 0, is_generation_used=True)
    assert scene.snapshot(session).me == scene.bob
