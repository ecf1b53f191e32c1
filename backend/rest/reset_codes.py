"""Codes for who forgot a password: made by administrators, used without being signed in."""

from backend.actions import reset_codes as actions
from backend.auth.passwords import find_weakness
from backend.context import address_of, is_local
from backend.rest.admins import require_admin
from backend.rest.router import Call, Reply, Router
from backend.store.clock import now_us, to_datetime
from backend.store.engine import Connection
from backend.store.reset_codes import StoredCode, find_code
from backend.store.users import Login, find_login
from backend.wire import answers, rest
from backend.wire.errors import ErrorCode, Phrase, Refusal, invalid
from backend.wire.folding import username_key
from backend.wire.texts import text
from backend.wire.types import UserId

router = Router()

_NOBODY = UserId(0)
_NO_CODE = StoredCode(bytes(32), 0)


@router.answers(rest.CREATE_RESET_CODE)
async def create_reset_code(call: Call) -> Reply:
    """A code by which somebody who forgot a password sets another one, by an administrator."""
    await require_admin(call)
    context, user_id = call.context, UserId(call.path_id("user_id"))
    code = context.reset_codes.make()
    digest = context.reset_codes.digest(user_id, code)
    expires_at = await context.write(
        actions.keep_code, call.caller.id, user_id, digest, context.limits.reset_code_seconds
    )
    return Reply(201, answers.ResetCode(code=code, expires_at=to_datetime(expires_at)))


@router.answers(rest.RESET_PASSWORD)
async def reset_password(call: Call) -> answers.Notice:
    """Another password, for who was told a code; all sessions of the account end."""
    context, body = call.context, call.body
    if not is_local(call.request):
        context.rates.logins.take(address_of(call.request))
    account, guard = username_key(body.username), context.rates.reset_guard
    guard.check(account)
    guard.failed(account)  # until proven otherwise: tries side by side must not slip through
    login, code = await context.ask(_find_account, body.username)
    user_id = _NOBODY if login is None else login.user.id
    is_right = context.reset_codes.fits(user_id, body.code, code.digest)
    if login is None or login.is_deactivated or not is_right or now_us() >= code.expires_at:
        raise Refusal(ErrorCode.RESET_CODE_WRONG)
    guard.succeeded(account)
    user = login.user
    weakness = find_weakness(body.new_password, (user.username, user.email, user.first_name, user.last_name))
    if weakness is not None:
        raise invalid("new_password", weakness)
    password_hash = await context.passwords.make_hash(body.new_password)
    await context.write(actions.reset_password, user.id, code.digest, password_hash)
    context.rates.login_guard.succeeded(account)  # whoever forgot a password has tried some
    context.presence.logged_out(user.id)
    return answers.Notice(message=text(Phrase.PASSWORD_CHANGED, call.language))


def _find_account(connection: Connection, username: str) -> tuple[Login | None, StoredCode]:
    """Nobody's account and no code take as long as those that are there."""
    login = find_login(connection, username)
    return login, find_code(connection, _NOBODY if login is None else login.user.id) or _NO_CODE
