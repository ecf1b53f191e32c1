"""Scenes of joining a server: the page that asks which one, the form that asks who, a new password."""

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton

from backend.wire.invites import InviteLink
from desktop.models.joining import LookAround, LookAt, ResetPassword, ServerPreview
from desktop.models.nearby import NearbyServer, NearbyServers
from desktop.models.requests import Answer
from desktop.widgets.entrance.login import LoginScreen
from tests.helpers.stage import Scene, Stage

INVITE = InviteLink(host="192.168.1.20", port=8001, token="7-Zk3vQw8mN2xLr5Tb", fingerprint="3f" * 32)
NEAR = (
    NearbyServer(
        name="Редакция «Вестника»",
        address="https://192.168.1.20:8001",
        fingerprint="3f0a91c4" * 8,
        server_id="a",
    ),
    NearbyServer(name="Workshop", address="http://192.168.1.7:8001", server_id="b"),
    NearbyServer(
        name="Department of Hydrology and Water Resources, second floor",
        address="https://[fd00:0:0:1::2a4c:91ff]:18001",
        fingerprint="91b7e2d0" * 8,
        server_id="c",
    ),
)


def _open_join(stage: Stage, found: NearbyServers, answer: Answer | None = None) -> LoginScreen:
    screen = LoginScreen(stage.theme, stage.choices, is_new=True)

    def fulfil(wish: object) -> None:
        if isinstance(wish, LookAround) and wish.take is not None:
            wish.take(found)
        elif isinstance(wish, LookAt | ResetPassword) and wish.answer is not None and answer is not None:
            wish.answer(answer)

    screen.wished.connect(fulfil)
    stage.window.show_screen(screen)
    stage.window.show()
    screen.findChild(QAbstractButton, "join_server").click()
    return screen


def _join(found: NearbyServers) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        _open_join(stage, found)

    return play


def _look(text: str, answer: Answer | None) -> Callable[[Stage], None]:
    """An invite or an address is given, and this is answered; None: nothing yet."""

    def play(stage: Stage) -> None:
        screen = _open_join(stage, NearbyServers(servers=NEAR[:1]), answer)
        screen.findChild(QLineEdit, "join_where").setText(text)
        screen.findChild(QPushButton, "join_go_on").click()

    return play


def _who(*presses: str, name: str = "", **server: object) -> Callable[[Stage], None]:
    """The form of who one is; `presses` are buttons that are pressed on it."""

    def play(stage: Stage) -> None:
        given = {"registration": "invite", "name": "Редакция «Вестника»", "invite": INVITE, **server}
        preview = ServerPreview(address=INVITE.address, **given)
        screen = _open_join(stage, NearbyServers(), Answer(value=preview))
        screen.findChild(QLineEdit, "join_where").setText("192.168.1.20:8001")
        screen.findChild(QPushButton, "join_go_on").click()
        screen.findChild(QLineEdit, "own_name").setText(name)
        for button in presses:
            screen.findChild(QPushButton, button).click()

    return play


def _reset_refused(stage: Stage) -> None:
    words = "Wrong name or code, or the code has expired or been used."
    screen = _open_join(stage, NearbyServers(), Answer(problem=words))
    screen.show_page("reset")
    for field, text in (
        ("reset_username", "anna"),
        ("code_field", "KXQF-7MPA-93TD"),
        ("reset_password", "x" * 12),
    ):
        screen.findChild(QLineEdit, field).setText(text)
    screen.findChild(QPushButton, "reset_submit").click()


_USED = Answer(problem="This invite has been used already. Ask for a new one.")
JOIN_SCENES: dict[str, Scene] = {
    "join": Scene(_join(NearbyServers(servers=NEAR)), 700, 640),
    "join_alone": Scene(_join(NearbyServers()), 700, 560),
    "join_blocked": Scene(_join(NearbyServers(is_blocked=True)), 380, 480),
    "join_many": Scene(
        _join(
            NearbyServers(
                servers=tuple(
                    NearbyServer(name=f"Team {n}", address=f"http://10.0.0.{n}:8001") for n in range(1, 12)
                )
            )
        ),
        700,
        640,
    ),
    "join_looking": Scene(_look(INVITE.link, None), 700, 560),
    "join_broken_invite": Scene(_look("minichat://join/192.168.1.20:8001", None), 700, 560),
    "join_used_invite": Scene(_look(INVITE.web_link, _USED), 380, 560),
    "join_who": Scene(_who(name="Анна Шмидт", invited_by="Борис Петров"), 700, 640),
    "join_who_missing": Scene(_who("change_username", "join_submit", name="Anna"), 700, 700),
    "join_who_account": Scene(_who("other_way"), 700, 560),
    "join_who_open": Scene(_who(invite=None, registration="open", name="安娜"), 380, 640),
    "join_who_by_invite": Scene(_who(invite=None), 700, 560),
    "join_who_closed": Scene(_who(registration="closed"), 380, 560),
    "join_large": Scene(_join(NearbyServers(servers=NEAR)), 700, 900, {"text_percent": 200}),
    "join_who_large": Scene(
        _who(name="Анна Шмидт", invited_by="Борис Петров"), 700, 900, {"text_percent": 200}
    ),
    "join_reset": Scene(_reset_refused, 700, 640),
}
