"""A server with a certificate of its own, as people at a window meet it: for the first time, changed."""

import pytest
from PySide6.QtCore import Qt

from desktop.client.trust import was_encrypted
from tests.helpers.hands import until
from tests.helpers.servers import ServerProcess
from tests.helpers.windows import open_window

_TLS = ("--tls", "self-signed", "--registration", "open")
_FILES = ("certificate.pem", "certificate.key")


@pytest.fixture
def server(tmp_path):
    with ServerProcess(tmp_path / "server-data", *_TLS) as server:
        assert server.address.startswith("https://")
        yield server


def _change_certificate(server: ServerProcess) -> None:
    """The host sets the server up anew."""
    server.stop()
    for name in _FILES:
        (server.folder / name).unlink()
    server.start()


def _says(hands, words: str) -> bool:
    return any(words in said for said in hands.words("sheet"))


def test_a_certificate_is_compared_once_and_a_changed_one_stops_everything(run, qapp, tmp_path, server):
    async def journey():
        folder = tmp_path / "a"
        async with open_window(qapp, folder, server.address) as alice:
            await until(lambda: alice.sees("login"), "the login screen")
            alice.click("mode_create")
            alice.write("username", "alice")
            alice.write("password", "a long enough secret")
            alice.write("first_name", "Alice")
            alice.press("password", Qt.Key.Key_Return)
            await alice.wait_for("trust_accept")
            assert _says(alice, "Do you know this server?")
            alice.click("trust_cancel")
            await until(lambda: alice.focus() == "address", "the person can go on")
            alice.press("password", Qt.Key.Key_Return)
            await alice.wait_for("trust_accept")
            alice.click("trust_accept")
            await until(lambda: alice.sees("search"), "Alice is in", seconds=30)
            async with open_window(qapp, tmp_path / "b", server.address) as bob:
                await _register(bob, "bob", "Bob")
            await alice.find_and_open("bob", "Bob")
            _change_certificate(server)
            await alice.wait_for("compare")
            alice.write("composer", "written before anybody is trusted")
            alice.press("composer", Qt.Key.Key_Return)
            await until(lambda: alice.texts() == ["written before anybody is trusted"], "it waits")
            assert alice.has_ticks("written before anybody is trusted", 0)
            alice.click("compare")
            await alice.wait_for("trust_accept")
            assert _says(alice, "Somebody may pretend to be your server")
            alice.press("sheet", Qt.Key.Key_Return)
            await alice.wait_until_gone("trust_accept")
            assert alice.sees("compare"), "Enter is Cancel"
            alice.click("compare")
            await alice.wait_for("trust_accept")
            alice.click("trust_accept")
            await alice.wait_for_ticks("written before anybody is trusted", 1)
            await alice.wait_until_gone("compare")
        async with open_window(qapp, folder, server.address) as alice:
            await until(lambda: alice.sees("search"), "no further question")

    run(journey())


def test_an_address_without_a_scheme_is_https_where_somebody_encrypts(run, qapp, tmp_path, server):
    async def journey():
        async with open_window(qapp, tmp_path / "a", "http://127.0.0.1:1") as alice:
            await until(lambda: alice.sees("login"), "the login screen")
            alice.clear("address")
            alice.write("address", f"127.0.0.1:{server.port}")
            await _register(alice, "alice", "Alice")
            assert alice.choices.settings.server == server.address
        [folder] = [path for path in (tmp_path / "a").glob("profiles/1/servers/*") if was_encrypted(path)]
        assert any(folder.glob("*.sqlite3"))

    run(journey())


async def _register(hands, username: str, name: str) -> None:
    """With a certificate that is compared on the way."""
    await until(lambda: hands.sees("login"), "the login screen")
    hands.click("mode_create")
    hands.write("username", username)
    hands.write("password", "a long enough secret")
    hands.write("first_name", name)
    hands.press("password", Qt.Key.Key_Return)
    await hands.wait_for("trust_accept")
    hands.click("trust_accept")
    await until(lambda: hands.sees("search"), f"{username} is in", seconds=30)
