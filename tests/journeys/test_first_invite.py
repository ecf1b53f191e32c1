"""From the very first start to an invite that a colleague can use: on a real server, with real presses."""

import time

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit

from backend.wire.invites import parse_invite
from desktop.widgets.qr_code import QrCode
from tests.helpers.hands import until
from tests.helpers.leaks import watched_loop
from tests.helpers.windows import open_window


@pytest.fixture
def run(qapp):
    with watched_loop(qapp) as run:
        yield run


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.setenv("MINICHAT_BCRYPT_COST", "4")
    monkeypatch.setenv("MINICHAT_ANNOUNCE", "false")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config-home"))


def has_code(code: QrCode) -> bool:
    image = code.grab().toImage()
    return any(image.pixelColor(x, image.height() // 2).lightness() == 0 for x in range(image.width()))


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
            anna.write("your_name", "Анна Шмидт")
            anna.write("new_password", "12345678")
            click("start_hosting")
            await until(
                lambda: "too common" in anna.find("new_password").accessibleDescription(),
                "the server says what is wrong with the password",
                seconds=40,
            )
            assert anna.find("team_name", QLineEdit).text() == "Bakery"
            anna.find("new_password", QLineEdit).clear()
            anna.write("new_password", "correct horse 9")
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
