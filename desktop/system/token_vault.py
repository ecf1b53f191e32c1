"""The tokens in the system's own keyring, or in a file that only their owner can read. For `signing_in`.

A session is always written to the file first, for a keyring may wait for its person, and a crash doesn't.
Only when the keyring has it, the tokens leave the file. Who is signed in stays there: the first picture waits
for no keyring. Each question to the keyring has a thread of its own: it may never be answered.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from desktop.client.scope import TaskScope
from desktop.client.session import FileVault, StoredSession

_log = logging.getLogger(__name__)

_SERVICE = "Mini Chat"
PATIENCE_SECONDS = 5.0
T = TypeVar("T")


class Keyring(Protocol):
    """What is used of the package `keyring`; each call may block, and raise whatever its system does."""

    def get_password(self, service_name: str, username: str) -> str | None:
        """A secret; None: there is none."""

    def set_password(self, service_name: str, username: str, password: str) -> None:
        """Keep a secret."""

    def delete_password(self, service_name: str, username: str) -> None:
        """Forget it."""


class KeptIn(Enum):
    """Where the tokens are."""

    FILE = auto()
    KEYRING = auto()


class KeyringError(Exception):
    """There is no keyring, it is locked, or it doesn't answer."""


class KeyringVault:
    """One session's place; `path` is its file, and its name in the keyring."""

    def __init__(
        self, path: Path, scope: TaskScope, find_keyring: Callable[[], Keyring] | None = None
    ) -> None:
        self.kept_in = KeptIn.FILE
        self._file = FileVault(path)
        self._name = str(path.parent)
        self._scope = scope
        self._find_keyring = find_keyring or _system_keyring
        self._newest: StoredSession | None = None
        self._is_given_up = False
        self._moving = asyncio.Lock()

    def load(self) -> StoredSession | None:
        """The session of the file; without tokens where `fetch` has them."""
        self._newest = self._file.load()
        return self._newest

    def save(self, session: StoredSession) -> None:
        """On disk when this returns; in the keyring soon."""
        self._file.save(session)
        self._newest = session
        self.kept_in = KeptIn.FILE
        self.move()

    def clear(self) -> None:
        """Forget it in both places."""
        self._file.clear()
        self._newest = None
        self._scope.start(self._clear_keyring(), "clear keyring")

    def move(self) -> None:
        """Bring the tokens from the file to the keyring, as those of an older program too."""
        if self._newest is not None and self._newest.refresh:
            self._scope.start(self._move(self._newest), "keyring")

    async def fetch(self) -> StoredSession | None:
        """The session that the keyring has, however long its person lets us wait, or KeyringError."""
        secret = await self._ask(lambda keyring: keyring.get_password(_SERVICE, self._name), None)
        try:
            session = msgspec.json.decode(secret, type=StoredSession) if secret else None
        except ValueError:
            session = None
        if session is not None:
            self._newest = session
            self.kept_in = KeptIn.KEYRING
        return session

    async def _move(self, session: StoredSession) -> None:
        async with self._moving:
            if self._newest is not session or self._is_given_up:
                return
            secret = msgspec.json.encode(session).decode()
            try:
                await self._ask(
                    lambda keyring: keyring.set_password(_SERVICE, self._name, secret), PATIENCE_SECONDS
                )
            except KeyringError as error:
                _log.info("the session stays in a file: %s", error)
                self._is_given_up = True  # an answer that is late could undo a newer one
                return
            if self._newest is session:
                self._file.save(msgspec.structs.replace(session, access="", refresh=""))
                self.kept_in = KeptIn.KEYRING

    async def _clear_keyring(self) -> None:
        async with self._moving:
            try:
                await self._ask(
                    lambda keyring: keyring.delete_password(_SERVICE, self._name), PATIENCE_SECONDS
                )
            except KeyringError as error:
                _log.info("nothing was taken from the keyring: %s", error)

    async def _ask(self, question: Callable[[Keyring], T], seconds: float | None) -> T:
        """Ask the keyring in a thread that nobody has to wait for."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def tell(result: T | None, error: BaseException | None) -> None:
            if answer.done():
                return
            if error is not None:
                answer.set_exception(KeyringError(type(error).__name__))
            else:
                answer.set_result(result)  # type: ignore[arg-type]

        def ask() -> None:
            result, failure = None, None
            try:
                result = question(self._find_keyring())
            except BaseException as error:  # noqa: BLE001 - each system's keyring has errors of its own
                failure = error
            if not loop.is_closed():
                loop.call_soon_threadsafe(tell, result, failure)

        threading.Thread(target=ask, name="keyring", daemon=True).start()
        try:
            async with asyncio.timeout(seconds):
                return await answer
        except TimeoutError:
            raise KeyringError("it does not answer") from None


def _system_keyring() -> Keyring:
    import keyring  # noqa: PLC0415 - 50 ms, in a thread, and never before the first picture
    from keyring.backends import fail  # noqa: PLC0415

    found = keyring.get_keyring()
    if isinstance(found, fail.Keyring):  # at login ours may be earlier than the keyring: look again
        keyring.backend.get_all_keyring.reset()
        keyring.core.init_backend()
        found = keyring.get_keyring()
    return found
