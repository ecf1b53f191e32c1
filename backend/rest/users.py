"""Accounts, sessions, people."""

from html import escape

from aiohttp import web

from backend.actions import accounts
from backend.auth.passwords import find_weakness
from backend.auth.tokens import TokenInvalid
from backend.context import Context, address_of, context_of, is_local
from backend.rest.router import Call, Reply, Router
from backend.store import users as store
from backend.store.pictures import AVATAR_PATH
from backend.store.sessions import Session
from backend.wire import rest
from backend.wire.errors import ErrorCode, Phrase, Refusal, invalid
from backend.wire.texts import text
from backend.wire.types import User
from backend.wire.validation import fold, username_key

router = Router()

AVATAR_COLOURS = ("#b3402f", "#8a5a00", "#4f7a1c", "#1a7f5a", "#1c7488", "#2f66b5", "#6a4fc0", "#a63d84")


@router.answers(rest.REGISTER)
async def register(call: Call) -> Reply:
    """A new account, signed in."""
    context, body = call.context, call.body
    if not context.settings.registration_open:
        raise Refusal(ErrorCode.REGISTRATION_CLOSED)
    weakness = find_weakness(body.password, (body.username, body.email, body.first_name, body.last_name))
    if weakness is not None:
        raise invalid("password", weakness)
    if not is_local(call.request):
        context.rates.registrations.take(address_of(call.request))
    password_hash = await context.passwords.make_hash(body.password)
    session = await context.write(accounts.register, body, password_hash)
    return Reply(201, _signed_in(call, session, Phrase.REGISTERED))


@router.answers(rest.LOG_IN)
async def log_in(call: Call) -> rest.Authenticated:
    """A new session."""
    context, body = call.context, call.body
    if not body.username or not body.password:
        raise Refusal(ErrorCode.LOGIN_FAILED)
    if not is_local(call.request):
        context.rates.logins.take(address_of(call.request))
    account = username_key(body.username)
    context.rates.login_guard.check(account)
    context.rates.login_guard.failed(
        account
    )  # until proven otherwise: tries side by side must not slip through
    found = await context.ask(store.find_login, account)
    if not await context.passwords.check(body.password, found[1] if found else None) or found is None:
        raise Refusal(ErrorCode.LOGIN_FAILED)
    context.rates.login_guard.succeeded(account)
    session = await context.write(accounts.log_in, found[0], body.device)
    return _signed_in(call, session, Phrase.LOGGED_IN)


def _signed_in(call: Call, session: Session, phrase: Phrase) -> rest.Authenticated:
    call.context.presence.renew(session.user.id)
    return rest.Authenticated(
        user=session.user, tokens=_pair(call.context, session), message=text(phrase, call.language)
    )


def _pair(context: Context, session: Session) -> rest.Tokens:
    return context.mint.make_pair(session.user.id, session.id, session.generation, session.rotated_at)


@router.answers(rest.LOG_OUT)
async def log_out(call: Call) -> rest.Notice:
    """The caller's session ends, with its sockets."""
    context = call.context
    if call.body.refresh:
        try:
            claims = context.mint.read(call.body.refresh, "refresh")
        except TokenInvalid:
            raise Refusal(ErrorCode.FOREIGN_TOKEN) from None
        if claims.session_id != call.session.id:
            raise Refusal(ErrorCode.FOREIGN_TOKEN)
    await context.write(accounts.log_out, call.session.id)
    context.presence.logged_out(call.caller.id)
    return rest.Notice(message=text(Phrase.LOGGED_OUT, call.language))


@router.answers(rest.REFRESH_TOKEN)
async def refresh_token(call: Call) -> rest.Tokens:
    """A new pair for the old one."""
    context = call.context
    try:
        claims = context.mint.read(call.body.refresh, "refresh")
    except TokenInvalid:
        raise Refusal(ErrorCode.TOKEN_INVALID) from None
    session = await context.write(accounts.refresh, claims, context.limits.refresh_grace_seconds)
    context.sessions.forget(claims.session_id)
    if session is None:
        raise Refusal(ErrorCode.TOKEN_INVALID)
    return _pair(context, session)


@router.answers(rest.GET_ME)
async def get_me(call: Call) -> User:
    """The caller."""
    user = await call.context.ask(store.find_user, call.caller.id)
    if user is None:
        raise Refusal(ErrorCode.TOKEN_INVALID)
    return user


@router.answers(rest.LIST_USERS)
async def list_users(call: Call) -> rest.UserList:
    """Everybody but the caller."""
    limit, offset = call.query_int("limit"), call.query_int("offset", 0) or 0
    people = await call.context.ask(store.list_people, call.caller.id, limit, offset)
    return rest.UserList(users=list(map(call.context.contact_of(call.base_url), people)))


@router.answers(rest.SEARCH_USERS)
async def search_users(call: Call) -> rest.UserList:
    """People whose names contain `q`."""
    limits = call.context.limits
    needle = fold(call.request.query.get("q", "").strip())
    if not needle or len(needle) > limits.search_length or "\0" in needle:
        return rest.UserList(users=[])
    limit = call.query_int("limit", limits.search_default, most=limits.page_max) or limits.search_default
    people = await call.context.ask(store.search_people, needle, call.caller.id, limit)
    return rest.UserList(users=list(map(call.context.contact_of(call.base_url), people)))


@router.answers(rest.LIST_ONLINE_USERS)
async def list_online_users(call: Call) -> list[rest.OnlineUser]:
    """Who is here now, the caller too."""
    people = await call.context.ask(store.load_people, call.context.presence.online())
    contact_of = call.context.contact_of(call.base_url)
    return [
        rest.OnlineUser(
            user=person.user, is_online=contact.is_online, last_seen=contact.last_seen, avatar=contact.avatar
        )
        for person, contact in ((person, contact_of(person)) for person in people)
    ]


async def show_avatar(request: web.Request) -> web.Response:
    """The picture of who has chosen none: initials on a colour."""
    user = await context_of(request).ask(store.find_avatar_owner, request.match_info["key"])
    if user is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    words = user.full_name.split() or [user.username]
    initials = escape("".join(word[0] for word in words[:2]).upper())
    colour = AVATAR_COLOURS[user.id % len(AVATAR_COLOURS)]
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">'
        f'<rect width="96" height="96" fill="{colour}"/><text x="48" y="48" dy=".36em" fill="#fff" '
        f'font-family="sans-serif" font-size="40" text-anchor="middle">{initials}</text></svg>'
    )
    headers = {"Cache-Control": "public, max-age=3600", "Content-Security-Policy": "default-src 'none'"}
    return web.Response(text=picture, content_type="image/svg+xml", headers=headers)


AVATAR_ROUTE = web.get(AVATAR_PATH.replace("{kind}", "svg"), show_avatar)
