"""`/join/`: where an invite's https form leads. Its secret never gets here: the page's script reads it."""

from collections.abc import Mapping
from functools import partial
from html import escape

from aiohttp import web

from backend.downloads import Downloads
from backend.rest.pages import Html, fill, lead_to, show_page, words_for
from backend.rest.visitors import System, read_visitor
from backend.wire.invites import JOIN

PATH = f"/{JOIN}/"


def make_routes(downloads: Downloads) -> list[web.RouteDef]:
    """The page; it offers the program where there is something to download."""
    return [web.get(PATH, partial(show_join, downloads)), web.get(PATH.rstrip("/"), lead_to_join)]


async def show_join(downloads: Downloads, request: web.Request) -> web.StreamResponse:
    """The page that looks at an invite, opens the program with it, or offers the program."""
    words = words_for(request)
    is_phone = read_visitor(request.headers).system is System.PHONE
    phone = Html(f'<p class="dim">{escape(words["join_phone"])}</p>') if is_phone else Html("")
    has_any = bool(await downloads.offered())
    values = words | {
        "phone": phone,
        "get": _way_to_downloads(words, has_any=has_any),
        "get_along": _way_to_downloads(words, "data-keep ", has_any=has_any),
    }
    return show_page(request, words["join_title"], fill("join.html", values))


def _way_to_downloads(words: Mapping[str, str], keeps: str = "", *, has_any: bool) -> Html:
    """To the program; a page without any would be a dead end."""
    if not has_any:
        return Html("")
    return Html(f'<a class="button quiet" {keeps}href="../download/">{escape(words["join_get"])}</a>')


async def lead_to_join(_request: web.Request) -> web.StreamResponse:
    """The address without its last stroke."""
    return lead_to(f"{JOIN}/")
