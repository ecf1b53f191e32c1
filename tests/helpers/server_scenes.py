"""Scenes of hosting and administration: starting a server, inviting, the page about it. For `screens`."""

from PySide6.QtWidgets import QLineEdit, QPushButton

from desktop.models.hosting import StartHosting
from desktop.models.requests import Answer
from desktop.widgets.login import START
from tests.helpers.stage import Scene, Stage


def _start(stage: Stage) -> None:
    stage.login(is_new=True).show_page(START)


def _start_filled(stage: Stage) -> list[object]:
    screen = stage.login(is_new=True)
    screen.show_page(START)
    asked: list[object] = []
    screen.wished.connect(asked.append)
    for name, text in (("team_name", "Пекарня"), ("your_name", "Анна Шмидт"), ("new_password", "12345678")):
        screen.findChild(QLineEdit, name).setText(text)
    screen.findChild(QPushButton, "start_hosting").click()
    return asked


def _start_refused(stage: Stage) -> None:
    (asked,) = _start_filled(stage)
    assert isinstance(asked, StartHosting)
    assert asked.answer is not None
    problems = {
        "username": ["A user with that username already exists."],
        "password": ["This password is too common.", "This password is entirely numeric."],
    }
    asked.answer(Answer(fields=problems))


SERVER_SCENES: dict[str, Scene] = {
    "start_server": Scene(_start, 700, 680),
    "start_server_narrow": Scene(_start, 380, 480),
    "start_server_busy": Scene(lambda stage: _start_filled(stage) and None, 700, 680),
    "start_server_refused": Scene(_start_refused, 700, 760),
}
