"""Two people, two windows, one real server: everything that the spine promises, seen through the windows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from tests.helpers.hands import Hands, until
from tests.helpers.windows import open_window


@asynccontextmanager
async def alice_and_bob(qapp: QApplication, folder: Path, address: str) -> AsyncIterator[tuple[Hands, Hands]]:
    """Two people with accounts, each before their own window, with no chat yet."""
    async with (
        open_window(qapp, folder / "a", address) as alice,
        open_window(qapp, folder / "b", address) as bob,
    ):
        await alice.register("alice", "Alice")
        await bob.register("bob", "Bob")
        yield alice, bob


def test_from_the_first_key_to_the_double_tick(run, qapp, tmp_path, server):
    async def journey():
        async with alice_and_bob(qapp, tmp_path, server.address) as (alice, bob):
            alice.look_here()
            await alice.find_and_open("bo", "Bob")
            alice.say("Hello, Bob!")
            assert alice.texts() == ["Hello, Bob!"]
            await until(lambda: alice.has_ticks("Hello, Bob!", 1), "the server has it")

            await until(lambda: bob.sees("room_list") and len(bob.rooms()) == 1, "Bob has a chat")
            await until(lambda: bob.rooms()[0].unread == 1, "it counts one unread message")
            assert bob.rooms()[0].preview == "Hello, Bob!"
            assert bob.rooms()[0].is_online
            await until(lambda: bob.window.windowTitle() == "(1) Mini Chat", "the title tells it")
            assert alice.has_ticks("Hello, Bob!", 1)

            bob.look_here()
            bob.click_row("Alice")
            await until(
                lambda: bob.sees("timeline") and bob.texts() == ["Hello, Bob!"], "Bob sees the message"
            )
            await until(lambda: bob.rooms()[0].unread == 0, "he has read it")
            await until(lambda: bob.window.windowTitle() == "Mini Chat", "the title does not call any more")
            await until(lambda: alice.has_ticks("Hello, Bob!", 2), "Alice sees that he has")

            bob.write("composer", "Приве")
            await until(lambda: alice.rooms()[0].is_typing, "Alice sees that he types")
            bob.write("composer", "т")
            bob.press("composer", Qt.Key.Key_Return)
            await until(lambda: alice.texts() == ["Hello, Bob!", "Привет"], "his answer is there")
            assert not alice.rooms()[0].is_typing

    run(journey())


def test_a_killed_server_that_comes_back_costs_nothing(run, qapp, tmp_path, server):
    async def journey():
        async with alice_and_bob(qapp, tmp_path, server.address) as (alice, bob):
            await alice.find_and_open("bob", "Bob")
            alice.say("before")
            await until(lambda: alice.has_ticks("before", 1), "the server has the first")
            await until(lambda: len(bob.rooms()) == 1, "Bob has a chat")
            bob.click_row("Alice")

            server.kill()
            for number in range(5):
                alice.say(f"alice {number}")
                bob.say(f"bob {number}")
            await until(lambda: alice.sees("connection_bar"), "Alice is told that nobody answers")
            assert alice.has_ticks("alice 0", 0)
            server.start()

            def are_even():
                return len(alice.texts()) == len(bob.texts()) == 11 and alice.texts() == bob.texts()

            await until(are_even, "both windows show the same", seconds=40)
            texts = alice.texts()
            assert [text for text in texts if "alice" in text] == [f"alice {number}" for number in range(5)]
            assert [text for text in texts if "bob" in text] == [f"bob {number}" for number in range(5)]
            await until(lambda: not alice.sees("connection_bar"), "the bar is gone")

    run(journey())


def test_what_was_cached_is_there_before_the_server_is(run, qapp, tmp_path, server):
    async def journey():
        async with alice_and_bob(qapp, tmp_path, server.address) as (alice, _):
            await alice.find_and_open("bob", "Bob")
            alice.say("remember me")
            await until(lambda: alice.has_ticks("remember me", 1), "the server has it")
        server.stop()
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await until(lambda: alice.sees("timeline"), "the last room is open")
            assert alice.texts() == ["remember me"]
            assert [card.title for card in alice.rooms()] == ["Bob"]

    run(journey())


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen menus can't be raised
def test_who_signs_out_comes_back_to_the_login_screen_and_may_return(run, qapp, tmp_path, server):
    async def journey():
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await alice.register("alice", "Alice")
            alice.click("menu")
            await until(lambda: alice.sees("own_menu"), "the menu is open")
            alice.choose("log_out")
            await until(lambda: alice.sees("submit"), "she is out")
            alice.write("password", "wrong wrong wrong")
            alice.press("password", Qt.Key.Key_Return)
            await until(lambda: alice.sees("problem"), "a wrong password is told")
            alice.clear("password")
            alice.write("password", "a long enough secret")
            alice.press("password", Qt.Key.Key_Return)
            await until(lambda: alice.sees("search"), "she is in again")

    run(journey())


def test_the_bundled_server_starts_with_the_window_and_ends_with_it(run, qapp, tmp_path, monkeypatch):
    monkeypatch.setenv("MINICHAT_BCRYPT_COST", "4")

    async def journey():
        async with open_window(qapp, tmp_path / "a", None) as alice:
            await alice.register("alice", "Alice")
            async with open_window(qapp, tmp_path / "a", None) as bob:
                await bob.register("bob", "Bob")
                await bob.find_and_open("alice", "Alice")
                bob.say("on one computer")
                await until(lambda: len(alice.rooms()) == 1, "Alice has a chat")
            assert (tmp_path / "a" / "server" / "server.json").exists()
        assert not (tmp_path / "a" / "server" / "server.json").exists()

    run(journey())


@pytest.mark.parametrize(("language", "words"), [("en", "password"), ("ru", "пароль")])
def test_what_is_wrong_is_told_beside_its_field_in_the_person_s_language(
    run, qapp, tmp_path, server, language, words
):
    async def journey():
        async with open_window(qapp, tmp_path / "a", server.address, language) as alice:
            await until(lambda: alice.sees("submit"), "the login screen is there")
            alice.click("mode_create")
            alice.write("username", "alice")
            alice.write("password", "12345678")
            alice.press("password", Qt.Key.Key_Return)
            await until(lambda: alice.sees("problem"), "a bad password is told")
            assert words in alice.find("problem", QLabel).text()
            assert alice.sees("submit")

    run(journey())


def test_a_server_that_is_not_there_is_told_in_one_sentence(run, qapp, tmp_path, server):
    server.stop()

    async def journey():
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await until(lambda: alice.sees("submit"), "the login screen is there")
            alice.write("username", "alice")
            alice.write("password", "a long enough secret")
            alice.click("mode_log_in")
            alice.press("password", Qt.Key.Key_Return)
            await until(lambda: alice.sees("problem"), "it is told")
            assert "does not answer" in alice.find("problem", QLabel).text()
            assert alice.focus() == "address"

    run(journey())
