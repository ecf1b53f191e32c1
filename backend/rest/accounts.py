"""The caller's account: made, shown, edited, deleted."""

from urllib.parse import urljoin

import msgspec

from backend.actions import accounts as actions
from backend.actions.pictures import GENERATED, set_picture
from backend.auth.passwords import find_weakness
from backend.context import address_of, is_local
from backend.first_invite import keep_first_invite
from backend.rest.invites import find_usable
from backend.rest.router import Call, Reply, Router
from backend.rest.sessions import signed_in
from backend.store import users as store
from backend.store.clock import to_datetime
from backend.store.engine import Connection
from backend.store.invites import InviteRow
from backend.store.users import Person
from backend.transaction import Transaction
from backend.wire import answers, bodies, rest
from backend.wire.errors import ErrorCode, FieldProblem, Phrase, Refusal, invalid
from backend.wire.folding import username_key
from backend.wire.texts import text
from backend.wire.types import User, UserId

router = Router()


@router.answers(rest.REGISTER)
async def register(call: Call) -> Reply:
    """A new account, signed in."""
    context, body = call.context, call.body
    invite = await _find_invite(call, body)
    weakness = find_weakness(body.password, (body.username, body.email, body.first_name, body.last_name))
    if weakness is not None:
        raise invalid("password", weakness)
    if invite is None and not is_local(call.request):
        context.rates.registrations.take(address_of(call.request))
    password_hash = await context.passwords.make_hash(body.password)
    invite_id = None if invite is None else invite.id
    session = await context.write(actions.register, body, password_hash, invite_id)
    if invite is not None and invite.makes_admin:
        await keep_first_invite(context)
    return Reply(201, signed_in(call, session, Phrase.REGISTERED))


async def _find_invite(call: Call, body: bodies.Register) -> InviteRow | None:
    """The invite that somebody comes with, where one is needed or given; before any work is done for it."""
    context = call.context
    mode = context.settings.registration_mode
    if mode == "closed":
        raise Refusal(ErrorCode.REGISTRATION_CLOSED)
    if body.invite:
        try:
            return await find_usable(call, body.invite)
        except Refusal as refusal:
            # Whose answer was lost on the way tries again, and has an account to log in with.
            is_used = refusal.code is ErrorCode.INVITE_USED
            if is_used and await context.ask(store.is_username_taken, body.username):
                raise invalid("username", FieldProblem.USERNAME_TAKEN) from None
            raise
    if mode == "invite":
        raise Refusal(ErrorCode.INVITE_NEEDED)
    return None


@router.answers(rest.GET_ME)
async def get_me(call: Call) -> User:
    """The caller."""
    user = await call.context.ask(store.find_user, call.caller.id)
    if user is None:
        raise Refusal(ErrorCode.TOKEN_INVALID)
    return user


@router.answers(rest.GET_PROFILE)
async def get_profile(call: Call) -> answers.Profile:
    """The caller, with presence and picture."""
    return await load_profile(call)


@router.answers(rest.PUT_PROFILE)
@router.answers(rest.PATCH_PROFILE)
async def edit_profile(call: Call) -> answers.EditedProfile:
    """Other names, another address, or back to the generated picture."""
    context, caller = call.context, call.caller
    if call.body.avatar:
        await _require_present_avatar(call, call.body.avatar)
    await context.write(_edit_profile, caller.id, call.body)
    context.sessions.forget_user(caller.id)
    return await edited_profile(call)


def _edit_profile(tx: Transaction, user_id: UserId, body: bodies.EditProfile) -> None:
    actions.edit_profile(tx, user_id, body)
    if body.avatar == "":
        set_picture(tx, user_id, GENERATED)


async def edited_profile(call: Call) -> answers.EditedProfile:
    """The answer to every change of the caller's account."""
    return answers.EditedProfile(
        user=await load_profile(call), message=text(Phrase.PROFILE_UPDATED, call.language)
    )


async def load_profile(call: Call) -> answers.Profile:
    """The caller's account as it is now."""
    person, joined_at, is_admin = await call.context.ask(_ask_profile, call.caller.id)
    contact = call.context.contact_of(call.base_url)(person)
    return answers.Profile(
        **msgspec.structs.asdict(person.user),
        date_joined=to_datetime(joined_at),
        profile=answers.Presence(
            is_online=contact.is_online, last_seen=contact.last_seen, avatar=contact.avatar
        ),
        is_admin=is_admin,
    )


def _ask_profile(connection: Connection, user_id: UserId) -> tuple[Person, int, bool]:
    (person,) = store.load_people(connection, [user_id])
    return person, store.load_joined_at(connection, user_id), store.is_admin(connection, user_id)


async def _require_present_avatar(call: Call, address: str) -> None:
    """A client may send back the address that it was given, and no other."""
    person, *_ = await call.context.ask(_ask_profile, call.caller.id)
    present = call.context.contact_of(call.base_url)(person).avatar
    if address not in {person.avatar, present, urljoin(call.base_url, person.avatar)}:
        raise invalid("avatar", FieldProblem.FOREIGN_AVATAR)


@router.answers(rest.CHANGE_PASSWORD)
async def change_password(call: Call) -> answers.Notice:
    """A new password; the caller's other sessions end."""
    context, body, caller = call.context, call.body, call.caller
    weakness = find_weakness(
        body.new_password, (caller.username, caller.email, caller.first_name, caller.last_name)
    )
    if weakness is not None:
        raise invalid("new_password", weakness)
    checked = await _require_password(call, body.old_password, "old_password")
    password_hash = await context.passwords.make_hash(body.new_password)
    await context.write(actions.change_password, call.session, checked, password_hash)
    return answers.Notice(message=text(Phrase.PASSWORD_CHANGED, call.language))


@router.answers(rest.DELETE_ME)
async def delete_me(call: Call) -> answers.Notice:
    """The caller's account goes for ever."""
    context = call.context
    checked = await _require_password(call, call.body.password, "password")
    await context.write(actions.delete_account, call.caller.id, checked)
    context.presence.logged_out(call.caller.id)
    return answers.Notice(message=text(Phrase.ACCOUNT_DELETED, call.language))


async def _require_password(call: Call, password: str, field: str) -> str:
    """The hash that the caller's password fits; wrong ones count like those of a login."""
    context = call.context
    account, guard = username_key(call.caller.username), context.rates.login_guard
    guard.check(account)
    guard.failed(account)  # until proven otherwise: tries side by side must not slip through
    login = await context.ask(store.find_login_of, call.caller.id)
    if not await context.passwords.check(password, login and login.password_hash) or login is None:
        raise invalid(field, FieldProblem.WRONG_PASSWORD)
    guard.succeeded(account)
    return login.password_hash
