"""Pages for browsers: their frame, their words in two languages, and the few files that they load.

All of a page comes from this server, and its policy (CSP) lets nothing else in. A page is a template in
`resources/web`; what is put into one is escaped here, or is a piece of HTML of ours (`Html`).
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from html import escape
from importlib.resources import files
from string import Template

from aiohttp import ETag, web

from backend.context import context_of, language_of
from backend.wire.errors import ErrorCode, Refusal

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FILES_PATH = "/web/{name}"
FILES = {
    "page.css": ("web", "text/css"),
    "invite.js": ("web", "text/javascript"),
    "minichat.svg": ("icons", "image/svg+xml"),
}
"""What pages load: its folder in `resources`, and its type."""


class Html(str):
    """Markup of ours, which is put into a page as it is."""

    __slots__ = ()


def fill(template: str, values: Mapping[str, str]) -> Html:
    """A template of `resources/web` with its values, escaped where they are no `Html`."""
    safe = {name: value if isinstance(value, Html) else escape(value) for name, value in values.items()}
    return Html(_read_template(template).substitute(safe))


def words_for(request: web.Request) -> dict[str, str]:
    """What pages say, in the visitor's language, and under `language` which one that is."""
    language = language_of(request)
    team = context_of(request).settings.name
    words = {key: text.replace("{team}", team) for key, text in _read_words()[language].items()}
    return words | {"language": language}


def show_page(
    request: web.Request, title: str, body: Html, *, root: str = "../", status: int = 200
) -> web.Response:
    """A whole page; `root` leads from it to the server's first folder."""
    values = {
        "language": language_of(request),
        "title": title,
        "team": context_of(request).settings.name,
        "root": root,
        "body": body,
    }
    return web.Response(
        text=fill("page.html", values),
        content_type="text/html",
        status=status,
        headers={
            "Content-Security-Policy": POLICY,
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "Vary": "Accept-Language, User-Agent, Sec-CH-UA-Platform, Sec-CH-UA-Mobile",
        },
    )


def lead_to(place: str) -> web.Response:
    """Send a browser on; a relative place keeps a proxy's path, and what stood after # goes along."""
    return web.Response(status=302, headers={"Location": place, "Cache-Control": "no-store"})


async def show_file(request: web.Request) -> web.StreamResponse:
    """A file that pages load."""
    name = request.match_info["name"]
    if name not in FILES:
        raise Refusal(ErrorCode.NOT_FOUND)
    content = _read_file(name)
    tag = ETag(blake2b(content, digest_size=16).hexdigest())
    is_known = any(known.value in {tag.value, "*"} for known in request.if_none_match or ())
    response = (
        web.Response(status=304) if is_known else web.Response(body=content, content_type=FILES[name][1])
    )
    response.etag = tag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


async def show_first(_request: web.Request) -> web.StreamResponse:
    """Who types the server's bare address gets the page that helps."""
    return lead_to("download/")


@cache
def _read_file(name: str) -> bytes:
    return (files("resources") / FILES[name][0] / name).read_bytes()


@cache
def _read_template(name: str) -> Template:
    return Template((files("resources") / "web" / name).read_text(encoding="utf-8"))


@cache
def _read_words() -> dict[str, dict[str, str]]:
    """By language, then by key."""
    read = tomllib.loads((files("resources") / "web" / "words.toml").read_text(encoding="utf-8"))
    return {language: {key: texts[language] for key, texts in read.items()} for language in ("en", "ru")}


ROUTES = (web.get("/", show_first), web.get(FILES_PATH, show_file))
