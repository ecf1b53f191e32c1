"""The composition root: what it remembers, what it changes while it runs, how it says that it can't start."""

import json

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from desktop import app
from desktop.settings import Options
from tests.helpers.hands import until
from tests.helpers.leaks import watched_loop
from tests.helpers.servers import ServerProcess
from tests.helpers.windows import open_window


@pytest.fixture
def run(qapp):
    with watched_loop(qapp) as run:
        yield run


@pytest.fixture
def server(tmp_path):
    with ServerProcess(tmp_path / "server-data") as server:
        yield server


def test_place_and_room_of_the_last_run_are_remembered(run, qapp, tmp_path, server):
    async def journey():
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await alice.register("alice", "Alice")
            async with open_window(qapp, tmp_path / "b", server.address) as bob:
                await bob.register("bob", "Bob")
            await alice.find_and_open("bob", "Bob")
            alice.window.resize(777, 555)
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            assert (alice.window.width(), alice.window.height()) == (777, 555)
            assert alice.find("room_title", QLabel).text() == "Bob"

    run(journey())
    saved = json.loads((tmp_path / "a" / "profiles" / "1" / "settings.json").read_text())
    assert saved["server"] == server.address


def test_another_language_and_theme_are_shown_at_once_and_kept(run, qapp, tmp_path, server):
    async def journey():
        async with open_window(qapp, tmp_path, server.address, "en") as alice:
            await alice.register("alice", "Alice")
            screen = alice.window.centralWidget()
            screen.language_chosen.emit("ru")
            await until(lambda: alice.reads("search", "Поиск"), "the words are Russian")
            light = alice.window.grab().toImage().pixelColor(5, 5)
            alice.window.centralWidget().theme_chosen.emit("dark")
            dark = alice.window.grab().toImage().pixelColor(5, 5)
            assert dark.lightness() < light.lightness()

    run(journey())
    saved = json.loads((tmp_path / "profiles" / "1" / "settings.json").read_text())
    assert (saved["language"], saved["theme"]) == ("ru", "dark")


def test_the_login_screen_changes_its_language_too(run, qapp, tmp_path):
    async def journey():
        async with open_window(qapp, tmp_path, "http://127.0.0.1:1", "en") as alice:
            await until(lambda: alice.sees("submit"), "the login screen is there")
            alice.window.centralWidget().language_chosen.emit("ru")
            await until(lambda: alice.reads("mode_log_in", "Войти"), "the words are Russian")

    run(journey())


def test_settings_that_cannot_be_saved_cost_nothing_else(run, qapp, tmp_path, server, caplog):
    async def journey():
        async with open_window(qapp, tmp_path, server.address) as alice:
            (tmp_path / "profiles" / "1" / "settings.json").mkdir()
            await alice.register("alice", "Alice")

    run(journey())
    assert "the settings could not be saved" in caplog.text


def test_an_address_that_is_none_is_told_beside_its_field(run, qapp, tmp_path):
    async def journey():
        async with open_window(qapp, tmp_path, "http://127.0.0.1:1") as alice:
            await until(lambda: alice.sees("submit"), "the login screen is there")
            alice.clear("address")
            alice.write("address", "two words")
            alice.write("username", "alice")
            alice.write("password", "a long enough secret")
            alice.click("submit")
            await until(lambda: alice.sees("problem"), "it is told")
            assert "not the address of a server" in alice.find("problem", QLabel).text()

    run(journey())


def test_a_data_folder_that_cannot_be_used_is_told_in_one_sentence(qapp, tmp_path):
    said = []

    def read_and_close():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.accept()

    QTimer.singleShot(100, read_and_close)
    assert app.refuse(qapp, Options(language="en"), NotADirectoryError(20, "Not a directory")) == 1
    assert said == ["Mini Chat can't use its data folder: Not a directory."]
