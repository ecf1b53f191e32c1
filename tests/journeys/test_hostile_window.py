"""A server that means harm before a real window: all is plain text, nothing is loaded, nothing freezes."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6 import QtGui
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from backend.wire import PROTOCOL_VERSION
from backend.wire.answers import Authenticated, ServerInfo, Tokens
from backend.wire.live import MessageCreated
from backend.wire.rest import GET_SERVER, LOG_IN
from backend.wire.types import RoomId, Seq
from desktop.client.plain import NAME_LENGTH
from desktop.widgets.timeline.view import TimelineView
from tests.helpers.examples import a_contact, a_message, a_room, a_user
from tests.helpers.hands import Hands, until
from tests.helpers.scripted_server import SERVER_ID, LiveEnd, ScriptedServer, a_welcome
from tests.helpers.standstill import never_frozen
from tests.helpers.windows import open_window

TURNED = "\u202egpj.elif\u2066"
LONG = "Bob \0\x07 & " * 120_000
LINKS = [
    "file:///etc/passwd",
    "javascript:alert(1)",
    "[click](javascript:alert(1))",
    "[click](file:///etc/passwd)",
    "smb://server/share data:text/html,x vbscript:x mailto:x@y.z \\\\server\\share",
    "<a href='file:///etc/passwd'>https</a>",
    "h\u200bttps://hidden.example",
]
GOOD_LINK = "https://example.org/page"


def wicked(picture: Path) -> str:
    """What an engine of HTML would draw, and load from the disk."""
    return f'<img src="file://{picture}"><b>Bob</b><h1>Big</h1>&amp;<a href="file://{picture}">here</a>'


async def enter(window: Hands, server: ScriptedServer, me: str) -> LiveEnd:
    """Log in, as far as the server's first word."""
    info = ServerInfo(
        name="x",
        version="9",
        server_id=SERVER_ID,
        protocol_versions=[PROTOCOL_VERSION],
        registration_open=True,
    )
    server.on(GET_SERVER, info)
    tokens = Tokens(access="a", refresh="r")
    server.on(LOG_IN, Authenticated(message="", user=a_user(1, me), tokens=tokens))
    await until(lambda: window.sees("submit"), "the login screen is there")
    window.click("mode_log_in")
    window.write("username", "alice")
    window.write("password", "a long enough secret")
    window.click("submit")
    return await server.next_live()


def rich_texts() -> list[str]:
    """What any label in any window would take for HTML."""
    labels = [label for widget in QApplication.topLevelWidgets() for label in widget.findChildren(QLabel)]
    return [
        label.text()
        for label in labels
        if label.textFormat() is not Qt.TextFormat.PlainText and QtGui.Qt.mightBeRichText(label.text())
    ]


def rich_hints() -> list[str]:
    """The tooltips that Qt would take for HTML."""
    widgets = [widget for top in QApplication.topLevelWidgets() for widget in top.findChildren(QWidget)]
    return [widget.toolTip() for widget in widgets if QtGui.Qt.mightBeRichText(widget.toolTip())]


def links_on_screen(view: TimelineView) -> set[str]:
    """Where a click may lead, looked for all over the talk."""
    area = view.viewport().rect()
    found = {
        view.rows.link_at(QPointF(x, y))
        for y in range(area.top(), area.bottom(), 9)
        for x in range(area.left(), area.right(), 15)
    }
    return {link for link in found if link is not None}


def never_read_file(picture: Path) -> float:
    """A picture whose time of reading tells whether somebody did; answers with that time."""
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    assert image.save(str(picture))
    os.utime(picture, (1_000_000_000, picture.stat().st_mtime))
    return picture.stat().st_atime


@pytest.mark.timeout(90)
def test_nothing_that_a_server_sends_is_more_than_text(run, qapp, tmp_path):
    picture = tmp_path / "secret.png"
    read_at = never_read_file(picture)
    html = wicked(picture)
    bob = replace(a_user(2, html), username="b\u202eob")
    texts = [html, TURNED, GOOD_LINK, *LINKS, "x" * 100_000, "\u0e47" * 3_000, "\r\n" * 2_000, "[" * 4_000]
    names = {7: html, 8: TURNED, 9: LONG, 10: "\0", 11: "👩‍👩‍👧" * 60}
    rooms = [a_room(number, [bob], name=name, chat_type="group") for number, name in names.items()]
    rooms.append(a_room(12, [bob]))
    now = datetime.now(UTC)

    async def journey():
        async with ScriptedServer() as server, open_window(qapp, tmp_path / "a", server.address) as window:
            live = await enter(window, server, html)
            await live.send(a_welcome(*rooms, me=a_user(1, html), people=[a_contact(2, html)]))
            await until(lambda: len(window.rooms()) == len(rooms), "all rooms are there")
            window.click_row(next(card.title for card in window.rooms() if card.room_id == 7))
            await until(lambda: window.sees("composer"), "the room is open")
            window.strike("Ctrl+.")
            async with never_frozen(1.0):
                for seq, text in enumerate(texts, 1):
                    message = a_message(7, seq, text, author=bob, at=now)
                    await live.send(MessageCreated(room=RoomId(7), seq=Seq(seq), message=message))
                await until(lambda: len(window.texts()) == len(texts), "all messages came", seconds=20)
                window.window.grab()
            view = window.find("timeline", TimelineView)
            for seq in range(1, len(texts) + 1):
                view.go_to_message(Seq(seq))
                window.window.grab()
                assert links_on_screen(view) <= {GOOD_LINK}
            view.go_to_message(Seq(3))
            assert links_on_screen(view) == {GOOD_LINK}
            view.open_menu(0, view.mapToGlobal(QPoint(20, 20)))
            next(menu for menu in view.findChildren(QMenu, "message_menu") if menu.isVisible()).close()

            for card in window.rooms():
                assert len(card.title) <= 2 * NAME_LENGTH + 1, "a first and a last name at most"
                assert card.title.replace("\u200d", "").isprintable(), "no sign turns or hides others"
            assert rich_texts() == []
            assert rich_hints() == []
            window.click("menu")
            QApplication.activePopupWidget().close()
            window.strike("Ctrl+K")
            await until(lambda: window.sees("switcher_list"), "the switcher")
            window.window.grab()
            window.strike("Esc")
            window.click_row(next(card.title for card in window.rooms() if card.room_id == 12))
            await asyncio.sleep(0.1)
            window.window.grab()
            assert rich_texts() == []

            for junk in (b"\xff\xfe", b'{"type":"message_created"}', b"[" * 100_000):
                async with never_frozen():
                    await live.send(junk)
                    live = await server.next_live()
                    await live.send(a_welcome(*rooms, me=a_user(1, html), people=[a_contact(2, html)]))
            window.say("still here")
            assert window.texts() == ["still here"]

    run(journey())
    assert picture.stat().st_atime == read_at, "somebody has read the picture"
