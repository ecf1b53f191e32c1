"""Behind a locked screen nobody reads, whatever window is active there."""

import asyncio
import sys
import uuid

import pytest
from PySide6.QtWidgets import QApplication

from desktop.widgets.room_window import RoomWindow
from desktop.widgets.timeline.reading import LINGER_MS
from tests.helpers.hands import Hands, until
from tests.helpers.people import register, visit
from tests.helpers.session_bus import Service, private_bus
from tests.helpers.windows import open_window

SAVER = ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver")


def unread(hands: Hands) -> int:
    return hands.card("bob").unread


@pytest.mark.skipif(sys.platform != "linux", reason="other systems don't tell of locks")
@pytest.mark.parametrize("is_own_window", [False, True])
def test_what_comes_behind_a_locked_screen_is_read_when_it_is_opened(
    run, qapp, tmp_path, server, is_own_window
):
    async def journey():
        async with visit(server) as http, Service(*SAVER, {}) as saver:
            bob = await register(http, "bob")
            async with open_window(qapp, tmp_path, server.address) as alice:
                await alice.register("alice", "Alice")
                await alice.find_and_open("bob", "bob")
                room = alice.model().room_id
                if is_own_window:
                    alice.choose_for_row("bob", "open_window")
                    await until(lambda: isinstance(QApplication.activeWindow(), RoomWindow), "it has one")
                else:
                    alice.look_here()
                await bob.send(room, "Are you there?", str(uuid.uuid4()))
                await until(lambda: alice.texts() == ["Are you there?"] and not unread(alice), "it is read")
                await saver.emit("ActiveChanged", "b", True)
                await bob.send(room, "Hello?", str(uuid.uuid4()))
                await until(lambda: unread(alice) == 1, "it came")
                await asyncio.sleep(LINGER_MS / 1_000 + 0.5)
                assert unread(alice) == 1
                await saver.emit("ActiveChanged", "b", False)
                await until(lambda: unread(alice) == 0, "it is read now")

    with private_bus():
        run(journey())
