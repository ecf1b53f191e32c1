"""A laptop that slept: its connections are dead without a word; in two seconds all that was said is there."""

import asyncio
import os
import signal
import time
import uuid

import pytest

from tests.helpers.cutting_proxy import CuttingProxy
from tests.helpers.driven_window import DrivenWindow
from tests.helpers.hands import until
from tests.helpers.people import Person, register, visit
from tests.helpers.session_bus import Service, private_bus
from tests.helpers.windows import open_window

CAUGHT_UP_SECONDS = 2.0
MISSED = [f"while you slept {number}" for number in range(30)]
SLEPT_SECONDS = 11.0
"""So long that the window's own clock can tell it from a busy moment."""
LOGIN = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")


async def say(person: Person, room: int, *texts: str) -> None:
    for text in texts:
        status, _ = await person.send(room, text, str(uuid.uuid4()))
        assert status == 201


@pytest.mark.timeout(60)
def test_told_by_the_system_that_it_woke_the_window_is_caught_up_in_two_seconds(run, qapp, tmp_path, server):
    async def journey():
        async with visit(server) as http, CuttingProxy(server.address) as cable:
            alice, bob = await register(http, "alice"), await register(http, "bob")
            room = await bob.direct_room(alice)
            await say(bob, room, "before")
            async with (
                Service(*LOGIN, {}) as login,
                open_window(qapp, tmp_path / "a", cable.address) as window,
            ):
                await window.log_in("alice")
                await window.open_chat("bob")
                await window.wait_for_texts(["before"])

                cable.deafen()
                await say(bob, room, *MISSED)
                await asyncio.sleep(0.5)
                assert window.texts() == ["before"], "nothing comes through a dead connection"
                await login.emit("PrepareForSleep", "b", False)
                woken = time.monotonic()
                await window.wait_for_texts(["before", *MISSED])
                assert time.monotonic() - woken < CAUGHT_UP_SECONDS
                assert not window.sees("connection_bar")
                window.say("Good morning")
                await until(lambda: window.has_ticks("Good morning", 1), "it can be answered")

    with private_bus():
        run(journey())


@pytest.mark.timeout(90)
async def test_a_window_that_stood_still_notices_by_itself(tmp_path, server):
    async with visit(server) as http, CuttingProxy(server.address) as cable:
        alice, bob = await register(http, "alice"), await register(http, "bob")
        room = await bob.direct_room(alice)
        await say(bob, room, "before")

        with DrivenWindow(tmp_path / "a", "--server", cable.address) as window:

            async def ask(*what: object) -> object:
                return await asyncio.to_thread(window.ask, *what)

            await ask("log_in", "alice")
            await ask("open_chat", "bob")
            await ask("wait_for_texts", ["before"])
            os.kill(window.pid, signal.SIGSTOP)
            cable.deafen()
            await say(bob, room, *MISSED)
            await asyncio.sleep(SLEPT_SECONDS)
            os.kill(window.pid, signal.SIGCONT)
            woken = time.monotonic()
            await ask("wait_for_texts", ["before", *MISSED])
            assert time.monotonic() - woken < CAUGHT_UP_SECONDS
            assert await asyncio.to_thread(window.close) == 0
