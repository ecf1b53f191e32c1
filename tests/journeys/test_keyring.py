"""Tokens in the keyring: they go there by themselves, and the next start has them from there."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.system import token_vault
from desktop.widgets.connection_bar import ConnectionBar
from tests.helpers.hands import until
from tests.helpers.windows import open_window


class Keyring:
    """A keyring in memory."""

    def __init__(self):
        self.secrets = {}

    def get_password(self, service, name):
        return self.secrets.get((service, name))

    def set_password(self, service, name, secret):
        self.secrets[service, name] = secret

    def delete_password(self, service, name):
        del self.secrets[service, name]


@pytest.fixture
def keyring(monkeypatch):
    keyring = Keyring()
    monkeypatch.setattr(token_vault, "_system_keyring", lambda: keyring)
    return keyring


async def leave_tokens_to_the_keyring(qapp, folder, address) -> None:
    """Alice talks to Bob and quits; her tokens have left the file by then."""

    def file() -> str:
        return next((folder / "a").glob("profiles/1/servers/*/session.json")).read_text()

    async with open_window(qapp, folder / "b", address) as bob:
        await bob.register("bob", "Bob")
    async with open_window(qapp, folder / "a", address) as alice:
        await alice.register("alice", "Alice")
        await alice.find_and_open("bob", "Bob")
        await until(lambda: '"refresh":""' in file(), "the tokens have left the file")


def test_the_next_start_goes_online_with_the_tokens_of_the_keyring(run, qapp, tmp_path, server, keyring):
    async def journey():
        await leave_tokens_to_the_keyring(qapp, tmp_path, server.address)
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            alice.say("Here I am again")
            await until(lambda: alice.has_ticks("Here I am again", 1), "the server has it")
            alice.strike("Ctrl+,")
            words = [label.text() for label in alice.window.findChildren(QLabel, "quiet")]
            assert "Your login is kept in this computer's keyring." in words

    run(journey())


def test_the_settings_say_so_where_there_is_no_keyring(run, qapp, tmp_path, server, monkeypatch):
    def find_none():
        raise RuntimeError("no keyring here")

    async def journey():
        async with open_window(qapp, tmp_path, server.address) as alice:
            await alice.register("alice", "Alice")
            alice.strike("Ctrl+,")
            words = [label.text() for label in alice.window.findChildren(QLabel, "quiet")]
            assert (
                "Your login is kept in a file that only you can read, for no keyring could be used." in words
            )

    monkeypatch.setattr(token_vault, "_system_keyring", find_none)
    run(journey())


def test_a_keyring_that_lost_the_tokens_means_to_log_in_again(run, qapp, tmp_path, server, keyring):
    async def journey():
        await leave_tokens_to_the_keyring(qapp, tmp_path, server.address)
        keyring.secrets.clear()
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            assert alice.sees("composer")
            await until(lambda: alice.sees("submit"), "the login screen is there")

    run(journey())


def test_a_keyring_that_does_not_open_keeps_the_tokens_and_is_asked_again(
    run, qapp, tmp_path, server, keyring, monkeypatch
):
    def refuse(*_):
        raise RuntimeError("dismissed")

    async def journey():
        await leave_tokens_to_the_keyring(qapp, tmp_path, server.address)
        kept = dict(keyring.secrets)
        with monkeypatch.context() as closed:
            closed.setattr(keyring, "get_password", refuse)
            async with open_window(qapp, tmp_path / "a", server.address) as alice:
                await alice.wait_for("connection_bar")
                bar = alice.find("connection_bar", ConnectionBar)
                [label] = bar.findChildren(QLabel)
                assert label.text() == "Your login is in this computer's keyring, which could not be opened."
                assert alice.sees("composer")
                assert keyring.secrets == kept
                closed.undo()
                alice.say("Here I am again")
                [button] = [found for found in bar.findChildren(QPushButton) if found.isVisibleTo(bar)]
                button.click()
                await until(lambda: alice.has_ticks("Here I am again", 1), "the server has it")
                assert not bar.isVisible()

    run(journey())
