"""Accounts and their sessions."""

import secrets

from backend.auth.tokens import Claims
from backend.store import sessions as store
from backend.store.sessions import Session
from backend.store.users import find_taken, find_user, insert_user
from backend.transaction import Transaction
from backend.wire.errors import ErrorCode, FieldProblem, Invalid, Problem, Refusal
from backend.wire.rest import Register
from backend.wire.types import SessionId, User
from backend.wire.validation import fold, username_key


def register(tx: Transaction, command: Register, password_hash: str) -> Session:
    """A new account with its first session."""
    key, email_key = username_key(command.username), command.email.casefold()
    is_name_taken, is_email_taken = find_taken(tx.reading, key, email_key)
    problems: dict[str, list[Problem]] = {}
    if is_name_taken:
        problems["username"] = [Problem(FieldProblem.USERNAME_TAKEN)]
    if is_email_taken:
        problems["email"] = [Problem(FieldProblem.EMAIL_TAKEN)]
    if problems:
        raise Invalid(problems)
    user = insert_user(
        tx.writing,
        username=command.username,
        username_key=key,
        email=command.email,
        email_key=email_key,
        first_name=command.first_name,
        last_name=command.last_name,
        search_key="\n".join(map(fold, (command.username, command.first_name, command.last_name))),
        password_hash=password_hash,
        avatar_key=secrets.token_hex(16),
        now=tx.now,
    )
    return store.insert_session(tx.writing, user, command.device, tx.now)


def log_in(tx: Transaction, user: User, device: str) -> Session:
    """A new session; the password was checked before."""
    current = find_user(tx.reading, user.id)
    if current is None:
        raise Refusal(ErrorCode.LOGIN_FAILED)
    return store.insert_session(tx.writing, current, device, tx.now)


def log_out(tx: Transaction, session_id: SessionId) -> None:
    """End a session and its sockets; one that ended before stays so."""
    _end(tx, session_id, "logged_out")


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


def _end(tx: Transaction, session_id: SessionId, reason: str) -> None:
    if store.end_session(tx.writing, session_id, tx.now) is not None:
        tx.close_session(session_id, reason)
