"""Pictures are asked for once, kept within bounds, cut round; junk is none."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from backend.wire.types import RoomId
from desktop.models.timeline import TimelineModel
from desktop.models.wishes import FetchPicture
from desktop.theme import Theme
from desktop.widgets import pictures as module
from desktop.widgets.pictures import EDGE, Pictures, decode_picture
from desktop.widgets.timeline.view import TimelineView
from tests.desktop.widgets.conftest import Show
from tests.helpers.client_core import until
from tests.helpers.examples import a_contact, a_message, a_room, a_store, a_user, fill
from tests.helpers.real_chat import a_person
from tests.helpers.servers import ServerProcess

URL = "/avatars/0123.webp"


def encoded(width: int, height: int, kind: str = "PNG", color: str = "#c02020") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)
    return bytes(buffer.data().data())


def a_picture(color: str = "#c02020") -> QImage:
    image = decode_picture(encoded(64, 64, color=color))
    assert image is not None
    return image


def has_color(image: QImage, color: QColor) -> bool:
    return any(image.pixelColor(x, y) == color for x in range(image.width()) for y in range(image.height()))


@pytest.fixture
def asked(qapp: QApplication) -> tuple[Pictures, list[FetchPicture]]:
    pictures, wishes = Pictures(), []
    pictures.wished.connect(wishes.append)
    return pictures, wishes


def test_what_is_drawn_is_asked_for_once_and_there_when_it_came(asked, qtbot) -> None:
    pictures, wishes = asked
    assert pictures.pixmap(URL, 44, 2.0) is None
    assert pictures.pixmap(URL, 36, 1.0) is None
    assert wishes == [FetchPicture(URL)]
    with qtbot.waitSignal(pictures.changed):
        pictures.put(URL, a_picture())
    disc = pictures.pixmap(URL, 44, 2.0)
    assert disc is not None
    assert (disc.width(), disc.devicePixelRatio()) == (88, 2.0)
    image = disc.toImage()
    assert image.pixelColor(44, 44) == QColor("#c02020")
    assert image.pixelColor(1, 1).alpha() == 0
    assert pictures.pixmap(URL, 44, 2.0) is disc
    assert wishes == [FetchPicture(URL)]


def test_whoever_chose_no_picture_costs_no_question(asked) -> None:
    pictures, wishes = asked
    assert pictures.pixmap("", 44, 1.0) is None
    assert pictures.pixmap("http://example.org/avatars/0123.svg?v=2", 44, 1.0) is None
    assert wishes == []


def test_what_could_not_be_had_is_asked_for_again_with_the_next_connection(asked, qtbot) -> None:
    pictures, wishes = asked
    pictures.pixmap(URL, 44, 1.0)
    with qtbot.waitSignal(pictures.changed):
        pictures.try_again()
    pictures.pixmap(URL, 44, 1.0)
    assert len(wishes) == 2


def test_memory_is_bounded(asked, monkeypatch) -> None:
    monkeypatch.setattr(module, "_MOST_KEPT", 3)
    pictures, wishes = asked
    for number in range(5):
        pictures.put(f"/avatars/{number}.webp", a_picture())
        assert pictures.pixmap(f"/avatars/{number}.webp", 44, 1.0) is not None
    assert pictures.pixmap("/avatars/0.webp", 44, 1.0) is None
    assert pictures.pixmap("/avatars/4.webp", 44, 1.0) is not None
    assert wishes == [FetchPicture("/avatars/0.webp")]


def test_a_talk_shows_the_pictures_of_those_who_speak(theme: Theme, show: Show) -> None:
    pictures, red = Pictures(), QColor("#c02020")
    bob, eve = a_user(2, "Bob"), a_user(3, "Eve")
    last = a_message(1, 1, "hello", author=bob)
    room = a_room(1, [bob, eve], name="Team", chat_type="group", read_seq=1, last=last)
    store = a_store([room], [replace(a_contact(2, "Bob"), avatar=URL), a_contact(3, "Eve")])
    fill(store, 1, [last])
    view = TimelineView(theme, pictures=pictures)
    view.resize(400, 200)
    model = TimelineModel(store, RoomId(1))
    view.set_model(model)
    show(view)
    assert not has_color(view.viewport().grab().toImage(), red)
    pictures.put(URL, a_picture())
    assert has_color(view.viewport().grab().toImage(), red)
    model.close()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_small_square(qapp: QApplication, kind: str) -> None:
    image = decode_picture(encoded(600, 400, kind))
    assert image is not None
    assert (image.width(), image.height()) == (EDGE, EDGE)


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"no picture at all",
        encoded(64, 64)[:60],
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        encoded(3000, 8),
    ],
    ids=["nothing", "words", "cut off", "svg", "too wide"],
)
def test_junk_is_no_picture(qapp: QApplication, junk: bytes) -> None:
    assert decode_picture(junk) is None


async def test_what_one_person_uploads_the_other_can_draw(tmp_path: Path, qapp: QApplication) -> None:
    with ServerProcess(tmp_path / "server-data") as server:
        alice = await a_person(server.address, tmp_path / "alice", "alice")
        bob = await a_person(server.address, tmp_path / "bob", "bob")
        assert bob.client.store.me is not None
        room_id = await alice.client.open_direct_chat(bob.client.store.me.id)
        await until(lambda: bob.client.store.rooms.get(room_id))
        await alice.client.calls.upload_avatar(encoded(300, 200), "image/png")
        await until(lambda: (room := bob.client.store.rooms.get(room_id)) and "svg" not in room.avatar)
        room = bob.client.store.rooms.get(room_id)
        assert room is not None
        data = await bob.client.picture(room.avatar)
        assert data is not None
        image = decode_picture(data)
        assert image is not None
        assert image.width() == EDGE
        await alice.close()
        await bob.close()
