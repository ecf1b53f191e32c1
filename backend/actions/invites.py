"""Invites: made, used, withdrawn; and the one that makes a server's first administrator."""

from backend.actions.guards import require_admin
from backend.store import invites as store
from backend.store.facts import load_fact, save_fact
from backend.store.invites import InviteRow
from backend.store.users import has_admin
from backend.transaction import Transaction
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import InviteId, UserId

FIRST_INVITE = "first_invite"
"""The fact that names the invite of the first administrator."""


def check_usable(invite: InviteRow | None, now: int) -> InviteRow:
    """The invite, where an account may be made by it at that moment.

    Raises:
        Refusal: and why it may not.
    """
    if invite is None:
        raise Refusal(ErrorCode.INVITE_UNKNOWN)
    if invite.is_revoked:
        raise Refusal(ErrorCode.INVITE_REVOKED)
    if invite.used >= invite.uses:
        raise Refusal(ErrorCode.INVITE_USED)
    if now >= invite.expires_at:
        raise Refusal(ErrorCode.INVITE_EXPIRED)
    return invite


def create_invite(tx: Transaction, caller: UserId, uses: int, valid_seconds: int) -> InviteRow:
    """A new invite by an administrator."""
    require_admin(tx, caller)
    return _create(tx, caller, uses, valid_seconds, makes_admin=False)


def create_invite_here(tx: Transaction, uses: int, valid_seconds: int, makes_admin: bool) -> InviteRow:
    """A new invite by whoever sits at the server itself; perhaps for administrators."""
    return _create(tx, None, uses, valid_seconds, makes_admin=makes_admin)


def revoke_invite(tx: Transaction, caller: UserId, invite_id: InviteId) -> None:
    """An administrator withdraws an invite."""
    require_admin(tx, caller)
    revoke_invite_here(tx, invite_id)


def revoke_invite_here(tx: Transaction, invite_id: InviteId) -> None:
    """The invite is withdrawn; one that can't be used any more stays what it is."""
    invite = store.find_invite(tx.reading, invite_id)
    if invite is None:
        raise Refusal(ErrorCode.INVITE_UNKNOWN)
    if _is_usable(invite, tx.now):
        store.revoke_invite(tx.writing, invite_id, tx.now)


def renew_first_invite(tx: Transaction, is_wanted: bool, valid_seconds: int) -> InviteRow | None:
    """The invite of the first administrator, made anew where it can't be used any more.

    None, and the earlier one withdrawn: it isn't wanted, or somebody administers the server.
    """
    invite = store.find_invite(tx.reading, InviteId(int(load_fact(tx.reading, FIRST_INVITE))))
    usable = invite if invite is not None and _is_usable(invite, tx.now) else None
    if not is_wanted or has_admin(tx.reading):
        if usable is not None:
            store.revoke_invite(tx.writing, usable.id, tx.now)
        return None
    if usable is None:
        usable = create_invite_here(tx, 1, valid_seconds, makes_admin=True)
        save_fact(tx.writing, FIRST_INVITE, str(usable.id))
    return usable


def _is_usable(invite: InviteRow, now: int) -> bool:
    try:
        check_usable(invite, now)
    except Refusal:
        return False
    return True


def _create(
    tx: Transaction, created_by: UserId | None, uses: int, valid_seconds: int, *, makes_admin: bool
) -> InviteRow:
    invite_id = store.insert_invite(
        tx.writing,
        created_by=created_by,
        expires_at=tx.now + valid_seconds * 1_000_000,
        uses=uses,
        makes_admin=makes_admin,
        now=tx.now,
    )
    return store.load_invite(tx.reading, invite_id)
