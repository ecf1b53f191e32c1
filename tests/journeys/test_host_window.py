"""What the window of a host does that no other has to: its first invite, its server's death, its own end."""

import os
import signal
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from desktop.system import host
from desktop.widgets.dialog import Sheet
from tests.helpers.hands import Hands, until
from tests.helpers.hosts import joined
from tests.helpers.windows import open_window


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.setenv("MINICHAT_BCRYPT_COST", "4")
    monkeypatch.setenv("MINICHAT_ANNOUNCE", "false")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config-home"))
    monkeypatch.setattr(host, "MOST_RESTARTS", 1)


async def start_here(hands: Hands) -> str:
    """From the first start to the invite; answers its link."""
    hands.click("start_server")
    hands.write("team_name", "Bakery")
    hands.write("own_name", "Anna Schmidt")
    hands.write("new_password", "correct horse 9")
    hands.click("start_hosting")
    await hands.wait_for("invite_link")
    await until(lambda: bool(hands.find("invite_link", QLineEdit).text()), "the link is there")
    return hands.find("invite_link", QLineEdit).text()


def server_of(folder: Path) -> int:
    """The process that is the server now; 0 while there is none."""
    try:
        found = msgspec.json.decode((folder / "server" / "server.json").read_bytes())
    except (OSError, msgspec.DecodeError):
        return 0
    return int(found["pid"])


def asked(hands: Hands) -> list[str]:
    """The titles of the sheets that are open."""
    titles = hands.window.findChildren(QLabel, "sheet_title")
    return [title.text() for title in titles if title.isVisible()]


def test_the_keyboard_is_in_the_first_invite_and_leaves_it_by_escape(run, qapp, tmp_path):
    async def journey():
        async with open_window(qapp, tmp_path / "host", None) as anna:
            await start_here(anna)
            anna.strike("Tab")
            (sheet,) = anna.window.findChildren(Sheet)
            assert sheet.isAncestorOf(QApplication.focusWidget())
            anna.strike("Esc")
            await until(lambda: not anna.sees("invite_link"), "it is closed")

    run(journey())


def test_a_server_that_is_down_for_good_is_started_from_the_bar(run, qapp, tmp_path):
    async def journey():
        async with open_window(qapp, tmp_path / "host", None) as anna:
            await start_here(anna)
            anna.strike("Esc")
            killed = {0}
            for _ in range(2):
                await until(lambda: server_of(tmp_path / "host") not in killed, "it runs", seconds=30)
                killed.add(pid := server_of(tmp_path / "host"))
                os.kill(pid, signal.SIGKILL)
            await until(lambda: anna.sees("start_again"), "it isn't started any more", seconds=30)
            assert "Your server is not running." in anna.words("connection_bar")
            assert not anna.sees("try_now")
            anna.click("start_again")
            await until(lambda: not anna.sees("connection_bar"), "it is back", seconds=30)

    run(journey())


def test_others_who_are_connected_are_thought_of_before_the_server_goes(run, qapp, tmp_path):
    async def journey():
        async with open_window(qapp, tmp_path / "host", None) as anna:
            link = await start_here(anna)
            anna.strike("Esc")
            async with joined(link, tmp_path / "bob", "bob", host="127.0.0.1"):
                anna.strike("Ctrl+Q")
                await until(lambda: bool(asked(anna)), "the host is asked")
                assert asked(anna) == ["1 person is connected. Quit and stop the server?"]
                anna.strike("Esc")
                await until(lambda: not asked(anna), "the host stays")
                assert server_of(tmp_path / "host")
                anna.strike("Ctrl+Q")
                await until(lambda: bool(asked(anna)), "the host is asked again")
                anna.click("yes")
                await until(lambda: not anna.window.isVisible(), "the end")

    run(journey())


def test_a_host_whom_nobody_would_miss_is_asked_nothing(run, qapp, tmp_path):
    async def journey():
        async with open_window(qapp, tmp_path / "host", None) as anna:
            await start_here(anna)
            anna.strike("Esc")
            anna.strike("Ctrl+Q")
            await until(lambda: not anna.window.isVisible(), "the end")

    run(journey())
