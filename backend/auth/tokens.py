"""Access and refresh tokens: JWT (RFC 7519), HS256 with the server's own key."""

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple

import jwt

from backend.wire.answers import Tokens
from backend.wire.types import SessionId, UserId

ISSUER = "minichat"
AUDIENCE = "minichat-client"
ALGORITHM = "HS256"
KEY_BYTES = 64
TOKENS_KEPT = 20_000

Kind = Literal["access", "refresh"]


class TokenInvalid(Exception):
    """Forged, foreign, expired or of the wrong kind."""


class Claims(NamedTuple):
    """What a good token says."""

    user_id: UserId
    session_id: SessionId
    generation: int


def load_key(path: Path) -> bytes:
    """The key in `path`, readable by its owner alone; made at the first start."""
    if not path.exists():
        new = path.with_name(path.name + ".new")
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    if len(key) < 32:
        raise ValueError(f"{path} holds a key of {len(key)} bytes, 32 are the least")
    return key


class TokenMint:
    """Makes and reads tokens; the same session, generation and moment give the same pair."""

    def __init__(
        self,
        key: bytes,
        access_seconds: int,
        refresh_seconds: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._key = key
        self._clock = clock
        self._verified: dict[str, tuple[Claims, int]] = {}
        self._seconds: dict[Kind, int] = {"access": access_seconds, "refresh": refresh_seconds}

    def make_pair(self, user_id: UserId, session_id: SessionId, generation: int, made_at: int) -> Tokens:
        """The pair of a session's generation, made at `made_at` (microseconds)."""
        return Tokens(
            refresh=self._make("refresh", user_id, session_id, generation, made_at),
            access=self._make("access", user_id, session_id, generation, made_at),
        )

    def _make(self, kind: Kind, user_id: UserId, session_id: SessionId, generation: int, made_at: int) -> str:
        seconds = made_at // 1_000_000
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user_id),
            "sid": session_id,
            "gen": generation,
            "typ": kind,
            "iat": seconds,
            "exp": seconds + self._seconds[kind],
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def read(self, token: str, kind: Kind) -> Claims:
        """The claims of a token of ours. An access token is verified once and then known, until it expires.

        Raises:
            TokenInvalid: it isn't one, or not of this kind, or expired.
        """
        if kind == "refresh":
            return self._verify(token, kind)[0]
        claims, expires = self._verified.get(token) or self._verify(token, kind)
        if self._clock() >= expires:
            self._verified.pop(token, None)
            raise TokenInvalid
        if token not in self._verified:
            if len(self._verified) >= TOKENS_KEPT:
                del self._verified[next(iter(self._verified))]
            self._verified[token] = claims, expires
        return claims

    def _verify(self, token: str, kind: Kind) -> tuple[Claims, int]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={"require": ["iss", "aud", "sub", "iat", "exp"], "verify_iat": False},
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise TokenInvalid from error
        if claims.get("typ") != kind:
            raise TokenInvalid
        found = Claims(UserId(int(claims["sub"])), SessionId(claims["sid"]), claims["gen"])
        return found, claims["exp"]
