"""Sessions: opened by a login, kept by refreshing, ended for good."""

from collections.abc import Mapping

from backend.auth.tokens import Claims
from backend.store import sessions as store
from backend.store.sessions import Session
from backend.store.users import find_login_of
from backend.transaction import Transaction
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import SessionId, UserId


def log_in(tx: Transaction, user_id: UserId, password_hash: str, device: str) -> Session:
    """A new session, for who knew the password of that hash; it may have changed meanwhile."""
    login = find_login_of(tx.reading, user_id)
    if login is None or login.password_hash != password_hash:
        raise Refusal(ErrorCode.LOGIN_FAILED)
    if login.is_deactivated:
        raise Refusal(ErrorCode.ACCOUNT_DEACTIVATED)
    return store.insert_session(tx.writing, login.user, device, tx.now)


def log_out(tx: Transaction, session_id: SessionId) -> None:
    """End a session and its sockets; one that ended before stays so."""
    if store.find_owner(tx.reading, session_id) is not None:
        _end(tx, session_id, "logged_out")


def end_session(tx: Transaction, caller: UserId, session_id: SessionId) -> None:
    """One of the caller's own sessions ends, on whatever device it is."""
    if store.find_owner(tx.reading, session_id) != caller:
        raise Refusal(ErrorCode.NO_SUCH_SESSION)
    _end(tx, session_id, "logged_out")


def end_sessions(tx: Transaction, user_id: UserId, reason: str, but: SessionId | None = None) -> None:
    """All of the user's sessions end, perhaps but one."""
    for session in store.list_sessions(tx.reading, user_id, since=0):
        if session.id != but:
            _end(tx, session.id, reason)


def refresh(tx: Transaction, claims: Claims, grace_seconds: int) -> Session | None:
    """The session with its new pair, or with the present one when its answer was lost on the way.

    None: the token is dead. A token that was replaced and comes back is in two hands: the whole session ends.
    """
    session = store.find_session(tx.reading, claims.session_id)
    if session is None:
        return None
    if claims.generation == session.generation:
        store.update_generation(tx.writing, session.id, session.generation + 1, tx.now)
        return Session(session.id, session.user, session.generation + 1, tx.now, is_generation_used=False)
    is_recent = tx.now - session.rotated_at <= grace_seconds * 1_000_000
    if claims.generation == session.generation - 1 and is_recent and not session.is_generation_used:
        return session
    _end(tx, session.id, "token_reused")
    return None


def mark_pair_used(tx: Transaction, session_id: SessionId, generation: int) -> None:
    """The client holds the pair of that generation."""
    store.update_generation_used(tx.writing, session_id, generation)


def record_use(tx: Transaction, seen: Mapping[SessionId, int]) -> None:
    """Keep when sessions were last used."""
    store.update_sessions_seen(tx.writing, seen)


def _end(tx: Transaction, session_id: SessionId, reason: str) -> None:
    store.end_session(tx.writing, session_id, tx.now)
    tx.close_session(session_id, reason)
