"""Draw the screens with example data into PNG files: `python -m tests.helpers.pictures FOLDER`.

The picture of the README is `QT_SCALE_FACTOR=2 python -m tests.helpers.pictures FOLDER` and its readme.png.
"""

import os
import sys
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from backend.wire.types import RoomId
from desktop.i18n import install_language
from desktop.models.choices import Choices
from desktop.theme import Theme, ThemeChoice
from desktop.widgets.chat import ChatScreen
from desktop.widgets.login import LoginScreen
from desktop.widgets.main_window import MainWindow
from tests.helpers.examples import an_office

SHOTS = (
    ("readme", "light", "en", 1000, 680, 1),
    ("window", "light", "en", 1000, 680, 1),
    ("window_dark", "dark", "en", 1000, 680, 1),
    ("group_ru", "light", "ru", 1000, 680, 2),
    ("narrow_list", "light", "ru", 380, 640, None),
    ("narrow_room_dark", "dark", "ru", 380, 640, 1),
    ("empty", "light", "en", 900, 600, None),
    ("login", "light", "en", 900, 640, 0),
    ("login_ru_dark", "dark", "ru", 420, 640, 0),
)


def draw(folder: Path) -> None:
    """One file for each shot."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = Theme(app)
    at = datetime.now().astimezone().replace(hour=14, minute=5)
    for name, scheme, language, width, height, room in SHOTS:
        theme.set_choice(ThemeChoice(scheme))
        install_language(app, language)
        window = MainWindow(theme)
        window.resize(width, height)
        if room == 0:
            login = LoginScreen(theme, Choices(), is_new=True)
            window.show_screen(login)
            login.show_problem("", {"password": ["This password is too short."]})
        else:
            screen = ChatScreen(an_office(at, has_trouble=name != "readme"), theme, Choices())
            window.show_screen(screen)
        window.show()
        if room:
            screen.open_room(RoomId(room))
        QTest.qWait(150)
        window.grab().save(str(folder / f"{name}.png"))
        if room != 0:
            screen.close_models()
        window.close()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    draw(target)
