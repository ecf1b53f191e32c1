"""People: everybody, found by name, here now."""

from backend.rest.router import Call, Router
from backend.store import users as store
from backend.wire import answers, rest
from backend.wire.folding import fold

router = Router()


@router.answers(rest.LIST_USERS)
async def list_users(call: Call) -> answers.UserList:
    """Everybody but the caller."""
    limit, offset = call.query_int("limit"), call.query_int("offset", 0) or 0
    people = await call.context.ask(store.list_people, call.caller.id, limit, offset)
    return answers.UserList(users=list(map(call.context.contact_of(call.base_url), people)))


@router.answers(rest.SEARCH_USERS)
async def search_users(call: Call) -> answers.UserList:
    """People whose names contain `q`."""
    limits = call.context.limits
    needle = fold(call.request.query.get("q", "").strip())
    if not needle or len(needle) > limits.search_length or "\0" in needle:
        return answers.UserList(users=[])
    limit = call.query_int("limit", limits.search_default, most=limits.page_max) or limits.search_default
    people = await call.context.ask(store.search_people, needle, call.caller.id, limit)
    return answers.UserList(users=list(map(call.context.contact_of(call.base_url), people)))


@router.answers(rest.LIST_ONLINE_USERS)
async def list_online_users(call: Call) -> list[answers.OnlineUser]:
    """Who is here now, the caller too."""
    people = await call.context.ask(store.load_people, call.context.presence.online())
    contact_of = call.context.contact_of(call.base_url)
    return [
        answers.OnlineUser(
            user=person.user, is_online=contact.is_online, last_seen=contact.last_seen, avatar=contact.avatar
        )
        for person, contact in ((person, contact_of(person)) for person in people)
    ]
