"""The tour without a mouse: whoever has only keys registers, writes, corrects, searches, groups, leaves."""

import uuid

import pytest
from PySide6.QtWidgets import QLabel

from tests.helpers.hands import Hands, until
from tests.helpers.people import Person, register, visit
from tests.helpers.windows import open_window


@pytest.mark.timeout(90)
def test_the_tour_without_a_mouse(run, qapp, tmp_path, server):
    async def journey():
        async with visit(server) as http:
            bob = await register(http, "bob")
            async with open_window(qapp, tmp_path / "a", server.address) as alice:
                alice.look_here()
                await registers(alice)
                await finds_and_writes(alice)
                await answers(alice, bob)
                await deletes(alice)
                await makes_a_group(alice)
                await goes_about(alice)
                await searches(alice)
                await pins(alice)
                chooses_another_look(alice)
                await leaves(alice)

    run(journey())


async def registers(alice: Hands) -> None:
    await until(lambda: alice.sees("login"), "the login screen")
    for name, words in (("username", "alice"), ("password", "a long enough secret"), ("first_name", "Alice")):
        alice.tab_to(name)
        alice.type(words)
    alice.strike("Return")
    await until(lambda: alice.sees("search"), "she is in", seconds=30)


async def finds_and_writes(alice: Hands) -> None:
    alice.strike("Ctrl+N")
    alice.type("bo")
    await alice.wait_for_rows(["bob"])
    alice.strike("Return")
    await until(lambda: alice.sees("composer"), "the chat with Bob is open")
    alice.type("helo")
    alice.strike("Return")
    await until(lambda: alice.has_ticks("helo", 1), "it is sent")
    alice.strike("Up")
    alice.strike("Ctrl+A")
    alice.type("hello")
    alice.strike("Return")
    await until(lambda: alice.texts() == ["hello"], "it is corrected")


async def answers(alice: Hands, bob: Person) -> None:
    await bob.send(alice.model().room_id, "how are you?", str(uuid.uuid4()))
    await until(lambda: len(alice.texts()) == 2, "Bob asks")
    alice.strike("Shift+Up")
    alice.type("fine")
    alice.strike("Return")
    await until(lambda: alice.has_ticks("fine", 1), "the answer is sent")
    quote = alice.entries()[-1].quote
    assert quote is not None
    assert quote.content == "how are you?"


async def deletes(alice: Hands) -> None:
    """From the newest message up to the first, its menu, and the question.

    The offscreen platform gives the keyboard back to no window when a menu closes; a desktop does.
    """
    alice.strike("Shift+F6")
    alice.strike("Up")
    alice.strike("Up")
    alice.strike("Return")
    alice.choose_by_keys("delete")
    await until(lambda: alice.sees("yes"), "she is asked")
    alice.strike("Return")
    await until(lambda: "hello" not in alice.texts(), "it is gone")
    await alice.bring_to_front()
    assert alice.focus() == "timeline"


async def makes_a_group(alice: Hands) -> None:
    alice.strike("Ctrl+Shift+G")
    alice.type("Garden club")
    alice.tab_to("people_search")
    alice.type("bob")
    alice.tab_to("person_list")
    alice.strike("Space")
    alice.tab_to("create")
    alice.strike("Return")
    await until(lambda: alice.reads("room_title", "Garden club"), "the group is open")
    alice.type("welcome, all")
    alice.strike("Return")
    await until(lambda: alice.has_ticks("welcome, all", 1), "it is sent")


async def goes_about(alice: Hands) -> None:
    """To the chat below and back, by history, and by the switcher."""
    for keys, title in (("Alt+Down", "bob"), ("Alt+Up", "Garden club"), ("Alt+Left", "bob")):
        alice.strike(keys)
        assert alice.reads("room_title", title), keys
    alice.strike("Ctrl+K")
    alice.type("gard")
    alice.strike("Return")
    assert alice.reads("room_title", "Garden club")
    assert alice.focus() == "composer"


async def searches(alice: Hands) -> None:
    """In this chat, then everywhere: Enter leads to the message."""
    alice.strike("Ctrl+F")
    alice.type("welc")
    await until(lambda: found(alice) == "1 / 1", "it is found here")
    alice.strike("Esc")
    assert alice.focus() == "composer"
    alice.strike("Ctrl+Shift+F")
    alice.type("fine")
    await until(lambda: [card.title for card in alice.rooms()] == ["bob"], "it is found in another chat")
    alice.strike("Return")
    assert alice.reads("room_title", "bob")
    alice.strike("Ctrl+Shift+F")
    alice.strike("Esc")
    assert len(alice.rooms()) == 2


def found(alice: Hands) -> str:
    return alice.find("find_bar").findChild(QLabel).text()


async def pins(alice: Hands) -> None:
    """By the menu of a row."""
    alice.tab_to("room_list")
    alice.press_menu_key()
    alice.choose_by_keys("pin")
    await until(lambda: alice.rooms()[0].is_pinned, "it is pinned")
    await alice.bring_to_front()


def chooses_another_look(alice: Hands) -> None:
    alice.strike("Ctrl+,")
    alice.tab_to("theme_light")
    alice.strike("Right")
    assert alice.choices.settings.theme == "dark"
    alice.strike("Esc")


async def leaves(alice: Hands) -> None:
    alice.strike("Ctrl+Shift+F")
    alice.tab_to("menu")
    alice.strike("Space")
    alice.choose_by_keys("log_out")
    await until(lambda: alice.sees("login"), "she is out")
