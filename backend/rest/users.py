"""People: everybody, found by name, here now."""

from html import escape

from aiohttp import web

from backend.context import context_of
from backend.rest.router import Call, Router
from backend.store import users as store
from backend.store.pictures import AVATAR_PATH
from backend.wire import rest
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.validation import fold

router = Router()

AVATAR_COLOURS = ("#b3402f", "#8a5a00", "#4f7a1c", "#1a7f5a", "#1c7488", "#2f66b5", "#6a4fc0", "#a63d84")


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
