"""The program as a screen reader finds it over the real bus: names, roles, states, and news."""

import asyncio
import re
import time
import uuid
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.helpers.driven_window import DrivenWindow
from tests.helpers.people import register, visit
from tests.helpers.screen_reader import Accessible, ScreenReader, at_work

FRAMES = {"filler", "panel", "splitter", "scroll bar", "frame", "application", "separator", "grip", "graphic"}
"""What only holds other things, or is only for the eye, needs no name of its own."""
SHEETS = (
    ("Ctrl+,", "dialog", "Settings"),
    ("Ctrl+/", "dialog", "Keyboard shortcuts"),
    ("Ctrl+Shift+G", "dialog", "New group"),
    ("Ctrl+K", "dialog", "Go to a chat or a person"),
)
CLOCK = r"\d{1,2}:\d\d(?: [AP]M)?"


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    with at_work() as environment:
        yield environment


@pytest.fixture
def reader(screen) -> Iterator[ScreenReader]:
    with ScreenReader() as reader:
        yield reader


def nameless(window: Accessible) -> list[str]:
    """What is on the screen or takes the keyboard, and says nothing of itself."""
    return [
        thing.role
        for thing in window.shown()
        if not thing.name and (thing.role not in FRAMES or "focusable" in thing.states)
    ]


def test_all_that_is_on_screen_says_what_it_is(tmp_path, server, screen, reader):
    with DrivenWindow(tmp_path / "a", "--server", server.address, **screen) as alice:
        window = reader.window("Mini Chat")
        assert nameless(window) == []
        alice.ask("register", "alice", "Alice")
        alice.ask("bring_to_front")
        assert nameless(window) == []
        assert window.find("text", "Search chats, people and messages")
        for keys, role, name in SHEETS:
            alice.ask("strike", keys)
            window.wait_for(role, name)
            assert nameless(window) == []
            alice.ask("strike", "Esc")
            window.wait_for(role, name, is_there=False)
        assert alice.close() == 0


def test_a_talk_is_read_aloud(tmp_path, server, screen, reader):
    at = ("--server", server.address)
    with DrivenWindow(tmp_path / "b", *at) as bob, DrivenWindow(tmp_path / "a", *at, **screen) as alice:
        bob.ask("register", "bob", "Bob")
        alice.ask("register", "alice", "Alice")
        alice.ask("find_and_open", "bob", "Bob")
        alice.ask("say", "hello")
        alice.ask("wait_for_ticks", "hello", 1)
        window = reader.window("Mini Chat")
        talk = window.find("list", "Messages")
        assert re.fullmatch(f"You, hello, {CLOCK}, sent", talk.names()[0])
        chats = window.find("list", "Chats")
        assert re.fullmatch(f"Bob, online, You: hello, sent, {CLOCK}", chats.names()[0])
        assert {child.role for child in (*talk.children(), *chats.children())} == {"list item"}

        bob.ask("open_chat", "Alice")
        bob.ask("say", "good day")
        alice.ask("wait_for_texts", ["hello", "good day"])
        said = next(reader.hear("Announcement"))
        assert re.fullmatch(f"Bob, good day, {CLOCK}", said.body[3][1])
        assert nameless(window) == []
        assert alice.close() == 0
        assert bob.close() == 0


async def test_news_are_told_at_most_once_a_second(tmp_path, server, screen, reader):
    async with visit(server) as http:
        bob = await register(http, "bob")
        with DrivenWindow(tmp_path, "--server", server.address, **screen) as alice:
            alice.ask("register", "alice", "Alice")
            alice.ask("find_and_open", "bob", "bob")
            alice.ask("say", "hello")
            alice.ask("wait_for_ticks", "hello", 1)
            room = (await bob.get("/api/chat/rooms/"))[0]["id"]
            async with asyncio.TaskGroup() as tasks:
                hearing = tasks.create_task(asyncio.to_thread(announcements, reader))
                for number in range(20):
                    await bob.send(room, f"Line {number}", str(uuid.uuid4()))
                    await asyncio.sleep(0.1)
            moments, words = zip(*hearing.result(), strict=True)
            assert alice.close() == 0
    assert re.fullmatch(f"bob, Line 0, {CLOCK}", words[0])
    assert 3 <= len(words) <= 5
    assert all(after - before > 0.9 for before, after in pairwise(moments))


def announcements(reader: ScreenReader) -> list[tuple[float, str]]:
    """When something was said, and what, until it is quiet."""
    return [(time.monotonic(), said.body[3][1]) for said in reader.hear("Announcement", seconds=3)]


async def test_the_keyboard_is_told_where_it_goes(tmp_path, server, screen, reader):
    async with visit(server) as http:
        for name in ("bob", "carol"):
            await register(http, name)
    with DrivenWindow(tmp_path, "--server", server.address, **screen) as alice:
        alice.ask("register", "alice", "Alice")
        alice.ask("bring_to_front")
        alice.ask("find_and_open", "bob", "bob")
        for text in ("one", "two", "three"):
            alice.ask("say", text)
            alice.ask("wait_for_ticks", text, 1)
        for keys in ("Shift+F6", "Up"):
            alice.ask("strike", keys)
        assert reader.focused()[-1].startswith("You, two, ")

        alice.ask("write", "search", "@")
        alice.ask("wait_for_rows", ["bob", "carol"])
        assert "Search chats, people and messages" in reader.focused()
        alice.ask("strike", "Down")
        assert reader.focused()[-1].startswith("People: carol, ")
        assert alice.close() == 0
