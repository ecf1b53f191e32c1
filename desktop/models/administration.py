"""What an administrator asks of the server they are signed in to. For its screens and `desktop.requests`.

Everything here but the wishes for a screen is answered once, by `desktop.models.requests.Answer`.
"""

from collections.abc import Sequence

from backend.wire.answers import Invite
from backend.wire.types import UserId
from desktop.models.requests import Request
from desktop.models.wishes import Wish
from desktop.models.words import translate
from desktop.settings import Settings

DAY = 24 * 60 * 60


def server_words(settings: Settings, *, is_admin: bool) -> str:
    """The way to the page about the server, for whom there is one: who administers it, or has it here."""
    if is_admin:
        return translate("OwnMenu", "Server…")
    return "" if settings.server else translate("OwnMenu", "Let others in…")


CodeRows = Sequence[Sequence[bool]]
"""A QR code without its margin: rows of modules, true for the dark ones."""


class ShowServer(Wish, frozen=True):
    """Open the page about the server."""


class ShowInvite(Wish, frozen=True):
    """Open the sheet with an invite to the server: with this one, or one that is left or made."""

    invite: Invite | None = None

    def __repr__(self) -> str:
        return "ShowInvite()"


class ShowResetCode(Wish, frozen=True):
    """Open the sheet with a code by which somebody chooses a new password."""

    user_id: UserId


class ListInvites(Request, frozen=True, kw_only=True):
    """The invites that can still be used; the answer's value is a list of `Invite`, the newest first."""


class MakeInvite(Request, frozen=True, kw_only=True):
    """An invite for so many people and so long; the answer's value is the `Invite`."""

    uses: int = 10
    valid_seconds: int = 7 * DAY


class RevokeInvite(Request, frozen=True, kw_only=True):
    """Nobody joins by an invite any more."""

    invite_id: int


class DrawCode(Request, frozen=True, kw_only=True):
    """A QR code of some words; the answer's value is `CodeRows`."""

    words: str

    def __repr__(self) -> str:
        return "DrawCode()"


class MakeResetCode(Request, frozen=True, kw_only=True):
    """A code by which somebody chooses a new password; the answer's value is the `ResetCode`."""

    user_id: UserId


class ReadServerStatus(Request, frozen=True, kw_only=True):
    """How the server is; the answer's value is its `ServerStatus`."""


class CopyData(Request, frozen=True, kw_only=True):
    """A copy of all of the server's data, beside it; the answer's value is the `DataCopy`."""
