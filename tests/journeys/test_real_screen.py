"""Two windows on a real X server, driven by its mouse and keyboard: focus, popups and grabs as they are."""

import shutil
import time
from collections.abc import Iterator

import pytest

from tests.helpers.driven_window import DrivenWindow
from tests.helpers.screen_reader import virtual_screen
from tests.helpers.x_hands import RIGHT, WHEEL_UP, XHands

SIZE = 640, 900
DRAFT_SECONDS = 0.6
"""What was typed is kept half a second after its last key."""


@pytest.fixture
def display() -> Iterator[str]:
    if shutil.which("Xvfb") is None:
        pytest.skip("there is no Xvfb on this machine")
    with virtual_screen() as display:
        yield display


def register(person: XHands, username: str, first_name: str) -> None:
    person.come()
    person.ask("wait_for", "login")
    person.click(person.ask("place", "mode_create"))
    for name, words in (
        ("username", username),
        ("password", "a long enough secret"),
        ("first_name", first_name),
    ):
        person.click(person.ask("place", name))
        person.type(words)
    person.press("Return")
    person.ask("wait_for", "search")


@pytest.mark.timeout(150)
def test_two_people_at_one_screen(tmp_path, server, display):
    there = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    with (
        DrivenWindow(tmp_path / "a", "--server", server.address, **there) as first,
        DrivenWindow(tmp_path / "b", "--server", server.address, **there) as second,
    ):
        alice, bob = XHands(first, display, (0, 0, *SIZE)), XHands(second, display, (640, 0, *SIZE))
        register(alice, "alice", "Alice")
        register(bob, "bob", "Bob")

        alice.come()
        alice.click(alice.ask("place", "search"))
        alice.type("bo")
        alice.ask("wait_for_rows", ["Bob"])
        alice.press("Return")
        alice.ask("wait_for", "composer")
        alice.type("Hello,")
        alice.press("shift+Return")
        alice.type("Bob!")
        alice.press("Return")
        alice.ask("wait_for_ticks", "Hello,\nBob!", 1)
        bob.ask("wait_for_title", "(1) Mini Chat")

        bob.come()
        bob.click(bob.ask("place_of_row", "Alice"))
        bob.ask("wait_for_texts", ["Hello,\nBob!"])
        alice.ask("wait_for_ticks", "Hello,\nBob!", 2)
        bob.ask("wait_for_title", "Mini Chat")
        bob.press("shift+Up")
        bob.ask("wait_for", "mode_strip")
        bob.type("Hi")
        bob.press("Return")
        bob.ask("wait_for_ticks", "Hi", 1)
        bob.press("Up")
        bob.type(" Alice")
        bob.press("Return")
        alice.ask("wait_for_texts", ["Hello,\nBob!", "Hi Alice"])

        bob.click(bob.ask("place_of_message", "Hi Alice"), RIGHT)
        bob.click(bob.ask("place_of_entry", "delete"))
        bob.ask("wait_for", "yes")
        bob.click(bob.ask("place", "yes"))
        bob.ask("wait_for_texts", ["Hello,\nBob!", "Message deleted"])

        alice.come()
        alice.click(alice.ask("place_of_row", "Bob"), RIGHT)
        alice.click(alice.ask("place_of_entry", "pin"))
        alice.ask("wait_for_pin", "Bob")
        alice.click(alice.ask("place", "timeline"), WHEEL_UP)
        alice.press("ctrl+k")
        alice.ask("wait_for", "switcher_field")
        alice.press("Escape")
        alice.ask("wait_until_gone", "switcher_field")
        alice.type("half a thought")
        time.sleep(DRAFT_SECONDS)
        first.kill()

        with DrivenWindow(tmp_path / "a", "--server", server.address, **there) as again:
            alice = XHands(again, display, (0, 0, *SIZE))
            alice.ask("wait_for_rows", ["Bob"])
            alice.come()
            alice.click(alice.ask("place_of_row", "Bob"))
            alice.ask("wait_for", "composer")
            assert alice.ask("written") == "half a thought"
            alice.click(alice.ask("place", "composer"))
            alice.press("ctrl+End", "Return")
            bob.ask("wait_for_texts", ["Hello,\nBob!", "Message deleted", "half a thought"])
            alice.press("ctrl+q")
            assert again.wait() == 0
        bob.come()
        bob.press("ctrl+q")
        assert second.wait() == 0
