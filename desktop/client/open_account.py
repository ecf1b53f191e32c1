"""Whose account is open on this device: opened from its cache, mended when that breaks. For `chat_client`."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.wire.types import User, UserId
from desktop.client.account import Account
from desktop.client.cache import Cache
from desktop.client.database import is_beyond_use, is_corrupt, rebuild
from desktop.client.errors import SessionExpired
from desktop.client.state.changes import Connection
from desktop.client.state.store import Store

_log = logging.getLogger(__name__)


class OpenAccount:
    """At most one; none while nobody is signed in."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        make: Callable[[Cache], Account],
        *,
        stop: Callable[[], object],
        go_online: Callable[[], object],
    ) -> None:
        self._folder = folder
        self._store = store
        self._make = make
        self._stop = stop
        self._go_online = go_online
        self.account: Account | None = None
        self._is_rebuilt = False
        """The cache broke in use before: a disk that goes on breaking is not written to for ever."""

    def require(self) -> Account:
        """The account of who is signed in."""
        if self.account is None:
            raise SessionExpired("nobody is signed in")
        return self.account

    def open(self, user_id: UserId, me: User | None) -> bool:
        """Show what is known of somebody; False: not even `me` says who it is."""
        path = self._path_of(user_id)
        try:
            self.account = self._restore(path, user_id, me)
        except sqlite3.DatabaseError as error:
            if not is_beyond_use(error):
                raise
            _log.warning("the cache can't be read any more and is rebuilt: %s", error)
            rebuild(path).close()
            self.account = self._restore(path, user_id, me)
        if self.account is None:
            return False
        self._store.set_connection(Connection.OFFLINE)
        return True

    def close(self) -> None:
        """All that was written is kept."""
        if self.account is not None:
            self.account.close()
            self.account = None

    def put_away(self) -> None:
        """Close it, and show no message of it any more."""
        if self.account is not None:
            self.close()
            self._store.timelines.clear()

    @contextmanager
    def mending(self) -> Iterator[None]:
        """A cache that turns out to be broken is rebuilt, once; what was asked of it is nobody's any more."""
        account = self.account
        try:
            yield
        except sqlite3.DatabaseError as error:
            if self.account is not account:
                return
            if self._is_rebuilt or not is_corrupt(error):
                raise
            _log.warning("the cache broke in use and is rebuilt: %s", error)
            self._rebuild()

    def _rebuild(self) -> None:
        """Go on as after a restart, with what can be saved of the file; the rest comes from the server."""
        me = self._store.me
        if me is None:
            return
        self._is_rebuilt = True
        self._stop()
        self.put_away()
        try:
            rebuild(self._path_of(me.id)).close()
        finally:
            self.open(me.id, me)
        self._go_online()

    def _restore(self, path: Path, user_id: UserId, me: User | None) -> Account | None:
        account = self._make(Cache(path, user_id))
        is_known = False
        try:
            is_known = account.restore(me)
        finally:
            if not is_known:
                account.close()
        return account if is_known else None

    def _path_of(self, user_id: UserId) -> Path:
        return self._folder / f"{user_id}.sqlite3"
