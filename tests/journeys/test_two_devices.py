"""One person at two devices: what is read, muted, pinned or hidden at one of them is so at the other."""

import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from desktop.system import outside
from desktop.system.notification_board import Board, Note
from tests.helpers.hands import Hands, until
from tests.helpers.people import Person, register, visit
from tests.helpers.servers import ServerProcess
from tests.helpers.unread import count_unread
from tests.helpers.windows import open_window

AT_ONCE_SECONDS = 1.0
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen menus can't be raised


class Scene(msgspec.Struct):
    """Alice at her laptop and her desk, and who writes to her."""

    laptop: Hands
    desk: Hands
    alice: Person
    bob: Person
    room: int

    async def bob_says(self, *texts: str) -> None:
        for text in texts:
            status, _ = await self.bob.send(self.room, text, str(uuid.uuid4()))
            assert status == 201


@asynccontextmanager
async def two_devices(qapp: QApplication, folder: Path, server: ServerProcess) -> AsyncIterator[Scene]:
    async with (
        visit(server) as http,
        open_window(qapp, folder / "laptop", server.address) as laptop,
        open_window(qapp, folder / "desk", server.address) as desk,
    ):
        alice, bob, zoe = [await register(http, name) for name in ("alice", "bob", "zoe")]
        room = await bob.direct_room(alice)
        await zoe.direct_room(alice)
        for hands in (laptop, desk):
            await hands.log_in("alice")
            await until(lambda hands=hands: len(hands.rooms()) == 2, "both chats are there")
        yield Scene(laptop, desk, alice, bob, room)


async def at_once(holds: Callable[[], bool], what: str) -> None:
    """Within a second, as the eye of somebody who sits before both screens."""
    begun = time.monotonic()
    await until(holds, what)
    took = time.monotonic() - begun
    assert took < AT_ONCE_SECONDS, f"{what} took {took:.1f} s"


class Wall(Board):
    """Where this test reads the notes."""

    notes: dict[str, Note]

    def show(self, note: Note) -> None:
        self.notes[note.tag] = note

    def withdraw(self, tag: str) -> None:
        self.notes.pop(tag, None)


@pytest.fixture
def notes(monkeypatch):
    """What hangs on the boards of all windows, by tag."""
    Wall.notes = {}
    monkeypatch.setattr(outside, "SilentBoard", Wall)
    return Wall.notes


def test_what_is_read_at_one_calls_at_the_other_no_longer(run, qapp, tmp_path, server, notes):
    async def journey():
        async with two_devices(qapp, tmp_path, server) as scene:
            laptop, desk = scene.laptop, scene.desk
            desk.choices.update(notify_while_active=True)
            laptop.look_here()
            await scene.bob_says("one", "two", "three")
            for hands in (laptop, desk):
                await until(lambda hands=hands: hands.card("bob").unread == 3, "three are unread")
                await until(lambda hands=hands: hands.window.windowTitle() == "(3) Mini Chat", "it calls")
            await until(lambda: str(scene.room) in notes, "a note hangs at the desk")
            assert count_unread(server, scene.alice.id) == 3

            laptop.click_row("bob")
            await until(lambda: laptop.card("bob").unread == 0, "she reads it on the laptop")
            await at_once(lambda: desk.card("bob").unread == 0, "the row at the desk")
            await at_once(lambda: desk.window.windowTitle() == "Mini Chat", "the title at the desk")
            await at_once(lambda: notes == {}, "the note")
            assert count_unread(server, scene.alice.id) == 0

            laptop.choose_for_row("bob", "mark_unread")
            for hands in (laptop, desk):
                await at_once(lambda hands=hands: hands.card("bob").unread == 1, "unread again")
                await at_once(lambda hands=hands: hands.window.windowTitle() == "(1) Mini Chat", "it calls")
            assert count_unread(server, scene.alice.id) == 1
            desk.choose_for_row("bob", "mark_read")
            await at_once(lambda: laptop.card("bob").unread == 0, "read in the menu at the desk")

    run(journey())


def test_pinned_muted_and_hidden_at_one_is_so_at_the_other(run, qapp, tmp_path, server):
    async def journey():
        async with two_devices(qapp, tmp_path, server) as scene:
            laptop, desk = scene.laptop, scene.desk

            def order(hands: Hands) -> list[str]:
                return [card.title for card in hands.rooms()]

            below = order(laptop)[1]
            laptop.choose_for_row(below, "pin")
            for hands in (laptop, desk):
                await at_once(lambda hands=hands: order(hands)[0] == below, "the pinned one is on top")
                assert hands.card(below).is_pinned
            desk.choose_for_row(below, "unpin")
            await at_once(lambda: not laptop.card(below).is_pinned, "unpinned at the desk")

            laptop.choose_for_row("bob", "mute_always")
            for hands in (laptop, desk):
                now = datetime.now(UTC)
                await at_once(lambda hands=hands, now=now: hands.card("bob").is_quiet(now), "it is muted")
            await scene.bob_says("nobody hears this")
            for hands in (laptop, desk):
                await until(lambda hands=hands: hands.card("bob").unread == 1, "it is counted")
                assert hands.window.windowTitle() == "Mini Chat"
            desk.choose_for_row("bob", "unmute")
            await at_once(lambda: laptop.window.windowTitle() == "(1) Mini Chat", "it calls again")

            laptop.choose_for_row("zoe", "hide")
            for hands in (laptop, desk):
                await at_once(lambda hands=hands: order(hands) == ["bob"], "zoe is out of sight")
            await desk.find_and_open("zo", "zoe")
            desk.say("There you are")
            for hands in (laptop, desk):
                await at_once(lambda hands=hands: order(hands) == ["zoe", "bob"], "written to, she is back")
            assert count_unread(server, scene.alice.id) == 1

    run(journey())
