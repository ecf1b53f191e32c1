"""Scenes of hosting and administration: starting a server, inviting, the page about it. For `screens`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QLineEdit, QPushButton

from backend.wire.answers import ConnectedPerson, DataCopy, Invite, ResetCode, ServerStatus
from backend.wire.types import InviteId, UserId
from desktop.models.administration import (
    CopyData,
    DrawCode,
    ListInvites,
    MakeResetCode,
    ReadServerStatus,
    ShowInvite,
    ShowResetCode,
    ShowServer,
)
from desktop.models.hosting import HostingState, ReadHosting, ReadLogTail, StartHosting
from desktop.models.requests import Answer, Request
from desktop.models.wishes import Wish
from desktop.system.qr_rows import make_rows
from desktop.widgets.entrance.login import START
from desktop.widgets.room_header import RoomHeader
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
    for name, text in (("team_name", "Пекарня"), ("own_name", "Анна Шмидт"), ("new_password", "12345678")):
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


def a_status(now: datetime, *, people: int = 4) -> ServerStatus:
    """How a server of a small team is in the afternoon."""
    names = ("Анна Шмидт", "Bob Stone", "Carol Danvers", "Константин Константинович Константинопольский")
    connected = [
        ConnectedPerson(user=a_user(1 + at, names[at % len(names)]), devices=1 + at % 3)
        for at in range(people)
    ]
    return ServerStatus(
        name="Пекарня «Ромашка»",
        version="0.1.0",
        started_at=now - timedelta(hours=5),
        address="https://192.168.100.115:8001",
        fingerprint="0123456789abcdef" * 4,
        registration="invite",
        is_announced=True,
        people=connected,
        devices=sum(one.devices for one in connected),
        accounts=9,
        messages_last_minute=14,
        cpu_percent=2.6,
        memory_bytes=87_000_000,
        database_bytes=12_400_000,
        free_bytes=151_000_000_000,
    )


def a_hosting(**changes: object) -> HostingState:
    """A server that this computer shares."""
    state = HostingState(
        is_hosted=True,
        is_running=True,
        name="Пекарня «Ромашка»",
        address="https://192.168.100.115:8001",
        fingerprint="0123456789abcdef" * 4,
        is_announced=True,
        port=8001,
        folder=Path("/home/anna/.local/share/minichat/server"),
        log_file=Path("/home/anna/.local/share/minichat/server.log"),
        can_run_without_window=True,
        firewall_hint="sudo ufw allow 8001/tcp",
    )
    return msgspec.structs.replace(state, **changes)


def answer_for_server(asked: Wish, now: datetime, hosting: HostingState | None = None) -> None:
    """What a server would say to an administrator."""
    values: dict[type, object] = {
        ListInvites: [an_invite(now, uses=10, used=3)],
        MakeResetCode: ResetCode(code="KXQF-7MPA-93TD", expires_at=now + timedelta(days=1)),
    }
    values |= {
        ReadServerStatus: a_status(now),
        ReadLogTail: [f"2026-11-23 14:0{minute} INFO backend.app listens" for minute in range(5)] * 3,
        CopyData: DataCopy(name="minichat-20261123-140500.zip", bytes=14_800_000, created_at=now),
    }
    if hosting is not None:
        values[ReadHosting] = hosting
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


def _info_for_admin(stage: Stage) -> None:
    store = an_office(stage.now)
    store.is_admin = True
    stage.office(1, store).findChild(RoomHeader).info_wanted.emit()


def _server(hosting: HostingState | None, *buttons: str) -> Callable[[Stage], None]:
    """The page about the server: of this computer, or without `hosting` of one elsewhere."""

    def play(stage: Stage) -> None:
        store = an_office(stage.now)
        stage.office(2, store)
        sheets = Sheets(stage.window, store, stage.theme, is_own_server=hosting is not None)
        sheets.wished.connect(lambda asked: answer_for_server(asked, stage.now, hosting))
        sheets.acts()[ShowServer](ShowServer())
        for button in buttons:
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
    "server": Scene(_server(a_hosting()), 800, 1240),
    "server_elsewhere": Scene(_server(None), 800, 900),
    "server_copied": Scene(_server(a_hosting(), "copy_data"), 800, 1300),
    "server_stopped": Scene(_server(a_hosting(is_running=False)), 800, 800),
    "server_in_trouble": Scene(
        _server(
            a_hosting(
                is_running=False,
                problem="Port 8001 is taken by another program.",
                can_run_without_window=False,
                no_service_reason="This system has no services of a person.",
            )
        ),
        800,
        800,
    ),
    "server_private": Scene(_server(HostingState(is_running=True))),
    "server_narrow": Scene(_server(a_hosting()), 380, 640),
    "server_large": Scene(_server(a_hosting()), 1100, 2400, {"text_percent": 200}),
    "server_stop_question": Scene(_server(a_hosting(), "stop_server"), 800, 900),
    "server_revoke_question": Scene(_server(a_hosting(), "revoke_invite"), 800, 900),
    "info_for_admin": Scene(_info_for_admin),
    "reset_code": Scene(_sheet(ShowResetCode(UserId(2)))),
    "reset_code_made": Scene(_sheet(ShowResetCode(UserId(2)), "make_code")),
}
