"""The composition root: what it remembers, what it changes while it runs."""

import asyncio
import contextlib
import json
import shutil
import sqlite3
import sys
import uuid

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit

from backend.wire.types import Seq
from desktop.client.trust import Trust
from desktop.client.unsent import Unsent
from desktop.models.requests import DeleteAccount
from desktop.models.wishes import OpenWindow, SignOut
from desktop.settings import folder_name
from desktop.system.device import device_name
from desktop.widgets import composer
from desktop.widgets.room_window import RoomWindow
from desktop.widgets.timeline.view import TimelineView
from tests.helpers.hands import Hands, until
from tests.helpers.leaks import watched_loop
from tests.helpers.people import PASSWORD, register, visit
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
        async with open_window(qapp, tmp_path / "a", server.address, "en") as alice:
            await alice.register("alice", "Alice")
            assert alice.find("search").hasFocus()
            async with open_window(qapp, tmp_path / "b", server.address) as bob:
                await bob.register("bob", "Bob")
            await alice.find_and_open("bob", "Bob")
            alice.write("composer", "half a thought")
            alice.choices.update(language="ru")
            await until(lambda: alice.reads("search", "Поиск"), "the words are Russian")
            assert alice.find("composer", QPlainTextEdit).toPlainText() == "half a thought"
            light = alice.window.grab().toImage().pixelColor(5, 5)
            alice.choices.update(theme="dark")
            dark = alice.window.grab().toImage().pixelColor(5, 5)
            assert dark.lightness() < light.lightness()

    run(journey())
    saved = json.loads((tmp_path / "a" / "profiles" / "1" / "settings.json").read_text())
    assert (saved["language"], saved["theme"]) == ("ru", "dark")


def test_the_login_screen_changes_its_language_too(run, qapp, tmp_path):
    async def journey():
        async with open_window(qapp, tmp_path, "http://127.0.0.1:1", "en") as alice:
            await until(lambda: alice.sees("submit"), "the login screen is there")
            alice.click("mode_create")
            alice.write("username", "alice")
            alice.write("first_name", "Alice")
            alice.choices.update(language="ru")
            await until(lambda: alice.reads("mode_log_in", "Войти"), "the words are Russian")
            typed = [alice.find(name, QLineEdit).text() for name in ("address", "username", "first_name")]
            assert typed == ["http://127.0.0.1:1", "alice", "Alice"]

    run(journey())


def test_settings_that_cannot_be_saved_cost_nothing_else(run, qapp, tmp_path, server, caplog):
    async def journey():
        async with open_window(qapp, tmp_path, server.address) as alice:
            (tmp_path / "profiles" / "1" / "settings.json").mkdir()
            await alice.register("alice", "Alice")

    run(journey())
    assert "the settings could not be saved" in caplog.text


def test_a_message_that_cannot_be_kept_stays_in_the_field(run, qapp, tmp_path, server, monkeypatch):
    def fill_the_disk(*_, **__):
        raise sqlite3.OperationalError("database or disk is full")

    async def journey():
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await alice.register("alice", "Alice")
            async with open_window(qapp, tmp_path / "b", server.address) as bob:
                await bob.register("bob", "Bob")
            await alice.find_and_open("bob", "Bob")
            with monkeypatch.context() as full:
                full.setattr(Unsent, "add", fill_the_disk)
                alice.say("long and precious")
            assert alice.find("composer", QPlainTextEdit).toPlainText() == "long and precious"
            assert "disk is full" in alice.find("notice").accessibleName()
            alice.press("composer", Qt.Key.Key_Return)
            await alice.wait_for_texts(["long and precious"])
            assert alice.find("composer", QPlainTextEdit).toPlainText() == ""

    run(journey())


def test_an_edit_that_is_taken_after_the_room_was_left_gives_the_draft_back(run, qapp, tmp_path, server):
    async def journey():
        async with visit(server) as http:
            for name in ("bob", "carol"):
                await register(http, name)
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await alice.register("alice", "Alice")
            await alice.find_and_open("carol", "carol")
            await alice.find_and_open("bob", "bob")
            await until(lambda: alice.reads("room_title", "bob"), "the second chat is open")
            alice.say("old words")
            await until(lambda: alice.has_ticks("old words", 1), "it is sent")
            alice.write("composer", "half a thought")
            alice.find("timeline", TimelineView).edit_wanted.emit(alice.entries()[0])
            alice.write("composer", "!")
            alice.press("composer", Qt.Key.Key_Return)
            alice.click_row("carol")
            assert alice.find("composer", QPlainTextEdit).toPlainText() == ""
            await until(lambda: alice.reads("room_title", "carol"), "the other chat is open")
            alice.click_row("bob")
            field = alice.find("composer", QPlainTextEdit)
            await until(lambda: field.toPlainText() == "half a thought", "the draft is back")

    run(journey())


@pytest.mark.parametrize("is_killed", [False, True])
def test_what_an_edit_pushed_aside_outlives_the_program(run, qapp, tmp_path, server, is_killed):
    """The folder as it is half a second after the last key is what a killed program leaves."""

    async def journey():
        async with visit(server) as http:
            await register(http, "bob")
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await alice.register("alice", "Alice")
            await alice.find_and_open("bob", "bob")
            alice.say("old words")
            await until(lambda: alice.has_ticks("old words", 1), "it is sent")
            alice.write("composer", "half a thought")
            alice.find("timeline", TimelineView).edit_wanted.emit(alice.entries()[0])
            alice.write("composer", "!")
            if is_killed:
                await asyncio.sleep(0.5)
                shutil.copytree(tmp_path / "a", tmp_path / "killed")
        async with open_window(qapp, tmp_path / ("killed" if is_killed else "a"), server.address) as alice:
            await alice.open_chat("bob")
            assert alice.written() == "old words!"
            alice.press("composer", Qt.Key.Key_Escape)
            assert alice.written() == "half a thought"

    run(journey())


def room_windows() -> list[RoomWindow]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, RoomWindow)]


def test_a_room_s_own_window_sends_for_itself_and_comes_back(run, qapp, tmp_path, server):
    async def journey():
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await alice.register("alice", "Alice")
            async with open_window(qapp, tmp_path / "b", server.address) as bob:
                await bob.register("bob", "Bob")
            await alice.find_and_open("bob", "Bob")
            screen = alice.window.centralWidget()
            screen.wished.emit(OpenWindow(screen.current_room))
            (window,) = room_windows()
            hands = Hands(window, alice.choices)
            hands.say("from its own window")
            await alice.wait_for_texts(["from its own window"])
            await hands.wait_for_texts(["from its own window"])
            assert hands.written() == ""
            hands.look_here()
            await until(hands.is_in_front, "the keyboard is in the room's own window")
            hands.strike("Ctrl+K")
            await until(
                lambda: alice.is_in_front() and alice.sees("switcher_field"), "other chats are offered"
            )
            alice.strike("Escape")
            alice.choices.update(language="ru")
            await until(lambda: alice.reads("search", "Поиск"), "the words are Russian")
            assert [window.room_id for window in room_windows() if window.isVisible()] == [1]
        await until(lambda: not room_windows(), "all windows are gone with the program")
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await until(lambda: len(room_windows()) == 1, "the window is open again")
            alice.window.centralWidget().wished.emit(SignOut())
            await until(lambda: alice.sees("submit"), "the login screen is there")
            await until(lambda: not room_windows(), "no window is left to whoever comes next")

    run(journey())


def test_a_room_in_two_windows_has_one_draft(run, qapp, tmp_path, server):
    async def journey():
        async with visit(server) as http:
            await register(http, "bob")
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await alice.register("alice", "Alice")
            await alice.find_and_open("bob", "bob")
            screen = alice.window.centralWidget()
            alice.write("composer", "half")
            screen.wished.emit(OpenWindow(screen.current_room))
            (window,) = room_windows()
            hands = Hands(window, alice.choices)
            assert hands.written() == "half"
            hands.write("composer", " a thought")
            await until(lambda: alice.written() == "half a thought", "the first window goes on with it")
            alice.write("composer", ", and more")
            await until(lambda: hands.written() == "half a thought, and more", "and so does the second")
            hands.write("composer", "!")
            hands.press("composer", Qt.Key.Key_Return)
            assert (hands.written(), alice.written()) == ("", "")
            alice.press("composer", Qt.Key.Key_Return)
            await alice.wait_for_texts(["half a thought, and more!"])

    run(journey())


def test_a_window_that_opens_tears_no_other_from_the_past(run, qapp, tmp_path, server):
    async def journey():
        async with visit(server) as http, open_window(qapp, tmp_path / "a", server.address) as alice:
            bob, her = await register(http, "bob"), await register(http, "alice")
            room = await bob.direct_room(her)
            for number in range(1, 301):
                await bob.send(room, f"words {number}", str(uuid.uuid4()))
            await her.mark_read(room, 300)
            await alice.log_in("alice")
            await alice.open_chat("bob")
            view = alice.find("timeline", TimelineView)
            await until(lambda: alice.texts()[-1:] == ["words 300"], "the newest page")
            view.go_to_message(Seq(20))
            await until(lambda: "words 20" in alice.texts(), "a page of the past")
            there = view.place()
            alice.window.centralWidget().wished.emit(OpenWindow(room))
            (window,) = room_windows()
            hands = Hands(window, alice.choices)
            await until(lambda: hands.texts()[-1] == "words 300", "the window shows the newest")
            await until(lambda: hands.find("timeline", TimelineView).is_at_bottom, "at the end")
            assert view.place() == there
            hands.say("from there")
            await hands.wait_for_ticks("from there", 1)
            assert hands.find("timeline", TimelineView).is_at_bottom
            assert view.place() == there

    run(journey())


def test_settings_opened_on_the_login_screen_change_their_language(run, qapp, tmp_path):
    async def journey():
        async with open_window(qapp, tmp_path, "http://127.0.0.1:1", "en") as alice:
            await until(lambda: alice.sees("submit"), "the login screen is there")
            QTest.keyClick(alice.find("username"), Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
            alice.click("language_ru")
            await until(lambda: alice.reads("sheet_title", "Настройки"), "the sheet is Russian")
            assert alice.choices.settings.language == "ru"

    run(journey())


def test_logging_out_with_words_in_the_field_is_no_bug(run, qapp, tmp_path, server, monkeypatch):
    uncaught = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: uncaught.append(error))

    async def journey():
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await alice.register("alice", "Alice")
            async with open_window(qapp, tmp_path / "b", server.address) as bob:
                await bob.register("bob", "Bob")
            await alice.find_and_open("bob", "Bob")
            alice.write("composer", "half a thought")
            alice.window.centralWidget().wished.emit(SignOut())
            await until(lambda: alice.sees("submit"), "the login screen is there")

    run(journey())
    assert uncaught == []


@pytest.mark.parametrize("is_forced", [False, True])
def test_words_typed_right_before_the_session_ends_are_a_draft(
    run, qapp, tmp_path, server, monkeypatch, is_forced
):
    monkeypatch.setattr(composer, "_DRAFT_MILLISECONDS", 60_000)

    async def journey():
        async with visit(server) as http, open_window(qapp, tmp_path / "a", server.address) as alice:
            await register(http, "bob")
            elsewhere, password = await register(http, "alice"), PASSWORD
            await alice.log_in("alice")
            await alice.find_and_open("bob", "bob")
            alice.write("composer", "half a thought")
            if is_forced:
                password = "another horse 8"
                names = ("old_password", "new_password", "new_password_confirm")
                body = dict(zip(names, (PASSWORD, password, password), strict=True))
                assert (await elsewhere.call("POST", "/api/auth/change-password/", body))[0] == 200
            else:
                alice.window.centralWidget().wished.emit(SignOut())
            await until(lambda: alice.sees("submit"), "the login screen is there")
            await alice.log_in("alice", password)
            await alice.open_chat("bob")
            assert alice.written() == "half a thought"

    run(journey())


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        ("log_out", ""),
        ("elsewhere", "You were signed out. Log in again to go on."),
        ("delete", "Your account was deleted."),
    ],
)
def test_the_end_of_a_session_takes_what_was_said_off_the_disk(run, qapp, tmp_path, server, end, sentence):
    def files_with(words):
        files = (file for file in (tmp_path / "a").rglob("*") if file.is_file())
        return [file.name for file in files if words.encode() in file.read_bytes()]

    async def journey():
        async with visit(server) as http, open_window(qapp, tmp_path / "a", server.address) as alice:
            await register(http, "bob")
            elsewhere = await register(http, "alice")
            await alice.log_in("alice")
            await alice.find_and_open("bob", "bob")
            alice.say("between you and me")
            await until(lambda: alice.has_ticks("between you and me", 1), "it is sent")
            alice.write("composer", "half a thought")
            screen = alice.window.centralWidget()
            if end == "log_out":
                screen.wished.emit(SignOut())
            elif end == "delete":
                screen.wished.emit(DeleteAccount(password=PASSWORD))
            else:
                sessions = (await elsewhere.get("/api/auth/sessions/"))["sessions"]
                (here,) = (session for session in sessions if not session["is_current"])
                assert here["device"] == device_name(), "a person can tell which of their devices it is"
                await elsewhere.end_session(here["id"])
            await until(lambda: alice.sees("submit"), "the login screen is there")
            assert alice.find("problem", QLabel).text() == sentence if sentence else not alice.sees("problem")
            await until(lambda: not files_with("between you and me"), "nothing of it is left")
            assert bool(files_with("half a thought")) == (end != "delete")

    run(journey())


def test_a_cache_that_cannot_be_read_is_told_on_the_login_screen(run, qapp, tmp_path, server):
    async def journey():
        async with open_window(qapp, tmp_path, server.address) as alice:
            await alice.register("alice", "Alice")
        (profile,) = (tmp_path / "profiles").iterdir()
        (cache,) = profile.glob("servers/*/*.sqlite3")
        cache.unlink()
        cache.mkdir()
        async with open_window(qapp, tmp_path, server.address) as alice:
            await until(lambda: alice.sees("problem"), "it is told")
            assert "could not read" in alice.find("problem", QLabel).text()
            alice.click("mode_log_in")
            alice.write("password", "a long enough secret")
            alice.clear("username")
            alice.write("username", "alice")
            alice.click("submit")
            words = "Mini Chat can't use its data folder: unable to open database file."
            await until(lambda: alice.reads("problem", words), "it is told what is wrong")

    run(journey())


def test_settings_that_cannot_be_read_cost_nothing_else(run, qapp, tmp_path, caplog):
    async def journey():
        (tmp_path / "profiles" / "1" / "settings.json").mkdir(parents=True)
        async with open_window(qapp, tmp_path, "http://127.0.0.1:1") as alice:
            await until(lambda: alice.sees("submit"), "the login screen is there")

    run(journey())
    assert "the settings could not be read" in caplog.text


def test_the_second_window_takes_the_server_over_when_the_first_takes_it_along(run, qapp, tmp_path, caplog):
    caplog.set_level("INFO")

    async def journey():
        async with contextlib.AsyncExitStack() as stays_longer:
            async with open_window(qapp, tmp_path, None) as first:
                await until(lambda: first.sees("alone"), "the first window asks")
                assert not (tmp_path / "server").exists()  # nobody has chosen it yet
                await first.register("alice", "Alice")
                second = await stays_longer.enter_async_context(open_window(qapp, tmp_path, None))
                await second.register("bob", "Bob")
                assert "another process's server listens" in caplog.text
            await until(lambda: caplog.text.count("the server of this computer listens") == 2, "its own", 30)
            await second.find_and_open("alice", "Alice")

    run(journey())


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


def test_a_password_goes_out_in_the_clear_only_at_the_second_word(run, qapp, tmp_path, server):
    with sqlite3.connect(server.folder / "minichat.sqlite3") as accounts:

        async def journey():
            elsewhere = server.address.replace("127.0.0.1", "0.0.0.0")
            async with open_window(qapp, tmp_path / "a", elsewhere) as alice:
                await until(lambda: alice.sees("login"), "the login screen is there")
                alice.click("mode_create")
                alice.write("username", "alice")
                alice.write("password", "a long enough secret")
                alice.click("submit")
                await until(lambda: alice.sees("problem"), "it is told")
                assert "does not encrypt" in alice.find("problem", QLabel).text()
                assert accounts.execute("SELECT count(*) FROM users").fetchone() == (0,)
                alice.click("submit")
                await until(lambda: alice.sees("search"), "alice is in", seconds=30)

        run(journey())


def test_a_login_that_was_made_by_http_is_not_told_where_tls_was_met(run, qapp, tmp_path, server):
    async def journey():
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await alice.register("alice", "Alice")
            async with open_window(qapp, tmp_path / "b", server.address) as bob:
                await bob.register("bob", "Bob")
            await alice.find_and_open("bob", "Bob")
        by_tls = server.address.replace("http", "https")
        Trust(tmp_path / "a" / "profiles" / "1" / "servers" / folder_name(by_tls)).note_reached()
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await until(lambda: alice.sees("login"), "what http was told stays unsaid")

    run(journey())
