"""Scenes of hosting and administration: starting a server, inviting, the page about it. For `screens`."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtWidgets import QLineEdit, QPushButton

from backend.wire.rest import Invite, ResetCode
from backend.wire.types import InviteId, UserId
from desktop.models.administration import DrawCode, ListInvites, MakeResetCode, ShowInvite, ShowResetCode
from desktop.models.hosting import StartHosting
from desktop.models.requests import Answer, Request
from desktop.models.wishes import Wish
from desktop.system.qr_rows import make_rows
from desktop.widgets.login import START
from desktop.widgets.sheets import Sheets
from tests.helpers.examples import a_user, an_office
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


def an_invite(now: datetime, number: int = 12, *, uses: int = 10, used: int = 0) -> Invite:
    """An invite to a server of this network, made by somebody."""
    secret = f"{number}-hT3kP0aZx_9QbLmR/AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    return Invite(
        id=InviteId(number),
        link=f"minichat://join/192.168.100.115:8001/{secret}",
        web_link=f"https://192.168.100.115:8001/join/#{secret}",
        created_at=now,
        expires_at=now + timedelta(days=7),
        uses=uses,
        used=used,
        created_by=a_user(1, "Анна Шмидт"),
    )


def answer_for_server(asked: Wish, now: datetime) -> None:
    """What a server would say to an administrator."""
    values: dict[type, object] = {
        ListInvites: [an_invite(now, uses=10, used=3)],
        MakeResetCode: ResetCode(code="KXQF-7MPA-93TD", expires_at=now + timedelta(days=1)),
    }
    if isinstance(asked, DrawCode):
        values[DrawCode] = make_rows(asked.words)
    if isinstance(asked, Request) and asked.answer is not None and type(asked) in values:
        asked.answer(Answer(value=values[type(asked)]))


def _sheet(wish: Wish, button: str = "") -> Callable[[Stage], None]:
    """A sheet over the office; `button` is pressed in it."""

    def play(stage: Stage) -> None:
        store = an_office(stage.now)
        stage.office(2, store)
        sheets = Sheets(stage.window, store, stage.theme)
        sheets.wished.connect(lambda asked: answer_for_server(asked, stage.now))
        sheets.acts()[type(wish)](wish)
        if button:
            stage.window.findChild(QPushButton, button).click()

    return play


SERVER_SCENES: dict[str, Scene] = {
    "start_server": Scene(_start, 700, 680),
    "start_server_narrow": Scene(_start, 380, 480),
    "start_server_busy": Scene(lambda stage: _start_filled(stage) and None, 700, 680),
    "start_server_refused": Scene(_start_refused, 700, 760),
    "invite": Scene(_sheet(ShowInvite()), 800, 760),
    "invite_narrow": Scene(_sheet(ShowInvite()), 380, 480),
    "invite_large": Scene(_sheet(ShowInvite()), 1000, 900, {"text_percent": 200}),
    "reset_code": Scene(_sheet(ShowResetCode(UserId(2)))),
    "reset_code_made": Scene(_sheet(ShowResetCode(UserId(2)), "make_code")),
}
