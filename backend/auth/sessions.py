"""Sessions that were lately used, so that a call with a token asks the database nothing."""

from collections.abc import Awaitable, Callable

from backend.store.sessions import Session
from backend.wire.types import SessionId, UserId

SESSIONS_KEPT = 20_000


class Sessions:
    """A cache by id. It belongs to the loop's thread."""

    def __init__(self) -> None:
        self._sessions: dict[SessionId, Session] = {}
        self._seen: dict[SessionId, int] = {}
        self._changes = 0

    async def find(
        self, session_id: SessionId, load: Callable[[SessionId], Awaitable[Session | None]]
    ) -> Session | None:
        """The session, from the cache or by `load`; None where it ended."""
        session = self._sessions.get(session_id)
        while session is None:
            seen = self._changes
            session = await load(session_id)
            if session is None:
                return None
            if seen != self._changes:  # one ended while we read: it may be this one
                session = None
        self.keep(session)
        return session

    def keep(self, session: Session) -> None:
        """Remember the session as it is now."""
        if len(self._sessions) >= SESSIONS_KEPT and session.id not in self._sessions:
            del self._sessions[next(iter(self._sessions))]
        self._sessions[session.id] = session

    def replace(self, old: Session, new: Session) -> None:
        """Remember the session as it is now, unless it changed or ended meanwhile."""
        if self._sessions.get(old.id) == old:
            self._sessions[old.id] = new

    def forget(self, session_id: SessionId) -> None:
        """The session changed or ended."""
        self._changes += 1
        self._sessions.pop(session_id, None)

    def forget_user(self, user_id: UserId) -> None:
        """The user has another name."""
        self._changes += 1
        for session in [session for session in self._sessions.values() if session.user.id == user_id]:
            del self._sessions[session.id]

    def forget_all(self) -> None:
        """Any of them may have changed or ended."""
        self._changes += 1
        self._sessions.clear()

    def note_use(self, session_id: SessionId, moment: int) -> None:
        """A call came with a token of the session."""
        self._seen[session_id] = moment

    def last_uses(self) -> dict[SessionId, int]:
        """When sessions were used, of those that were since the last `take_uses`."""
        return dict(self._seen)

    def take_uses(self) -> dict[SessionId, int]:
        """The same, to be stored; from here on they are forgotten."""
        seen, self._seen = self._seen, {}
        return seen
