"""The stage on which scenes are played: a window with a screen of example data, in one look at a time."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

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
from desktop.widgets.entrance.login import LoginScreen
from desktop.widgets.main_window import MainWindow
from tests.helpers.examples import an_office

SETTLING_MS = 150
"""Until what is delayed or moves has come to rest."""


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
    choices: Mapping[str, object] = {}
    """Settings besides language and theme."""


@contextmanager
def shown(scene: Scene, look: Look, theme: Theme, app: QApplication, **choices: object) -> Iterator[QWidget]:
    """A scene on the screen, to be grabbed or looked at."""
    install_language(app, look.language)
    wanted = {"theme": look.theme.value, "language": look.language, **scene.choices, **choices}
    settings = msgspec.structs.replace(Settings(), **wanted)
    theme.apply(settings)
    stage = Stage(theme, Choices(settings), scene.width, scene.height)
    grabbed = scene.play(stage) or stage.window
    QTest.qWait(SETTLING_MS)
    try:
        yield grabbed
    finally:
        stage.window.show_screen(QWidget())
        for window in (*stage.others, stage.window):
            window.close()
            window.deleteLater()
        QTest.qWait(1)
