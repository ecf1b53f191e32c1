"""Tokens of invites: an invite's id, and proof by the server's key that this server gave it out.

No token is kept anywhere: it follows from the id, so that a link can be shown again, and a copied database
lets nobody in.
"""

import base64
import hashlib
import hmac
import re

from backend.wire.types import InviteId

_TOKEN = re.compile(r"([1-9][0-9]{0,14})-([A-Za-z0-9_-]{16})", re.ASCII)
_PROOF_BYTES = 12
"""96 bits, 16 characters: nobody guesses them."""


class InviteTokens:
    """Makes and reads tokens by the server's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self, invite_id: InviteId) -> str:
        """The token of an invite; always the same."""
        return f"{invite_id}-{self._prove(invite_id)}"

    def read(self, token: str) -> InviteId | None:
        """The invite that the token is of; None where this server never made it."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            return None
        invite_id = InviteId(int(match[1]))
        return invite_id if hmac.compare_digest(match[2], self._prove(invite_id)) else None

    def _prove(self, invite_id: InviteId) -> str:
        digest = hmac.digest(self._key, f"invite:{invite_id}".encode("ascii"), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:_PROOF_BYTES]).decode("ascii")
