"""`/join/`: where an invite's https form leads. Its secret never gets here: the page's script reads it."""

from html import escape

from aiohttp import web

from backend.rest.pages import Html, fill, lead_to, show_page, words_for
from backend.rest.visitors import System, read_visitor
from backend.wire.invites import JOIN


async def show_join(request: web.Request) -> web.StreamResponse:
    """The page that looks at an invite, opens the program with it, or offers the program."""
    words = words_for(request)
    is_phone = read_visitor(request.headers).system is System.PHONE
    phone = Html(f'<p class="dim">{escape(words["join_phone"])}</p>') if is_phone else Html("")
    return show_page(request, words["join_title"], fill("join.html", words | {"phone": phone}))


async def lead_to_join(_request: web.Request) -> web.StreamResponse:
    """The address without its last stroke."""
    return lead_to(f"{JOIN}/")


ROUTES = (web.get(f"/{JOIN}/", show_join), web.get(f"/{JOIN}", lead_to_join))
