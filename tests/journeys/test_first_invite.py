"""From the very first start to an invite that a colleague can use: on a real server, with real presses."""

import time

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit

from backend.wire.invites import parse_invite
from desktop.widgets.hosting.qr_code import QrCode
from tests.helpers.hands import Hands, until
from tests.helpers.windows import open_window

SECRET = "correct horse 9"


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.setenv("MINICHAT_BCRYPT_COST", "4")
    monkeypatch.setenv("MINICHAT_ANNOUNCE", "false")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config-home"))


def has_code(code: QrCode) -> bool:
    image = code.grab().toImage()
    return any(image.pixelColor(x, image.height() // 2).lightness() == 0 for x in range(image.width()))


async def start_here(hands: Hands) -> str:
    """From the first start to the link of the invite, and past its sheet."""
    hands.click("start_server")
    hands.write("team_name", "Bakery")
    hands.write("own_name", "Anna Schmidt")
    hands.write("new_password", SECRET)
    hands.click("start_hosting")
    await hands.wait_for("invite_link")
    await until(lambda: bool(hands.find("invite_link", QLineEdit).text()), "the link is there")
    link = hands.find("invite_link", QLineEdit).text()
    hands.click("sheet_close")
    return link


def code_of(hands: Hands) -> str:
    """The reset code that is shown."""
    fields = [field for field in hands.window.findChildren(QLineEdit, "reset_code") if field.isVisible()]
    return fields[0].text() if fields else ""


def test_a_colleague_joins_by_it_and_later_forgets_the_password(run, qapp, tmp_path):
    async def journey():
        async with (
            open_window(qapp, tmp_path / "host", None) as anna,
            open_window(qapp, tmp_path / "bob", None) as bob,
        ):
            link = await start_here(anna)
            bob.click("join_server")
            await bob.wait_for("join_where")
            bob.find("join_where", QLineEdit).insert(link)
            await bob.wait_for("own_name")
            bob.write("own_name", "Bob")
            bob.write("join_password", SECRET)
            bob.click("join_submit")
            await bob.wait_for("search")
            await anna.find_and_open("bob", "Bob")
            anna.say("welcome")
            await bob.open_chat("Anna Schmidt")
            await bob.wait_for_texts(["welcome"])

            anna.click("info")
            await anna.wait_for("reset_code")
            anna.click("reset_code")
            anna.click("make_code")
            await until(lambda: bool(code_of(anna)), "the code is there")
            bob.click("menu")
            bob.choose("log_out")
            await bob.wait_for("forgot")
            bob.click("forgot")
            await bob.wait_for("code_field")
            assert bob.find("reset_username", QLineEdit).text() == "bob"
            bob.write("code_field", code_of(anna))
            bob.write("reset_password", "another horse 8")
            bob.click("reset_submit")
            await bob.wait_for("search")
            await bob.open_chat("Anna Schmidt")
            await bob.wait_for_texts(["welcome"])

    run(journey())


def test_at_most_four_clicks_and_a_minute(run, qapp, tmp_path):
    clicks: list[str] = []

    async def journey():
        async with open_window(qapp, tmp_path / "host", None) as anna:

            def click(name: str) -> None:
                clicks.append(name)
                anna.click(name)

            began = time.monotonic()
            click("start_server")
            anna.write("team_name", "Bakery")
            anna.write("own_name", "Анна Шмидт")
            anna.write("new_password", "12345678")
            click("start_hosting")
            await until(
                lambda: "too common" in anna.find("new_password").accessibleDescription(),
                "the server says what is wrong with the password",
                seconds=40,
            )
            assert anna.find("team_name", QLineEdit).text() == "Bakery"
            anna.find("new_password", QLineEdit).clear()
            anna.write("new_password", SECRET)
            clicks.remove("start_hosting")  # a second try is not the way
            click("start_hosting")
            await anna.wait_for("invite_link")
            await until(lambda: has_code(anna.find("qr_code", QrCode)), "the code is drawn")
            click("copy_link")
            took = time.monotonic() - began
            link = QGuiApplication.clipboard().text()
            QGuiApplication.clipboard().clear()
            assert link == anna.find("invite_link", QLineEdit).text()
            invite = parse_invite(link)
            assert invite.is_encrypted
            assert len(invite.fingerprint) == 64
            assert not anna.find("sheet_title", QLabel).isHidden()
            return took

    took = run(journey())
    assert clicks == ["start_server", "start_hosting", "copy_link"]
    assert took < 60
