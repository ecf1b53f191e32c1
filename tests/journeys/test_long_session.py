"""A long day at one window: what opens and closes leaves nothing behind, and talk that passes is let go."""

import asyncio
import gc
import threading
import uuid
from collections import Counter

import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop.client.state.entries import Entry
from desktop.client.state.timelines import KEPT
from desktop.widgets.room_window import RoomWindow
from tests.helpers.hands import Hands, until
from tests.helpers.people import Person, register, visit
from tests.helpers.windows import open_window

ROUNDS = 15
ROOMS = 5
MESSAGES = 5_000
OVERLAYS = ("Ctrl+K", "Ctrl+,", "Ctrl+/", "Ctrl+Shift+G", "Ctrl+F", "Ctrl+Shift+E")
"""Keys that open something which Esc closes."""


def census(window: QObject) -> Counter[str]:
    """What lives now: our own objects of Qt by their kind, all those in a window, timers, tasks, threads."""
    gc.collect()
    living = [item for item in gc.get_objects() if isinstance(item, QObject) and shiboken6.isValid(item)]
    count = Counter(type(item).__name__ for item in living if not type(item).__module__.startswith("PySide6"))
    for timer in living:
        if type(timer) is QTimer:
            count[f"timers of {type(timer.parent()).__name__}"] += 1
    count["tasks"] = len(asyncio.all_tasks())
    count["threads"] = threading.active_count()
    count["children of the window"] = len(window.findChildren(QObject))
    count["windows"] = len(QApplication.topLevelWidgets())
    return count


async def strike(alice: Hands, *keys: str) -> None:
    """Press keys as fast as a window can follow."""
    for key in keys:
        alice.strike(key)
        await asyncio.sleep(0.02)


async def goes_round(alice: Hands, times: int) -> None:
    """Through all that opens and closes: chats, cards, bars, the panel, a window of its own."""
    for _ in range(times):
        await strike(alice, "Alt+Down", "Alt+Up", "Ctrl+.", "Ctrl+.")
        for keys in OVERLAYS:
            await strike(alice, keys, "Esc")
        await strike(alice, "Ctrl+K")
        alice.type("carol")
        await strike(alice, "Ctrl+Return")
        assert isinstance(QApplication.activeWindow(), RoomWindow)
        await strike(alice, "Ctrl+W")
        await alice.bring_to_front()
    await asyncio.sleep(1)


@pytest.mark.timeout(100)
def test_what_opens_and_closes_leaves_nothing_behind(run, qapp, tmp_path, server):
    async def journey():
        async with visit(server) as http:
            for name in ("bob", "carol"):
                await register(http, name)
            async with open_window(qapp, tmp_path / "a", server.address) as alice:
                await alice.register("alice", "Alice")
                await alice.bring_to_front()
                for name in ("bob", "carol"):
                    await alice.find_and_open(name, name)
                    alice.say("hello")
                    await until(lambda: alice.has_ticks("hello", 1), "it is sent")
                await goes_round(alice, 3)
                before = census(alice.window)
                await goes_round(alice, ROUNDS)
                after = census(alice.window)
                grown = {name: (before[name], after[name]) for name in after if after[name] > before[name]}
                assert grown == {}

    run(journey())


async def fill(bob: Person, rooms: list[int], count: int) -> None:
    """So many messages, spread over the rooms, as fast as the server takes them."""
    numbers = iter(range(count))

    async def talk() -> None:
        for number in numbers:
            room = rooms[number % len(rooms)]
            status, _ = await bob.send(room, f"Line {number} of a long day", str(uuid.uuid4()))
            assert status == 201

    await asyncio.gather(*(talk() for _ in range(8)))


def entries_in_memory() -> int:
    gc.collect()
    return sum(type(item) is Entry for item in gc.get_objects())


@pytest.mark.timeout(120)
def test_talk_that_passes_is_let_go(run, qapp, tmp_path, server):
    async def journey():
        async with visit(server) as http:
            bob = await register(http, "bob")
            async with open_window(qapp, tmp_path / "a", server.address) as alice:
                await alice.register("alice", "Alice")
                me = (await bob.get("/api/auth/search/?q=alice"))["users"][0]["id"]
                rooms = []
                for number in range(ROOMS):
                    _, room = await bob.call("POST", "/api/chat/rooms/", {"name": f"Room {number}"})
                    rooms.append(room["id"])
                    path = f"/api/chat/rooms/{room['id']}/participants/"
                    assert (await bob.call("POST", path, {"user_id": me}))[0] == 201
                    await alice.open_chat(f"Room {number}")
                await fill(bob, rooms, MESSAGES)
                await until(lambda: f"Line {MESSAGES - 1} of a long day" in alice.texts(), "all came", 60)
                shown = len(alice.entries())
                assert entries_in_memory() <= shown + (ROOMS - 1) * 2 * KEPT

    run(journey())
