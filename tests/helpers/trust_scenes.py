"""Scenes of servers whose certificate isn't trusted. For `screens`."""

from collections.abc import Callable
from hashlib import sha256

from desktop.client import Untrusted
from desktop.client.errors import Reason
from desktop.client.state.changes import Connection
from desktop.models.troubles import explain
from desktop.widgets.trust_sheet import TrustSheet
from tests.helpers.stage import Scene, Stage

KNOWN, SHOWN = (sha256(name).hexdigest() for name in (b"the old certificate", b"the new certificate"))
ADDRESS = "https://minichat.example.org:8001"


def a_doubt(reason: Reason, known: str = "", *, is_by_invite: bool = False) -> Untrusted:
    """A server that isn't trusted, for some reason."""
    return Untrusted(ADDRESS, SHOWN, known=known, reason=reason, is_by_invite=is_by_invite)


def _sheet(doubt: Untrusted) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        stage.office() if doubt.known and not doubt.is_by_invite else stage.login(is_new=False)
        TrustSheet(stage.window, stage.theme, doubt).open()

    return play


def _announced(fingerprint: str) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        stage.login(is_new=False)
        TrustSheet(stage.window, stage.theme, a_doubt("unknown"), announced=fingerprint).open()

    return play


def _bar(reason: Reason, known: str = "") -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        words = explain(a_doubt(reason, known))
        stage.office().show_connection(Connection.OFFLINE, None, words, can_compare=True)

    return play


TRUST_SCENES = {
    "trust_announced": Scene(_announced(SHOWN)),
    "trust_announced_otherwise": Scene(_announced(KNOWN), 760, 640),
    "trust_first": Scene(_sheet(a_doubt("unknown")), 900, 640),
    "trust_first_narrow": Scene(_sheet(a_doubt("unknown")), 380, 640),
    "trust_changed": Scene(_sheet(a_doubt("changed", KNOWN))),
    "trust_changed_narrow": Scene(_sheet(a_doubt("changed", KNOWN)), 380, 640),
    "trust_changed_large": Scene(_sheet(a_doubt("changed", KNOWN)), 1000, 900, {"text_percent": 200}),
    "trust_authority_gone": Scene(_sheet(a_doubt("changed")), 900, 640),
    "trust_invite": Scene(_sheet(a_doubt("changed", KNOWN, is_by_invite=True)), 900, 640),
    "trust_wrong_name": Scene(_sheet(a_doubt("wrong_name")), 900, 640),
    "trust_expired": Scene(_sheet(a_doubt("expired")), 900, 640),
    "trust_forgotten": Scene(_sheet(a_doubt("forgotten")), 900, 640),
    "trust_bar": Scene(_bar("changed", KNOWN)),
    "trust_bar_narrow": Scene(_bar("changed", KNOWN), 380, 640),
}
