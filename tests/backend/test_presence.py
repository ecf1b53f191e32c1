"""Who is online, by a wound clock: sockets, leases without one, the grace after the last, logout at once."""

import asyncio

import pytest

from backend import presence as module
from backend.presence import Presence
from backend.store.clock import now_us
from backend.wire.limits import Limits
from backend.wire.types import UserId
from tests.helpers.clocks import Clock

ALICE, BOB = UserId(1), UserId(2)
LIMITS = Limits(lease_seconds=60, offline_grace_seconds=10)


class Scene:
    """Presence with its clock and the changes that it told."""

    def __init__(self):
        self.clock = Clock()
        self.told = []
        self.presence = Presence(LIMITS, self._tell, self.clock)

    def _tell(self, user_id, is_online, moment):
        assert abs(now_us() - moment) < 60_000_000
        self.told.append((user_id, is_online))

    def after(self, seconds):
        """Time passes and the sweeper comes by; who is online then."""
        self.clock.wind(seconds)
        self.presence.sweep()
        return self.presence.online()

    def take_told(self):
        told, self.told = self.told, []
        return told


@pytest.fixture
def scene():
    return Scene()


def test_a_call_is_a_lease_of_a_minute(scene):
    scene.presence.renew(ALICE)
    assert scene.take_told() == [(ALICE, True)]
    assert scene.after(59.9) == [ALICE]
    assert scene.take_told() == []
    assert scene.after(0.1) == []
    assert scene.take_told() == [(ALICE, False)]


def test_each_call_renews_the_lease_and_is_told_once(scene):
    for _ in range(5):
        scene.presence.renew(ALICE)
        assert scene.after(50) == [ALICE]
    assert scene.take_told() == [(ALICE, True)]


def test_a_socket_needs_no_lease(scene):
    scene.presence.socket_opened(ALICE)
    assert scene.after(10_000) == [ALICE]
    assert scene.take_told() == [(ALICE, True)]


def test_the_last_socket_leaves_a_grace_in_which_a_reconnect_is_never_told(scene):
    scene.presence.socket_opened(ALICE)
    scene.presence.socket_closed(ALICE, may_return=True)
    assert scene.after(9.9) == [ALICE]
    scene.presence.socket_opened(ALICE)
    assert scene.after(60) == [ALICE]
    assert scene.take_told() == [(ALICE, True)]


def test_after_the_grace_the_user_is_gone(scene):
    scene.presence.socket_opened(ALICE)
    scene.take_told()
    scene.presence.socket_closed(ALICE, may_return=True)
    assert scene.after(10) == []
    assert scene.take_told() == [(ALICE, False)]


def test_closing_the_last_socket_ends_the_lease_of_earlier_calls(scene):
    scene.presence.renew(ALICE)
    scene.presence.socket_opened(ALICE)
    scene.presence.renew(ALICE)
    scene.presence.socket_closed(ALICE, may_return=True)
    assert scene.after(10) == []


def test_several_sockets_count(scene):
    for _ in range(3):
        scene.presence.socket_opened(ALICE)
    for _ in range(2):
        scene.presence.socket_closed(ALICE, may_return=True)
    assert scene.after(100) == [ALICE]
    scene.presence.socket_closed(ALICE, may_return=True)
    assert scene.after(10) == []
    assert scene.take_told() == [(ALICE, True), (ALICE, False)]


def test_logout_is_told_at_once(scene):
    scene.presence.renew(ALICE)
    scene.presence.logged_out(ALICE)
    assert scene.take_told() == [(ALICE, True), (ALICE, False)]
    assert not scene.presence.is_online(ALICE)


def test_logout_waits_for_no_grace_of_a_socket_that_closed_before(scene):
    scene.presence.socket_opened(ALICE)
    scene.presence.socket_closed(ALICE, may_return=True)
    scene.presence.logged_out(ALICE)
    assert scene.take_told() == [(ALICE, True), (ALICE, False)]


def test_logout_of_one_session_leaves_another_with_a_socket_online(scene):
    scene.presence.socket_opened(ALICE)
    scene.presence.logged_out(ALICE)
    assert scene.presence.is_online(ALICE)
    assert scene.take_told() == [(ALICE, True)]


def test_logout_of_who_is_not_here_tells_nothing(scene):
    scene.presence.logged_out(ALICE)
    assert scene.take_told() == []


def test_a_socket_whose_session_ended_leaves_no_grace(scene):
    scene.presence.socket_opened(ALICE)
    scene.presence.socket_closed(ALICE, may_return=False)
    assert scene.take_told() == [(ALICE, True), (ALICE, False)]


def test_a_socket_that_never_opened_leaves_nothing_when_it_closes(scene):
    scene.presence.socket_closed(ALICE, may_return=True)
    scene.presence.socket_closed(ALICE, may_return=False)
    assert (scene.presence.online(), scene.take_told()) == ([], [])


def test_everybody_has_leases_of_their_own(scene):
    scene.presence.renew(ALICE)
    assert scene.after(30) == [ALICE]
    scene.presence.renew(BOB)
    assert scene.after(30) == [BOB]
    scene.presence.socket_opened(ALICE)
    assert sorted(scene.presence.online()) == [ALICE, BOB]


def test_last_seen_is_now_while_a_socket_is_open_and_then_the_last_sign(scene):
    assert scene.presence.seen_at(ALICE) is None
    scene.presence.socket_opened(ALICE)
    before = now_us()
    assert scene.presence.seen_at(ALICE) >= before
    scene.presence.socket_closed(ALICE, may_return=True)
    closed = scene.presence.seen_at(ALICE)
    assert before <= closed <= now_us()
    assert scene.presence.seen_at(ALICE) == closed
    scene.after(10)
    assert scene.presence.seen_at(ALICE) is None


def test_what_could_not_be_told_is_told_by_the_next_sweep(scene):
    scene.presence.renew(ALICE)
    scene.take_told()
    scene.presence.tell_again(ALICE)
    scene.after(1)
    scene.after(1)
    assert scene.take_told() == [(ALICE, True)]


async def test_the_sweeper_sweeps_until_it_is_cancelled(scene, monkeypatch):
    monkeypatch.setattr(module, "SWEEP_SECONDS", 0.001)
    gone = asyncio.Event()
    presence = Presence(LIMITS, lambda _, is_online, __: is_online or gone.set(), scene.clock)
    presence.renew(ALICE)
    scene.clock.wind(60)
    async with asyncio.TaskGroup() as tasks:
        sweeping = tasks.create_task(presence.sweep_loop())
        await asyncio.wait_for(gone.wait(), 5)
        sweeping.cancel()
