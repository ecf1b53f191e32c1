"""The page about the server of this computer, on a real one: what is done there happens, and shows."""

import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton

from tests.helpers.hands import Hands, until
from tests.helpers.windows import open_window


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.setenv("MINICHAT_BCRYPT_COST", "4")
    monkeypatch.setenv("MINICHAT_ANNOUNCE", "false")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config-home"))


def said(hands: Hands) -> str:
    """All words that can be seen."""
    return "\n".join(label.text() for label in hands.window.findChildren(QLabel) if label.isVisible())


async def start_here(hands: Hands) -> None:
    """From the first start to the invite, and past it."""
    hands.click("start_server")
    hands.write("team_name", "Bakery")
    hands.write("own_name", "Anna Schmidt")
    hands.write("new_password", "correct horse 9")
    hands.click("start_hosting")
    await hands.wait_for("copy_link")
    await until(hands.find("copy_link").isEnabled, "the invite is there")
    hands.click("sheet_close")


async def open_page(hands: Hands) -> None:
    hands.click("menu")
    hands.choose("server")


def is_chosen(hands: Hands, name: str) -> bool:
    return hands.sees(name) and hands.find(name, QAbstractButton).isChecked()


def copies_in(folder: Path) -> list[Path]:
    return list((folder / "copies").iterdir())


async def answered(hands: Hands) -> None:
    await until(lambda: hands.find("registration_open").isEnabled(), "the page takes input again", seconds=40)


def test_what_is_done_on_the_page_happens(run, qapp, tmp_path):
    async def journey():
        async with open_window(qapp, tmp_path / "host", None) as anna:
            await start_here(anna)
            await open_page(anna)
            await until(lambda: "1 person with 1 device, of 1 account" in said(anna), "who is connected")
            assert "Bakery" in said(anna)
            await until(lambda: "For 100 people" in said(anna), "the invite is listed")
            assert is_chosen(anna, "registration_invite")

            anna.click("revoke_invite")
            anna.click("yes")
            await until(lambda: "No invite can be used at the moment." in said(anna), "it is revoked")

            anna.click("copy_data")
            await until(lambda: "Copied, " in said(anna), "the copy is made", seconds=40)
            (copy,) = copies_in(tmp_path / "host" / "server")
            assert str(copy) in said(anna)
            assert "secret.key" in zipfile.ZipFile(copy).namelist()

            await answered(anna)
            anna.click("registration_closed")
            await answered(anna)
            await until(lambda: is_chosen(anna, "registration_closed"), "it is closed now")
            settings = (tmp_path / "host" / "server" / "server.toml").read_text()
            assert '"closed"' in settings

            anna.click("stop_server")
            anna.click("yes")
            await until(lambda: "The server is stopped" in said(anna), "it is stopped", seconds=40)
            assert not anna.sees("copy_data")
            await until(lambda: anna.find("start_server_again").isEnabled(), "it can be started")
            anna.click("start_server_again")
            await until(lambda: "1 person with 1 device" in said(anna), "it is back", seconds=60)
            anna.click("sheet_close")
            assert not anna.sees("stop_server")

    run(journey())


def test_others_are_let_in_to_the_server_that_one_had_for_oneself(run, qapp, tmp_path):
    async def journey():
        async with open_window(qapp, tmp_path / "host", None) as anna:
            await anna.register("anna", "Anna")
            anna.click("menu")
            anna.choose("server")
            await anna.wait_for("share_server")
            anna.write("name", "Bakery")
            anna.click("share_server")
            await anna.wait_for("invite_link")
            link = anna.find("invite_link").property("text")
            assert link.startswith("https://")
            shown = [b for b in anna.window.findChildren(QAbstractButton, "sheet_close") if b.isVisible()]
            shown[-1].click()
            await until(lambda: "Bakery" in said(anna), "the page is of a shared server", seconds=40)
            await until(lambda: "1 person with 1 device" in said(anna), "one is connected", seconds=40)
            anna.click("sheet_close")
            anna.click("menu")
            anna.choose("settings")
            (way,) = (b for b in anna.window.findChildren(QPushButton) if b.text() == "Server…")
            way.click()
            await until(lambda: anna.sees("stop_server"), "the page opens from the settings, too")

    run(journey())
