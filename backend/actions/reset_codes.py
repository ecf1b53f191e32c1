"""Reset codes: an administrator makes one for who forgot a password, who sets another one by it."""

from backend.actions.accounts import set_password
from backend.actions.guards import require_admin
from backend.store import reset_codes as store
from backend.store.users import find_active_user
from backend.transaction import Transaction
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import UserId


def keep_code(tx: Transaction, caller: UserId, user_id: UserId, digest: bytes, valid_seconds: int) -> int:
    """An administrator made a code for somebody else; the moment that it expires."""
    require_admin(tx, caller)
    if caller == user_id:  # whoever holds an open session must still know the password to change it
        raise Refusal(ErrorCode.NOT_ALLOWED)
    return keep_code_here(tx, user_id, digest, valid_seconds)


def keep_code_here(tx: Transaction, user_id: UserId, digest: bytes, valid_seconds: int) -> int:
    """The same by whoever sits at the server itself. An earlier code of the account is of no use any more."""
    if find_active_user(tx.reading, user_id) is None:
        raise Refusal(ErrorCode.NO_SUCH_USER)
    expires_at = tx.now + valid_seconds * 1_000_000
    store.save_code(tx.writing, user_id, digest, expires_at)
    return expires_at


def reset_password(tx: Transaction, user_id: UserId, checked_digest: bytes, password_hash: str) -> None:
    """For who knew the code of that digest: it is used up, all sessions of the account end."""
    code = store.find_code(tx.reading, user_id)
    if code is None or code.digest != checked_digest or tx.now >= code.expires_at:
        raise Refusal(ErrorCode.RESET_CODE_WRONG)
    set_password(tx, user_id, password_hash)
