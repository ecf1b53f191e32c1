"""Every screen and state of the desktop with example data: `python -m tests.helpers.screens FOLDER [WORDS]`.

Draws each of `SCENES` light and dark, in English and Russian, at 100 % and 200 % into PNG files, or only
those whose names have one of the words in them. README and docs use some of them; test_screens.py looks at
all for words that are cut off and widgets that lie on each other.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QSplitter, QToolButton, QWidget

from backend.wire.answers import SessionInfo
from backend.wire.live import PreferencesChanged
from backend.wire.types import Preferences, RoomId, SessionId, UserId
from desktop.client.state.changes import Connection
from desktop.client.state.store import Store
from desktop.models.joining import Inviter
from desktop.models.requests import Answer, ListSessions
from desktop.models.wishes import (
    FindMessages,
    Hits,
    ShowAddMembers,
    ShowEditGroup,
    ShowNewGroup,
    ShowProfile,
    ShowSessions,
    Wish,
)
from desktop.theme import Theme
from desktop.widgets.avatar_crop import CropSheet
from desktop.widgets.room_header import RoomHeader
from desktop.widgets.room_menu import FOR_EVER
from desktop.widgets.room_window import RoomWindow
from desktop.widgets.settings_sheet import SettingsSheet
from desktop.widgets.sheets import Sheets
from desktop.widgets.shortcut_list import open_shortcut_list
from desktop.widgets.switcher import Switcher
from tests.helpers.examples import ME, a_contact, a_message, a_store, a_user, an_office, created
from tests.helpers.join_scenes import JOIN_SCENES
from tests.helpers.server_scenes import SERVER_SCENES
from tests.helpers.stage import LOOKS, SETTLING_MS, Scene, Stage, shown
from tests.helpers.talk_scenes import TALK_SCENES
from tests.helpers.trust_scenes import TRUST_SCENES

_SCALES = (1, 2)


def _chat_calm(stage: Stage) -> None:
    stage.office(store=an_office(stage.now, has_trouble=False))


def _chat_group(stage: Stage) -> None:
    stage.office(2)


def _chat_offline(stage: Stage) -> None:
    screen = stage.office()
    screen.show_connection(Connection.OFFLINE, None)
    QTest.qWait(3_200)  # the bar waits for three seconds of trouble


def _chat_nothing_open(stage: Stage) -> None:
    stage.office(None)


def _chat_without_rooms(stage: Stage) -> None:
    stage.office(None, a_store())


def _chat_of_newcomer(stage: Stage) -> None:
    screen = stage.office(None, a_store())
    screen.offer_inviter(Inviter(user_id=UserId(7), name="Анна-Мария Константинопольская"))


def _chat_of_lone_host(stage: Stage) -> None:
    store = a_store()
    store.is_admin = True
    stage.office(None, store)


def _chat_200_rooms(stage: Stage) -> None:
    stage.office(2, an_office(stage.now, rooms=200))


def _marked_office(stage: Stage) -> Store:
    """Chats that are pinned, muted, begun to be answered, or name the person."""
    store = an_office(stage.now, rooms=40)
    for room, preferences in (
        (6, Preferences(pinned=True)),
        (5, Preferences(pinned=True, muted_until=FOR_EVER)),
        (4, Preferences(muted_until=FOR_EVER)),
    ):
        store.apply(PreferencesChanged(room=RoomId(room), preferences=preferences))
    store.rooms.set_draft(RoomId(7), "Насчёт завтрашней встречи: может быть, лучше в четверг?")
    call = a_message(2, 7, "@user1 could you look?", author=a_user(4, "Carol Danvers"), at=stage.now)
    call = msgspec.structs.replace(call, mentions=[ME])
    store.apply_entries(RoomId(2), created([call]))
    return store


def _sidebar_marks(stage: Stage) -> None:
    stage.office(1, _marked_office(stage))


def _sidebar_pictures_only(stage: Stage) -> None:
    screen = stage.office(1, _marked_office(stage))
    splitter = screen.findChild(QSplitter)
    splitter.setSizes([72, *splitter.sizes()[1:]])


def _sidebar_search(stage: Stage) -> None:
    screen = stage.office()
    asked: list[FindMessages] = []
    screen.wished.connect(lambda wish: asked.append(wish) if isinstance(wish, FindMessages) else None)
    screen.findChild(QLineEdit, "search").setText("st")
    QTest.qWait(SETTLING_MS + 50)
    found = (a_message(1, 4, "it went away after a restart"), a_message(2, 3, "The stale cache, again"))
    asked[-1].answer(Hits(words="st", messages=found, is_final=True))
    screen.show_people(
        "st", [a_contact(900, "Стас Михайлов"), a_contact(901, "Stella Adler", is_online=True)]
    )


def _find_bar(stage: Stage) -> None:
    screen = stage.office()
    asked: list[FindMessages] = []
    screen.wished.connect(lambda wish: asked.append(wish) if isinstance(wish, FindMessages) else None)
    screen.findChild(QToolButton, "find").click()
    screen.findChild(QLineEdit, "find_field").setText("re")
    QTest.qWait(SETTLING_MS + 100)
    asked[-1].answer(Hits(words="re", messages=(a_message(1, 4), a_message(1, 9)), is_final=True))


def _switcher(stage: Stage) -> None:
    screen = stage.office(1, _marked_office(stage))
    Switcher(screen, _marked_office(stage), stage.theme, RoomId(1)).open()


def _login(stage: Stage) -> None:
    stage.login(is_new=False)


def _login_new_with_problem(stage: Stage) -> None:
    stage.login(is_new=True).show_problem("", {"password": ["This password is too short."]})


def _narrow_list(stage: Stage) -> None:
    stage.office(None)


def _group_of_mine(now: datetime) -> Store:
    """The office, its group owned by me."""
    store = an_office(now)
    group = store.rooms.snapshot(RoomId(2))
    assert group is not None
    words = "Тексты, правки и планы на неделю."
    store.rooms.replace(
        msgspec.structs.replace(
            group, role="owner", owner=UserId(1), admins=[UserId(3)], description=words, is_public=True
        )
    )
    return store


def _info(room: int) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        screen = stage.office(room, _group_of_mine(stage.now))
        screen.findChild(RoomHeader).info_wanted.emit()

    return play


def _sheet(wish: Wish, button: str = "") -> Callable[[Stage], None]:
    """A sheet over the office; `button` is pressed in it."""

    def play(stage: Stage) -> None:
        store = _group_of_mine(stage.now)
        stage.office(2, store)
        sheets = Sheets(stage.window, store, stage.theme)
        sheets.wished.connect(lambda asked: _answer(asked, stage.now))
        sheets.acts()[type(wish)](wish)
        if button:
            stage.window.findChild(QPushButton, button).click()

    return play


def _answer(asked: object, now: datetime) -> None:
    if isinstance(asked, ListSessions) and asked.answer is not None:
        devices = ("Mini Chat, Linux", "", "Ноутбук Константина Константиновича, который стоит на даче")
        sessions = [
            SessionInfo(
                id=SessionId(number),
                device=device,
                created_at=now,
                last_seen=now - timedelta(days=number),
                is_current=not number,
            )
            for number, device in enumerate(devices)
        ]
        asked.answer(Answer(value=sessions))


def _crop(stage: Stage) -> None:
    stage.office(2)
    image = QImage(1200, 800, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 1200, 800)
    sky.setColorAt(0, QColor("#f2a65a"))
    sky.setColorAt(1, QColor("#2d6a8e"))
    painter.fillRect(image.rect(), sky)
    painter.end()
    CropSheet(stage.window, image).open()


def _settings(stage: Stage) -> None:
    stage.office()
    sheet = SettingsSheet(stage.window, stage.theme, stage.choices, {"Log out": stage.window.close})
    sheet.open()


def _shortcuts(stage: Stage) -> None:
    stage.office()
    open_shortcut_list(stage.window)


def _room_window(stage: Stage) -> QWidget:
    store = an_office(stage.now, has_trouble=False)
    window = RoomWindow(RoomId(1), store, stage.theme, stage.choices)
    stage.others.append(window)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    window.open()
    return window


SCENES: dict[str, Scene] = {
    "chat": Scene(_chat_calm),
    "chat_with_trouble": Scene(lambda stage: stage.office() and None),
    "chat_group": Scene(_chat_group),
    "chat_offline": Scene(_chat_offline),
    "chat_nothing_open": Scene(_chat_nothing_open),
    "chat_without_rooms": Scene(_chat_without_rooms),
    "chat_of_newcomer": Scene(_chat_of_newcomer),
    "chat_of_lone_host": Scene(_chat_of_lone_host),
    "chat_200_rooms": Scene(_chat_200_rooms),
    "sidebar_marks": Scene(_sidebar_marks),
    "sidebar_pictures_only": Scene(_sidebar_pictures_only),
    "sidebar_search": Scene(_sidebar_search),
    "find_bar": Scene(_find_bar),
    "switcher": Scene(_switcher),
    "narrow_list": Scene(_narrow_list, 380, 640),
    "narrow_room": Scene(_chat_group, 380, 640),
    "info_of_person": Scene(_info(1)),
    "info_of_group": Scene(_info(2), 1100, 900),
    "info_narrow": Scene(_info(2), 380, 640),
    "new_group": Scene(_sheet(ShowNewGroup()), 900, 760),
    "new_group_narrow": Scene(_sheet(ShowNewGroup()), 380, 480),
    "edit_group": Scene(_sheet(ShowEditGroup(RoomId(2)))),
    "add_members": Scene(_sheet(ShowAddMembers(RoomId(2)))),
    "profile": Scene(_sheet(ShowProfile())),
    "profile_password": Scene(_sheet(ShowProfile(), "password")),
    "profile_delete": Scene(_sheet(ShowProfile(), "delete_account")),
    "sessions": Scene(_sheet(ShowSessions())),
    "question": Scene(_sheet(ShowSessions(), "end_others")),
    "picture_crop": Scene(_crop),
    "settings": Scene(_settings, 800, 1200),
    "settings_narrow": Scene(_settings, 380, 640),
    "settings_large": Scene(_settings, 1000, 900, {"text_percent": 200}),
    "shortcuts": Scene(_shortcuts, 800, 1200),
    "shortcuts_narrow": Scene(_shortcuts, 380, 640),
    "chat_compact": Scene(_chat_calm, choices={"density": "compact", "accent": "teal"}),
    "chat_large": Scene(_chat_calm, choices={"text_percent": 200, "accent": "violet"}),
    "room_window": Scene(_room_window),
    "login": Scene(_login, 900, 640),
    "first_start": Scene(lambda stage: stage.login(is_new=True) and None, 700, 560),
    "first_start_narrow": Scene(lambda stage: stage.login(is_new=True) and None, 380, 480),
    "first_start_large": Scene(
        lambda stage: stage.login(is_new=True) and None, 380, 1000, {"text_percent": 200}
    ),
    "login_large": Scene(_login, 380, 1000, {"text_percent": 200}),
    "login_new_with_problem": Scene(_login_new_with_problem, 420, 700),
    **SERVER_SCENES,
    **TALK_SCENES,
    **JOIN_SCENES,
    **TRUST_SCENES,
}


def draw(folder: Path, words: list[str]) -> None:
    """One file for each scene and look, at the scale of this process."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = Theme(app)
    percent = round(100 * app.devicePixelRatio())
    for name, scene in SCENES.items():
        if words and not any(word in name for word in words):
            continue
        for look in LOOKS:
            with shown(scene, look, theme, app) as grabbed:
                grabbed.grab().save(str(folder / f"{name}-{look}-{percent}.png"))


def main(arguments: list[str]) -> int:
    """Both scales, each in a process of its own: Qt takes the scale once."""
    if "QT_SCALE_FACTOR" in os.environ:
        draw(Path(arguments[0]), arguments[1:])
        return 0
    if not arguments:
        sys.stderr.write("usage: screens FOLDER [WORDS ...]\n")
        return 2
    Path(arguments[0]).mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.helpers.screens", *arguments]
    return max(
        subprocess.call(command, env={**os.environ, "QT_SCALE_FACTOR": str(scale)}) for scale in _SCALES
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
