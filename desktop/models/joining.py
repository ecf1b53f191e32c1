"""What somebody wants who isn't signed in yet: to look at a server, to look around, a new password.

For the first screen and `desktop.entrance`.
"""

import re
from collections.abc import Callable

import msgspec

from backend.wire.invites import InviteLink, is_invite
from backend.wire.types import Registration, UserId
from desktop.models.nearby import NearbyServers
from desktop.models.requests import Request
from desktop.models.wishes import Wish
from desktop.models.words import translate

_LONGEST_PASTE = 10_000


class Inviter(msgspec.Struct, frozen=True, kw_only=True):
    """By whose invite somebody came."""

    user_id: UserId
    name: str


class ServerPreview(msgspec.Struct, frozen=True, kw_only=True):
    """A server that answered, and what one may do there."""

    address: str
    name: str
    registration: Registration
    invite: InviteLink | None = None
    invited_by: str = ""
    inviter_id: UserId | None = None
    """Of who invites, where the server tells."""

    @property
    def host(self) -> str:
        """Where it is, as people say it."""
        return self.address.partition("://")[2]

    @property
    def inviter(self) -> Inviter | None:
        """To be written to first."""
        if self.inviter_id is None or not self.invited_by:
            return None
        return Inviter(user_id=self.inviter_id, name=self.invited_by)

    @property
    def takes_new(self) -> bool:
        """Whether this person may make an account there."""
        return self.registration == "open" or (self.registration == "invite" and self.invite is not None)


class LookAt(Request, frozen=True, kw_only=True):
    """See who answers at an address, or by an invite; the answer's value is a `ServerPreview`.

    `announced` is the certificate that a nearby server said it has, which proves nothing.
    """

    address: str = ""
    invite: InviteLink | None = None
    announced: str = ""


class ResetPassword(Request, frozen=True, kw_only=True):
    """A new password by a code of the administrator. `address` None is the server of this computer."""

    address: str | None
    username: str
    code: str
    new_password: str

    def __repr__(self) -> str:
        return f"ResetPassword(address={self.address!r}, username={self.username!r})"


class LookAround(Wish, frozen=True, kw_only=True):
    """Tell which servers are near, again and again; None: no more."""

    take: Callable[[NearbyServers], object] | None


def bad_invite_sentence() -> str:
    """What was opened or pasted can't be read."""
    return translate("Join", "This is not a whole invite. Copy all of the link and paste it again.")


def find_invite(text: str) -> str:
    """The invite in what was pasted, whatever was copied along with it; empty where there is none."""
    return next((word for word in re.split(r"[\s<>\"]+", text[:_LONGEST_PASTE]) if is_invite(word)), "")
