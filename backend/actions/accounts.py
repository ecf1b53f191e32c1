"""Accounts: made, edited, closed, deleted."""

import secrets

from msgspec import UNSET
from msgspec.structs import replace

from backend.actions.invites import check_usable
from backend.actions.members import leave_all_groups
from backend.actions.sessions import end_sessions
from backend.store import users as store
from backend.store.invites import count_use, find_invite, revoke_invites_of
from backend.store.pictures import delete_pictures
from backend.store.reset_codes import delete_code
from backend.store.sessions import Session, insert_session
from backend.transaction import Transaction
from backend.wire.bodies import EditProfile, Register
from backend.wire.errors import ErrorCode, FieldProblem, Invalid, Problem, Refusal, invalid
from backend.wire.live import ProfileChanged
from backend.wire.types import InviteId, SessionId, User, UserId


def register(
    tx: Transaction, command: Register, password_hash: str, invite_id: InviteId | None = None
) -> Session:
    """A new account with its first session; by an invite, of which a use is counted with it."""
    invite = None if invite_id is None else check_usable(find_invite(tx.reading, invite_id), tx.now)
    user = create_account(tx, command, password_hash)
    if invite is not None:
        count_use(tx.writing, invite.id)
        if invite.makes_admin:
            make_admin(tx, user.id)
    return insert_session(tx.writing, user, command.device, tx.now)


def create_account(tx: Transaction, command: Register, password_hash: str) -> User:
    """A new account that nobody is signed in with."""
    problems: dict[str, list[Problem]] = {}
    if store.is_username_taken(tx.reading, command.username):
        problems["username"] = [Problem(FieldProblem.USERNAME_TAKEN)]
    if store.is_email_taken(tx.reading, command.email):
        problems["email"] = [Problem(FieldProblem.EMAIL_TAKEN)]
    if problems:
        raise Invalid(problems)
    return store.insert_user(
        tx.writing,
        username=command.username,
        email=command.email,
        first_name=command.first_name,
        last_name=command.last_name,
        password_hash=password_hash,
        avatar_key=secrets.token_hex(16),
        now=tx.now,
    )


def edit_profile(tx: Transaction, user_id: UserId, command: EditProfile) -> None:
    """Other names, another address; what is the same again changes nothing."""
    user = store.find_active_user(tx.reading, user_id)
    if user is None:  # gone since the call began
        raise Refusal(ErrorCode.TOKEN_INVALID)
    changes = {
        name: value
        for name in ("first_name", "last_name", "email")
        if (value := getattr(command, name)) is not UNSET
    }
    edited = replace(user, **changes)
    if edited == user:
        return
    is_same_address = edited.email.casefold() == user.email.casefold()
    if not is_same_address and store.is_email_taken(tx.reading, edited.email):
        raise invalid("email", FieldProblem.EMAIL_TAKEN)
    store.update_profile(tx.writing, edited)
    tx.keep_user(edited)
    announce_profile(tx, user_id)


def announce_profile(tx: Transaction, user_id: UserId) -> None:
    """Tell the user's own devices and those who share a room how the account looks now."""
    _announce_profile(tx, user_id, [user_id, *store.list_neighbours(tx.reading, user_id)])


def change_password(tx: Transaction, session: Session, checked_hash: str, password_hash: str) -> None:
    """For who knew the password of `checked_hash`; the user's other sessions end."""
    _require_hash(tx, session.user.id, checked_hash, "old_password")
    set_password(tx, session.user.id, password_hash, but=session.id)


def set_password(tx: Transaction, user_id: UserId, password_hash: str, but: SessionId | None = None) -> None:
    """Another password; the sessions that were opened with the old one end."""
    store.update_password_hash(tx.writing, user_id, password_hash)
    delete_code(tx.writing, user_id)
    end_sessions(tx, user_id, "password_changed", but)


def deactivate(tx: Transaction, user_id: UserId) -> None:
    """Nobody can sign in with the account, nobody finds it, until it is activated again.

    What the account handed out is withdrawn.
    """
    store.update_deactivated(tx.writing, user_id, tx.now)
    _withdraw(tx, user_id)
    end_sessions(tx, user_id, "account_deactivated")


def activate(tx: Transaction, user_id: UserId) -> None:
    """A deactivated account is as it was, without its sessions."""
    store.update_deactivated(tx.writing, user_id, None)


def make_admin(tx: Transaction, user_id: UserId) -> None:
    """The account is an administrator's of this server."""
    store.update_admin(tx.writing, user_id)


def delete_account(tx: Transaction, user_id: UserId, checked_hash: str) -> None:
    """For who knew the password: the account goes for ever, its messages stay under a neutral name."""
    _require_hash(tx, user_id, checked_hash, "password")
    audience = [user_id, *store.list_neighbours(tx.reading, user_id)]
    leave_all_groups(tx, user_id)
    _withdraw(tx, user_id)
    end_sessions(tx, user_id, "account_deleted")
    delete_pictures(tx.writing, store.load_avatar_key(tx.reading, user_id))
    name = _find_neutral_name(tx, user_id)
    tx.keep_user(store.erase_user(tx.writing, user_id, name, secrets.token_hex(16), tx.now))
    _announce_profile(tx, user_id, audience)


def _withdraw(tx: Transaction, user_id: UserId) -> None:
    """Nobody comes in by the account's invites any more, nor into it by a code."""
    revoke_invites_of(tx.writing, user_id, tx.now)
    delete_code(tx.writing, user_id)


def _announce_profile(tx: Transaction, user_id: UserId, audience: list[UserId]) -> None:
    (person,) = store.load_people(tx.reading, [user_id])
    tx.announce(audience, ProfileChanged(user=person.user, avatar=person.avatar))


def _require_hash(tx: Transaction, user_id: UserId, checked_hash: str, field: str) -> None:
    """The password that was checked before is still the account's."""
    login = store.find_login_of(tx.reading, user_id)
    if login is None:
        raise Refusal(ErrorCode.TOKEN_INVALID)
    if login.password_hash != checked_hash:
        raise invalid(field, FieldProblem.WRONG_PASSWORD)


def _find_neutral_name(tx: Transaction, user_id: UserId) -> str:
    name, number = f"deleted-{user_id}", 1
    while store.is_username_taken(tx.reading, name):
        number += 1
        name = f"deleted-{user_id}-{number}"
    return name
