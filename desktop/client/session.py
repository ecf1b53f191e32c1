"""The tokens of this device: kept safe, renewed once for all who need them, stored before they are used."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import msgspec

from backend.wire.answers import Tokens
from backend.wire.types import UserId
from desktop.client.errors import Locked, ServerFailed, SessionExpired
from desktop.client.private_file import write_private

_log = logging.getLogger(__name__)


class StoredSession(msgspec.Struct, frozen=True, kw_only=True):
    """What a device keeps in order to stay signed in."""

    user_id: UserId
    access: str
    refresh: str


class TokenVault(Protocol):
    """Where a session is kept between two starts."""

    def load(self) -> StoredSession | None:
        """The session, if there is one that can be read."""

    def save(self, session: StoredSession) -> None:
        """Keep it; when this returns it survives a crash."""

    def clear(self) -> None:
        """Forget it."""


class FileVault:
    """A file that only its owner can read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> StoredSession | None:
        """The session, if there is one that can be read."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=StoredSession)
        except (FileNotFoundError, msgspec.MsgspecError, UnicodeError):
            return None
        except OSError as error:
            _log.warning("the session can't be read: %s", error)
            return None

    def save(self, session: StoredSession) -> None:
        """Keep it in a file of its own."""
        write_private(self._path, msgspec.json.encode(session))

    def clear(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)


Exchange = Callable[[str], Awaitable[Tokens]]


class Session:
    """The one place that knows the tokens. `on_end` is told, once, when they are dead."""

    def __init__(self, vault: TokenVault, exchange: Exchange, on_end: Callable[[str], None]) -> None:
        self._vault = vault
        self._exchange = exchange
        self._on_end = on_end
        self._stored: StoredSession | None = None
        self._unkept: StoredSession | None = None
        self._renewing = asyncio.Lock()

    @property
    def user_id(self) -> UserId | None:
        """Whose session it is; None when there is none."""
        return self._stored.user_id if self._stored is not None else None

    @property
    def is_locked(self) -> bool:
        """Whose session it is is known, but the tokens lie where only their person lets us get them."""
        return self._stored is not None and not self._stored.refresh

    def unlock(self, session: StoredSession) -> None:
        """The tokens of the session that is locked."""
        if self.is_locked and session.user_id == self.user_id:
            self._stored = session

    def restore(self) -> UserId | None:
        """Take up the session of the last start."""
        self._stored = self._vault.load()
        return self.user_id

    def begin(self, user_id: UserId, tokens: Tokens) -> None:
        """A session was opened: keep it, then use it."""
        self._keep(StoredSession(user_id=user_id, access=tokens.access, refresh=tokens.refresh))

    def forget(self) -> None:
        """The person signed out: nothing is told, for they know."""
        self._stored = self._unkept = None
        self._vault.clear()

    def end(self, reason: str) -> None:
        """The server ended it."""
        if self._stored is not None:
            self.forget()
            self._on_end(reason)

    def access_token(self) -> str:
        """The token for a call."""
        if self._stored is None:
            raise SessionExpired("no session")
        if self.is_locked:
            raise Locked
        return self._stored.access

    async def renew(self, refused_token: str) -> str:
        """A token in place of one that was refused; many callers at once cost one exchange.

        Should the answer be lost, or the caller be cancelled, the next one sends the same refresh token
        again, for which the server gives the same pair. It does so for a short while only: a pair that the
        disk didn't take waits here, unused, for the next caller to keep it.
        """
        async with self._renewing:
            stored = self._stored
            if stored is None:
                raise SessionExpired("no session")
            if stored.access != refused_token:
                return stored.access
            if self._unkept is None:
                self._unkept = await self._renewed(stored)
            self._keep(self._unkept)
            return self.access_token()

    async def _renewed(self, stored: StoredSession) -> StoredSession:
        try:
            tokens = await self._exchange(stored.refresh)
        except SessionExpired as expiry:
            self.end(str(expiry))
            raise
        if self._stored is not stored:
            raise SessionExpired("signed out meanwhile")
        return msgspec.structs.replace(stored, access=tokens.access, refresh=tokens.refresh)

    def _keep(self, session: StoredSession) -> None:
        try:
            self._vault.save(session)
        except OSError as error:
            _log.warning("the session can't be kept: %s", error)
            raise ServerFailed("session_not_kept") from error
        self._stored, self._unkept = session, None
