"""Every screen and state of the desktop with example data: `python -m tests.helpers.screens FOLDER [WORDS]`.

Draws each of `SCENES` light and dark, in English and Russian, at 100 % and 200 % into PNG files, or only
those whose names have one of the words in them. README and docs use some of them; test_screens.py looks at
all for words that are cut off and widgets that lie on each other.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from backend.wire.types import RoomId
from desktop.client.state.changes import Connection
from desktop.client.state.store import Store
from desktop.i18n import install_language
from desktop.models.choices import Choices
from desktop.settings import LanguageChoice, Settings
from desktop.theme import Theme, ThemeChoice
from desktop.widgets.chat import ChatScreen
from desktop.widgets.login import LoginScreen
from desktop.widgets.main_window import MainWindow
from tests.helpers.examples import a_store, an_office

_SETTLING_MS = 150
_SCALES = (1, 2)


class Look(msgspec.Struct, frozen=True):
    """How a scene is shown."""

    theme: ThemeChoice
    language: LanguageChoice

    def __str__(self) -> str:
        return f"{self.theme}-{self.language}"


LOOKS = tuple(
    Look(theme, language) for theme in (ThemeChoice.LIGHT, ThemeChoice.DARK) for language in ("en", "ru")
)


class Stage:
    """A window to put a scene into, at five past two in the afternoon."""

    def __init__(self, theme: Theme, choices: Choices, width: int, height: int) -> None:
        self.theme = theme
        self.choices = choices
        self.now = datetime.now().astimezone().replace(hour=14, minute=5, second=0, microsecond=0)
        self.window = MainWindow(theme)
        self.window.resize(width, height)
        self.others: list[QWidget] = []
        """Windows beside the main one, to be closed with it."""

    def office(self, room: int | None = 1, store: Store | None = None) -> ChatScreen:
        """The chat, with a room open."""
        screen = ChatScreen(store or an_office(self.now), self.theme, self.choices)
        self.window.show_screen(screen)
        self.window.show()
        screen.show_connection(Connection.ONLINE, None)
        if room is not None:
            screen.open_room(RoomId(room))
        return screen

    def login(self, *, is_new: bool) -> LoginScreen:
        """The way in."""
        screen = LoginScreen(self.theme, self.choices, is_new=is_new)
        self.window.show_screen(screen)
        self.window.show()
        return screen


class Scene(msgspec.Struct, frozen=True):
    """One screen in one state; what `play` answers is grabbed, else the window."""

    play: Callable[[Stage], QWidget | None]
    width: int = 1000
    height: int = 680


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


def _chat_200_rooms(stage: Stage) -> None:
    stage.office(2, an_office(stage.now, rooms=200))


def _login(stage: Stage) -> None:
    stage.login(is_new=False)


def _login_new_with_problem(stage: Stage) -> None:
    stage.login(is_new=True).show_problem("", {"password": ["This password is too short."]})


def _narrow_list(stage: Stage) -> None:
    stage.office(None)


SCENES: dict[str, Scene] = {
    "chat": Scene(_chat_calm),
    "chat_with_trouble": Scene(lambda stage: stage.office() and None),
    "chat_group": Scene(_chat_group),
    "chat_offline": Scene(_chat_offline),
    "chat_nothing_open": Scene(_chat_nothing_open),
    "chat_without_rooms": Scene(_chat_without_rooms),
    "chat_200_rooms": Scene(_chat_200_rooms),
    "narrow_list": Scene(_narrow_list, 380, 640),
    "narrow_room": Scene(_chat_group, 380, 640),
    "login": Scene(_login, 900, 640),
    "login_new_with_problem": Scene(_login_new_with_problem, 420, 700),
}


@contextmanager
def shown(scene: Scene, look: Look, theme: Theme, app: QApplication, **choices: object) -> Iterator[QWidget]:
    """A scene on the screen, to be grabbed or looked at."""
    install_language(app, look.language)
    theme.set_choice(look.theme)
    settings = msgspec.structs.replace(Settings(theme=look.theme.value, language=look.language), **choices)
    stage = Stage(theme, Choices(settings), scene.width, scene.height)
    grabbed = scene.play(stage) or stage.window
    QTest.qWait(_SETTLING_MS)
    try:
        yield grabbed
    finally:
        stage.window.show_screen(QWidget())
        for window in (*stage.others, stage.window):
            window.close()
            window.deleteLater()
        QTest.qWait(1)


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
