"""Codes that replace a forgotten password: short enough to be said on the telephone, and typed in.

What is kept of one is a digest with the server's key, so that a copied database opens no account.
"""

import hashlib
import hmac
import secrets

from backend.wire.types import UserId

ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
"""Without what is taken for something else: 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B."""
GROUPS = 3
GROUP_LENGTH = 4


class ResetCodes:
    """Makes codes, and what is kept of them, by the server's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self) -> str:
        """A new code, such as `KXQF-7MPA-93TD`."""
        groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
        return "-".join(groups)

    def digest(self, user_id: UserId, code: str) -> bytes:
        """What is kept of an account's code, in whatever letter case and with whatever gaps it was typed."""
        letters = "".join(character for character in code.upper() if character.isalnum())
        return hmac.digest(self._key, f"reset:{user_id}:{letters}".encode(), hashlib.sha256)

    def fits(self, user_id: UserId, code: str, digest: bytes) -> bool:
        """Whether the code is the one that the digest was made of; takes as long for each that isn't."""
        return hmac.compare_digest(self.digest(user_id, code), digest)
