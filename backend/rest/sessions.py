"""Sessions: log in, stay, log out, on this device and on others."""

from backend.actions import sessions as actions
from backend.auth.tokens import TokenInvalid
from backend.context import Context, address_of, is_local
from backend.rest.router import Call, Router
from backend.store import sessions as store
from backend.store.clock import now_us, to_datetime
from backend.store.sessions import Session
from backend.store.users import find_login
from backend.wire import answers, rest
from backend.wire.errors import ErrorCode, Phrase, Refusal
from backend.wire.folding import username_key
from backend.wire.texts import text
from backend.wire.types import SessionId

router = Router()


@router.answers(rest.LOG_IN)
async def log_in(call: Call) -> answers.Authenticated:
    """A new session."""
    context, body = call.context, call.body
    if not body.username or not body.password:
        raise Refusal(ErrorCode.LOGIN_FAILED)
    if not is_local(call.request):
        context.rates.logins.take(address_of(call.request))
    account = username_key(body.username)
    guard = context.rates.login_guard
    guard.check(account)
    guard.failed(account)  # until proven otherwise: tries side by side must not slip through
    login = await context.ask(find_login, body.username)
    if not await context.passwords.check(body.password, login and login.password_hash) or login is None:
        raise Refusal(ErrorCode.LOGIN_FAILED)
    guard.succeeded(account)
    session = await context.write(actions.log_in, login.user.id, login.password_hash, body.device)
    return signed_in(call, session, Phrase.LOGGED_IN)


def signed_in(call: Call, session: Session, phrase: Phrase) -> answers.Authenticated:
    """The answer that opens a session."""
    call.context.presence.renew(session.user.id)
    return answers.Authenticated(
        user=session.user, tokens=_pair(call.context, session), message=text(phrase, call.language)
    )


def _pair(context: Context, session: Session) -> answers.Tokens:
    return context.mint.make_pair(session.user.id, session.id, session.generation, session.rotated_at)


@router.answers(rest.LOG_OUT)
async def log_out(call: Call) -> answers.Notice:
    """The caller's session ends, with its sockets."""
    context = call.context
    if call.body.refresh:
        try:
            claims = context.mint.read(call.body.refresh, "refresh")
        except TokenInvalid:
            raise Refusal(ErrorCode.FOREIGN_TOKEN) from None
        if claims.session_id != call.session.id:
            raise Refusal(ErrorCode.FOREIGN_TOKEN)
    await context.write(actions.log_out, call.session.id)
    context.presence.logged_out(call.caller.id)
    return answers.Notice(message=text(Phrase.LOGGED_OUT, call.language))


@router.answers(rest.REFRESH_TOKEN)
async def refresh_token(call: Call) -> answers.Tokens:
    """A new pair for the old one."""
    context = call.context
    try:
        claims = context.mint.read(call.body.refresh, "refresh")
    except TokenInvalid:
        raise Refusal(ErrorCode.TOKEN_INVALID) from None
    session = await context.write(actions.refresh, claims, context.limits.refresh_grace_seconds)
    context.sessions.forget(claims.session_id)
    if session is None:
        raise Refusal(ErrorCode.TOKEN_INVALID)
    return _pair(context, session)


@router.answers(rest.LIST_SESSIONS)
async def list_sessions(call: Call) -> answers.SessionList:
    """Where the caller is signed in."""
    context = call.context
    expired_before = now_us() - context.limits.refresh_token_seconds * 1_000_000
    rows = await context.ask(store.list_sessions, call.caller.id, expired_before)
    seen = context.sessions_in_use()
    return answers.SessionList(
        sessions=[
            answers.SessionInfo(
                id=row.id,
                device=row.device,
                created_at=to_datetime(row.created_at),
                last_seen=to_datetime(seen.get(row.id, row.seen_at)),
                is_current=row.id == call.session.id,
            )
            for row in rows
        ]
    )


@router.answers(rest.END_SESSION)
async def end_session(call: Call) -> None:
    """One of the caller's sessions ends, with its sockets."""
    session_id = SessionId(call.path_id("session_id"))
    await call.context.write(actions.end_session, call.caller.id, session_id)
    if session_id == call.session.id:
        call.context.presence.logged_out(call.caller.id)
