"""Servers that are gone, wrong, too old or too new: one plain sentence each, nothing lost, nothing frozen."""

import asyncio
import sqlite3
import time
import uuid
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from backend.wire import PROTOCOL_VERSION
from backend.wire.answers import Authenticated, ServerInfo, Tokens
from backend.wire.rest import GET_SERVER, LOG_IN
from desktop.client.clock import SystemClock
from tests.helpers.cutting_proxy import CuttingProxy
from tests.helpers.examples import a_user
from tests.helpers.hands import Hands, until
from tests.helpers.people import Person, register, visit
from tests.helpers.scripted_server import SERVER_ID, Answer, LiveEnd, ScriptedServer, a_welcome, lost, raw
from tests.helpers.session_bus import Service, private_bus
from tests.helpers.standstill import never_frozen
from tests.helpers.unread import count_unread
from tests.helpers.windows import open_window

ROOMS, EACH = 20, 25
CAUGHT_UP_SECONDS = 4.0
"""Twice what we promise: a machine that runs other tests beside is slower than a person's."""
NETWORK = (
    "org.freedesktop.NetworkManager",
    "/org/freedesktop/NetworkManager",
    "org.freedesktop.NetworkManager",
)
CONNECTED = 70


async def say(person: Person, room: int, *texts: str) -> None:
    for text in texts:
        status, _ = await person.send(room, text, str(uuid.uuid4()))
        assert status == 201


def cached_messages(folder: Path) -> int:
    """How many messages lie on the device."""
    (path,) = folder.glob("profiles/*/servers/*/*.sqlite3")
    with closing(sqlite3.connect(path)) as cache:
        (count,) = cache.execute("SELECT count(*) FROM messages").fetchone()
    return int(count)


@pytest.mark.timeout(120)
def test_five_hundred_missed_messages_in_twenty_rooms(run, qapp, tmp_path, server):
    async def journey():
        async with visit(server) as http, CuttingProxy(server.address) as cable:
            alice = await register(http, "alice")
            others = [await register(http, f"user{number}") for number in range(ROOMS)]
            rooms = [await other.direct_room(alice) for other in others]
            async with (
                Service(*NETWORK, {}) as network,
                open_window(qapp, tmp_path / "a", cable.address) as window,
            ):
                await window.log_in("alice")
                await window.open_chat("user0")
                window.look_here()
                cable.is_down = True
                cable.cut()
                for other, room in zip(others, rooms, strict=True):
                    await say(other, room, *(f"{other.name} says {number}" for number in range(EACH)))
                window.say("said while nobody listened")
                await until(lambda: window.sees("connection_bar"), "the window says what is wrong")
                assert window.texts() == ["said while nobody listened"]

                cable.is_down = False
                begun = time.monotonic()
                async with never_frozen():
                    await network.emit("StateChanged", "u", CONNECTED)
                    await until(lambda: not window.sees("connection_bar"), "connected")
                    await until(lambda: cached_messages(tmp_path / "a") > ROOMS * EACH, "all is here")
                took = time.monotonic() - begun
                assert took < CAUGHT_UP_SECONDS
                await window.wait_for_ticks("said while nobody listened", 1)
                assert len(window.texts()) == EACH + 1
                await until(
                    lambda: sum(card.unread for card in window.rooms()) == count_unread(server, alice.id),
                    "what the window counts is what the server counts",
                )
                for other in others[1:]:
                    assert window.card(other.name).unread == EACH
                    assert window.card(other.name).preview == f"{other.name} says {EACH - 1}"

    with private_bus():
        run(journey())


async def submit(window: Hands) -> str:
    """Log in, and read why that went wrong."""
    await until(lambda: window.sees("submit"), "the login screen is there")
    window.click("mode_log_in")
    window.clear("username")
    window.write("username", "alice")
    window.clear("password")
    window.write("password", "a long enough secret")
    window.click("submit")
    await until(lambda: window.sees("problem"), "it is told")
    return window.find("problem", QLabel).text()


def info(*protocols: int) -> ServerInfo:
    return ServerInfo(
        name="Mini Chat",
        version="9",
        server_id=SERVER_ID,
        protocol_versions=list(protocols),
        registration_open=True,
    )


PAGE = b"<!doctype html><html><body><h1>It works!</h1></body></html>"
NOBODY = "There is no Mini Chat server at this address."
MUTE = "The server does not answer. Check the address and the network."
VERSIONS = "This program and the server have different versions: update the older."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (raw(200, PAGE, Content_Type="text/html"), NOBODY),
        (raw(404, PAGE, Content_Type="text/html"), NOBODY),
        (raw(302, b"", Location="http://127.0.0.1:1/"), NOBODY),
        (raw(403, PAGE, Content_Type="text/html"), NOBODY),
        (raw(200, b'{"name": "another chat"}'), NOBODY),
        (lost, MUTE),
        (
            raw(502, PAGE, Content_Type="text/html"),
            "The server can't do this right now. Try again in a moment.",
        ),
        (info(PROTOCOL_VERSION + 1), VERSIONS),
        (info(), VERSIONS),
    ],
    ids=["page", "404", "moved", "403", "json", "hangs up", "502", "too new", "too old"],
)
def test_whoever_answers_instead_is_told_in_one_sentence(run, qapp, tmp_path, answer: Answer, words):
    async def journey():
        async with ScriptedServer() as server, open_window(qapp, tmp_path, server.address) as window:
            server.on(GET_SERVER, answer)
            assert await submit(window) == words
            assert not server.calls_of(LOG_IN), "the password went nowhere"

    run(journey())


def test_a_port_that_speaks_something_else_is_told_in_one_sentence(run, qapp, tmp_path):
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2p1\r\n")
        await reader.read(1)
        writer.close()

    async def journey():
        async with await asyncio.start_server(greet, "127.0.0.1", 0) as other:
            port = other.sockets[0].getsockname()[1]
            async with open_window(qapp, tmp_path, f"http://127.0.0.1:{port}") as window:
                assert await submit(window) == MUTE

    run(journey())


def test_a_server_that_was_updated_beyond_us_is_told_while_one_is_signed_in(run, qapp, tmp_path):
    async def journey():
        async with ScriptedServer() as server, open_window(qapp, tmp_path, server.address) as window:
            server.on(GET_SERVER, info(PROTOCOL_VERSION))
            tokens = Tokens(access="a", refresh="r")
            server.on(LOG_IN, Authenticated(message="", user=a_user(1, "Alice Doe"), tokens=tokens))
            await until(lambda: window.sees("submit"), "the login screen is there")
            window.click("mode_log_in")
            window.write("username", "alice")
            window.write("password", "a long enough secret")
            window.click("submit")
            spoken = PROTOCOL_VERSION

            async def greet() -> None:
                while True:
                    live = await server.live.get()
                    with suppress(ConnectionError):
                        await live.send(a_welcome(protocol=spoken))
                        greeted.append(live)

            greeted: list[LiveEnd] = []
            greeting = asyncio.get_running_loop().create_task(greet())
            await until(lambda: window.sees("search") and greeted != [], "she is in")
            spoken = PROTOCOL_VERSION + 1
            await greeted[-1].close(1012)
            await until(lambda: VERSIONS in window.words("connection_bar"), "it says what to do", seconds=20)
            spoken = PROTOCOL_VERSION
            bar = window.find("connection_bar")
            QTest.mouseClick(bar.findChild(QPushButton), Qt.MouseButton.LeftButton)
            await until(lambda: not window.sees("connection_bar"), "the server was put back: all is well")
            greeting.cancel()

    run(journey())


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_wrong_by_a_day_disturbs_no_talk(run, qapp, tmp_path, server, monkeypatch, days):
    right = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda clock: right(clock) + timedelta(days=days))

    async def journey():
        async with visit(server) as http:
            alice, bob = await register(http, "alice"), await register(http, "bob")
            room = await bob.direct_room(alice)
            async with open_window(qapp, tmp_path / "a", server.address) as window:
                await window.log_in("alice")
                await window.open_chat("bob")
                await window.bring_to_front()
                for number in range(3):
                    window.say(f"mine {number}")
                    await window.wait_for_ticks(f"mine {number}", 1)
                    await say(bob, room, f"yours {number}")
                    await until(lambda number=number: window.texts()[-1] == f"yours {number}", "in its place")
                await until(lambda: window.card("bob").unread == 0, "it is read")
                assert count_unread(server, alice.id) == 0
                server.kill()
                window.say("waits")
                await asyncio.to_thread(server.start)
                await window.wait_for_ticks("waits", 1)
            assert [said["content"] for said in await bob.read_log(room)] == [
                *(f"{whose} {number}" for number in range(3) for whose in ("mine", "yours")),
                "waits",
            ]

    run(journey())
